"""What AWS can be told, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from polycloud.abstractions.cloud import CloudSettings
from polycloud.abstractions.setting import Obstacle, setting
from polycloud.adapters.aws.given_network import AwsNetwork
from polycloud.catalog import Catalog
from polycloud.catalog.nearness import either, nearest_names

CATALOG: Final = Catalog("polycloud.catalog.aws")

PARTITION: Final = "aws"
"""Of all ARNs: the catalog lists the regions of the commercial partition only."""

ZONES: Final = 3
"""Zones the network spans where the region has as many; never fewer than two."""


@frozen
class AwsSettings(CloudSettings):
    """Configuration keys that begin with ``aws_``."""

    region: str = setting("The AWS region.", default="us-west-2", example="us-west-2")
    account_id: str | None = setting(
        "The account to deploy to; credentials of any other account are refused.",
        default=None,
        pattern=r"[0-9]{12}",
        example='"123456789012"',
    )
    zones: tuple[str, ...] = setting(
        "Availability zones to spread over, two or three; the region's first three when nothing "
        "is said. Zone names are each account's own in AWS's oldest regions.",
        factory=tuple,
    )

    issuer: str | None = setting(
        "URL of the account's own token issuer, where outbound web identity federation is already "
        "enabled; a stack whose machines are known to other clouds enables it when nothing is "
        "said. One stack of an account can do so.",
        default=None,
        pattern=r"https://[^/\s]+",
        example="https://a1b2c3d4.tokens.sts.global.api.aws",
    )
    distribution_certificate: str | None = setting(
        "ARN of the certificate of the distribution's domain, issued in us-east-1, where "
        "CloudFront looks for it.",
        default=None,
        pattern=r"arn:aws:acm:us-east-1:[0-9]{12}:certificate/[0-9a-f-]+",
        example="arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-4e5f-6789-abcd-ef0123456789",
    )

    network: AwsNetwork | None = setting(
        "A VPC that is there already, to be used in place of one of the deployment's own.",
        default=None,
    )

    @property
    def spread(self) -> tuple[str, ...]:
        """The zones in use, by their full names."""
        if self.zones:
            return self.zones[:ZONES]
        region = CATALOG.regions.get(self.region)
        return region.zones[:ZONES] if region else ()


def settings_obstacles(settings: AwsSettings) -> Iterator[Obstacle]:
    """An unknown region, zones that are not the region's, too few or too many of them, or
    zones for a network that is there already.
    """
    region = CATALOG.regions.get(settings.region)
    if region is None:
        near = nearest_names(settings.region, CATALOG.regions) or ("us-west-2",)
        yield Obstacle("region", "not a region of AWS", either(near), settings.region)
        return
    for index, zone in enumerate(settings.zones):
        if zone not in region.zones and not _is_zone_of(zone, region.name):
            yield Obstacle(
                f"zones[{index}]",
                f"not a zone of {region.name}",
                f"one of {', '.join(region.zones)}",
                zone,
            )
    if settings.zones and not 2 <= len(set(settings.zones)) == len(settings.zones) <= ZONES:
        yield Obstacle(
            "zones",
            "not two or three different zones",
            f"for example {list(region.zones[:2])}",
            list(settings.zones),
        )
    if settings.zones and settings.network is not None:
        yield Obstacle(
            "zones",
            "the network is there already, and its subnets are in zones of their own",
            "nothing here",
            list(settings.zones),
        )


def _is_zone_of(zone: str, region: str) -> bool:
    """Whether the name has the form of a zone of ``region``: which letters exist is each
    account's own.
    """
    letter = zone.removeprefix(region)
    return zone != letter and len(letter) == 1 and "a" <= letter <= "h"
