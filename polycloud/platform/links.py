"""The two ends of a link, as they are planned, and what their clouds say of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from polycloud.abstractions.secure_link import LinkEndSpec, planned_tunnels
from polycloud.abstractions.support import Support
from polycloud.platform.addresses import Addresses
from polycloud.platform.configuration import Configuration
from polycloud.platform.registry import Registry


def end_spec(
    cloud: str, peer: str, addresses: Mapping[str, Addresses], registry: Registry
) -> LinkEndSpec:
    """One cloud's side of a link with another."""
    own, others = addresses[cloud], addresses[peer]
    return LinkEndSpec(
        peer=peer,
        asn=own.asn,
        peer_asn=others.asn,
        ranges=own.network.ranges,
        peer_ranges=others.network.ranges,
        tunnels=planned_tunnels(
            both_known=all(registry[c].routing.addresses_known_beforehand for c in (cloud, peer))
        ),
    )


def ends_support(
    clouds: tuple[str, str],
    configuration: Configuration,
    addresses: Mapping[str, Addresses],
    registry: Registry,
) -> Iterator[tuple[str, Support]]:
    """What each of two clouds says of its side of a link between them."""
    for cloud, peer in (clouds, clouds[::-1]):
        spec = end_spec(cloud, peer, addresses, registry)
        yield cloud, registry[cloud].support(spec, configuration.clouds[cloud])
