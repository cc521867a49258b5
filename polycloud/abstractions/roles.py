"""What people may do, by their roles.

Each role may do all that the one before it may. Accesses are those of
`polycloud.abstractions.identity.Access`:

==================  ==========  ==============  ===========  ==============
on                  viewer      data scientist  ML engineer  platform admin
==================  ==========  ==============  ===========  ==============
bucket datasets     view        read            write        administer
bucket models       view        read            write        administer
bucket artifacts    view        write           write        administer
every other bucket  view        read            write        administer
metadata store      view        read            write        administer
image registry      view        read            write        administer
serving cluster     view        view            write        administer
telemetry           view        read            read         administer
==================  ==========  ==============  ===========  ==============

Nobody deletes a store, says who may do what, or signs in to training machines by a role. A
cloud gives roles on what is placed there, and to nobody where nobody is named for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

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


@frozen(kw_only=True)
class Rights:
    """What a role may do with each capability; ``buckets`` by logical name."""

    buckets: Mapping[str, Access]
    other_buckets: Access
    metadata_store: Access
    image_registry: Access
    serving_cluster: Access
    telemetry: Access

    def bucket(self, name: str) -> Access:
        """What the role may do with the bucket of this logical name."""
        return self.buckets.get(name, self.other_buckets)


def _rights(main: Access, *, artifacts: Access, cluster: Access, telemetry: Access) -> Rights:
    return Rights(
        buckets={"datasets": main, "models": main, "artifacts": artifacts},
        other_buckets=main,
        metadata_store=main,
        image_registry=main,
        serving_cluster=cluster,
        telemetry=telemetry,
    )


_VIEW, _READ, _WRITE, _ADMINISTER = Access.VIEW, Access.READ, Access.WRITE, Access.ADMINISTER

RIGHTS: Final[Mapping[Role, Rights]] = {
    Role.VIEWER: _rights(_VIEW, artifacts=_VIEW, cluster=_VIEW, telemetry=_VIEW),
    Role.DATA_SCIENTIST: _rights(_READ, artifacts=_WRITE, cluster=_VIEW, telemetry=_READ),
    Role.ML_ENGINEER: _rights(_WRITE, artifacts=_WRITE, cluster=_WRITE, telemetry=_READ),
    Role.PLATFORM_ADMIN: _rights(
        _ADMINISTER, artifacts=_ADMINISTER, cluster=_ADMINISTER, telemetry=_ADMINISTER
    ),
}


def table() -> list[tuple[str, ...]]:
    """`RIGHTS` as rows of words: what it is on, then each role's access."""
    columns = [RIGHTS[role] for role in Role]
    named = [
        (f"bucket {name}", *(each.bucket(name) for each in columns)) for name in columns[0].buckets
    ]
    capabilities = ("metadata_store", "image_registry", "serving_cluster", "telemetry")
    return [
        *named,
        ("every other bucket", *(each.other_buckets for each in columns)),
        *(
            (name.replace("_", " "), *(getattr(each, name) for each in columns))
            for name in capabilities
        ),
    ]


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
        return getattr(self, role.value)

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


@frozen(eq=False)
class Right:
    """One access on what was made; ``part`` is a bucket, a repository or a namespace."""

    handle: Any
    """The handle, as the same cloud gave it."""
    access: Access
    part: str = ""
