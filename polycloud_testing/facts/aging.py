"""What becomes of an object as it grows old."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from fnmatch import fnmatchcase

from attrs import frozen


class Tier(StrEnum):
    """What storing and reading costs; each is cheaper to store than the one before."""

    HOT = "hot"
    COOL = "cool"
    """Read at once, at a price."""
    COLD = "cold"
    """Read at once, at a higher price."""
    ARCHIVE = "archive"
    """Cheapest to keep; dear, and on some clouds slow, to read."""
    GONE = "gone"


_ORDER = tuple(Tier)


@frozen
class AgeStep:
    """From this age in days on, objects with such keys are in the tier.

    Clouds look at ages about once a day, so that a step may come a day or two late.
    """

    days: int
    tier: Tier
    keys: str = "*"


@frozen
class Aging:
    """The steps that live objects take, and how long replaced versions are kept.

    ``first`` is the tier of a new object. ``version_days`` counts from the replacement or
    deletion; None keeps versions until somebody removes them, and so it is where there are none.
    """

    first: Tier = Tier.HOT
    steps: tuple[AgeStep, ...] = ()
    version_days: int | None = None

    def tier_at(self, days: int, key: str = "") -> Tier:
        """Where an object of this age is, in days since it was last written."""
        reached = [
            step.tier for step in self.steps if step.days <= days and fnmatchcase(key, step.keys)
        ]
        return max([self.first, *reached], key=_ORDER.index)


def aging_of(
    steps: Iterable[AgeStep], *, first: Tier = Tier.HOT, version_days: int | None = None
) -> Aging:
    """The steps in order of age, each once."""
    ordered = sorted(set(steps), key=lambda step: (step.days, _ORDER.index(step.tier), step.keys))
    return Aging(first, tuple(ordered), version_days)
