"""What takes connections on Azure: VPN gateways, private endpoints, front ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.azure.kinds import kind
from polycloud_testing.facts.azure.networks import network_of
from polycloud_testing.facts.azure.vnet_kinds import of_kind, strangers
from polycloud_testing.facts.links import EVERYTHING
from polycloud_testing.facts.networks import EndpointFacts, EndpointKind
from polycloud_testing.facts.resources import at, item_of, label, listed, referred
from polycloud_testing.facts.traffic import OPEN, Layers, Opening, Openings, answered
from polycloud_testing.facts.unknown import Fact, Unknown

_WEB: Final = frozenset(Opening(EVERYTHING, "tcp", port, port) for port in (80, 443))


def read_endpoints(graph: ResourceGraph) -> Iterator[EndpointFacts]:
    """Everything of the graph that takes connections."""
    doubt = next(strangers(graph), None)
    for resource in graph:
        for facts in _of(graph, resource):
            yield facts if doubt is None else attrs.evolve(facts, inbound=doubt, public=doubt)


def _of(graph: ResourceGraph, resource: Resource) -> Iterator[EndpointFacts]:
    match kind(resource):
        case "network.VirtualNetworkGateway":
            yield _gateway(graph, resource)
        case "network.PrivateEndpoint":
            yield _private_endpoint(graph, resource)
        case "cdn.AFDEndpoint":
            yield _front_door(resource)
        case _:
            return


def _gateway(graph: ResourceGraph, gateway: Resource) -> EndpointFacts:
    """It answers the peers of its connections, unless it also takes people in."""
    public = answered(
        _peer(graph, connection)
        for connection in of_kind(graph, "network.VirtualNetworkGatewayConnection")
        if referred(connection, "virtualNetworkGateway1.id", [gateway])
    )
    if gateway.inputs.get("vpnClientConfiguration"):
        public = Unknown(f"Which clients {label(gateway)} takes is not judged here.")
    network = _gateways_network(graph, gateway)
    return _endpoint(
        gateway,
        EndpointKind.VPN_GATEWAY,
        network,
        frozenset(),
        ((),),
        public,
    )


def _peer(graph: ResourceGraph, connection: Resource) -> Fact[str]:
    """The address of the gateway at the other end."""
    peers = of_kind(graph, "network.LocalNetworkGateway")
    peer = referred(connection, "localNetworkGateway2.id", peers)
    if peer is None:
        return Unknown(f"The peer of {label(connection)} is not known here.")
    return at(peer, "gatewayIpAddress", "")


def _gateways_network(graph: ResourceGraph, gateway: Resource) -> Fact[str]:
    configurations = listed(gateway, "ipConfigurations")
    for each in [] if isinstance(configurations, Unknown) else configurations:
        one = item_of(gateway, "ipConfigurations", each)
        subnet = referred(one, "subnet.id", of_kind(graph, "network.Subnet"))
        network = None if subnet is None else network_of(graph, subnet)
        if network is not None:
            return network.urn
    return Unknown(f"The network of {label(gateway)} is not known here.")


def _private_endpoint(graph: ResourceGraph, endpoint: Resource) -> EndpointFacts:
    """A store's address in a network. Its own rules decide who is let in there.

    https://learn.microsoft.com/azure/private-link/private-endpoint-overview
    """
    subnet = referred(endpoint, "subnet.id", of_kind(graph, "network.Subnet"))
    network = None if subnet is None else network_of(graph, subnet)
    doubt = Unknown(f"The subnet of {label(endpoint)} is not known here.")
    return _endpoint(
        endpoint,
        EndpointKind.PRIVATE_ENDPOINT,
        doubt if network is None else network.urn,
        doubt if subnet is None else frozenset({subnet.urn}),
        (OPEN,),
        frozenset(),
    )


def _front_door(endpoint: Resource) -> EndpointFacts:
    """https://learn.microsoft.com/azure/frontdoor/endpoint"""
    state = at(endpoint, "enabledState", "Enabled")
    public: Fact[Openings] = frozenset()
    if isinstance(state, Unknown):
        public = state
    elif state == "Enabled":
        public = _WEB
    return _endpoint(endpoint, EndpointKind.FRONT_END, None, frozenset(), ((),), public)


def _endpoint(
    resource: Resource,
    kind: EndpointKind,
    network: Fact[str | None],
    subnets: Fact[frozenset[str]],
    inbound: Fact[Layers],
    public: Fact[Openings],
) -> EndpointFacts:
    return EndpointFacts(
        cloud="azure-native",
        name=resource.name,
        kind=kind,
        urn=resource.urn,
        network=network,
        subnets=subnets,
        inbound=inbound,
        outbound=((),),
        public=public,
    )
