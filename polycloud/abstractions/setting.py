"""Attributes that carry their own description and bounds.

A spec's attribute is declared once; validation, error messages and the JSON Schema all
read the same metadata.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar, cast

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
    id_form: str | None = None
    """What an id matches, of something that is there already, where it is given as it is."""


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
    id_form: str | None = None,
    type_: Any = None,
) -> Any:
    """An attrs field with its description, and bounds that are inclusive.

    ``example`` is shown where ``pattern`` was not met; ``type_`` is for classes that are made
    without annotations.
    """
    bounds = Bounds(description, minimum, maximum, pattern, example, id_form)
    if factory is not None:
        return attrs.field(factory=factory, type=type_, metadata={BOUNDS: bounds})
    return attrs.field(default=default, type=type_, metadata={BOUNDS: bounds})


def bounds_of(attribute: attrs.Attribute[Any]) -> Bounds | None:
    """The bounds an attribute was declared with by `setting`."""
    return attribute.metadata.get(BOUNDS)


def obstacles_in(value: object, path: str = "") -> Iterator[Obstacle]:
    """Everything that the values inside ``value`` say against themselves, depth first.

    Bounds are checked as declared. A spec that relates several of its attributes to one
    another does so in a method ``obstacles(self) -> Iterator[Obstacle]``; this collects
    them with full paths.
    """
    kind: type[Any] = type(value)
    if attrs.has(kind):
        own: Callable[[], Iterator[Obstacle]] | None = getattr(value, "obstacles", None)
        if own is not None:
            for obstacle in own():
                yield attrs.evolve(obstacle, path=join(path, obstacle.path))
        for attribute in attrs.fields(kind):
            item, place = getattr(value, attribute.name), join(path, attribute.name)
            yield from _out_of_bounds(item, bounds_of(attribute), place)
            yield from obstacles_in(item, place)
    elif isinstance(value, dict):
        for key, item in cast("dict[str, object]", value).items():
            yield from obstacles_in(item, join(path, key))
    elif isinstance(value, tuple | list):
        for index, item in enumerate(cast("tuple[object, ...]", value)):
            yield from obstacles_in(item, f"{path}[{index}]")


def _out_of_bounds(value: object, bounds: Bounds | None, path: str) -> Iterator[Obstacle]:
    if bounds is None or value is None:
        return
    if isinstance(value, int | float) and not isinstance(value, bool):
        if bounds.minimum is not None and value < bounds.minimum:
            yield Obstacle(path, "too small", f"at least {bounds.minimum:g}", value)
        if bounds.maximum is not None and value > bounds.maximum:
            yield Obstacle(path, "too large", f"at most {bounds.maximum:g}", value)
    if isinstance(value, str) and bounds.pattern and not re.fullmatch(bounds.pattern, value):
        example = f", for example {bounds.example}" if bounds.example else ""
        yield Obstacle(path, "not of the right form", f"matching {bounds.pattern}{example}", value)


def join(path: str, rest: str) -> str:
    """``cpu`` and ``min_nodes`` make ``cpu.min_nodes``."""
    if not path or not rest or rest.startswith("["):
        return path + rest
    return f"{path}.{rest}"
