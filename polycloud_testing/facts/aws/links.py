"""Virtual private gateways and their VPN connections.

https://docs.aws.amazon.com/vpn/latest/s2svpn/VPC_VPN.html
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Any, Final, TypeVar, cast

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.aws.kinds import kind
from polycloud_testing.facts.aws.link_routes import advertised_by, doubts_of_routes, routed_to
from polycloud_testing.facts.aws.tags import tags
from polycloud_testing.facts.links import LinkFacts, Phase, TunnelFacts, key_of
from polycloud_testing.facts.resources import (
    at,
    hidden,
    is_hidden,
    label,
    listed,
    named,
    names,
    settings,
    surplus,
)
from polycloud_testing.facts.unknown import Fact, Unknown

T = TypeVar("T")

_CIPHERS: Final = {
    "AES128": "AES-CBC-128",
    "AES256": "AES-CBC-256",
    "AES128-GCM-16": "AES-GCM-16-128",
    "AES256-GCM-16": "AES-GCM-16-256",
}
_HASHES: Final = {
    "SHA1": "HMAC-SHA1",
    "SHA2-256": "HMAC-SHA2-256",
    "SHA2-384": "HMAC-SHA2-384",
    "SHA2-512": "HMAC-SHA2-512",
}
_IKE_GROUPS: Final = frozenset({2, *range(14, 25)})
_ESP_GROUPS: Final = _IKE_GROUPS | {5}
_IKE_VERSIONS: Final = {"ikev1": 1, "ikev2": 2}
"""What a tunnel may settle on: all of it, where nothing is said.
https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html"""

_DEFAULT_ASN: Final = 64512
_OF_CONNECTION: Final = frozenset(
    {"type", "tags", "tagsAll", "region", "customerGatewayId", "vpnGatewayId", "staticRoutesOnly"}
)
_OF_TUNNEL: Final = frozenset(
    {
        *("InsideCidr", "PresharedKey", "IkeVersions", "StartupAction", "LogOptions"),
        *("Phase1DhGroupNumbers", "Phase1EncryptionAlgorithms", "Phase1IntegrityAlgorithms"),
        *("Phase2DhGroupNumbers", "Phase2EncryptionAlgorithms", "Phase2IntegrityAlgorithms"),
        *("Phase1LifetimeSeconds", "Phase2LifetimeSeconds", "RekeyFuzzPercentage"),
        *("RekeyMarginTimeSeconds", "ReplayWindowSize", "DpdTimeoutAction", "DpdTimeoutSeconds"),
        "EnableTunnelLifecycleControl",
    }
)
_UNDERSTOOD: Final = _OF_CONNECTION | {f"tunnel{n}{name}" for n in (1, 2) for name in _OF_TUNNEL}


def read_links(graph: ResourceGraph) -> Iterator[LinkFacts]:
    """Each virtual private gateway; other ends of a connection are named as what they lack."""
    connections = [each for each in graph if kind(each) == "ec2.VpnConnection"]
    gateways = [(each, names(each)) for each in graph if kind(each) == "ec2.VpnGateway"]
    for gateway, called in gateways:
        own = [each for each in connections if _is_of(each, gateway, called)]
        yield _read(graph, gateway, own)
    for each in connections:
        if not any(_is_of(each, gateway, called) for gateway, called in gateways):
            yield _elsewhere(graph, each)


def _is_of(connection: Resource, gateway: Resource, called: frozenset[str]) -> bool:
    value = settings(connection).get("vpnGatewayId")
    return named(connection, "vpnGatewayId", value, [(gateway, called)]) is gateway


def _read(graph: ResourceGraph, gateway: Resource, connections: list[Resource]) -> LinkFacts:
    network = _network(graph, gateway)
    tunnels = tuple(_tunnels(graph, connections))
    facts = LinkFacts(
        cloud="aws",
        name=gateway.id or label(gateway),
        urn=gateway.urn,
        network=network if isinstance(network, Unknown) else network.urn,
        asn=_number(at(gateway, "amazonSideAsn", str(_DEFAULT_ASN))),
        addresses=tuple(each.address for each in tunnels),
        tunnels=tunnels,
        advertised=advertised_by(graph, network),
        # https://docs.aws.amazon.com/vpn/latest/s2svpn/VPN_CloudHub.html
        relays=True,
        accepted=routed_to(graph, gateway),
        tags=tags(graph, gateway),
    )
    for connection in connections:
        for name in surplus(connection, _UNDERSTOOD):
            doubt = Unknown(f"What {name} of {label(connection)} changes is not known here.")
            facts = attrs.evolve(facts, tunnels=doubt)
    for doubt in doubts_of_routes(graph):
        facts = attrs.evolve(facts, accepted=doubt, advertised=doubt)
    return facts


def _elsewhere(graph: ResourceGraph, connection: Resource) -> LinkFacts:
    """A connection of a transit gateway, or of a gateway that the graph does not have."""
    doubt = Unknown(f"The gateway of {label(connection)} is not read.")
    tunnels = tuple(_tunnels(graph, [connection]))
    return LinkFacts(
        cloud="aws",
        name=connection.id or label(connection),
        urn=connection.urn,
        network=doubt,
        asn=doubt,
        addresses=tuple(each.address for each in tunnels),
        tunnels=tunnels,
        advertised=doubt,
        relays=True,
        accepted=doubt,
        tags=tags(graph, connection),
    )


def _network(graph: ResourceGraph, gateway: Resource) -> Fact[Resource]:
    """By the gateway's own setting, or by an attachment."""
    networks = [(each, names(each)) for each in graph if kind(each) == "ec2.Vpc"]
    if settings(gateway).get("vpcId") is not None:
        return named(gateway, "vpcId", settings(gateway).get("vpcId"), networks)
    for each in graph:
        if kind(each) == "ec2.VpnGatewayAttachment":
            value = settings(each).get("vpnGatewayId")
            if named(each, "vpnGatewayId", value, [(gateway, names(gateway))]) is gateway:
                return named(each, "vpcId", settings(each).get("vpcId"), networks)
    return Unknown(f"{label(gateway)} is attached to no network.")


