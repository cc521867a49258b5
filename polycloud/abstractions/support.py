"""What a cloud says of a spec before anything is made."""

from __future__ import annotations

from typing import TypeAlias

from attrs import field, frozen

from polycloud.abstractions.setting import Obstacle


@frozen
class Supported:
    """The cloud does what is asked with a feature of its own."""


@frozen
class Emulated:
    """The cloud does what is asked in another way; each caveat is a full sentence."""

    caveats: tuple[str, ...]


def _at_least_one(_self: object, _attribute: object, value: tuple[Obstacle, ...]) -> None:
    if not value:
        raise ValueError("Unsupported needs at least one obstacle")


@frozen
class Unsupported:
    """The cloud cannot do what is asked.

    There is at least one obstacle; each says why and what would work instead.
    """

    obstacles: tuple[Obstacle, ...] = field(validator=_at_least_one)


Support: TypeAlias = Supported | Emulated | Unsupported


def verdict(obstacles: tuple[Obstacle, ...] = (), caveats: tuple[str, ...] = ()) -> Support:
    """The support that follows from what was found: obstacles weigh more than caveats."""
    if obstacles:
        return Unsupported(obstacles)
    return Emulated(caveats) if caveats else Supported()
