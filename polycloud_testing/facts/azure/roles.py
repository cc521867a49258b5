"""What roles allow.

source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles,
https://learn.microsoft.com/azure/cosmos-db/nosql/reference-data-plane-security
as_of: 2026-11-23
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, cast

from attrs import frozen

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.azure.kinds import kind
from polycloud_testing.facts.resources import anything_hidden, hidden, label, listed, names, refers
from polycloud_testing.facts.unknown import Fact, Unknown

_CONTAINERS: Final = "Microsoft.Storage/storageAccounts/blobServices/containers"
_KEY: Final = "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action"
_COSMOS: Final = "Microsoft.DocumentDB/databaseAccounts"
_IMAGES: Final = "Microsoft.ContainerRegistry/registries"
_SQL: Final = f"{_COSMOS}/sqlDatabases/containers"
_VAULTS: Final = "Microsoft.KeyVault/vaults"


@frozen
class Permission:
    """Operations that are allowed, with wildcards, and those that are left out again."""

    actions: tuple[str, ...] = ()
    data_actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    not_data_actions: tuple[str, ...] = ()

    def allows(self, action: str) -> bool:
        """Whether an operation on resources is allowed."""
        return _any(self.actions, action) and not _any(self.not_actions, action)

    def allows_data(self, action: str) -> bool:
        """Whether an operation on what is in them is allowed."""
        return _any(self.data_actions, action) and not _any(self.not_data_actions, action)


def _any(patterns: Iterable[str], action: str) -> bool:
    return any(
        re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), action, re.IGNORECASE)
        for pattern in patterns
    )


BUILT_IN: Final[Mapping[str, Permission]] = {
    # Owner, Contributor, Reader, User Access Administrator
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": Permission(("*",)),
    "b24988ac-6180-42a0-ab88-20f7382dd24c": Permission(
        ("*",),
        not_actions=(
            "Microsoft.Authorization/*/Delete",
            "Microsoft.Authorization/*/Write",
            "Microsoft.Authorization/elevateAccess/Action",
        ),
    ),
    "acdd72a7-3385-48ef-bd42-f606fba81ae7": Permission(("*/read",)),
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": Permission(("*/read", "Microsoft.Authorization/*")),
    # Role Based Access Control Administrator
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168": Permission(
        ("*/read", "Microsoft.Authorization/roleAssignments/*")
    ),
    # Storage Blob Data Reader, Contributor, Owner, Delegator
    "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1": Permission(
        (f"{_CONTAINERS}/read", _KEY), (f"{_CONTAINERS}/blobs/read",)
    ),
    "ba92f5b4-2d11-453d-a403-e96b0029c9fe": Permission(
        (f"{_CONTAINERS}/delete", f"{_CONTAINERS}/read", f"{_CONTAINERS}/write", _KEY),
        tuple(
            f"{_CONTAINERS}/blobs/{name}"
            for name in ("delete", "read", "write", "move/action", "add/action")
        ),
    ),
    "b7e6dc6d-f1e8-4753-8033-0f276bb0955b": Permission(
        (f"{_CONTAINERS}/*", _KEY), (f"{_CONTAINERS}/blobs/*",)
    ),
    "db58b8e5-c6ad-4a2a-8342-4190687cbf4a": Permission((_KEY,)),
    # Storage Account Contributor, Storage Account Key Operator Service Role
    "17d1049b-9a84-46fb-8f53-869881c3d3ab": Permission(("Microsoft.Storage/storageAccounts/*",)),
    "81a9662b-bebf-436f-a333-f67b29880f12": Permission(
        (
            "Microsoft.Storage/storageAccounts/listkeys/action",
            "Microsoft.Storage/storageAccounts/regeneratekey/action",
        )
    ),
    # DocumentDB Account Contributor, Cosmos DB Account Reader Role
    "5bd9cd88-fe45-4216-938b-f97437e15450": Permission((f"{_COSMOS}/*",)),
    "fbdf93bf-df7d-467e-a4d2-9458aa1360c8": Permission(
        (f"{_COSMOS}/*/read", f"{_COSMOS}/read", f"{_COSMOS}/readonlykeys/action")
    ),
    # AcrPull, AcrPush, AcrDelete
    "7f951dda-4ed3-4680-a7ca-43fe172d538d": Permission((f"{_IMAGES}/pull/read",)),
    "8311e382-0749-4cb8-b61a-304f252e45ec": Permission(
        (f"{_IMAGES}/pull/read", f"{_IMAGES}/push/write")
    ),
    "c2f4ef07-c644-48eb-af81-4b1b4947fb11": Permission((f"{_IMAGES}/artifacts/delete",)),
    # Key Vault Administrator, Reader, Secrets Officer, Secrets User
    "00482a5a-887f-4fb3-b363-3b7fe8e74483": Permission((f"{_VAULTS}/*/read",), (f"{_VAULTS}/*",)),
    "21090545-7ca7-4776-b22c-e363652d74d2": Permission(
        (f"{_VAULTS}/*/read",), (f"{_VAULTS}/*/read", f"{_VAULTS}/secrets/readMetadata/action")
    ),
    "b86a8fe4-44ce-4948-aee5-eccb2c155cd7": Permission(
        (f"{_VAULTS}/*/read",), (f"{_VAULTS}/secrets/*",)
    ),
    "4633458b-17de-408a-b874-0445c86b69e6": Permission(
        data_actions=(
            f"{_VAULTS}/secrets/getSecret/action",
            f"{_VAULTS}/secrets/readMetadata/action",
        )
    ),
    # Monitoring Metrics Publisher, Network Contributor, Managed Identity
    # Operator, Azure Kubernetes Service RBAC roles: nothing of a store.
    "3913510d-42f4-4e42-8a64-420c390055eb": Permission(),
    "4d97b98b-1d4f-4787-a291-c67834d212e7": Permission(),
    "f1a07417-d97a-45cb-824c-7a7467783830": Permission(),
}

BUILT_IN_DATA: Final[Mapping[str, Permission]] = {
    "00000000-0000-0000-0000-000000000001": Permission(
        data_actions=(
            f"{_COSMOS}/readMetadata",
            f"{_SQL}/items/read",
            f"{_SQL}/executeQuery",
            f"{_SQL}/readChangeFeed",
        )
    ),
    "00000000-0000-0000-0000-000000000002": Permission(
        data_actions=(f"{_COSMOS}/readMetadata", f"{_SQL}/*", f"{_SQL}/items/*")
    ),
}
"""Cosmos DB's own roles."""


