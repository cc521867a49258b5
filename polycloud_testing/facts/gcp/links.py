"""HA VPN gateways, their tunnels and the BGP sessions of Cloud Router.

https://cloud.google.com/network-connectivity/docs/vpn/concepts/overview
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeVar, cast

import attrs
from attrs import frozen

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.gcp.kinds import kind
from polycloud_testing.facts.gcp.link_routes import (
    Session,
    accepted_over,
    advertised_over,
    doubts_of_routes,
)
from polycloud_testing.facts.gcp.tags import labels
from polycloud_testing.facts.links import LinkFacts, Phase, TunnelFacts, key_of
from polycloud_testing.facts.resources import (
    at,
    hidden,
    is_hidden,
    label,
    listed,
    named,
    names,
    surplus,
)
from polycloud_testing.facts.unknown import Fact, Unknown

T = TypeVar("T")

_CALLED: Final = ("name", "selfLink")
_UNDERSTOOD: Final = frozenset(
    {
        *("name", "description", "labels", "project", "region", "ikeVersion", "cipherSuite"),
        *("sharedSecret", "vpnGateway", "vpnGatewayInterface", "router", "deletionPolicy"),
        *("peerExternalGateway", "peerExternalGatewayInterface"),
    }
)
_ASSUMED_IKE: Final = 2
"""https://cloud.google.com/compute/docs/reference/rest/v1/vpnTunnels"""


def read_links(graph: ResourceGraph) -> Iterator[LinkFacts]:
    """Each VPN gateway of the graph, highly available or classic."""
    for gateway in graph:
        if kind(gateway) == "compute.HaVpnGateway":
            yield _read(graph, gateway)
        elif kind(gateway) == "compute.VPNGateway":
            yield _classic(graph, gateway)


def _read(graph: ResourceGraph, gateway: Resource) -> LinkFacts:
    called = [(gateway, names(gateway, *_CALLED))]
    own = [
        each
        for each in graph
        if kind(each) == "compute.VPNTunnel"
        and named(each, "vpnGateway", each.inputs.get("vpnGateway"), called) is gateway
    ]
    addresses = _addresses(gateway)
    ends = [_End.of(graph, tunnel) for tunnel in own]
    sessions = [end.session for end in ends if end.session is not None]
    networks = [(each, names(each, *_CALLED)) for each in graph if kind(each) == "compute.Network"]
    network = named(gateway, "network", gateway.inputs.get("network"), networks)
    facts = LinkFacts(
        cloud="gcp",
        name=gateway.id or label(gateway),
        urn=gateway.urn,
        network=network if isinstance(network, Unknown) else network.urn,
        asn=_asn(gateway, network, ends),
        addresses=addresses,
        tunnels=tuple(_tunnel(graph, end, addresses) for end in ends),
        advertised=advertised_over(graph, sessions, network),
        # Routes that Cloud Router learned are not told to its other peers.
        # cloud.google.com/network-connectivity/docs/router/concepts/advertised-routes
        relays=False,
        accepted=accepted_over(graph, sessions, own),
        tags=labels(graph, gateway),
    )
    for tunnel in own:
        for name in surplus(tunnel, _UNDERSTOOD):
            doubt = Unknown(f"What {name} of {label(tunnel)} changes is not known here.")
            facts = attrs.evolve(facts, tunnels=doubt)
    for doubt in doubts_of_routes(graph):
        facts = attrs.evolve(facts, accepted=doubt, advertised=doubt)
    return facts


def _classic(graph: ResourceGraph, gateway: Resource) -> LinkFacts:
    doubt = Unknown(f"Classic VPN gateways, such as {label(gateway)}, are not read.")
    return LinkFacts(
        cloud="gcp",
        name=gateway.id or label(gateway),
        urn=gateway.urn,
        network=doubt,
        asn=doubt,
        addresses=doubt,
        tunnels=doubt,
        advertised=doubt,
        relays=False,
        accepted=doubt,
        tags=labels(graph, gateway),
    )


@frozen
class _End:
    """A tunnel, with its router and BGP session if it has them."""

    tunnel: Resource
    router: Fact[Resource]
    session: Session | None

    @classmethod
    def of(cls, graph: ResourceGraph, tunnel: Resource) -> _End:
        routers = [
            (each, names(each, *_CALLED)) for each in graph if kind(each) == "compute.Router"
        ]
        router = named(tunnel, "router", tunnel.inputs.get("router"), routers)
        if isinstance(router, Unknown):
            return cls(tunnel, router, None)
        for interface in _naming(graph, "compute.RouterInterface", "vpnTunnel", tunnel):
            for peer in _naming(graph, "compute.RouterPeer", "interface", interface):
                if _on(interface, router) and _on(peer, router):
                    return cls(tunnel, router, Session(router, interface, peer))
        return cls(tunnel, router, None)


def _naming(graph: ResourceGraph, wanted: str, name: str, target: Resource) -> Iterator[Resource]:
    called = [(target, names(target, *_CALLED))]
    for each in graph:
        if kind(each) == wanted and named(each, name, each.inputs.get(name), called) is target:
            yield each


def _on(part: Resource, router: Resource) -> bool:
    called = [(router, names(router, *_CALLED))]
    return named(part, "router", part.inputs.get("router"), called) is router


