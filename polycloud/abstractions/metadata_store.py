"""A table of model metadata."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from attrs import frozen

from polycloud.abstractions.capability import Capability
from polycloud.abstractions.identity import (
    Access,
    Credentials,
    WorkloadIdentity,
    WorkloadKind,
    access_of,
)
from polycloud.abstractions.roles import ladder
from polycloud.abstractions.setting import Obstacle, setting

if TYPE_CHECKING:
    import pulumi


class KeyType(StrEnum):
    """The type of a key attribute."""

    STRING = "string"
    NUMBER = "number"


@frozen
class Key:
    """An attribute that items are found by."""

    name: str = setting(
        "The attribute's name.", pattern=r"[A-Za-z_][A-Za-z0-9_]{0,62}", example="model_id"
    )
    type: KeyType = setting("The attribute's type.", default=KeyType.STRING)


@frozen
class MetadataStoreSpec:
    """A table, paid per request, encrypted, with a partition key and a sort key."""

    partition_key: Key = setting(
        "Items with the same value lie together.", factory=lambda: Key("model_id", KeyType.STRING)
    )
    sort_key: Key | None = setting(
        "Orders the items of a partition.", factory=lambda: Key("version", KeyType.NUMBER)
    )
    point_in_time_restore: bool = setting("Can be restored to any recent second.", default=True)
    protect: bool = setting("Refuse to delete the table.", default=False)
    readers: tuple[WorkloadKind, ...] = setting("The workloads that look up items.", factory=tuple)
    writers: tuple[WorkloadKind, ...] = setting(
        "The workloads that read, create, replace and delete items.", factory=tuple
    )

    def access_of(self, kind: WorkloadKind) -> Access | None:
        """Return what a workload may do with the table's items; None for nothing."""
        return access_of(kind, self.readers, self.writers)

    def obstacles(self) -> Iterator[Obstacle]:
        """The two keys are different attributes."""
        if self.sort_key is not None and self.sort_key.name == self.partition_key.name:
            yield Obstacle(
                "sort_key.name",
                "the sort key is the partition key",
                "another attribute's name",
                self.sort_key.name,
            )


class MetadataStore(Protocol):
    """A table that exists.

    The adapter owes: pay per request, encryption at rest, private access by identity only,
    restore to a point in time where asked; with ``protect``, the cloud's own deletion
    protection and a destroy that leaves it.
    """

    cloud: str

    @property
    def native(self) -> object:
        """Escape hatch: the cloud's own resource for the table.

        The cloud's own handle gives it its type.
        """
        ...

    @property
    def table(self) -> pulumi.Output[str]:
        """The table's physical name."""
        ...

    def grant(self, identity: WorkloadIdentity, access: Access) -> Credentials:
        """Let a workload of this cloud or another use the table's items, least privilege."""
        ...


METADATA_STORE: Final[Capability[MetadataStoreSpec, [], MetadataStore]] = Capability(
    word="metadata_store",
    name="metadata",
    description="The table of model metadata.",
    spec=MetadataStoreSpec,
    outputs=lambda store: {"metadata_table": store.table},
    rights=ladder(Access.VIEW, Access.READ, Access.WRITE, Access.ADMINISTER),
)
