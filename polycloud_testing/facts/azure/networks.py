"""Virtual networks.

https://learn.microsoft.com/azure/virtual-network/virtual-networks-overview
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network, ip_network
from typing import Any, Final, cast

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.azure.egress import (
    RESERVED,
    egress_of,
    gives_addresses,
    nat_of,
    zones_of,
)
from polycloud_testing.facts.azure.route_tables import routed
from polycloud_testing.facts.azure.security_rules import defaults, rules_of
from polycloud_testing.facts.azure.vnet_kinds import of_kind, strangers
from polycloud_testing.facts.links import EVERYTHING
from polycloud_testing.facts.networks import NetworkFacts, Service, SubnetFacts
from polycloud_testing.facts.resources import at, label, listed, referred, surplus
from polycloud_testing.facts.traffic import (
    PRIVATE,
    Layers,
    Opening,
    Openings,
    Rules,
    from_outside,
    let_through,
    through_all,
)
from polycloud_testing.facts.unknown import Fact, Unknown

_UNDERSTOOD: Final = frozenset(
    {
        *("virtualNetworkName", "resourceGroupName", "location", "addressSpace", "tags"),
        *("enableDdosProtection", "enableVmProtection", "dhcpOptions", "flowTimeoutInMinutes"),
        "encryption",
    }
)
_SUBNET: Final = frozenset(
    {
        *("subnetName", "virtualNetworkName", "resourceGroupName", "addressPrefix", "name"),
        *("addressPrefixes", "defaultOutboundAccess", "natGateway", "networkSecurityGroup"),
        *("privateEndpointNetworkPolicies", "privateLinkServiceNetworkPolicies"),
        *("serviceEndpoints", "delegations", "routeTable"),
    }
)
_SERVICES: Final = {
    "Microsoft.Storage": Service.OBJECTS,
    "Microsoft.Storage.Global": Service.OBJECTS,
    "Microsoft.AzureCosmosDB": Service.TABLES,
}
"""https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview"""


def read_networks(graph: ResourceGraph) -> Iterator[NetworkFacts]:
    """Each virtual network of the graph."""
    for network in of_kind(graph, "network.VirtualNetwork"):
        facts = _read(graph, network)
        for doubt in _doubts(graph, network):
            facts = attrs.evolve(facts, ranges=doubt, subnets=doubt, ingress=doubt, within=doubt)
        yield facts


def network_of(graph: ResourceGraph, subnet: Resource) -> Resource | None:
    """The network that a subnet is of."""
    networks = of_kind(graph, "network.VirtualNetwork")
    return referred(subnet, "virtualNetworkName", networks, "virtualNetworkName", "name")


def _read(graph: ResourceGraph, network: Resource) -> NetworkFacts:
    ranges = _prefixes(network, "addressSpace.addressPrefixes")
    tags: Fact[Mapping[str, str]] = at(network, "tags", {})
    own = [
        each
        for each in of_kind(graph, "network.Subnet")
        if referred(each, "virtualNetworkName", [network], "virtualNetworkName", "name")
    ]
    subnets = tuple(
        _subnet(graph, network, each, ranges) for each in sorted(own, key=lambda one: one.urn)
    )
    return NetworkFacts(
        cloud="azure-native",
        name=network.id or label(network),
        urn=network.urn,
        region=at(network, "location", ""),
        ranges=ranges,
        subnets=subnets,
        ingress=_ingress(subnets, ranges),
        within=_within(subnets, ranges),
        tags=tags,
    )


def _doubts(graph: ResourceGraph, network: Resource) -> Iterator[Unknown]:
    for name in surplus(network, _UNDERSTOOD):
        yield Unknown(f"What {name} of {label(network)} changes is not known here.")
    yield from strangers(graph)
    for subnet in of_kind(graph, "network.Subnet"):
        if network_of(graph, subnet) is None:
            yield Unknown(f"The network of {label(subnet)} is not known here.")


def _ingress(
    subnets: tuple[SubnetFacts, ...], ranges: Fact[frozenset[IPv4Network]]
) -> Fact[Openings]:
    """What machines in any subnet would be open to."""
    if isinstance(ranges, Unknown):
        return ranges
    found: set[Opening] = set()
    for subnet in subnets:
        if isinstance(subnet.inbound, Unknown):
            return subnet.inbound
        for rules in subnet.inbound:
            found |= from_outside(let_through(rules, [EVERYTHING]), ranges)
    return frozenset(found)


def _within(
    subnets: tuple[SubnetFacts, ...], ranges: Fact[frozenset[IPv4Network]]
) -> Fact[Openings]:
    """What machines in every subnet let in from the network."""
    if isinstance(ranges, Unknown):
        return ranges
    layers: list[Rules] = []
    for subnet in subnets:
        if isinstance(subnet.inbound, Unknown):
            return subnet.inbound
        layers += [rules for rules in subnet.inbound if rules]
    return through_all(tuple(layers), ranges) if layers else frozenset()


def _subnet(
    graph: ResourceGraph,
    network: Resource,
    subnet: Resource,
    ranges: Fact[frozenset[IPv4Network]],
) -> SubnetFacts:
    nat = nat_of(graph, subnet)
    facts = SubnetFacts(
        name=subnet.name,
        urn=subnet.urn,
        ranges=_prefixes(subnet, "addressPrefixes", "addressPrefix"),
        zone=None,
        gives_public_addresses=gives_addresses(subnet),
        egress=egress_of(subnet, nat),
        gateways=nat if isinstance(nat, Unknown) else frozenset(each.urn for each in nat),
        gateway_zones=zones_of(nat),
        services=_services(subnet),
        logged=_logged(graph, network, subnet),
        routed=routed(graph, subnet),
        inbound=_layers(graph, network, subnet, "Inbound", ranges),
        outbound=_layers(graph, network, subnet, "Outbound", ranges),
    )
    for name in surplus(subnet, _SUBNET):
        doubt = Unknown(f"What {name} of {label(subnet)} changes is not known here.")
        facts = attrs.evolve(facts, egress=doubt, inbound=doubt, outbound=doubt, routed=doubt)
    return facts


def _layers(
    graph: ResourceGraph,
    network: Resource,
    subnet: Resource,
    direction: str,
    ranges: Fact[frozenset[IPv4Network]],
) -> Fact[Layers]:
    """The rules of the subnet's security group.

    Without one, whatever is connected to the network gets in; from the internet nothing does,
    as addresses of the Standard kind are closed until a group opens them.
    https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses
    """
    if isinstance(ranges, Unknown):
        return ranges
    ours = _connected(graph, network, ranges)
    named = at(subnet, "networkSecurityGroup", cast("Any", None))
    if named is None:
        if at(subnet, "subnetName", "") == RESERVED:
            return ((),)
        return (defaults(direction, ours),)
    groups = of_kind(graph, "network.NetworkSecurityGroup")
    group = referred(subnet, "networkSecurityGroup.id", groups)
    if group is None:
        return Unknown(f"The security group of {label(subnet)} is not known here.")
    rules: Fact[Rules] = rules_of(graph, group, direction, ours)
    return rules if isinstance(rules, Unknown) else (rules,)


def _connected(
    graph: ResourceGraph, network: Resource, ranges: frozenset[IPv4Network]
) -> tuple[IPv4Network, ...]:
    """What the tag VirtualNetwork stands for. With a gateway that is whatever it learns, and
    no more than private addresses are learned from the peers of private links.
    """
    for subnet in of_kind(graph, "network.Subnet"):
        if at(subnet, "subnetName", "") == RESERVED and referred(
            subnet, "virtualNetworkName", [network], "virtualNetworkName", "name"
        ):
            return (*sorted(ranges), *PRIVATE)
    return tuple(sorted(ranges))


def _prefixes(resource: Resource, *paths: str) -> Fact[frozenset[IPv4Network]]:
    found: set[IPv4Network] = set()
    for path in paths:
        texts = listed(resource, path)
        if isinstance(texts, Unknown):
            return texts
        for text in texts:
            try:
                network = ip_network(text)
            except ValueError:
                return Unknown(f"{text} of {label(resource)} is not a range of addresses.")
            if not isinstance(network, IPv4Network):
                return Unknown(f"{text} of {label(resource)} is of IPv6, which is not judged here.")
            found.add(network)
    return frozenset(found)


def _services(subnet: Resource) -> Fact[frozenset[Service]]:
    endpoints = listed(subnet, "serviceEndpoints")
    if isinstance(endpoints, Unknown):
        return endpoints
    named = {str(each.get("service")) for each in cast("list[Mapping[str, Any]]", endpoints)}
    return frozenset(meaning for name, meaning in _SERVICES.items() if name in named)


def _logged(graph: ResourceGraph, network: Resource, subnet: Resource) -> Fact[bool]:
    """https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview"""
    for log in of_kind(graph, "network.FlowLog"):
        if referred(log, "targetResourceId", [network, subnet]):
            return at(log, "enabled", default=False)
    return False