def _asn(gateway: Resource, network: Fact[Resource], ends: list[_End]) -> Fact[int]:
    """That of the one router, which has to be of the gateway's network."""
    routers = {end.router.urn: end.router for end in ends if isinstance(end.router, Resource)}
    if len(routers) != 1:
        return Unknown(f"{len(routers)} routers serve {label(gateway)}.")
    (router,) = routers.values()
    if isinstance(network, Unknown):
        return network
    called = [(network, names(network, *_CALLED))]
    of_router = named(router, "network", router.inputs.get("network"), called)
    if isinstance(of_router, Unknown):
        return of_router
    return _given(router, "bgp.asn")


def _addresses(gateway: Resource) -> tuple[Fact[str], Fact[str]]:
    """An HA gateway has two, always."""
    interfaces = gateway.outputs.get("vpnInterfaces")
    if not isinstance(interfaces, list):
        doubt = hidden(gateway, "vpnInterfaces")
        return doubt, doubt
    found = {each.get("id"): each.get("ipAddress") for each in _objects(cast("Any", interfaces))}
    first, second = (
        text if isinstance(text := found.get(index), str) else hidden(gateway, "vpnInterfaces")
        for index in (0, 1)
    )
    return first, second


def _tunnel(graph: ResourceGraph, end: _End, addresses: tuple[Fact[str], Fact[str]]) -> TunnelFacts:
    tunnel, session = end.tunnel, end.session
    interface = at(tunnel, "vpnGatewayInterface", -1)
    version = at(tunnel, "ikeVersion", _ASSUMED_IKE)
    doubt = Unknown(f"{label(tunnel)} has no BGP session that is read.")
    return TunnelFacts(
        urn=tunnel.urn,
        address={0: addresses[0], 1: addresses[1]}.get(
            interface if isinstance(interface, int | float) else -1,
            Unknown(f"{label(tunnel)} says no interface of its gateway."),
        ),
        peer_address=_peer_address(graph, tunnel),
        ike_versions=version if isinstance(version, Unknown) else frozenset({int(version)}),
        ike=_phase(tunnel, "phase1", "dhs", prf=True),
        esp=_phase(tunnel, "phase2", "pfs", prf=False),
        inside_address=doubt if session is None else session.inside,
        peer_inside_address=(doubt if session is None else at(session.peer, "peerIpAddress", "")),
        peer_asn=doubt if session is None else _given(session.peer, "peerAsn"),
        bgp=_bgp(end),
        key=key_of(tunnel, "sharedSecret"),
    )


def _bgp(end: _End) -> Fact[bool]:
    if isinstance(end.router, Unknown):
        return end.router
    return False if end.session is None else at(end.session.peer, "enable", default=True)


def _peer_address(graph: ResourceGraph, tunnel: Resource) -> Fact[str]:
    peers = [
        (each, names(each, *_CALLED))
        for each in graph
        if kind(each) == "compute.ExternalVpnGateway"
    ]
    value = tunnel.inputs.get("peerExternalGateway")
    peer = named(tunnel, "peerExternalGateway", value, peers)
    wanted = at(tunnel, "peerExternalGatewayInterface", -1)
    if isinstance(peer, Unknown):
        return peer
    interfaces = listed(peer, "interfaces")
    if isinstance(interfaces, Unknown):
        return interfaces
    for each in _objects(interfaces):
        address = each.get("ipAddress")
        if each.get("id") == wanted and isinstance(address, str) and not is_hidden(address):
            return address
    return hidden(peer, "interfaces")


def _phase(tunnel: Resource, phase: str, groups: str, *, prf: bool) -> Fact[Phase]:
    """Where a list is missing, the gateway proposes all that it knows.

    https://cloud.google.com/network-connectivity/docs/vpn/concepts/supported-ike-ciphers
    """
    read = {
        name: listed(tunnel, f"cipherSuite.{phase}.{name}")
        for name in ("encryptions", "integrities", "prves", groups)
    }
    for each in read.values():
        if isinstance(each, Unknown):
            return each
    texts = {name: list(map(str, cast("list[Any]", each))) for name, each in read.items()}
    authenticated = all("-GCM-" in cipher for cipher in texts["encryptions"])
    wanted = {"encryptions", groups, *({"prves"} if prf else ())}
    if not authenticated:
        wanted.add("integrities")
    if any(not texts[name] for name in wanted):
        return Unknown(f"{phase} of {label(tunnel)} leaves some choices to the gateway's own list.")
    numbers = [text.removeprefix("Group-") for text in texts[groups]]
    if not all(map(str.isdigit, numbers)):
        return Unknown(f"{groups} of {label(tunnel)} has what is not known here.")
    return Phase(
        encryption=frozenset(texts["encryptions"]),
        integrity=frozenset() if authenticated else frozenset(texts["integrities"]),
        prf=frozenset(text.removeprefix("PRF-") for text in texts["prves"] if prf),
        groups=frozenset(map(int, numbers)),
    )


def _given(resource: Resource, path: str) -> Fact[int]:
    value = at(resource, path, 0)
    if isinstance(value, Unknown):
        return value
    return int(value) if value else Unknown(f"{label(resource)} says no {path}.")


def _objects(items: list[Any]) -> Iterator[Mapping[str, Any]]:
    return (cast("Mapping[str, Any]", each) for each in items if isinstance(each, Mapping))
