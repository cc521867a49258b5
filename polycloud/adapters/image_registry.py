"""Repositories of container images: what every cloud's image registry has in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from functools import cached_property
from typing import Generic, TypeVar

import pulumi

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Access, Credentials
from polycloud.abstractions.image_registry import ImageRegistrySpec
from polycloud.adapters.granting import Grant, Grantee, GrantingHandle, RightT

RegistryT = TypeVar("RegistryT")
"""The native resources: one for each repository, or one registry that holds them all."""


class ImageRegistry(GrantingHandle[RightT], Generic[RightT, RegistryT]):
    """Repositories by logical name.

    Escape hatch: `native` is what the cloud made: a resource for each repository by logical
    name, or the one registry that holds them all.
    """

    native: RegistryT

    def __init__(self, name: str, spec: ImageRegistrySpec, context: Context) -> None:
        self._names = spec.repositories
        super().__init__(name, context, protect=spec.protect)
        self.native = self._make_repositories(spec)
        self.done(repositories=dict(self.repositories))

    @cached_property
    def repositories(self) -> Mapping[str, pulumi.Output[str]]:
        """What ``docker pull`` takes before the colon and the tag, by logical name."""
        return {logical: self._address(logical) for logical in self._names}

    def grant(self, identity: Grantee, access: Access, repository: str) -> Credentials:
        """Let somebody use a repository.

        Raises:
            KeyError: the registry has no such repository.
        """
        return self.give(Grant(identity, access, repository))

    def _checked(self, grant: Grant) -> Grant:
        if grant.part not in self._names:
            raise KeyError(grant.part)
        return grant

    @abstractmethod
    def _make_repositories(self, spec: ImageRegistrySpec) -> RegistryT:
        """Make the repositories, or the registry that holds them."""

    @abstractmethod
    def _address(self, repository: str) -> pulumi.Output[str]:
        """Return the address of a repository."""
