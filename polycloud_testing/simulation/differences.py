"""What differs between two sets of inputs, and what of it replaces the resource."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation import paths
from polycloud_testing.simulation.interface import Properties


def changed_paths(old: Properties, new: Properties) -> tuple[str, ...]:
    """The paths, as deep as they go, at which two sets of inputs differ.

    A null is as good as nothing; a text of JSON equals another that means the same; a
    value that is not known yet differs from any that is.
    """
    return tuple(_changes(old, new, ""))


def _changes(old: Any, new: Any, path: str) -> Iterator[str]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        before, after = cast("Mapping[str, Any]", old), cast("Mapping[str, Any]", new)
        for name in dict.fromkeys((*before, *after)):
            # The engine's own bookkeeping (`__defaults`) is no input.
            if not name.startswith("__"):
                yield from _changes(before.get(name), after.get(name), paths.join(path, name))
    elif isinstance(old, list) and isinstance(new, list):
        was, now = cast("list[Any]", old), cast("list[Any]", new)
        for index in range(max(len(was), len(now))):
            here = paths.join(path, index)
            if index < len(was) and index < len(now):
                yield from _changes(was[index], now[index], here)
            else:
                yield here
    elif not _same(old, new):
        yield path


def _same(old: Any, new: Any) -> bool:
    if old is UNKNOWN or new is UNKNOWN:
        return old is new
    if old == new:
        return True
    if _is_empty(old) and _is_empty(new):
        return True
    return isinstance(old, str) and isinstance(new, str) and _same_json(old, new)


def _is_empty(value: Any) -> bool:
    return value is None or value in ({}, [])


def _same_json(old: str, new: str) -> bool:
    if not (old[:1] in ("{", "[") and new[:1] == old[:1]):
        return False
    try:
        return bool(json.loads(old) == json.loads(new))
    except json.JSONDecodeError:
        return False
