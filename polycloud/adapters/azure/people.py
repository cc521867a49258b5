"""What people may do on Azure, as role assignments on each resource."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import pulumi
from pulumi_azure_native import authorization

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Access
from polycloud.abstractions.roles import Person, Principals, Right, Role
from polycloud.adapters.azure import roles
from polycloud.adapters.azure.ground import ground
from polycloud.adapters.azure.image_registry import ImageRegistry
from polycloud.adapters.azure.metadata_store import MetadataStore
from polycloud.adapters.azure.object_store import ObjectStore
from polycloud.adapters.azure.telemetry import Telemetry

_TYPES: Final = {
    "groups": authorization.PrincipalType.GROUP,
    "users": authorization.PrincipalType.USER,
}

_LOG_READER: Final = "73c42c96-874c-492b-b04d-ab87d138a893"
"""Log Analytics Reader, which does not read the shared keys (learn.microsoft.com/azure/
role-based-access-control/built-in-roles/monitor, as of 2025-12-17)."""

_WORKSPACES: Final = "Microsoft.OperationalInsights/workspaces"
_LOG_VIEWER: Final = roles.Role(
    name="telemetry-viewer",
    description="See a workspace's settings and tables; query nothing.",
    actions=(f"{_WORKSPACES}/read", f"{_WORKSPACES}/tables/read"),
)
_LOG_SETTER: Final = roles.Role(
    name="telemetry-settings",
    description="Change how long tables are kept, and saved searches; delete no table.",
    # The workspace's own settings would switch sign-in with its shared keys on.
    actions=(
        f"{_WORKSPACES}/tables/read",
        f"{_WORKSPACES}/tables/write",
        f"{_WORKSPACES}/savedSearches/read",
        f"{_WORKSPACES}/savedSearches/write",
        f"{_WORKSPACES}/savedSearches/delete",
    ),
)


def admit(
    role: Role, principals: Principals, rights: Sequence[Right], context: Context
) -> Mapping[str, pulumi.Output[str]]:
    """Assign everybody roles on each resource; object ids, as they are in the configuration.

    The roles are built-in ones that reach data and no settings, and custom ones of the
    deployment for settings. None is assigned on the resource group or above.
    """
    people = list(_people(role, principals, context.cloud))
    for _, person in people:
        for right in rights:
            for access in dict.fromkeys((Access.VIEW, right.access)):
                _grant(right, access, person, context)
    return {name: person.principal for name, person in people}


def _people(role: Role, principals: Principals, cloud: str) -> Iterator[tuple[str, Person]]:
    for _, kind, name in principals.named():
        word = f"{role.replace('_', '-')}-{name.lower()[:8]}{name.lower()[-4:]}"
        principal = pulumi.Output.from_input(name.lower())
        yield name, Person(word, cloud, principal, native=_TYPES[kind])


def _grant(right: Right, access: Access, person: Person, context: Context) -> None:
    handle = right.handle
    if isinstance(handle, ObjectStore | ImageRegistry):
        handle.grant(person, access, right.part)
    elif isinstance(handle, MetadataStore):
        handle.grant(person, access)
    elif isinstance(handle, Telemetry):
        _on_telemetry(handle, access, person, context)


def _on_telemetry(handle: Telemetry, access: Access, person: Person, context: Context) -> None:
    given = {"view": roles.custom(_LOG_VIEWER, context)}
    if access is not Access.VIEW:
        given = {"read": roles.built_in(ground(context), _LOG_READER)}
    if access is Access.ADMINISTER:
        given["settings"] = roles.custom(_LOG_SETTER, context)
    for word, role in given.items():
        roles.assign(
            f"{handle.pulumi_resource_name}-{person.name}-{word}",
            scope=handle.workspace.id,
            role=role,
            principal=person.principal,
            to=person,
            options=handle.child(),
        )
