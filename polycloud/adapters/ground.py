"""What all handles of one deployment on one cloud share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Generic, Self, TypeVar, cast

import pulumi

from polycloud.abstractions.cloud import CloudSettings, Context
from polycloud.abstractions.naming import physical_name
from polycloud.catalog import Catalog

SettingsT = TypeVar("SettingsT", bound=CloudSettings)
ProviderT = TypeVar("ProviderT", bound=pulumi.ProviderResource)

_SALT = 8
"""Characters of a deployment's salt."""


class Ground(ABC, Generic[SettingsT, ProviderT]):
    """One explicit provider for a deployment, its settings, and how its resources are named.

    Get it with `of`. A cloud's own class says which catalog its names follow and makes the
    provider.
    """

    catalog: ClassVar[Catalog]

    def __init__(self, context: Context) -> None:
        self.context = context
        self.settings = cast("SettingsT", context.settings)
        self.region = self.settings.region
        self.tags = dict(context.deployment.tags)
        self.provider: ProviderT = self._make_provider()

    @classmethod
    def of(cls, context: Context) -> Self:
        """Return the ground of a deployment; it is made when first asked for."""
        return context.once("ground", lambda: cls(context))

    def name(self, logical: str, rule: str, *, reserve: int = 0) -> str:
        """Return a physical name for ``logical`` under the catalog's rule for a type of resource.

        ``reserve`` characters are left for what the caller appends.

        Raises:
            KeyError: the catalog has no such rule.
        """
        names = self.catalog.names[rule]
        return physical_name(self.context.deployment, logical, names, reserve=reserve)

    def unique_name(self, logical: str, rule: str) -> pulumi.Output[str]:
        """Return a name that no other deployment has or had: it ends in the deployment's salt.

        Raises:
            KeyError: the catalog has no such rule.
        """
        separator = self.catalog.names[rule].separator
        stem = self.name(logical, rule, reserve=_SALT + len(separator))
        return pulumi.Output.concat(stem, separator, self.context.salt)

    def child(self, **options: Any) -> pulumi.ResourceOptions:
        """Return the options for a resource that belongs to the deployment and to no handle."""
        return pulumi.ResourceOptions(parent=self.context.parent, provider=self.provider, **options)

    @abstractmethod
    def _make_provider(self) -> ProviderT:
        """Make the explicit provider."""
