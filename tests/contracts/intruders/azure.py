"""Resources and settings that would change an answer on Azure."""

from __future__ import annotations

from typing import Any, Final

from polycloud_testing.contracts.mutation.intruders import Intruder, Stray

_ACCOUNT: Final = "azure-native:storage:StorageAccount"
_CONTAINER: Final = "azure-native:storage:BlobContainer"
_SERVICE: Final = "azure-native:storage:BlobServiceProperties"
_COSMOS: Final = "azure-native:cosmosdb:DatabaseAccount"
_ITEMS: Final = "azure-native:cosmosdb:SqlResourceSqlContainer"
_REGISTRY: Final = "azure-native:containerregistry:Registry"
_IDENTITY: Final = "azure-native:managedidentity:UserAssignedIdentity"
_SOMEBODY: Final = "99999999-0000-4000-8000-999999999999"
_OWNER: Final = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
_ROLES: Final = "/providers/Microsoft.Authorization/roleDefinitions"


def _on_account(name: str, **inputs: Any) -> Intruder:
    token = f"azure-native:storage:{name}"
    return Intruder(token, host=_ACCOUNT, by={"accountName": "name"}, inputs=inputs)


def _on_registry(name: str) -> Intruder:
    token = f"azure-native:containerregistry:{name}"
    return Intruder(token, host=_REGISTRY, by={"registryName": "name"})


INTRUDERS = (
    Intruder(
        "azure-native:authorization:RoleAssignment",
        host="azure-native:resources:ResourceGroup",
        by={"scope": "id"},
        inputs={"principalId": _SOMEBODY, "roleDefinitionId": f"{_ROLES}/{_OWNER}"},
    ),
    _on_account("LocalUser"),
    _on_account("ObjectReplicationPolicy"),
    _on_account("EncryptionScope"),
    _on_account("BlobContainerImmutabilityPolicy"),
    _on_account("BlobContainerLegalHold"),
    _on_account(
        "ManagementPolicy",
        policy={
            "rules": [
                {
                    "name": "all",
                    "type": "Lifecycle",
                    "definition": {
                        "actions": {
                            "baseBlob": {"delete": {"daysAfterModificationGreaterThan": 1}}
                        },
                        "filters": {"blobTypes": ["blockBlob"]},
                    },
                }
            ]
        },
    ),
    Intruder(
        "azure-native:cosmosdb:SqlResourceSqlRoleAssignment",
        host=_COSMOS,
        by={"accountName": "name", "scope": "id"},
        inputs={
            "principalId": _SOMEBODY,
            "roleDefinitionId": "sqlRoleDefinitions/00000000-0000-0000-0000-000000000002",
        },
    ),
    Intruder(
        "azure-native:cosmosdb:SqlResourceSqlStoredProcedure",
        host=_COSMOS,
        by={"accountName": "name"},
    ),
    _on_registry("Token"),
    _on_registry("ScopeMap"),
    _on_registry("Webhook"),
    _on_registry("Replication"),
    _on_registry("CacheRule"),
    Intruder(
        "azure-native:managedidentity:FederatedIdentityCredential",
        host=_IDENTITY,
        by={"resourceName": "name"},
        inputs={
            "issuer": "https://elsewhere.example",
            "subject": "anybody",
            "audiences": ["api://AzureADTokenExchange"],
        },
    ),
    Intruder(
        "azure-native:resources:Deployment",
        inputs={
            "properties": {
                "mode": "Incremental",
                "template": {
                    "resources": [{"type": "Microsoft.Authorization/roleAssignments"}],
                },
            }
        },
    ),
)

STRAYS = (
    Stray(_ACCOUNT, "networkRuleSet", {"defaultAction": "Deny"}),
    Stray(_ACCOUNT, "immutableStorageWithVersioning", {"enabled": True}),
    Stray(_ACCOUNT, "enableNfsV3", True),
    Stray(_CONTAINER, "defaultEncryptionScope", "other"),
    Stray(_CONTAINER, "immutableStorageWithVersioning", {"enabled": True}),
    Stray(_SERVICE, "deleteRetentionPolicy.allowPermanentDelete", True),
    Stray(_COSMOS, "ipRules", [{"ipAddressOrRange": "203.0.113.7"}]),
    Stray(_COSMOS, "isVirtualNetworkFilterEnabled", True),
    Stray(_COSMOS, "enableAnalyticalStorage", True),
    Stray(_COSMOS, "keyVaultKeyUri", "https://vault.example/keys/one"),
    Stray(_COSMOS, "cors", [{"allowedOrigins": "*"}]),
    Stray(_ITEMS, "resource.defaultTtl", 60),
    Stray(_REGISTRY, "networkRuleSet", {"defaultAction": "Deny"}),
    Stray(_REGISTRY, "policies.quarantinePolicy", {"status": "enabled"}),
    Stray(_REGISTRY, "policies.azureADAuthenticationAsArmPolicy", {"status": "disabled"}),
    Stray(_REGISTRY, "encryption", {"status": "enabled"}),
)
