"""What everything on Azure in one deployment stands on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Final

import pulumi
import pulumi_azure_native as azure
from attrs import frozen
from pulumi_azure_native import resources

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.naming import physical_name
from polycloud.adapters.azure.settings import CATALOG, AzureSettings

_TAG_NAME: Final = 128
_TAG_VALUE: Final = 256


@frozen(eq=False, slots=False)
class Ground:
    """One explicit provider and one resource group for all that a deployment has on Azure.

    Azure's provider takes no default tags, so whatever takes tags is given `tags`.
    """

    context: Context
    provider: azure.Provider
    group: resources.ResourceGroup

    @property
    def settings(self) -> AzureSettings:
        """The configuration of this cloud."""
        return self.context.settings_as(AzureSettings)

    @property
    def location(self) -> str:
        """The region's name."""
        return self.settings.region

    @property
    def group_name(self) -> pulumi.Output[str]:
        """The resource group's name."""
        return self.group.name

    @property
    def tags(self) -> dict[str, str]:
        """The deployment's tags, as Azure takes them."""
        return taggable(self.context.deployment.tags)

    def name(self, logical: str, kind: str, *, reserve: int = 0) -> str:
        """A physical name for a resource of ``kind``, as the catalog's names call it."""
        return physical_name(self.context.deployment, logical, CATALOG.names[kind], reserve=reserve)

    def unique_name(self, logical: str, kind: str) -> pulumi.Output[str]:
        """A name that is unique in the world, ending in the deployment's salt."""
        separator = CATALOG.names[kind].separator
        stem = self.name(logical, kind, reserve=8 + len(separator))
        return pulumi.Output.concat(stem, separator, self.context.salt)

    @cached_property
    def subscription_id(self) -> pulumi.Output[str]:
        """The subscription that everything is in."""
        return self.group.id.apply(lambda group: group.split("/")[2])


def taggable(tags: Mapping[str, str]) -> dict[str, str]:
    """Tags within Azure's limits: some characters of a name become hyphens, what is too long
    is cut. The limits are those of storage accounts, the narrowest
    (https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources).
    """
    return {
        re.sub(r"[<>%&\\?/]", "-", name)[:_TAG_NAME]: value[:_TAG_VALUE]
        for name, value in tags.items()
    }


def ground(context: Context) -> Ground:
    """The ground of a deployment, made when first asked for."""
    return context.once("azure.ground", lambda: _make(context))


def _make(context: Context) -> Ground:
    settings = context.settings_as(AzureSettings)
    provider = azure.Provider(
        "azure",
        location=settings.region,
        subscription_id=settings.subscription_id,
        tenant_id=settings.tenant_id,
        opts=pulumi.ResourceOptions(parent=context.parent),
    )
    group = resources.ResourceGroup(
        "azure",
        resource_group_name=physical_name(
            context.deployment, "platform", CATALOG.names["resource_group"]
        ),
        location=settings.region,
        tags=taggable(context.deployment.tags),
        opts=pulumi.ResourceOptions(parent=context.parent, provider=provider),
    )
    return Ground(context, provider, group)