def _tunnels(graph: ResourceGraph, connections: list[Resource]) -> Iterator[TunnelFacts]:
    peers = [(each, names(each)) for each in graph if kind(each) == "ec2.CustomerGateway"]
    for connection in connections:
        value = settings(connection).get("customerGatewayId")
        peer = named(connection, "customerGatewayId", value, peers)
        for number in (1, 2):
            yield _tunnel(connection, f"tunnel{number}", peer)


def _tunnel(connection: Resource, prefix: str, peer: Fact[Resource]) -> TunnelFacts:
    own, others = _inside(connection, prefix)
    static = at(connection, "staticRoutesOnly", default=False)
    return TunnelFacts(
        urn=connection.urn,
        address=_made(connection, f"{prefix}Address"),
        peer_address=peer if isinstance(peer, Unknown) else at(peer, "ipAddress", ""),
        ike_versions=_chosen(connection, f"{prefix}IkeVersions", _IKE_VERSIONS),
        ike=_phase(connection, f"{prefix}Phase1", _IKE_GROUPS, ike=True),
        esp=_phase(connection, f"{prefix}Phase2", _ESP_GROUPS, ike=False),
        inside_address=own,
        peer_inside_address=others,
        peer_asn=peer if isinstance(peer, Unknown) else _peer_asn(peer),
        bgp=static if isinstance(static, Unknown) else not static,
        key=key_of(connection, f"{prefix}PresharedKey"),
    )


def _peer_asn(peer: Resource) -> Fact[int]:
    return _number(at(peer, "bgpAsn", at(peer, "bgpAsnExtended", "65000")))


def _inside(connection: Resource, prefix: str) -> tuple[Fact[str], Fact[str]]:
    """Of a range, AWS has the first host and the customer's side the second."""
    text = at(connection, f"{prefix}InsideCidr", "")
    if isinstance(text, Unknown):
        return text, text
    if not text:
        return (
            _made(connection, f"{prefix}VgwInsideAddress"),
            _made(connection, f"{prefix}CgwInsideAddress"),
        )
    try:
        first, second = map(str, IPv4Network(text).hosts())
    except ValueError:
        doubt = Unknown(f"{prefix}InsideCidr of {label(connection)} is not a /30.")
        return doubt, doubt
    return first, second


def _phase(connection: Resource, prefix: str, groups: frozenset[int], *, ike: bool) -> Fact[Phase]:
    """Of IKE with an authenticated cipher, "integrity" is the pseudo-random function."""
    ciphers = _chosen(connection, f"{prefix}EncryptionAlgorithms", _CIPHERS)
    hashes = _chosen(connection, f"{prefix}IntegrityAlgorithms", _HASHES)
    numbers = _chosen(connection, f"{prefix}DhGroupNumbers", {each: each for each in groups})
    for each in (ciphers, hashes, numbers):
        if isinstance(each, Unknown):
            return each
    known, texts = cast("frozenset[str]", ciphers), cast("frozenset[str]", hashes)
    return Phase(
        encryption=known,
        integrity=frozenset() if all("GCM" in cipher for cipher in known) else texts,
        prf=texts if ike else frozenset(),
        groups=cast("frozenset[int]", numbers),
    )


def _chosen(connection: Resource, name: str, choices: dict[Any, T]) -> Fact[frozenset[T]]:
    """What a list allows; all choices when there is none."""
    given = listed(connection, name)
    if isinstance(given, Unknown):
        return given
    asked = [int(each) if isinstance(each, float) else each for each in given] or list(choices)
    if any(each not in choices for each in asked):
        return Unknown(f"{name} of {label(connection)} has what is not known here.")
    return frozenset(choices[each] for each in asked)


def _made(resource: Resource, name: str) -> Fact[str]:
    value = resource.outputs.get(name)
    return value if isinstance(value, str) and not is_hidden(value) else hidden(resource, name)


def _number(text: Fact[str]) -> Fact[int]:
    if isinstance(text, Unknown):
        return text
    return int(text) if str(text).isdigit() else Unknown(f"{text} is no number of a system.")