def permissions(
    graph: ResourceGraph, assignment: Resource, *, data_plane: bool = False
) -> Fact[tuple[Permission, ...]]:
    """What the role of an assignment allows; ``data_plane`` for Cosmos DB's own assignments."""
    wanted = (
        "cosmosdb.SqlResourceSqlRoleDefinition" if data_plane else "authorization.RoleDefinition"
    )
    role = assignment.inputs.get("roleDefinitionId")
    guid = role.rpartition("/")[2].lower() if isinstance(role, str) else ""
    for definition in graph:
        if kind(definition) != wanted:
            continue
        called = {
            name.rpartition("/")[2].lower()
            for name in names(definition, "name", "roleDefinitionId")
        }
        if guid in called or refers(assignment, "roleDefinitionId", definition, ()):
            return _custom(definition)
    known = (BUILT_IN_DATA if data_plane else BUILT_IN).get(guid)
    if known is not None:
        return (known,)
    if not isinstance(role, str):
        return hidden(assignment, "roleDefinitionId")
    return Unknown(f"What the role {guid} of {label(assignment)} allows is not known here.")


def _custom(definition: Resource) -> Fact[tuple[Permission, ...]]:
    found = listed(definition, "permissions")
    if isinstance(found, Unknown) or anything_hidden(found):
        return hidden(definition, "permissions")
    return tuple(_permissions(found))


def _permissions(found: list[Any]) -> Iterator[Permission]:
    for each in cast("list[Mapping[str, Any]]", found):
        yield Permission(
            tuple(each.get("actions") or ()),
            tuple(each.get("dataActions") or ()),
            tuple(each.get("notActions") or ()),
            tuple(each.get("notDataActions") or ()),
        )
