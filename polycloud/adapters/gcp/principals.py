"""Whom Google Cloud lets have a role, checked before anything is made.

https://cloud.google.com/iam/docs/principal-identifiers
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from polycloud.abstractions.roles import CloudRoles
from polycloud.abstractions.setting import Obstacle

_ADDRESS: Final = re.compile(r"[^\s@:,]+@[^\s@:,]+\.[^\s@:,]+")
_POOL: Final = (
    r"//iam\.googleapis\.com/locations/global/workforcePools/[a-z][a-z0-9-]{4,61}[a-z0-9]"
)
_FEDERATED: Final = re.compile(
    rf"principal:{_POOL}/subject/\S+|principalSet:{_POOL}/(group|attribute\.[a-z0-9_]+)/\S+"
)
_EXAMPLE: Final = (
    "for example 'principalSet://iam.googleapis.com/locations/global/workforcePools/company/"
    "group/data-scientists'"
)


def principal_obstacles(spec: CloudRoles) -> Iterator[Obstacle]:
    """Names that are no address of a person or group, or nobody's of a workforce pool."""
    for path, kind, name in spec.named():
        if kind == "federated":
            if not _FEDERATED.fullmatch(name):
                yield Obstacle(
                    path, "not a person, group or attribute of a workforce pool", _EXAMPLE, name
                )
        elif not _ADDRESS.fullmatch(name):
            example = "data-scientists" if kind == "groups" else "alex"
            yield Obstacle(
                path, "not an e-mail address", f"for example '{example}@example.com'", name
            )
        elif name.lower().endswith(".gserviceaccount.com"):
            yield Obstacle(
                path, "a service account is not a person", "the address of a person or group", name
            )
    yield from spec.repetitions()
