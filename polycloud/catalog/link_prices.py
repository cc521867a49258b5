"""What a cloud charges for its side of a private link: dated list prices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from attrs import frozen

from polycloud.catalog import reading

HOURS: Final = 730
"""Hours in a month, as clouds count them."""


@frozen
class LinkPart:
    """What is paid by the hour, made or not: so ``many`` of it, or one for each tunnel."""

    name: str
    hour: float
    many: int | None = None

    def count(self, tunnels: int) -> int:
        """How many there are with so many tunnels."""
        return tunnels if self.many is None else self.many


@frozen
class LinkPrices:
    """The price of one side of a link in ``regions``. ``exact`` says whether it is that of the
    region that was asked for; elsewhere prices differ, mostly upwards.
    """

    as_of: date
    currency: str
    regions: tuple[str, ...]
    exact: bool
    parts: tuple[LinkPart, ...]

    def month(self, tunnels: int) -> float:
        """What one side of a link with so many tunnels costs in a month, without traffic."""
        return sum(part.count(tunnels) * part.hour * HOURS for part in self.parts)

    def told(self, tunnels: int) -> str:
        """The same as a sentence for people, with what is paid for."""
        parts = ", ".join(f"{part.count(tunnels)} {part.name}" for part in self.parts)
        where = "" if self.exact else f" in {self.regions[0]}, and differ elsewhere"
        return (
            f"It costs some {self.month(tunnels):.0f} {self.currency} a month for {parts}, and "
            f"traffic by the gigabyte; list prices of {self.as_of}{where}."
        )


def link_prices(package: str, region: str) -> LinkPrices:
    """The prices of the cloud whose facts are in ``package``, those of ``region`` if known.

    Raises `polycloud.catalog.CatalogError` when the file is missing or malformed.
    """
    document = reading.read(package, "prices")
    try:
        prices: Mapping[str, Any] = document.content["prices"]
        links: Mapping[str, Any] = prices["links"]
        regions = tuple(str(links["regions"]).split())
        parts = tuple(
            LinkPart(str(name), float(entry["hour"]), entry.get("many"))
            for name, entry in links["parts"].items()
        )
        currency = str(prices["currency"])
    except (AttributeError, KeyError, TypeError, ValueError) as wrong:
        raise document.fault(repr(wrong)) from wrong
    return LinkPrices(document.as_of, currency, regions, region in regions, parts)
