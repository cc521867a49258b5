"""The wildcards of IAM policies.

``*`` stands for any text, ``?`` for one character, and ``${*}``, ``${?}``, ``${$}`` for the
characters themselves.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_TEXT: Final = object()
_ONE: Final = object()
_LITERALS: Final = ("${*}", "${?}", "${$}")

Pattern = tuple[object, ...]
"""Characters, and the marks of the two wildcards."""


@lru_cache(maxsize=65536)
def has_variable(text: str) -> bool:
    """Whether the text has a policy variable whose value depends on who asks."""
    return any(found not in _LITERALS for found in re.findall(r"\$\{[^}]*\}", text))


@lru_cache(maxsize=4096)
def parse(text: str) -> Pattern:
    """The pattern that a text in a policy stands for."""
    marks: dict[str, object] = {"*": _TEXT, "?": _ONE}
    found = re.findall(r"\$\{[*?$]\}|.", text, flags=re.DOTALL)
    return tuple(part[2] if len(part) == 4 else marks.get(part, part) for part in found)


def remainders(pattern: Pattern, start: str) -> frozenset[Pattern]:
    """What is left of the pattern to match once it has matched ``start``; nothing if it cannot."""
    states = _closed({pattern})
    for character in start:
        following: set[Pattern] = set()
        for state in states:
            if state and state[0] is _TEXT:
                following.add(state)
            elif state and (state[0] is _ONE or state[0] == character):
                following.add(state[1:])
        states = _closed(following)
    return _widest(states)


@lru_cache(maxsize=65536)
def matches(text_pattern: str, text: str) -> bool:
    """Whether the whole text matches."""
    return any(
        all(part is _TEXT for part in rest) for rest in remainders(parse(text_pattern), text)
    )


@lru_cache(maxsize=4096)
def matches_some(text_pattern: str, start: str) -> frozenset[str]:
    """The patterns, in `fnmatch` notation, of what may follow ``start`` in a matching text."""
    return frozenset(_as_glob(rest) for rest in remainders(parse(text_pattern), start))


def as_glob(text: str) -> str:
    """The pattern in the notation of `fnmatch`."""
    return _as_glob(parse(text))


def exact_glob(text: str) -> str:
    """A text whose wildcards stand for themselves, in the notation of `fnmatch`."""
    found = re.findall(r"\$\{[*?$]\}|.", text, flags=re.DOTALL)
    return _as_glob(tuple(part[2] if len(part) == 4 else part for part in found))


def _closed(states: set[Pattern]) -> set[Pattern]:
    """With what is reached by a wildcard standing for nothing."""
    found = set(states)
    for state in states:
        rest = state
        while rest and rest[0] is _TEXT:
            rest = rest[1:]
            found.add(rest)
    return found


def _widest(states: set[Pattern]) -> frozenset[Pattern]:
    """Without those that a wildcard in front covers already."""
    return frozenset(state for state in states if (_TEXT, *state) not in states)


def _as_glob(pattern: Pattern) -> str:
    marks = {id(_TEXT): "*", id(_ONE): "?"}
    return "".join(
        marks.get(id(part)) or (f"[{part}]" if part in ("*", "?", "[") else str(part))
        for part in pattern
    )
