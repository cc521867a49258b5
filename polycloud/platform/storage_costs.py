"""What a planned platform's buckets will cost; nothing is asked of a cloud."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from attrs import frozen

from polycloud.abstractions.accelerator_pool import ACCELERATOR_POOL, CHECKPOINTS
from polycloud.abstractions.object_store import OBJECT_STORE, BucketSpec
from polycloud.catalog.prices import CURRENCY, StoragePrices, storage_prices
from polycloud.platform.estimates import MonthCost, TierCost, monthly_average, storage_estimate
from polycloud.platform.planning import Plan
from polycloud.platform.registry import Registry, installed_clouds

MONTHS: Final = 12
"""How far ahead an estimate looks unless something else is said."""


@frozen
class Place:
    """A bucket of the plan: where its configuration is, and on which cloud it is."""

    bucket: str
    path: str
    cloud: str
    region: str


@frozen(slots=False)
class BucketCost:
    """What one bucket costs, month by month, at ``prices``."""

    place: Place
    prices: StoragePrices
    months: tuple[MonthCost, ...]

    @cached_property
    def average(self) -> tuple[TierCost, ...]:
        """A month on average, tier by tier."""
        return monthly_average(self.months)

    @property
    def total(self) -> float:
        """A month on average, all tiers."""
        return sum(tier.total for tier in self.average)


@frozen
class StorageCosts:
    """What the buckets cost of which something is expected; ``without`` an estimate are the
    others, each with the reason as a full sentence.
    """

    buckets: tuple[BucketCost, ...]
    without: tuple[tuple[Place, str], ...]

    @property
    def total(self) -> float:
        """A month on average, all buckets that have an estimate."""
        return sum(bucket.total for bucket in self.buckets)

    def to_output(self) -> dict[str, object]:
        """The averages as plain numbers of the currency, rounded to its hundredths."""
        return {
            "currency": CURRENCY,
            "buckets": {cost.place.bucket: round(cost.total, 2) for cost in self.buckets},
            "total": round(self.total, 2),
        }


def storage_costs(
    plan: Plan, months: int = MONTHS, registry: Registry | None = None
) -> StorageCosts:
    """The estimate for all of a plan's buckets, and the accelerator pool's for checkpoints.

    `polycloud.platform.estimates.storage_estimate` says what is in it and what is not.
    CatalogError when a cloud's prices are malformed.
    """
    registry = installed_clouds() if registry is None else registry
    costs: list[BucketCost] = []
    without: list[tuple[Place, str]] = []
    for place, spec in _buckets(plan):
        package = registry[place.cloud].catalog
        if package is None:
            without.append((place, f"no prices of {registry[place.cloud].title} are known"))
        elif spec.expected is None:
            without.append((place, f"nothing is expected of it; say what in {place.path}.expected"))
        else:
            prices = storage_prices(package, place.region)
            estimate = storage_estimate(spec, spec.expected, prices, months)
            costs.append(BucketCost(place, prices, estimate))
    return StorageCosts(tuple(costs), tuple(without))


def _buckets(plan: Plan) -> Iterator[tuple[Place, BucketSpec]]:
    def place(bucket: str, path: str, cloud: str) -> Place:
        return Place(bucket, path, cloud, plan.configuration.clouds[cloud].region)

    if (store := plan.at(OBJECT_STORE)) is not None:
        for name, spec in store.spec.buckets.items():
            yield place(name, f"object_store.buckets.{name}", store.cloud), spec
    if (pool := plan.at(ACCELERATOR_POOL)) is not None:
        yield (
            place(CHECKPOINTS, "accelerator_pool.checkpoints", pool.cloud),
            pool.spec.checkpoints,
        )
