"""What people may do on Azure, as role assignments on each resource."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pulumi
from pulumi_azure_native import authorization

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.roles import Person, Principals, Right, Role
from polycloud.adapters.people import bind_people

_TYPES: Final = {
    "groups": authorization.PrincipalType.GROUP,
    "users": authorization.PrincipalType.USER,
}


def admit(
    role: Role, principals: Principals, rights: Sequence[Right], context: Context
) -> Mapping[str, pulumi.Output[str]]:
    """Assign everybody roles on each resource; object ids, as they are in the configuration.

    The roles are built-in ones that reach data and no settings, and custom ones of the
    deployment for settings. None is assigned on the resource group or above.
    """

    def person(word: str, kind: str, name: str) -> Person:
        identity = name.lower()
        principal = pulumi.Output.from_input(identity)
        digits = f"{identity[:8]}{identity[-4:]}"
        return Person(f"{word}-{digits}", context.cloud, principal, native=_TYPES[kind])

    return bind_people(role, principals, rights, person)
