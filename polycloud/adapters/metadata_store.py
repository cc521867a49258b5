"""A table of metadata: what every cloud's metadata store has in common."""

from __future__ import annotations

from abc import abstractmethod
from typing import Generic, TypeVar

import pulumi
from attrs import evolve

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Access, Credentials
from polycloud.abstractions.metadata_store import MetadataStoreSpec
from polycloud.adapters.granting import Grant, Grantee, GrantingHandle, RightT

TableT = TypeVar("TableT")
"""The native resource of the table."""


class MetadataStore(GrantingHandle[RightT], Generic[RightT, TableT]):
    """One table.

    Escape hatch: `native` is the cloud's own resource for it.
    """

    native: TableT

    def __init__(self, name: str, spec: MetadataStoreSpec, context: Context) -> None:
        super().__init__(name, context, protect=spec.protect)
        self.native = self._make_table(spec)
        self.done(table=self.table)

    @property
    def table(self) -> pulumi.Output[str]:
        """The table's physical name."""
        return self._table_name(self.native)

    def grant(self, identity: Grantee, access: Access) -> Credentials:
        """Let somebody use the table's items."""
        return self.give(Grant(identity, access))

    def _checked(self, grant: Grant) -> Grant:
        return evolve(grant, part="")

    @abstractmethod
    def _make_table(self, spec: MetadataStoreSpec) -> TableT:
        """Make the table and what belongs to it."""

    @abstractmethod
    def _table_name(self, native: TableT) -> pulumi.Output[str]:
        """Return the physical name of the table."""
