"""What the platform will cost, from what is expected of it; nothing is asked of a cloud."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from attrs import frozen

from polycloud.abstractions.object_store import BucketSpec, StorageUse
from polycloud.catalog.prices import StorageClass, StoragePrices, Tier

_MONTH: Final = 365 / 12
"""Days in a month."""

_MB_IN_GB: Final = 2**10


@frozen
class TierCost:
    """What one tier of a bucket costs in one month, in `polycloud.catalog.prices.CURRENCY`.

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


def monthly_average(months: tuple[MonthCost, ...]) -> tuple[TierCost, ...]:
    """What each tier costs in a month, averaged over ``months``, of which there is one at least."""

    def mean(values: Iterable[float]) -> float:
        return sum(values) / len(months)

    return tuple(
        TierCost(
            tier=each[0].tier,
            storage_class=each[0].storage_class,
            gb=mean(cost.gb for cost in each),
            storage=mean(cost.storage for cost in each),
            reads=mean(cost.reads for cost in each),
            moves=mean(cost.moves for cost in each),
            early=mean(cost.early for cost in each),
        )
        for each in zip(*(month.tiers for month in months), strict=True)
    )


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
    gb = sum(_held(stay, use, day) for day in days) * share
    came = sum(_crossing(stay.enters, use, day) for day in days) if stay.enters else 0.0
    missing = stay.missing_days()
    left = sum(_crossing(stay.leaves, use, day) for day in days) if missing else 0.0
    return TierCost(
        tier=stay.tier,
        storage_class=kind.name,
        gb=gb,
        storage=kind.gb_month(gb),
        reads=gb * getattr(use.monthly_reads, stay.tier) * kind.read_gb,
        moves=came * _MB_IN_GB / use.object_size_mb / 1000 * kind.move_thousand,
        early=left * missing / _MONTH * kind.steps[0][1],
    )


def _held(stay: _Stay, use: StorageUse, day: int) -> float:
    """GB in a tier on a day: of what came at first, and each day since."""
    first = use.storage_gb if stay.enters <= day < stay.leaves else 0.0
    ages = min(stay.leaves - 1, day) - stay.enters + 1
    return first + use.monthly_growth_gb / _MONTH * max(ages, 0.0)


def _crossing(age: float, use: StorageUse, day: int) -> float:
    """GB that are ``age`` days old on a day."""
    first = use.storage_gb if day == age else 0.0
    return first + (use.monthly_growth_gb / _MONTH if day >= age else 0.0)
