"""What Google Cloud can be told, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from attrs import frozen

from polycloud.abstractions.cloud import CloudSettings
from polycloud.abstractions.setting import Obstacle, setting
from polycloud.catalog import Catalog

CATALOG: Final = Catalog("polycloud.catalog.gcp")


@frozen
class GcpSettings(CloudSettings):
    """The configuration keys that start with ``gcp_``."""

    region: str = setting(
        "The Google Cloud region that everything on Google Cloud is made in.",
        default="us-central1",
        example="us-central1",
    )
    project: str | None = setting(
        "The id of the project; that of the caller's own gcloud configuration when nothing "
        "is said.",
        default=None,
        # https://cloud.google.com/resource-manager/docs/creating-managing-projects; older
        # projects of a domain have the domain and a colon in front.
        pattern=r"([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]",
        example="my-ml-project",
    )


def settings_obstacles(settings: GcpSettings) -> Iterator[Obstacle]:
    """An unknown region. The network's range is the address plan's to judge."""
    if settings.region not in CATALOG.regions:
        yield Obstacle(
            "region",
            "Google Cloud has no such region",
            _nearest_region(settings.region),
            settings.region,
        )


def _nearest_region(text: str) -> str:
    """People also write a zone, or the place (``Iowa``)."""
    if zone := CATALOG.region_of(text):
        return f"'{text}' is a zone of '{zone.name}'; give the region"
    places = [
        region.name for region in CATALOG.regions.values() if text.lower() in region.title.lower()
    ]
    close = places[:1] or get_close_matches(text.lower(), CATALOG.regions, n=1, cutoff=0.5)
    return f"did you mean '{close[0]}'?" if close else f"one of: {', '.join(CATALOG.regions)}"
