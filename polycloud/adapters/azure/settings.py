"""What Azure can be told, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from ipaddress import ip_network
from typing import Final

from attrs import frozen

from polycloud.abstractions.cloud import CloudSettings
from polycloud.abstractions.setting import Obstacle, setting
from polycloud.adapters.azure.given_network import UUID, AzureNetwork
from polycloud.catalog import Catalog

CATALOG: Final = Catalog("polycloud.catalog.azure")


@frozen
class AzureSettings(CloudSettings):
    """The configuration keys that start with ``azure_``."""

    region: str = setting(
        "The Azure region that everything on Azure is made in, as 'az account "
        "list-locations' names it.",
        default="eastus",
        example="eastus",
    )
    subscription_id: str | None = setting(
        "The subscription; the one of the caller's own sign-in when nothing is said.",
        default=None,
        pattern=UUID,
        example="00000000-0000-0000-0000-000000000000",
    )
    tenant_id: str | None = setting(
        "The Entra tenant; the one of the caller's own sign-in when nothing is said.",
        default=None,
        pattern=UUID,
        example="00000000-0000-0000-0000-000000000000",
    )
    federation_audience: str | None = setting(
        "The client id of an Entra application, with access tokens of version 2, that "
        "machines' tokens for other clouds are made out to; Microsoft's own token exchange "
        "when nothing is said.",
        default=None,
        pattern=UUID,
        example="00000000-0000-0000-0000-000000000000",
    )
    network: AzureNetwork | None = setting(
        "A virtual network that is there already, to be used in place of one of the "
        "deployment's own.",
        default=None,
    )


def settings_obstacles(settings: AzureSettings) -> Iterator[Obstacle]:
    """An unknown region, a network range that is none, a network of another subscription."""
    if settings.region not in CATALOG.regions:
        yield Obstacle(
            "region",
            "Azure has no such region",
            _nearest_region(settings.region),
            settings.region,
        )
    if settings.network_range is not None and (reason := _range_fault(settings.network_range)):
        yield Obstacle(
            "network_range", reason, "for example '10.20.0.0/16'", settings.network_range
        )
    network = settings.network
    if (
        network is not None
        and settings.subscription_id is not None
        and network.subscription_id not in (None, settings.subscription_id.lower())
    ):
        yield Obstacle(
            "network.id",
            "in another subscription, where no gateway of the deployment can be",
            f"a virtual network of {settings.subscription_id}",
            network.id,
        )


def _nearest_region(text: str) -> str:
    """People also write the title (``East US``) and the zone of other clouds."""
    titles = {region.title.lower(): name for name, region in CATALOG.regions.items()}
    squeezed = text.lower().replace(" ", "").replace("-", "")
    known = titles.get(text.lower()) or (squeezed if squeezed in CATALOG.regions else None)
    close = [known] if known else get_close_matches(squeezed, CATALOG.regions, n=1, cutoff=0.5)
    return f"did you mean '{close[0]}'?" if close else f"one of: {', '.join(CATALOG.regions)}"


def _range_fault(text: str) -> str | None:
    try:
        network = ip_network(text)
    except ValueError as error:
        return str(error)
    return None if network.version == 4 and network.prefixlen == 16 else "not an IPv4 /16"
