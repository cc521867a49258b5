"""Roles, and who has them on what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID, uuid5

import pulumi
from attrs import frozen
from pulumi_azure_native import authorization

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.roles import Person
from polycloud.adapters.azure.ground import Ground
from polycloud.adapters.granting import Grantee

_NAMESPACE: Final = UUID("5f0f1f0c-6a3e-5d0e-9f43-7b1f2c1d8a57")


def guid(*parts: pulumi.Input[str]) -> pulumi.Output[str]:
    """A name for what Azure only names by GUID: the same for the same parts, always."""
    return pulumi.Output.all(*parts).apply(
        lambda texts: str(uuid5(_NAMESPACE, "\0".join(map(str, texts)).lower()))
    )


@frozen
class Role:
    """What a custom role allows: ``actions`` on resources, ``data_actions`` on what is in them."""

    name: str
    description: str
    actions: Sequence[str] = ()
    data_actions: Sequence[str] = ()


def built_in(base: Ground, role: str) -> pulumi.Output[str]:
    """The id of a role of Azure's own, given by its GUID."""
    return _role_id(base, role)


def custom(role: Role, context: Context) -> pulumi.Output[str]:
    """The id of a custom role, made once for a deployment.

    It can be assigned in the deployment's resource group and nowhere else.
    """

    def make() -> authorization.RoleDefinition:
        ground = Ground.of(context)
        return authorization.RoleDefinition(
            f"azure-{role.name}",
            role_definition_id=guid(ground.group.id, role.name),
            role_name=ground.unique_name(role.name, "role_name"),
            role_type="CustomRole",
            description=role.description,
            scope=ground.group.id,
            assignable_scopes=[ground.group.id],
            permissions=[{"actions": list(role.actions), "data_actions": list(role.data_actions)}],
            opts=ground.child(),
        )

    definition = context.once(f"azure.role.{role.name}", make)
    return _role_id(Ground.of(context), definition.name)


def assign(
    name: str,
    *,
    scope: pulumi.Output[str],
    role: pulumi.Output[str],
    principal: pulumi.Output[str],
    options: pulumi.ResourceOptions,
    condition: str | None = None,
    to: Grantee | None = None,
) -> authorization.RoleAssignment:
    """Give a principal a role on a resource, under a condition where one is given.

    ``to`` is who that is, a workload unless something is said.

    Azure takes the three once, whatever the condition and the assignment's name.
    """
    return authorization.RoleAssignment(
        name,
        role_assignment_name=guid(scope, role, principal),
        scope=scope,
        role_definition_id=role,
        principal_id=principal,
        # Without it, Azure refuses a principal that its directory has not yet replicated.
        principal_type=(
            to.native if isinstance(to, Person) else authorization.PrincipalType.SERVICE_PRINCIPAL
        ),
        condition=condition,
        condition_version="2.0" if condition else None,
        opts=options,
    )


def _role_id(base: Ground, role: pulumi.Input[str]) -> pulumi.Output[str]:
    """As Azure gives it back, whatever the scope, so that a refresh finds no difference."""
    return pulumi.Output.concat(
        "/subscriptions/",
        base.subscription_id,
        "/providers/Microsoft.Authorization/roleDefinitions/",
        role,
    )
