"""An estimate of storage costs, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import attrs
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from polycloud.catalog.prices import CURRENCY, StoragePrices
from polycloud.platform.estimates import TierCost
from polycloud.platform.planning import Plan
from polycloud.platform.storage_costs import BucketCost, StorageCosts

_PARTS: Final = ("storage", "reads", "moves", "early")
_WIDE: Final = 80
"""Columns from which on there is room for what a tier's cost is made of."""
_AMOUNT: Final = 11
"""Columns that an amount takes."""

_WORDS: Final = (
    "Reads are retrieval fees, moves are transitions between classes, early is what is due for "
    "objects that leave a class before its minimum duration."
)
NOT_IN_IT: Final = (
    "Not in it: replaced versions, requests other than moves between tiers, traffic out of a "
    "region, smallest billed sizes, free allowances, negotiated prices, tax."
)


def show(console: Console, plan: Plan, costs: StorageCosts, months: int) -> None:
    """Tables a bucket, the months, and where the prices are from; fits narrow terminals."""
    console.print(
        f"[bold]Storage of {escape(plan.project)}/{escape(plan.stack)}[/bold], estimated: "
        f"{CURRENCY} a month, on average over {_months(months)}"
    )
    for cost in costs.buckets:
        place = cost.place
        console.print(f"\n[bold]{place.bucket}[/bold] on {place.cloud}, {escape(place.region)}")
        console.print(_tiers(cost, wide=console.width >= _WIDE))
    if costs.buckets:
        console.print(f"\n[bold]All buckets: {_amount(costs.total)} {CURRENCY} a month[/bold]\n")
        console.print(_by_month(costs, console.width))
    for place, reason in costs.without:
        console.print(f"\n[bold]{place.bucket}[/bold] on {place.cloud}: no estimate, {reason}.")
    for cloud, prices, region in _prices(costs):
        elsewhere = "" if prices.exact else f", not of {escape(region)}, where they may differ"
        console.print(
            f"\nPrices of {cloud}: list prices as of {prices.as_of}, of "
            f"{', '.join(prices.regions)}{elsewhere}. From:"
        )
        for source in prices.sources:
            console.print(f"  {escape(source)}", soft_wrap=True)
    if costs.buckets:
        words = f"{_WORDS} " if console.width >= _WIDE else ""
        console.print(f"\n{words}{NOT_IN_IT}")


def to_json(plan: Plan, costs: StorageCosts, months: int) -> dict[str, Any]:
    """All of it as JSON values; amounts are not rounded."""
    return {
        "ok": True,
        "project": plan.project,
        "stack": plan.stack,
        "currency": CURRENCY,
        "months": months,
        "total": costs.total,
        "buckets": [_bucket_json(cost) for cost in costs.buckets],
        "without_estimate": [
            {**attrs.asdict(place), "reason": reason} for place, reason in costs.without
        ],
        "not_included": NOT_IN_IT,
        "notes": list(plan.notes),
    }


def _bucket_json(cost: BucketCost) -> dict[str, Any]:
    return {
        **attrs.asdict(cost.place),
        "total": cost.total,
        "tiers": [_tier_json(tier) for tier in cost.average],
        "by_month": [
            {
                "month": month.number,
                "total": month.total,
                "tiers": [_tier_json(tier) for tier in month.tiers],
            }
            for month in cost.months
        ],
        "prices": {
            "as_of": str(cost.prices.as_of),
            "sources": list(cost.prices.sources),
            "regions": list(cost.prices.regions),
            "exact": cost.prices.exact,
        },
    }


def _tier_json(tier: TierCost) -> dict[str, Any]:
    return {**attrs.asdict(tier), "total": tier.total}


def _tiers(cost: BucketCost, *, wide: bool) -> Table:
    parts = _PARTS if wide else ()
    table = _table("tier", "class", amounts=("GB", *parts, "total"))
    for tier in cost.average:
        amounts = (tier.gb, *(getattr(tier, part) for part in parts), tier.total)
        table.add_row(tier.tier, tier.storage_class, *map(_amount, amounts))
    if len(cost.average) > 1:
        sums = (sum(getattr(tier, part) for tier in cost.average) for part in ("gb", *parts))
        table.add_row("all", "", *map(_amount, (*sums, cost.total)), style="bold")
    return table


def _by_month(costs: StorageCosts, width: int) -> Table:
    """The totals of each month, bucket by bucket where there is room."""
    several = len(costs.buckets) > 1
    shown = costs.buckets if several and width >= _AMOUNT * (len(costs.buckets) + 2) else ()
    table = _table("month", amounts=(*(cost.place.bucket for cost in shown), "total"))
    for months in zip(*(cost.months for cost in costs.buckets), strict=True):
        total = sum(month.total for month in months)
        each = [month.total for month in months] if shown else []
        table.add_row(str(months[0].number), *map(_amount, (*each, total)))
    return table


def _table(*words: str, amounts: Iterable[str]) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for name in words:
        table.add_column(name)
    for name in amounts:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _prices(costs: StorageCosts) -> list[tuple[str, StoragePrices, str]]:
    """Each cloud's prices once, with the region that they were asked for."""
    found = {cost.place.cloud: (cost.prices, cost.place.region) for cost in costs.buckets}
    return [(cloud, prices, region) for cloud, (prices, region) in found.items()]


def _amount(value: float) -> str:
    return f"{value:,.2f}"


def _months(number: int) -> str:
    return "the first month" if number == 1 else f"the first {number} months"
