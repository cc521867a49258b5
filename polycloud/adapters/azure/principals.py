"""Whom Azure lets have a role, checked before anything is made.

https://learn.microsoft.com/azure/role-based-access-control/role-assignments
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from polycloud.abstractions.roles import CloudRoles
from polycloud.abstractions.setting import Obstacle

_OBJECT_ID: Final = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_COMMANDS: Final = {
    "groups": "az ad group show --group NAME --query id",
    "users": "az ad user show --id ADDRESS --query id",
}


def principal_obstacles(spec: CloudRoles) -> Iterator[Obstacle]:
    """Names that are no object id, and people whom no directory of this tenant has."""
    for path, kind, name in spec.named():
        if kind == "federated":
            yield Obstacle(
                path,
                "people of another provider are guests of the tenant, with object ids of their own",
                "their object ids under users or their group's under groups",
                name,
            )
        elif not _OBJECT_ID.fullmatch(name):
            yield Obstacle(
                path,
                "not an object id of Microsoft Entra",
                f"what '{_COMMANDS[kind]}' answers",
                name,
            )
    yield from spec.repetitions()
