"""What everything on Azure in one deployment stands on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar, Final, TypedDict

import pulumi
import pulumi_azure_native as azure
from pulumi_azure_native import resources

from polycloud.abstractions.cloud import Context
from polycloud.adapters import ground
from polycloud.adapters.azure.settings import CATALOG, AzureSettings
from polycloud.catalog import Catalog

_TAG_NAME: Final = 128
_TAG_VALUE: Final = 256


class Place(TypedDict):
    """Where a resource is, and its tags: what nearly every one of Azure's is given."""

    resource_group_name: pulumi.Output[str]
    location: str
    tags: dict[str, str]


class Ground(ground.Ground[AzureSettings, azure.Provider]):
    """One explicit provider and one resource group for all that a deployment has on Azure.

    Azure's provider takes no default tags, so whatever takes tags is given `place` or `tags`.
    """

    catalog: ClassVar[Catalog] = CATALOG

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.tags = taggable(context.deployment.tags)
        self.group = resources.ResourceGroup(
            "azure",
            resource_group_name=self.name("platform", "resource_group"),
            location=self.region,
            tags=self.tags,
            opts=self.child(),
        )
        self.group_name: pulumi.Output[str] = self.group.name
        self.place: Place = {
            "resource_group_name": self.group_name,
            "location": self.region,
            "tags": self.tags,
        }

    @cached_property
    def subscription_id(self) -> pulumi.Output[str]:
        """The subscription that everything is in."""
        return self.group.id.apply(lambda group: group.split("/")[2])

    def _make_provider(self) -> azure.Provider:
        return azure.Provider(
            "azure",
            location=self.region,
            subscription_id=self.settings.subscription_id,
            tenant_id=self.settings.tenant_id,
            opts=pulumi.ResourceOptions(parent=self.context.parent),
        )


def taggable(tags: Mapping[str, str]) -> dict[str, str]:
    """Tags within Azure's limits: some characters of a name become hyphens, what is too long
    is cut. The limits are those of storage accounts, the narrowest
    (https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources).
    """
    return {
        re.sub(r"[<>%&\\?/]", "-", name)[:_TAG_NAME]: value[:_TAG_VALUE]
        for name, value in tags.items()
    }
