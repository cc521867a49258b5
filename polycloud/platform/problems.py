"""What is wrong with a configuration, as a person wants to read it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from attrs import frozen

from polycloud.abstractions.setting import Obstacle, join

MISSING = object()
"""Stands for the value of a problem about something that is not there."""


@frozen
class Problem:
    """One configuration error.

    ``path`` is the key as written in the configuration (``serving_cluster.cpu.min_nodes``);
    ``reason`` says what is wrong, ``hint`` what would be right.
    """

    path: str
    reason: str
    hint: str = ""
    value: object = MISSING

    def __str__(self) -> str:
        shown = "" if self.value is MISSING or self.value is None else f" = {_short(self.value)}"
        hint = f"\n    {self.hint}" if self.hint else ""
        return f"{self.path or 'configuration'}{shown}: {self.reason}{hint}"

    def to_json(self) -> dict[str, object]:
        """The problem as JSON values; the value only where there is one."""
        found: dict[str, object] = {"path": self.path, "reason": self.reason, "hint": self.hint}
        if self.value is not MISSING:
            found["value"] = self.value if _is_json(self.value) else repr(self.value)
        return found


class ConfigurationError(Exception):
    """The configuration has at least one problem; nothing was registered."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(str(self))

    def __str__(self) -> str:
        count = len(self.problems)
        title = f"{count} problem{'s' if count != 1 else ''} in the configuration"
        return "\n".join([title, *(f"  {problem}" for problem in self.problems)])


def problem_of(obstacle: Obstacle, path: str) -> Problem:
    """The problem an obstacle is, seen from the configuration's root."""
    value = MISSING if obstacle.value is None else obstacle.value
    hint = f"expected: {obstacle.alternative}" if obstacle.alternative else ""
    return Problem(join(path, obstacle.path), obstacle.reason, hint, value)


def nearest(word: object, candidates: Iterable[str]) -> str:
    """A hint that names the candidate nearest to ``word``, or else all of them."""
    known = sorted(candidates)
    close = get_close_matches(str(word), known, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    return f"one of: {', '.join(known)}" if known else ""


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _is_json(value: object) -> bool:
    return isinstance(value, str | int | float | bool | list | dict | None)
