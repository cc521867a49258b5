"""The typed configuration of one stack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final, ParamSpec, TypeVar

import attrs
from attrs import field, frozen

from polycloud.abstractions.accelerator_pool import ACCELERATOR_POOL, CHECKPOINTS
from polycloud.abstractions.capability import (
    AnyCapability,
    Capability,
    installed_capabilities,
    placed_capabilities,
)
from polycloud.abstractions.object_store import OBJECT_STORE
from polycloud.abstractions.roles import RolesSpec
from polycloud.abstractions.setting import Obstacle, setting

S = TypeVar("S")
P = ParamSpec("P")
H = TypeVar("H")

_TAG_KEY = r"[a-z][a-z0-9_-]{0,62}"
_TAG_KEY_HINT = "a lower-case letter, then at most 62 of a-z, 0-9, _ and -"
_TAG_VALUE = r"[A-Za-z0-9 _.:/=+@-]{0,63}"


@frozen
class Placement:
    """Which cloud holds each capability; it has an attribute for each capability's word."""

    def of(self, capability: AnyCapability) -> str:
        """Return the cloud that holds a capability."""
        cloud: str = getattr(self, capability.word)
        return cloud


@frozen
class NetworkSettings:
    """What every cloud's network is told."""

    redundant_egress: bool = setting(
        "A managed gateway for outgoing traffic in every zone, not one for all.", default=False
    )


@frozen
class Configuration:
    """Everything a stack says, with its environment's profile for what it does not say.

    `configuration_type` adds ``placement``, a section for each capability's spec and the
    switches that leave capabilities out. ``clouds`` holds each cloud's own settings by name; in
    a stack file they are keys that start with the cloud's name.
    """

    environment: str = setting("The profile that defaults come from.", default="dev")
    tags: dict[str, str] = setting("Tags or labels for everything that takes them.", factory=dict)
    roles: RolesSpec = setting("Who may do what, by role.", factory=RolesSpec)
    network: NetworkSettings = setting("Every cloud's network.", factory=NetworkSettings)
    clouds: dict[str, Any] = field(factory=dict[str, Any])

    def obstacles(self) -> Iterator[Obstacle]:
        """Tags are of a form that every cloud takes, and no two buckets have one name."""
        if self.enabled(ACCELERATOR_POOL) and CHECKPOINTS in self.spec(OBJECT_STORE).buckets:
            yield Obstacle(
                f"object_store.buckets.{CHECKPOINTS}",
                "the accelerator pool has a bucket of this name beside it",
                "another name; accelerator_pool.checkpoints sets the pool's",
            )
        for key, value in self.tags.items():
            if not re.fullmatch(_TAG_KEY, key):
                yield Obstacle(
                    f"tags.{key}", "not a key that every cloud takes", _TAG_KEY_HINT, key
                )
            if not re.fullmatch(_TAG_VALUE, value):
                yield Obstacle(
                    f"tags.{key}",
                    "not a value that every cloud takes",
                    "at most 63 letters, digits, spaces or any of _.:/=+@-",
                    value,
                )

    def enabled(self, capability: AnyCapability) -> bool:
        """Return whether the stack makes a capability at all."""
        return capability.switch is None or bool(getattr(self, capability.switch.key))

    def spec(self, capability: Capability[S, P, H]) -> S:
        """Return what is asked of a capability."""
        spec: S = getattr(self, capability.word)
        return spec

    def cloud_of(self, capability: AnyCapability) -> str:
        """Return the cloud that the placement puts a capability on."""
        placement: Placement = getattr(self, PLACEMENT)
        return placement.of(capability)


PLACEMENT: Final = "placement"
"""The configuration key that says which cloud holds each capability."""


@cache
def configuration_type() -> type[Configuration]:
    """Return `Configuration` with what the installed capabilities add to it."""
    placement = attrs.make_class(
        "Placement",
        {each.word: setting(each.description, type_=str) for each in placed_capabilities()},
        bases=(Placement,),
        frozen=True,
    )
    added = {PLACEMENT: setting("Which cloud holds each capability.", type_=placement)}
    for each in installed_capabilities():
        added[each.word] = setting(each.description, factory=each.spec, type_=each.spec)
        if (switch := each.switch) is not None:
            added[switch.key] = setting(switch.description, default=switch.default, type_=bool)
    return attrs.make_class(
        "Configuration", added, bases=(Configuration,), frozen=True, kw_only=True
    )
