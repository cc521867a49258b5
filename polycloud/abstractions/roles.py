"""What people may do, by their roles.

Each role may do all that the one before it may. What a role may do with a capability is said by
the capability (`polycloud.abstractions.capability.Capability.rights`); docs/roles.md has the table.

Nobody deletes a store, says who may do what, or signs in to training machines by a role. A
cloud gives roles on what is placed there, and to nobody where nobody is named for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

import attrs
from attrs import frozen

from polycloud.abstractions.identity import Access
from polycloud.abstractions.setting import Obstacle, setting

if TYPE_CHECKING:
    import pulumi


class Role(StrEnum):
    """What somebody is to the platform; each may do all that the one before it may."""

    VIEWER = "viewer"
    DATA_SCIENTIST = "data_scientist"
    ML_ENGINEER = "ml_engineer"
    PLATFORM_ADMIN = "platform_admin"


def ladder(
    viewer: Access, data_scientist: Access, ml_engineer: Access, platform_admin: Access
) -> Mapping[Role, Access]:
    """Return what each role may do with one thing."""
    return dict(zip(Role, (viewer, data_scientist, ml_engineer, platform_admin), strict=True))


@frozen
class Principals:
    """People, as one cloud calls them."""

    groups: tuple[str, ...] = setting(
        "Groups of people, by what the cloud identifies a group with.",
        factory=tuple,
    )
    users: tuple[str, ...] = setting(
        "Single people, by what the cloud identifies a person with.",
        factory=tuple,
    )
    federated: tuple[str, ...] = setting(
        "People who sign in with an outside identity provider that the cloud was told to trust, "
        "by what it identifies them with.",
        factory=tuple,
    )

    def __bool__(self) -> bool:
        """Whether anybody is named."""
        return bool(self.groups or self.users or self.federated)

    def named(self) -> Iterator[tuple[str, str, str]]:
        """Everybody: the path, the kind (``groups``, …) and the name."""
        for attribute in attrs.fields(Principals):
            for index, name in enumerate(getattr(self, attribute.name)):
                yield f"{attribute.name}[{index}]", attribute.name, name


@frozen
class RolesSpec:
    """Who has each role, by cloud."""

    viewer: dict[str, Principals] = setting("Viewers, by cloud.", factory=dict)
    data_scientist: dict[str, Principals] = setting("Data scientists, by cloud.", factory=dict)
    ml_engineer: dict[str, Principals] = setting("ML engineers, by cloud.", factory=dict)
    platform_admin: dict[str, Principals] = setting("Platform admins, by cloud.", factory=dict)

    def of(self, role: Role) -> Mapping[str, Principals]:
        """Who has a role, by cloud."""
        holders: Mapping[str, Principals] = getattr(self, role.value)
        return holders

    def on(self, cloud: str) -> CloudRoles:
        """Who has the roles on one cloud; roles that nobody has there are left out."""
        return CloudRoles(
            {role: found for role in Role if (found := self.of(role).get(cloud, Principals()))}
        )

    @property
    def clouds(self) -> frozenset[str]:
        """Every cloud that people are named for."""
        return frozenset(cloud for role in Role for cloud, them in self.of(role).items() if them)


@frozen
class CloudRoles:
    """Who has the roles on one cloud: what `Cloud.support` is asked about.

    Paths of obstacles begin with the role (``viewer.groups[0]``).
    """

    members: Mapping[Role, Principals]

    def named(self) -> Iterator[tuple[str, str, str]]:
        """Everybody in every role: the path, the kind (``groups``, …) and the name."""
        for role, principals in self.members.items():
            for path, kind, name in principals.named():
                yield f"{role}.{path}", kind, name

    def repetitions(self) -> Iterator[Obstacle]:
        """Names, case left aside, that come twice: one role includes those before it."""
        seen: dict[str, str] = {}
        for path, _, name in self.named():
            first = seen.setdefault(name.lower(), path)
            if first != path:
                yield Obstacle(
                    path,
                    f"named already as {first}",
                    "one role each, as it includes those before it",
                    name,
                )


@frozen(eq=False)
class Person:
    """Somebody, or a group, as a cloud's own access control calls them."""

    name: str
    """Unique among the people of a cloud; names what is made for them."""
    cloud: str
    principal: pulumi.Output[str]
    native: Any = None
    """What else adapters of the same cloud need to know."""


class Reached(Protocol):
    """A handle that people are given rights on."""

    cloud: str


@frozen(eq=False)
class Right:
    """One access on what was made; ``part`` is a bucket, a repository or a namespace."""

    handle: Reached
    """The handle, as the same cloud gave it."""
    access: Access
    part: str = ""
