"""Which resources the reader knows, and what the others could change.

A kind is a module and class (``storage.BlobContainer``), whatever the version of the API.
"""

from __future__ import annotations

from typing import Final

from polycloud.graph import Resource
from polycloud_testing.facts.azure.templates import changes_nothing

READ: Final = frozenset(
    {
        "authorization.ManagementLockAtResourceGroupLevel",
        "authorization.ManagementLockAtResourceLevel",
        "authorization.ManagementLockAtSubscriptionLevel",
        "authorization.ManagementLockByScope",
        "authorization.RoleAssignment",
        "authorization.RoleDefinition",
        "cosmosdb.DatabaseAccount",
        "cosmosdb.SqlResourceSqlContainer",
        "cosmosdb.SqlResourceSqlDatabase",
        "cosmosdb.SqlResourceSqlRoleAssignment",
        "cosmosdb.SqlResourceSqlRoleDefinition",
        "managedidentity.FederatedIdentityCredential",
        "managedidentity.UserAssignedIdentity",
        "storage.BlobContainer",
        "storage.BlobServiceProperties",
        "storage.ManagementPolicy",
        "storage.StorageAccount",
    }
)

HARMLESS: Final = frozenset(
    {
        "resources.ResourceGroup",
        "resources.TagAtScope",
        "storage.Blob",
        "storage.BlobInventoryPolicy",
        "storage.FileServiceProperties",
        "storage.FileShare",
        "storage.PrivateEndpointConnection",
        "storage.Queue",
        "storage.QueueServiceProperties",
        "storage.Table",
        "storage.TableServiceProperties",
    }
)
"""What changes no answer."""

REACHING: Final = frozenset(
    {
        *("storage", "cosmosdb", "documentdb", "authorization", "managedidentity", "resources"),
        *(
            "blueprint",
            "management",
            "subscription",
            "deploymentsafeguards",
            "azureactivedirectory",
        ),
    }
)
"""The provider's modules whose resources can change who reaches a store, or what it does."""


def kind(resource: Resource) -> str:
    """The resource's kind, as above."""
    _, _, rest = resource.type.partition(":")
    module, _, name = rest.partition(":")
    return f"{module.partition('/')[0]}.{name}"


def is_stranger(resource: Resource) -> bool:
    """Whether the reader does not know the resource, and it could change an answer."""
    found = kind(resource)
    return (
        resource.custom
        and resource.package == "azure-native"
        and not resource.is_provider
        and found.partition(".")[0] in REACHING
        and found not in READ
        and found not in HARMLESS
        and not (found == "resources.Deployment" and changes_nothing(resource))
    )
