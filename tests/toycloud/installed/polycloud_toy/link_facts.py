"""What Toy Cloud's documentation says of private links.

Its tunnels speak IKEv2 with one suite, and always BGP: nobody can ask for another.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.links import LinkFacts, Phase, TunnelFacts, key_of, ranges_of
from polycloud_testing.facts.resources import at, hidden, is_hidden, label, named, names
from polycloud_testing.facts.unknown import Fact, Unknown

_CIPHER = frozenset({"AES-GCM-16-256"})
_GROUP = frozenset({20})
IKE = Phase(_CIPHER, frozenset(), frozenset({"HMAC-SHA2-384"}), _GROUP)
ESP = Phase(_CIPHER, frozenset(), frozenset(), _GROUP)


def read_links(graph: ResourceGraph) -> Iterator[LinkFacts]:
    """Each gateway, with its tunnels."""
    networks = [(each, names(each, "networkId")) for each in graph.by_type("toy:index:Network")]
    for gateway in graph.by_type("toy:index:Gateway"):
        called = [(gateway, names(gateway))]
        own = [
            each
            for each in graph.by_type("toy:index:Tunnel")
            if named(each, "gatewayId", each.inputs["gatewayId"], called) is gateway
        ]
        network = named(gateway, "networkId", gateway.inputs["networkId"], networks)
        addresses = tuple(_made(gateway, name) for name in ("firstAddress", "secondAddress"))
        yield LinkFacts(
            cloud="toy",
            name=label(gateway),
            urn=gateway.urn,
            network=network if isinstance(network, Unknown) else network.urn,
            asn=int(gateway.inputs["asn"]),
            addresses=addresses,
            tunnels=tuple(_tunnel(each, addresses) for each in own),
            advertised=ranges_of(gateway, "advertised", gateway.inputs["advertised"]),
            relays=False,
            accepted=_accepted(own),
            tags=None,
        )


def _tunnel(tunnel: Resource, addresses: tuple[Fact[str], ...]) -> TunnelFacts:
    return TunnelFacts(
        urn=tunnel.urn,
        address=addresses[int(tunnel.inputs["interface"])],
        peer_address=at(tunnel, "peerAddress", ""),
        ike_versions=frozenset({2}),
        ike=IKE,
        esp=ESP,
        inside_address=at(tunnel, "insideAddress", ""),
        peer_inside_address=at(tunnel, "peerInsideAddress", ""),
        peer_asn=int(tunnel.inputs["peerAsn"]),
        bgp=True,
        key=key_of(tunnel, "sharedKey"),
    )


def _accepted(tunnels: list[Resource]) -> Any:
    values = [value for each in tunnels for value in each.inputs["accepted"]]
    return ranges_of(tunnels[0], "accepted", values) if tunnels else frozenset()


def _made(resource: Resource, name: str) -> Fact[str]:
    value = resource.outputs.get(name)
    return value if isinstance(value, str) and not is_hidden(value) else hidden(resource, name)
