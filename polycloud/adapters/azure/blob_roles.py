"""What may be done with a container's blobs, and only with those under a prefix."""

from __future__ import annotations

from typing import Final

import attrs
import pulumi

from polycloud.abstractions.cloud import Context
from polycloud.adapters.azure import roles
from polycloud.adapters.azure.ground import Ground
from polycloud.adapters.azure.roles import Role

_CONTAINERS: Final = "Microsoft.Storage/storageAccounts/blobServices/containers"
_BLOBS: Final = f"{_CONTAINERS}/blobs"
_CHANGES: Final = (f"{_BLOBS}/write", f"{_BLOBS}/add/action", f"{_BLOBS}/delete")

_BUILT_IN_READER: Final = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
"""Storage Blob Data Reader (learn.microsoft.com/azure/role-based-access-control/built-in-roles/
storage, as of 2026-11-23)."""

_READER: Final = Role(
    name="blob-reader",
    description="List and read blobs.",
    actions=(f"{_CONTAINERS}/read",),
    data_actions=(f"{_BLOBS}/read",),
)

_WRITER: Final = Role(
    name="blob-writer",
    # Storage Blob Data Contributor may also delete the container.
    description="Read, create, replace and delete blobs; never the container or its settings.",
    actions=(f"{_CONTAINERS}/read",),
    data_actions=(f"{_BLOBS}/read", *_CHANGES),
)

NO_LISTING: Final = (
    f"((!(ActionMatches{{'{_BLOBS}/read'}} AND SubOperationMatches{{'Blob.List'}})) OR "
    f"(@Request[{_BLOBS}:prefix] StringEquals 'nothing is listed'))"
)
"""The condition that only one listing is allowed, and that one finds nothing
(https://learn.microsoft.com/azure/storage/blobs/storage-auth-abac-examples)."""

VIEWER: Final = Role(
    name="blob-viewer",
    description="See a bucket's settings; none of its blobs, nor what they are called.",
    actions=(
        "Microsoft.Storage/storageAccounts/read",
        "Microsoft.Storage/storageAccounts/blobServices/read",
        f"{_CONTAINERS}/read",
        "Microsoft.Storage/storageAccounts/managementPolicies/read",
    ),
)

SETTER: Final = Role(
    name="blob-settings",
    description="Change a bucket's versioning, soft delete and lifecycle; delete none of it.",
    actions=(
        "Microsoft.Storage/storageAccounts/read",
        "Microsoft.Storage/storageAccounts/blobServices/read",
        "Microsoft.Storage/storageAccounts/blobServices/write",
        "Microsoft.Storage/storageAccounts/managementPolicies/read",
        "Microsoft.Storage/storageAccounts/managementPolicies/write",
    ),
)


def role_id(context: Context, digest: str = "", *, writes: bool) -> pulumi.Output[str]:
    """Return the role to assign on a container, or on the folder that ``digest`` stands for.

    Azure takes one assignment for a scope, a role and a principal, whatever its condition,
    so each folder has a role of its own.
    """
    if not writes and not digest:
        return roles.built_in(Ground.of(context), _BUILT_IN_READER)
    role = _WRITER if writes else _READER
    name = f"{role.name}-{digest}" if digest else role.name
    return roles.custom(attrs.evolve(role, name=name), context)


def under(prefix: str) -> str:
    """The condition that blobs, and what is listed of them, start with ``prefix``.

    ValueError for a prefix with a quote, which the language of conditions cannot express.
    Source: https://learn.microsoft.com/azure/storage/blobs/storage-auth-abac-examples
    """
    if "'" in prefix:
        raise ValueError(f"Azure cannot limit access to a prefix with a quote: {prefix!r}")
    path = f"@Resource[{_BLOBS}:path] StringStartsWith '{prefix}'"
    listed = f"@Request[{_BLOBS}:prefix] StringStartsWith '{prefix}'"
    read, listing = f"ActionMatches{{'{_BLOBS}/read'}}", "SubOperationMatches{'Blob.List'}"
    clauses = [
        f"((!({read} AND NOT {listing})) OR ({path}))",
        f"((!({read} AND {listing})) OR ({listed}))",
        *(f"((!(ActionMatches{{'{change}'}})) OR ({path}))" for change in _CHANGES),
    ]
    return " AND ".join(clauses)
