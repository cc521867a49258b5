"""Facts as JSON and as lines for people; whatever kinds of facts there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from ipaddress import IPv4Network, IPv6Network
from itertools import groupby
from operator import attrgetter
from typing import Any, Final, cast

import attrs

from polycloud_testing.facts import (
    INTERNET,
    Access,
    Fact,
    Facts,
    Held,
    Opening,
    Reach,
    Unknown,
    access_matrix,
    reachability,
)

_IN_REACHABILITY: Final = ("inbound", "outbound", "groups")
"""Rules, which tell people less than what comes of them."""

_HEADING: Final = ("cloud", "name", "kind", "urn")
"""What is in the line above a thing's facts, and not told again below it."""

_WHO: Final = attrgetter("who", "acting_as")
_ROW: Final = attrgetter("who", "acting_as", "store")


def plain(value: Any) -> Any:
    """A value as JSON takes it; an unknown one is an object with the reason."""
    if isinstance(value, Unknown):
        return {"unknown": value.reason}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, IPv4Network | IPv6Network):
        return str(value)
    if isinstance(value, Reach):
        ends = {"source": str(value.source or INTERNET), "target": str(value.target)}
        return {**ends, "link": value.link, "openings": plain(value.openings)}
    if attrs.has(type(cast("object", value))):
        return {name: plain(item) for name, item in _fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in cast("Mapping[Any, Any]", value).items()}
    if isinstance(value, frozenset | set):
        return sorted((plain(item) for item in cast("frozenset[Any]", value)), key=str)
    if isinstance(value, tuple | list):
        return [plain(item) for item in cast("tuple[Any, ...]", value)]
    return value


def lines(found: Facts) -> Iterator[str]:
    """Each thing that is known of, with a line a fact; then who may do what, across clouds."""
    for kind, things in _fields(found):
        yield f"{kind.replace('_', ' ')}: {len(things) or 'none'}"
        for thing in things:
            yield from _thing(thing)
    yield from _matrix(access_matrix(found))
    reached = reachability(found)
    yield f"reachability: {len(reached) or 'nothing'}"
    yield from (f"  {each}" for each in reached)


def _matrix(matrix: Fact[tuple[Held, ...]]) -> Iterator[str]:
    """Whoever may do something, what they act as, and the verbs for each store."""
    if isinstance(matrix, Unknown):
        yield f"access matrix: unknown: {matrix.reason}"
        return
    yield f"access matrix: {len({held.who for held in matrix}) or 'nobody'}"
    for (who, acting_as), held in groupby(sorted(matrix, key=_ROW), key=_WHO):
        yield f"  {who}" if acting_as == who else f"  {who}, as {acting_as}"
        for store, row in groupby(held, key=attrgetter("store")):
            verbs = {each.verb.value + ("" if each.doubt is None else "?"): None for each in row}
            yield f"    {store}: {', '.join(verbs)}"


def _thing(thing: Any) -> Iterator[str]:
    if isinstance(thing, Unknown):
        yield f"  {thing.reason}"
        return
    told = dict(_fields(thing))
    yield "  " + " ".join(str(told[name]) for name in _HEADING if name in told and name != "urn")
    for name, value in told.items():
        if name not in (*_HEADING, *_IN_REACHABILITY):
            label = name.replace("_", " ")
            if isinstance(value, Access):
                yield f"    {label}:"
                yield from (f"      {line}" for line in _access(value))
            elif _is_things(value):
                yield f"    {label}:"
                yield from (f"      {_words(item)}" for item in value)
            else:
                yield f"    {label}: {_words(value)}"


def _is_things(value: Any) -> bool:
    """Whether it is several things with facts of their own."""
    items = cast("tuple[Any, ...]", value) if isinstance(value, tuple) else ()
    return any(hasattr(item, "urn") for item in items)


def _access(access: Access) -> Iterator[str]:
    """Who is allowed what, the verbs for the same keys together."""
    for who in sorted(access.everybody):
        by_keys: dict[str, list[str]] = {}
        for grant in access.allowed(who):
            doubt = "" if grant.doubt is None else "?"
            by_keys.setdefault(grant.keys, []).append(grant.verb.value + doubt)
        for keys, verbs in by_keys.items():
            where = "" if keys == "*" else f" ({keys})"
            yield f"{who}{where}: {', '.join(verbs)}"
    if not access.everybody:
        yield "nobody"


def _words(value: Any) -> str:
    if isinstance(value, Unknown):
        return f"unknown: {value.reason}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value in ((), frozenset(), {}):
        return "none"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Opening):
        return str(value)
    if attrs.has(type(cast("object", value))):
        hidden = ("urn", *_IN_REACHABILITY)
        told = ((name, item) for name, item in _fields(value) if name not in hidden)
        return ", ".join(f"{name.replace('_', ' ')} {_words(item)}" for name, item in told)
    if isinstance(value, Mapping):
        items = cast("Mapping[Any, Any]", value).items()
        return ", ".join(f"{key}={_words(item)}" for key, item in items)
    if isinstance(value, frozenset | set):
        return ", ".join(sorted(map(_words, cast("frozenset[Any]", value))))
    if isinstance(value, tuple | list):
        return "; ".join(map(_words, cast("tuple[Any, ...]", value)))
    if isinstance(value, str) and value.startswith("urn:"):
        return value.rpartition("::")[2]
    return str(value)


def _fields(value: Any) -> list[tuple[str, Any]]:
    """Names and values of an attrs object, in the order of its class."""
    fields: tuple[attrs.Attribute[Any], ...] = attrs.fields(cast("type[Any]", type(value)))
    return [(each.name, getattr(value, each.name)) for each in fields]
