"""What a misspelled name probably meant, and how a sentence offers it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest_names(name: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Up to ``count`` of the known names that resemble a name, the likeliest first.

    Upper and lower case count as alike; nothing resembles when nothing is near.
    """
    spellings = {each.lower(): each for each in known}
    near = get_close_matches(name.lower(), spellings, n=count, cutoff=0.6)
    return tuple(spellings[each] for each in near)


def either(names: Iterable[str]) -> str:
    """The names as a phrase: ``a, b or c``."""
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last
