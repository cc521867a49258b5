"""Grants: who may do what with a store, and how that becomes each cloud's access control."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Generic, TypeAlias, TypeVar

import pulumi
from attrs import frozen

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Access, Credentials, WorkloadIdentity
from polycloud.abstractions.roles import Person
from polycloud.adapters.component import Handle
from polycloud.adapters.ground import Ground

Grantee: TypeAlias = WorkloadIdentity | Person

RightT = TypeVar("RightT")
"""What one cloud's access control calls a right: a role, or statements of a policy."""


@frozen(eq=False)
class Grant:
    """One access of one grantee to a store, to a part of it, or to a folder of that part."""

    grantee: Grantee
    access: Access
    part: str = ""
    """A bucket, a repository or a secret, by its logical name; empty for the whole store."""
    folder: str = ""
    """Empty, or a prefix that ends in a slash."""

    @property
    def effective_access(self) -> Access:
        """The access that counts: settings concern a whole store, so a folder has none."""
        if self.folder and self.access is Access.ADMINISTER:
            return Access.WRITE
        return self.access

    @property
    def administers(self) -> bool:
        """Whether the grantee may also change the settings."""
        return self.effective_access is Access.ADMINISTER

    @property
    def digest(self) -> str:
        """What tells the names made for one folder from another's; empty without a folder."""
        return sha256(self.folder.encode()).hexdigest()[:8] if self.folder else ""


class GrantingHandle(Handle, ABC, Generic[RightT]):
    """A handle that grants access to what it holds.

    It makes each binding of a grantee to a right once, however often that is asked for. A
    cloud's own class implements `_rights`, which says what a grant means there, and `_bind`,
    which makes the resource of the cloud's access control.
    """

    def __init__(self, name: str, context: Context, *, protect: bool = False) -> None:
        self.context = context
        self.protected = protect
        self._bindings: dict[str, pulumi.Resource] = {}
        super().__init__(name, context, [self.ground.provider])

    @property
    @abstractmethod
    def ground(self) -> Ground[Any, Any]:
        """What everything of the deployment on this cloud shares."""

    def give(self, grant: Grant) -> Credentials:
        """Make the bindings of a grant, and return what the grantee acts as.

        Raises:
            KeyError: the store has no such part.
            ValueError: the grant has no meaning, or the cloud cannot express it.
        """
        grant = self._checked(grant)
        credentials = self._credentials(grant.grantee)
        for word, right in self._rights(grant).items():
            name = self._binding_name(grant, word)
            if name not in self._bindings:
                self._bindings[name] = self._bind(name, grant, credentials.principal, right)
        return credentials

    def kept(self, **options: Any) -> pulumi.ResourceOptions:
        """Return the options for a child that shares the store's protection."""
        return self.child(protect=self.protected, **options)

    def _checked(self, grant: Grant) -> Grant:
        """Return the grant as the store understands it.

        Raises:
            KeyError: the store has no such part.
            ValueError: the grant has no meaning.
        """
        return grant

    def _binding_name(self, grant: Grant, word: str) -> str:
        """Return the logical name of a binding; it is also what tells bindings apart."""
        words = (self.name, _flat(grant.part), grant.grantee.name, word, grant.digest)
        return "-".join(filter(None, words))

    @abstractmethod
    def _credentials(self, grantee: Grantee) -> Credentials:
        """Return what a grantee acts as on this cloud; a foreign workload is trusted first."""

    @abstractmethod
    def _rights(self, grant: Grant) -> Mapping[str, RightT]:
        """Return what a grant means on this cloud, by a word for the name of each binding."""

    @abstractmethod
    def _bind(
        self, name: str, grant: Grant, principal: pulumi.Output[str], right: RightT
    ) -> pulumi.Resource:
        """Make the resource that gives a principal a right."""


def _flat(part: str) -> str:
    return part.replace("/", "-")
