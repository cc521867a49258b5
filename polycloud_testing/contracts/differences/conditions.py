"""What some specs have in common and the others have not, in few words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import combinations
from typing import Final

from attrs import frozen

from polycloud_testing.contracts.differences.kinds import Asked, Choice

_MOST: Final = 2
"""How many terms a condition has; where that is not enough, settings are listed."""


@frozen
class _Term:
    """That a setting is not as usual, whatever its value, or that it is."""

    name: str
    text: str
    present: bool

    def holds(self, asked: Asked) -> bool:
        """Whether it is true of a spec."""
        return any(setting.name == self.name for setting in asked.settings) is self.present


def condition(chosen: Collection[Asked], every: Collection[Asked]) -> str:
    """The shortest condition that ``chosen`` meet and no other of ``every``, in Markdown."""
    shared = frozenset[Choice].intersection(*(asked.settings for asked in chosen))
    is_shared = all((shared <= asked.settings) == (asked in chosen) for asked in every)
    terms = sorted(_terms(every), key=lambda term: not term.present)
    for number in range(_MOST + 1):
        # Two terms may hold by chance where values are what matters.
        if number > 1 and is_shared:
            return _listed(shared)
        for several in combinations(terms, number):
            met = [asked for asked in every if all(term.holds(asked) for term in several)]
            if met == [asked for asked in every if asked in chosen]:
                return _words(several)
    return "; ".join(_listed(asked.settings) for asked in chosen)


def _terms(every: Collection[Asked]) -> Iterator[_Term]:
    settings = sorted({setting for asked in every for setting in asked.settings})
    for name in dict.fromkeys(setting.name for setting in settings):
        values = [setting for setting in settings if setting.name == name]
        is_switch = values[0].value in ("true", "false")
        text = f"`{values[0] if is_switch else name}`"
        yield _Term(name, text, present=True)
        yield _Term(name, text, present=False)


def _words(terms: Iterable[_Term]) -> str:
    present = ", ".join(term.text for term in terms if term.present)
    absent = " or ".join(term.text for term in terms if not term.present)
    return " ".join(filter(None, [present, absent and f"unless {absent}"])) or "anything"


def _listed(settings: Iterable[Choice]) -> str:
    return ", ".join(f"`{setting}`" for setting in sorted(settings)) or "the usual"
