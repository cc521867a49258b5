"""What the platform will cost, from what is expected of it; nothing is asked of a cloud."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from attrs import field, frozen

from polycloud.abstractions.object_store import BucketSpec
from polycloud.catalog.prices import TIERS, StorageClass, StoragePrices, Tier

_MONTH: Final = 365 / 12
"""Days in a month."""

_GB: Final = 2**30

_READS: Final[Mapping[Tier, float]] = {"hot": 1.0, "cool": 0.1, "archive": 0.0}


def _not_negative(use: object, attribute: Any, value: float) -> None:
    if not 0 <= value < math.inf:
        raise ValueError(f"{attribute.name}: {value} is no amount")


@frozen
class StorageUse:
    """What is expected of a bucket.

    ``content`` is what it holds at first and ``growth`` what is added in a month, in bytes;
    all of it is new when it comes. ``reads`` say how many times over the content of each tier
    is read in a month, 0.1 for a tenth of it. ``object_size`` is the objects' average, in
    bytes, since moving them is paid by the piece.
    """

    content: float = field(validator=_not_negative)
    growth: float = field(default=0.0, validator=_not_negative)
    reads: Mapping[Tier, float] = field(factory=lambda: dict(_READS))
    object_size: float = field(default=128 * 2.0**20)

    @object_size.validator  # pyright: ignore
    def _positive(self, attribute: Any, value: float) -> None:
        if not 0 < value < math.inf:
            raise ValueError(f"{attribute.name}: {value} is no size")

    def __attrs_post_init__(self) -> None:
        for tier, times in self.reads.items():
            if tier not in TIERS or not 0 <= times < math.inf:
                raise ValueError(f"reads: {tier} {times} is no rate of a tier")


@frozen
class TierCost:
    """What one tier of a bucket costs in one month, in the prices' currency.

    ``gb`` is what it holds on average. ``storage`` is for keeping it, ``reads`` for reading
    it, ``moves`` for what came into the tier, ``early`` for what left before it had been kept
    as long as is paid for.
    """

    tier: Tier
    storage_class: str
    gb: float
    storage: float
    reads: float = 0.0
    moves: float = 0.0
    early: float = 0.0

    @property
    def total(self) -> float:
        """All of it."""
        return self.storage + self.reads + self.moves + self.early


@frozen
class MonthCost:
    """A bucket's cost in a month, which count from 1, tier by tier."""

    number: int
    tiers: tuple[TierCost, ...]

    @property
    def total(self) -> float:
        """Of all tiers."""
        return sum(tier.total for tier in self.tiers)


@frozen
class _Stay:
    """The days of its life that an object spends in a tier: from ``enters`` until the day
    before ``leaves``, after which it is deleted where it is the ``last``.
    """

    tier: Tier
    kind: StorageClass
    enters: int
    leaves: float
    last: bool

    def missing_days(self) -> float:
        """For how many days more than it was there an object is paid for."""
        if self.leaves == math.inf:
            return 0.0
        if self.kind.minimum_from == "entry":
            return max(self.kind.minimum_days - (self.leaves - self.enters), 0.0)
        return max(self.kind.minimum_days - self.leaves, 0.0) if self.last else 0.0


def storage_estimate(
    spec: BucketSpec, use: StorageUse, prices: StoragePrices, months: int = 12
) -> tuple[MonthCost, ...]:
    """What a bucket costs in each of the coming ``months``, tier by tier.

    Objects age by the spec's days. Not in it: versions that were replaced (count what is
    overwritten as growth where they are kept), requests other than moves, traffic out of the
    region, free allowances, the smallest size that a class charges for, tax. Steps of volume
    are taken as if the bucket were the account's only one. ValueError for less than a month.
    """
    if months < 1:
        raise ValueError(f"{months} months are none to estimate")
    stays = tuple(_stays(spec, prices))
    ends = [round(number * _MONTH) for number in range(months + 1)]
    return tuple(
        MonthCost(number, tuple(_tier_cost(stay, use, range(first, end)) for stay in stays))
        for number, (first, end) in enumerate(pairwise(ends), 1)
    )


def storage_class(spec: BucketSpec, tier: Tier, prices: StoragePrices) -> StorageClass:
    """The class that objects of a bucket have in a tier: the first whose conditions hold."""
    archive, cool = spec.archive_after_days, spec.cool_after_days
    age = {"hot": 0, "cool": cool or 0, "archive": archive or 0}[tier]
    stay = archive - cool if archive is not None and cool is not None else math.inf
    return next(
        kind
        for kind in prices.tiers[tier]
        if kind.archived in (None, archive is not None)
        and age >= kind.earliest_age
        and (tier != "cool" or stay >= kind.shortest_stay)
    )


def _stays(spec: BucketSpec, prices: StoragePrices) -> Iterator[_Stay]:
    begins: tuple[tuple[Tier, int | None], ...] = (
        ("hot", 0),
        ("cool", spec.cool_after_days),
        ("archive", spec.archive_after_days),
    )
    steps: list[tuple[Tier, int]] = [(tier, day) for tier, day in begins if day is not None]
    gone = math.inf if spec.delete_after_days is None else spec.delete_after_days
    ends = [*(day for _, day in steps[1:]), gone]
    for (tier, enters), leaves in zip(steps, ends, strict=True):
        kind = storage_class(spec, tier, prices)
        yield _Stay(tier, kind, enters, leaves, last=leaves == gone)


def _tier_cost(stay: _Stay, use: StorageUse, days: range) -> TierCost:
    kind, share = stay.kind, 1 / len(days)
    gb = sum(_held(stay, use, day) for day in days) * share / _GB
    came = sum(_crossing(stay.enters, use, day) for day in days) if stay.enters else 0.0
    missing = stay.missing_days()
    left = sum(_crossing(stay.leaves, use, day) for day in days) / _GB if missing else 0.0
    return TierCost(
        tier=stay.tier,
        storage_class=kind.name,
        gb=gb,
        storage=kind.gb_month(gb),
        reads=gb * use.reads.get(stay.tier, 0.0) * kind.read_gb,
        moves=came / use.object_size / 1000 * kind.move_thousand,
        early=left * missing / _MONTH * kind.steps[0][1],
    )


def _held(stay: _Stay, use: StorageUse, day: int) -> float:
    """Bytes in a tier on a day: of what came at first, and each day since."""
    first = use.content if stay.enters <= day < stay.leaves else 0.0
    ages = min(stay.leaves - 1, day) - stay.enters + 1
    return first + use.growth / _MONTH * max(ages, 0.0)


def _crossing(age: float, use: StorageUse, day: int) -> float:
    """Bytes that are ``age`` days old on a day."""
    first = use.content if day == age else 0.0
    return first + (use.growth / _MONTH if day >= age else 0.0)
