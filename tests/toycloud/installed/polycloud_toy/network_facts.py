"""Networks of Toy Cloud, as its makers explain them.

A network is closed to the world. Its parts span all rooms; whatever is in it reaches the rest of
it at every port, Toy Cloud's own stores, and through one gateway the internet.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Any

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts import (
    EVERYTHING,
    Egress,
    EndpointFacts,
    EndpointKind,
    NetworkFacts,
    Opening,
    Rule,
    Service,
    SubnetFacts,
    Unknown,
)
from polycloud_testing.facts.resources import label, referred


def read_networks(graph: ResourceGraph) -> Iterator[NetworkFacts]:
    for network in graph.by_type("toy:index:Network"):
        own = IPv4Network(network.inputs["range"])
        yield NetworkFacts(
            cloud="toy",
            name=str(network.get("networkId")),
            urn=network.urn,
            region=_region(graph, network),
            ranges=frozenset({own}),
            subnets=tuple(_part(network, IPv4Network(text)) for text in network.inputs["parts"]),
            ingress=frozenset(),
            within=frozenset({Opening(own, "any")}),
            tags=None,
        )


def read_endpoints(graph: ResourceGraph) -> Iterator[EndpointFacts]:
    for machines in graph.by_type("toy:index:Slice", "toy:index:Cluster"):
        networks = graph.by_type("toy:index:Network")
        network = referred(machines, "networkId", networks, "networkId")
        unknown = Unknown(f"The network of {label(machines)} is not known here.")
        callers = [IPv4Network(text) for text in machines.inputs.get("callers") or ()]
        own = [] if network is None else [IPv4Network(network.inputs["range"])]
        yield EndpointFacts(
            cloud="toy",
            name=machines.name,
            kind=EndpointKind.MACHINES,
            urn=machines.urn,
            network=unknown if network is None else network.urn,
            subnets=unknown if network is None else frozenset({_urn(network, _first(network))}),
            inbound=(tuple(Rule(allow=True, peer=each) for each in (*own, *callers)),),
            outbound=((Rule(allow=True, peer=EVERYTHING),),),
            public=frozenset(),
        )


def _part(network: Resource, part: IPv4Network) -> SubnetFacts:
    return SubnetFacts(
        name=str(part),
        urn=_urn(network, part),
        ranges=frozenset({part}),
        zone=None,
        gives_public_addresses=False,
        egress=Egress.GATEWAY,
        gateways=frozenset({f"{network.urn}#gateway"}),
        gateway_zones=None,
        services=frozenset(Service),
        logged=False,
        routed=frozenset({EVERYTHING}),
        inbound=(),
        outbound=(),
    )


def _first(network: Resource) -> IPv4Network:
    return IPv4Network(network.inputs["parts"][0])


def _urn(network: Resource, part: IPv4Network) -> str:
    return f"{network.urn}#{part}"


def _region(graph: ResourceGraph, network: Resource) -> Any:
    provider = graph.by_urn(network.provider) if network.provider else None
    return provider.inputs["region"] if provider else Unknown("The provider says no region.")
