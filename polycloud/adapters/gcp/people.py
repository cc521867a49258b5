"""What people may do on Google Cloud, as bindings on each resource."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final

import pulumi

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.roles import Person, Principals, Right, Role
from polycloud.adapters.people import bind_people

_PREFIXES: Final = {"groups": "group:", "users": "user:", "federated": ""}


def admit(
    role: Role, principals: Principals, rights: Sequence[Right], context: Context
) -> Mapping[str, pulumi.Output[str]]:
    """Bind everybody to roles on each resource; members by the names in the configuration.

    The roles are predefined ones, which reach neither settings nor access, and custom ones of
    the deployment for settings. None is given on the project without a condition.
    """

    def person(word: str, kind: str, name: str) -> Person:
        member = pulumi.Output.from_input(f"{_PREFIXES[kind]}{name}")
        digest = sha256(name.encode()).hexdigest()[:8]
        return Person(f"{word}-{digest}", context.cloud, member)

    return bind_people(role, principals, rights, person)
