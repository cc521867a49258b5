"""How far apart regions lie."""

from __future__ import annotations

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

from polycloud.catalog.values import Location, Region

EARTH_RADIUS_KM = 6371.0


def distance_km(one: Location, other: Location) -> float:
    """The great-circle distance in kilometres (haversine formula)."""
    latitude, other_latitude = radians(one.latitude), radians(other.latitude)
    across = sin((other_latitude - latitude) / 2) ** 2
    along = sin(radians(other.longitude - one.longitude) / 2) ** 2
    angle = across + cos(latitude) * cos(other_latitude) * along
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(angle)))


def nearest_regions(region: Region, candidates: Iterable[Region]) -> tuple[Region, ...]:
    """The candidates from the nearest to the farthest; equally far ones by name."""
    return tuple(
        sorted(
            candidates, key=lambda other: (distance_km(region.location, other.location), other.name)
        )
    )


def nearest_region(region: Region, candidates: Iterable[Region]) -> Region | None:
    """The candidate nearest to a region, itself if it is one; None when there is none."""
    return next(iter(nearest_regions(region, candidates)), None)
