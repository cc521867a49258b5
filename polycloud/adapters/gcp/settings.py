"""What Google Cloud can be told, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from attrs import frozen

from polycloud.abstractions.cloud import CloudSettings
from polycloud.abstractions.setting import Obstacle, setting
from polycloud.adapters.gcp.given_network import PROJECT, GcpNetwork
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
        pattern=PROJECT,
        example="my-ml-project",
    )
    network: GcpNetwork | None = setting(
        "A network that is there already, to be used in place of one of the deployment's own.",
        default=None,
    )


def settings_obstacles(settings: GcpSettings) -> Iterator[Obstacle]:
    """An unknown region, and a subnetwork in another. Ranges are the address plan's to judge."""
    if settings.region not in CATALOG.regions:
        yield Obstacle(
            "region",
            "Google Cloud has no such region",
            _nearest_region(settings.region),
            settings.region,
        )
    if settings.network is not None and settings.network.region not in (None, settings.region):
        yield Obstacle(
            "network.subnetwork",
            f"in {settings.network.region}, where nothing of the deployment is",
            f"a subnetwork in {settings.region}",
            settings.network.subnetwork,
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
