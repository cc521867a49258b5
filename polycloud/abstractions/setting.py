"""Attributes that carry their own description and bounds.

A spec's attribute is declared once; validation, error messages and the JSON Schema all
read the same metadata.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

import attrs
from attrs import frozen

BOUNDS: Final = "polycloud.bounds"

T = TypeVar("T")


@frozen
class Bounds:
    """What a value may be, beyond its type."""

    description: str
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    example: str | None = None


@frozen
class Obstacle:
    """One thing about a value that cannot stand.

    ``path`` is relative to the value that was looked at (``cpu.min_nodes``, or empty for
    the whole). ``reason`` is a sentence; ``alternative`` says what would be right.
    """

    path: str
    reason: str
    alternative: str = ""
    value: object = None


def setting(
    description: str,
    *,
    default: Any = attrs.NOTHING,
    factory: Callable[[], Any] | None = None,
    minimum: float | None = None,
    maximum: float | None = None,
    pattern: str | None = None,
    example: str | None = None,
) -> Any:
    """An attrs field with its description, and bounds that are inclusive.

    ``example`` is shown where ``pattern`` was not met.
    """
    bounds = Bounds(description, minimum, maximum, pattern, example)
    if factory is not None:
        return attrs.field(factory=factory, metadata={BOUNDS: bounds})
    return attrs.field(default=default, metadata={BOUNDS: bounds})


def bounds_of(attribute: attrs.Attribute[Any]) -> Bounds | None:
    """The bounds an attribute was declared with by `setting`."""
    return attribute.metadata.get(BOUNDS)


def obstacles_in(value: object, path: str = "") -> Iterator[Obstacle]:
    """Everything that the values inside ``value`` say against themselves, depth first.

    A spec that relates several of its attributes to one another does so in a method
    ``obstacles(self) -> Iterator[Obstacle]``; this collects them with full paths.
    """
    if attrs.has(type(value)):
        own: Callable[[], Iterator[Obstacle]] | None = getattr(value, "obstacles", None)
        if own is not None:
            for obstacle in own():
                yield attrs.evolve(obstacle, path=join(path, obstacle.path))
        for attribute in attrs.fields(type(value)):  # pyright: ignore[reportUnknownVariableType]
            yield from obstacles_in(getattr(value, attribute.name), join(path, attribute.name))
    elif isinstance(value, dict):
        for key, item in value.items():  # pyright: ignore[reportUnknownVariableType]
            yield from obstacles_in(item, join(path, str(key)))  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, tuple | list):
        for index, item in enumerate(value):  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
            yield from obstacles_in(item, f"{path}[{index}]")


def join(path: str, rest: str) -> str:
    """``cpu`` and ``min_nodes`` make ``cpu.min_nodes``."""
    if not path or not rest or rest.startswith("["):
        return path + rest
    return f"{path}.{rest}"
