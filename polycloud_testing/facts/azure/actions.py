"""What the operations of Azure amount to, for blobs, items, images and secrets.

source: https://learn.microsoft.com/azure/role-based-access-control/permissions/storage,
https://learn.microsoft.com/azure/role-based-access-control/permissions/databases,
https://learn.microsoft.com/azure/role-based-access-control/permissions/containers,
https://learn.microsoft.com/azure/role-based-access-control/permissions/security,
https://learn.microsoft.com/azure/cosmos-db/nosql/reference-data-plane-security
as_of: 2026-11-23
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from polycloud_testing.facts.access import Verb

_ACCOUNT: Final = "Microsoft.Storage/storageAccounts"
_CONTAINERS: Final = f"{_ACCOUNT}/blobServices/containers"
_BLOBS: Final = f"{_CONTAINERS}/blobs"
_COSMOS: Final = "Microsoft.DocumentDB/databaseAccounts"
_DATABASES: Final = f"{_COSMOS}/sqlDatabases"
_REGISTRY: Final = "Microsoft.ContainerRegistry/registries"
_ITEMS: Final = f"{_DATABASES}/containers/items"
_VAULT: Final = "Microsoft.KeyVault/vaults"
_SECRETS: Final = f"{_VAULT}/secrets"
_DELETED_VAULTS: Final = "Microsoft.KeyVault/locations/deletedVaults"

_AUTHORIZATION: Final[Mapping[str, tuple[Verb, ...]]] = {
    f"Microsoft.Authorization/{name}": (Verb.CHANGE_ACCESS,)
    for name in (
        *("roleAssignments/write", "roleAssignments/delete", "elevateAccess/action"),
        *("roleDefinitions/write", "roleDefinitions/delete", "locks/write", "locks/delete"),
    )
}


def _each(verbs: Mapping[Verb, str], prefix: str) -> dict[str, tuple[Verb, ...]]:
    return {f"{prefix}/{name}": (verb,) for verb, names in verbs.items() for name in names.split()}


BLOB_CONTROL: Final[Mapping[str, tuple[Verb, ...]]] = {
    **_AUTHORIZATION,
    **_each(
        {
            Verb.SEE_SETTINGS: (
                "read blobServices/read blobServices/containers/read managementPolicies/read "
                "inventoryPolicies/read objectReplicationPolicies/read encryptionScopes/read "
                "blobServices/containers/immutabilityPolicies/read localUsers/read"
            ),
            Verb.CHANGE_SETTINGS: (
                "blobServices/write managementPolicies/write managementPolicies/delete "
                "inventoryPolicies/write inventoryPolicies/delete "
                "objectReplicationPolicies/write objectReplicationPolicies/delete "
                "encryptionScopes/write failover/action hnsonmigration/action "
                "blobServices/containers/lease/action "
                "blobServices/containers/setLegalHold/action "
                "blobServices/containers/clearLegalHold/action "
                "blobServices/containers/immutabilityPolicies/write "
                "blobServices/containers/immutabilityPolicies/delete "
                "blobServices/containers/immutabilityPolicies/lock/action "
                "blobServices/containers/immutabilityPolicies/extend/action "
                "restoreBlobRanges/action"
            ),
            Verb.CHANGE_ACCESS: (
                "listkeys/action regeneratekey/action rotateKey/action "
                "ListAccountSas/action ListServiceSas/action localUsers/write "
                "localUsers/listKeys/action localUsers/regeneratePassword/action "
                "revokeUserDelegationKeys/action networkSecurityPerimeterAssociationProxies/write"
            ),
            Verb.DELETE_STORE: "delete blobServices/containers/delete",
        },
        _ACCOUNT,
    ),
    # These turn public access and shared keys on as well.
    f"{_ACCOUNT}/write": (Verb.CHANGE_SETTINGS, Verb.CHANGE_ACCESS),
    f"{_CONTAINERS}/write": (Verb.CHANGE_SETTINGS, Verb.CHANGE_ACCESS),
}

BLOB_DATA: Final[Mapping[str, tuple[Verb, ...]]] = {
    f"{_BLOBS}/read": (Verb.READ, Verb.LIST),
    f"{_BLOBS}/filter/action": (Verb.LIST,),
    f"{_BLOBS}/tags/read": (Verb.READ,),
    f"{_BLOBS}/write": (Verb.WRITE,),
    f"{_BLOBS}/add/action": (Verb.WRITE,),
    f"{_BLOBS}/tags/write": (Verb.WRITE,),
    f"{_BLOBS}/move/action": (Verb.WRITE, Verb.DELETE),
    f"{_BLOBS}/delete": (Verb.DELETE,),
    f"{_BLOBS}/deleteBlobVersion/action": (Verb.PURGE,),
    f"{_BLOBS}/permanentDelete/action": (Verb.PURGE,),
    f"{_BLOBS}/immutableStorage/runAsSuperUser/action": (Verb.CHANGE_SETTINGS,),
    f"{_BLOBS}/manageOwnership/action": (Verb.CHANGE_ACCESS,),
    f"{_BLOBS}/modifyPermissions/action": (Verb.CHANGE_ACCESS,),
    f"{_BLOBS}/runAsSuperUser/action": (Verb.READ, Verb.WRITE, Verb.DELETE, Verb.CHANGE_ACCESS),
}

ITEM_CONTROL: Final[Mapping[str, tuple[Verb, ...]]] = {
    **_AUTHORIZATION,
    **_each(
        {
            Verb.SEE_SETTINGS: (
                "read sqlDatabases/read sqlDatabases/containers/read sqlRoleDefinitions/read "
                "sqlRoleAssignments/read sqlDatabases/throughputSettings/read "
                "sqlDatabases/containers/throughputSettings/read metrics/read"
            ),
            Verb.CHANGE_SETTINGS: (
                "sqlDatabases/write sqlDatabases/containers/write "
                "sqlDatabases/throughputSettings/write "
                "sqlDatabases/containers/throughputSettings/write "
                "sqlDatabases/containers/storedProcedures/write "
                "sqlDatabases/containers/triggers/write "
                "sqlDatabases/containers/userDefinedFunctions/write "
                "failoverPriorityChange/action offlineRegion/action onlineRegion/action "
                "backup/action restore/action"
            ),
            Verb.CHANGE_ACCESS: (
                "listKeys/action readonlykeys/action readonlykeys/read regenerateKey/action "
                "listConnectionStrings/action sqlRoleDefinitions/write "
                "sqlRoleDefinitions/delete sqlRoleAssignments/write sqlRoleAssignments/delete"
            ),
            Verb.DELETE_STORE: "delete sqlDatabases/delete sqlDatabases/containers/delete",
        },
        _COSMOS,
    ),
    f"{_COSMOS}/write": (Verb.CHANGE_SETTINGS, Verb.CHANGE_ACCESS),
}

ITEM_DATA: Final[Mapping[str, tuple[Verb, ...]]] = {
    f"{_COSMOS}/readMetadata": (Verb.SEE_SETTINGS,),
    f"{_ITEMS}/read": (Verb.READ,),
    f"{_DATABASES}/containers/executeQuery": (Verb.LIST,),
    f"{_DATABASES}/containers/readChangeFeed": (Verb.READ,),
    f"{_ITEMS}/create": (Verb.WRITE,),
    f"{_ITEMS}/replace": (Verb.WRITE,),
    f"{_ITEMS}/upsert": (Verb.WRITE,),
    f"{_ITEMS}/delete": (Verb.DELETE,),
    f"{_DATABASES}/containers/executeStoredProcedure": (Verb.WRITE,),
    f"{_DATABASES}/containers/manageConflicts": (Verb.WRITE,),
}

REGISTRY_CONTROL: Final[Mapping[str, tuple[Verb, ...]]] = {
    **_AUTHORIZATION,
    **_each(
        {
            Verb.WRITE: "push/write importImage/action quarantine/write sign/write",
            Verb.DELETE: "artifacts/delete",
            Verb.PURGE: "deleted/restore/action",
            Verb.SEE_SETTINGS: "read listPolicies/read listUsages/read operationStatuses/read",
            Verb.CHANGE_SETTINGS: (
                "updatePolicies/write replications/write replications/delete webhooks/write "
                "webhooks/delete scheduleRun/action tasks/write agentpools/write"
            ),
            Verb.CHANGE_ACCESS: (
                "listCredentials/action regenerateCredential/action generateCredentials/action "
                "tokens/write scopeMaps/write"
            ),
            Verb.DELETE_STORE: "delete",
        },
        _REGISTRY,
    ),
    f"{_REGISTRY}/pull/read": (Verb.READ, Verb.LIST),
    # This turns the admin user and anonymous pull on as well.
    f"{_REGISTRY}/write": (Verb.CHANGE_SETTINGS, Verb.CHANGE_ACCESS),
}

SECRET_CONTROL: Final[Mapping[str, tuple[Verb, ...]]] = {
    **_AUTHORIZATION,
    **_each(
        {
            Verb.SEE_SETTINGS: "read secrets/read",
            Verb.CHANGE_ACCESS: (
                "accessPolicies/write networkSecurityPerimeterAssociationProxies/write"
            ),
            Verb.DELETE_STORE: "delete",
        },
        _VAULT,
    ),
    # This turns roles off and access policies on as well.
    f"{_VAULT}/write": (Verb.CHANGE_SETTINGS, Verb.CHANGE_ACCESS),
    f"{_SECRETS}/write": (Verb.WRITE, Verb.CHANGE_SETTINGS),
    f"{_DELETED_VAULTS}/purge/action": (Verb.PURGE,),
}

SECRET_DATA: Final[Mapping[str, tuple[Verb, ...]]] = {
    f"{_SECRETS}/getSecret/action": (Verb.READ,),
    # A backup can be restored into another vault of the subscription, and read there.
    f"{_SECRETS}/backup/action": (Verb.READ,),
    f"{_SECRETS}/setSecret/action": (Verb.WRITE,),
    f"{_SECRETS}/readMetadata/action": (Verb.SEE_SETTINGS,),
    f"{_SECRETS}/update/action": (Verb.CHANGE_SETTINGS,),
    f"{_SECRETS}/recover/action": (Verb.CHANGE_SETTINGS,),
    f"{_SECRETS}/restore/action": (Verb.CHANGE_SETTINGS,),
    f"{_SECRETS}/delete": (Verb.DELETE_STORE,),
    f"{_SECRETS}/purge/action": (Verb.PURGE,),
}

ESSENTIAL: Final[Mapping[Verb, tuple[frozenset[str], ...]]] = {
    Verb.READ: (
        frozenset({f"{_BLOBS}/read"}),
        frozenset({f"{_ITEMS}/read"}),
        frozenset({f"{_REGISTRY}/pull/read"}),
        frozenset({f"{_SECRETS}/getSecret/action"}),
    ),
    Verb.LIST: (
        frozenset({f"{_BLOBS}/read"}),
        frozenset({f"{_DATABASES}/containers/executeQuery"}),
        frozenset({f"{_REGISTRY}/pull/read"}),
    ),
    Verb.WRITE: (
        frozenset({f"{_BLOBS}/write"}),
        frozenset({f"{_ITEMS}/create", f"{_ITEMS}/replace"}),
        frozenset({f"{_REGISTRY}/push/write"}),
        frozenset({f"{_SECRETS}/setSecret/action"}),
        frozenset({f"{_SECRETS}/write"}),
    ),
    Verb.DELETE: (
        frozenset({f"{_BLOBS}/delete"}),
        frozenset({f"{_ITEMS}/delete"}),
        frozenset({f"{_REGISTRY}/artifacts/delete"}),
    ),
    Verb.PURGE: (
        frozenset({f"{_BLOBS}/deleteBlobVersion/action"}),
        frozenset({f"{_SECRETS}/purge/action"}),
        frozenset({f"{_DELETED_VAULTS}/purge/action"}),
    ),
}
"""Any one of these sets makes up the whole verb; of other verbs each operation is enough."""
