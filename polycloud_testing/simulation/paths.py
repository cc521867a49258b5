"""Property paths in Pulumi's notation: ``rules[0].filter.prefix``, ``tags["a.b"]``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

Step = str | int

_PLAIN = re.compile(r"[A-Za-z_$][\w$-]*")
_STEP = re.compile(r'\.?(?P<name>[^.\[\]"]+)|\[(?P<index>\d+)\]|\[(?P<quoted>"(?:[^"\\]|\\.)*")\]')


def join(path: str, step: Step) -> str:
    """``path`` and one step below it."""
    if isinstance(step, int):
        return f"{path}[{step}]"
    if not _PLAIN.fullmatch(step):
        return f"{path}[{json.dumps(step)}]"
    return f"{path}.{step}" if path else step


def parse(path: str) -> tuple[Step, ...]:
    """The steps of ``path``.

    Raises:
        ValueError: ``path`` is not a property path.
    """
    steps: list[Step] = []
    at = 0
    while at < len(path):
        match = _STEP.match(path, at)
        if match is None:
            raise ValueError(f"{path!r} is not a property path: see position {at}.")
        if match["name"] is not None:
            steps.append(match["name"])
        elif match["index"] is not None:
            steps.append(int(match["index"]))
        else:
            steps.append(json.loads(match["quoted"]))
        at = match.end()
    return tuple(steps)


def children(value: Any) -> Iterator[tuple[Step, Any]]:
    """The steps into a list or an object, and what is there; nothing for a scalar."""
    if isinstance(value, Mapping):
        yield from cast("Mapping[str, Any]", value).items()
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        yield from enumerate(cast("Sequence[Any]", value))


def find(value: Any, path: str, default: Any = None) -> Any:
    """What is at ``path`` inside ``value``, or ``default``."""
    for step in parse(path):
        if isinstance(step, str) and isinstance(value, Mapping):
            mapping = cast("Mapping[str, Any]", value)
            if step not in mapping:
                return default
            value = mapping[step]
        elif isinstance(step, int) and isinstance(value, list | tuple):
            items = cast("Sequence[Any]", value)
            if step >= len(items):
                return default
            value = items[step]
        else:
            return default
    return value


def replaced(value: Any, path: str, new: Any) -> Any:
    """A copy of ``value`` in which ``new`` is at ``path``; missing objects are made.

    Raises:
        ValueError: the path leads through a value that has no such place.
    """
    return _replaced(value, parse(path), new, path)


def _replaced(value: Any, steps: tuple[Step, ...], new: Any, path: str) -> Any:
    if not steps:
        return new
    step, rest = steps[0], steps[1:]
    if isinstance(step, str) and (value is None or isinstance(value, Mapping)):
        mapping = dict(cast("Mapping[str, Any]", value or {}))
        mapping[step] = _replaced(mapping.get(step), rest, new, path)
        return mapping
    if isinstance(step, int) and (value is None or isinstance(value, list | tuple)):
        items = list(cast("Sequence[Any]", value or ()))
        if step > len(items):
            raise ValueError(f"{path}: the list has {len(items)} items, there is no place {step}.")
        if step == len(items):
            items.append(None)
        items[step] = _replaced(items[step], rest, new, path)
        return items
    raise ValueError(f"{path}: {step!r} does not lead into a {type(value).__name__}.")


def covers(paths: frozenset[str], path: str) -> bool:
    """Whether ``path`` is one of ``paths`` or lies beneath one of them."""
    if path in paths:
        return True
    steps = parse(path)
    return any(steps[: len(above)] == above for above in map(parse, paths))
