"""What a cloud charges: dated list prices, for estimates and comparisons."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal

from attrs import frozen

from polycloud.catalog import reading

Tier = Literal["hot", "cool", "archive"]
"""How an object store keeps objects, by what reading them costs."""

TIERS: tuple[Tier, ...] = ("hot", "cool", "archive")

CURRENCY: Final = "USD"
"""Of all prices, so that those of several clouds can be compared and added."""


@frozen
class StorageClass:
    """One storage class of an object store, in the cloud's own word. A GB is 2^30 bytes.

    ``steps`` are pairs of a volume in GB and the price of a GB-month up to it, the last
    without end. ``read_gb`` is the price of reading a GB, ``move_thousand`` that of moving
    1,000 objects into the class. An object is paid for at least ``minimum_days``, counted
    from its ``entry`` into the class or from its ``creation``; in the second case only its
    deletion can be too early.

    The others say which buckets get the class: objects are at least ``earliest_age`` days old
    when they come and stay ``shortest_stay`` days until they are archived; ``archived`` is
    whether the bucket has an archive tier, None where that is all the same.
    """

    name: str
    steps: tuple[tuple[float, float], ...]
    read_gb: float = 0.0
    move_thousand: float = 0.0
    minimum_days: int = 0
    minimum_from: Literal["entry", "creation"] = "entry"
    earliest_age: int = 0
    shortest_stay: int = 0
    archived: bool | None = None

    def gb_month(self, gb: float) -> float:
        """What keeping ``gb`` for a month costs."""
        cost, below = 0.0, 0.0
        for upto, price in self.steps:
            cost += max(min(gb, upto) - below, 0.0) * price
            below = upto
        return cost


@frozen
class StoragePrices:
    """An object store's list prices in ``regions``, as of a day. ``exact`` says whether they
    are those of the region that was asked for; elsewhere prices differ, mostly upwards.
    """

    as_of: date
    sources: tuple[str, ...]
    regions: tuple[str, ...]
    exact: bool
    tiers: Mapping[Tier, tuple[StorageClass, ...]]


def storage_prices(package: str, region: str) -> StoragePrices:
    """The prices of the cloud whose facts are in ``package``, those of ``region`` if known.

    Raises `polycloud.catalog.CatalogError` when the file is missing or malformed, or its prices
    are not in `CURRENCY`.
    """
    document = reading.read(package, "prices")
    try:
        prices: Mapping[str, Any] = document.content["prices"]
        storage: Mapping[str, Any] = prices["storage"]
        regions = tuple(str(storage["regions"]).split())
        tiers: dict[Tier, tuple[StorageClass, ...]] = {
            tier: tuple(map(_storage_class, storage["tiers"][tier])) for tier in TIERS
        }
        if prices["currency"] != CURRENCY:
            raise ValueError(f"prices in {prices['currency']}, not in {CURRENCY}")
    except (KeyError, TypeError, ValueError) as wrong:
        raise document.fault(repr(wrong)) from wrong
    return StoragePrices(document.as_of, document.sources, regions, region in regions, tiers)


def _storage_class(entry: Mapping[str, Any]) -> StorageClass:
    given = dict(entry)
    name = given.pop("class")
    steps = tuple((math.inf if gb is None else gb, price) for gb, price in given.pop("steps"))
    if not steps or steps[-1][0] != math.inf:
        raise ValueError(f"{name}: the last step has an end")
    return StorageClass(name=name, steps=steps, **given)
