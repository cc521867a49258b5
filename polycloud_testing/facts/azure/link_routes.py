"""Which ranges a virtual network sends to its VPN gateway, and which it tells of itself.

https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from typing import Any, Final, cast

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.azure.kinds import kind
from polycloud_testing.facts.links import EVERYTHING, Ranges, ranges_of
from polycloud_testing.facts.resources import at, hidden, label, listed, named, names
from polycloud_testing.facts.unknown import Fact, Unknown

_GATEWAYS_OWN: Final = "GatewaySubnet"
_ROUTING: Final = ("Route", "Vpn", "Gateway", "Peering", "VirtualWan", "VirtualHub")
_KNOWN: Final = frozenset(
    {
        *("network.RouteTable", "network.Route", "network.VirtualNetworkGateway"),
        *("network.VirtualNetworkGatewayConnection", "network.LocalNetworkGateway"),
        *("network.NatGateway", "network.ApplicationGateway"),
    }
)
_MORE_ROUTES: Final = ("customRoutes", "gatewayDefaultSite", "natRules", "allowRemoteVnetTraffic")
"""Settings of a gateway that change what goes through it."""


def accepted_by(graph: ResourceGraph, network: Fact[Resource]) -> Fact[Ranges]:
    """What route tables send to the gateway, where all machines have one that learns nothing.

    A subnet without such a table sends there whatever the gateway has learned.
    """
    if isinstance(network, Unknown):
        return network
    called = [(network, names(network, "virtualNetworkName"))]
    tables = [(each, names(each)) for each in graph if kind(each) == "network.RouteTable"]
    found: set[IPv4Network] = set()
    for subnet in (each for each in graph if kind(each) == "network.Subnet"):
        value = subnet.inputs.get("virtualNetworkName")
        if named(subnet, "virtualNetworkName", value, called) is not network:
            continue
        if at(subnet, "subnetName", "") == _GATEWAYS_OWN:
            continue
        given = subnet.inputs.get("routeTable")
        if given is None:
            return frozenset({EVERYTHING})
        value = cast("Mapping[str, Any]", given).get("id") if isinstance(given, Mapping) else given
        table = named(subnet, "routeTable", value, tables)
        sent = table if isinstance(table, Unknown) else _sent(graph, table)
        if isinstance(sent, Unknown):
            return sent
        found |= sent
    return frozenset(found)


def advertised_by(network: Fact[Resource]) -> Fact[Ranges]:
    """All ranges of the network.

    https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-vpn-faq
    """
    if isinstance(network, Unknown):
        return network
    given = listed(network, "addressSpace.addressPrefixes")
    if isinstance(given, Unknown):
        return given
    if not given:
        return hidden(network, "addressSpace")
    return ranges_of(network, "addressSpace", (each for each in given if ":" not in str(each)))


def doubts_of_routes(graph: ResourceGraph, gateway: Resource) -> Iterator[Unknown]:
    """What has to do with routes, and that nobody here knows."""
    for name in _MORE_ROUTES:
        if gateway.inputs.get(name):
            yield Unknown(f"What {name} of {label(gateway)} changes is not known here.")
    for each in graph:
        module, _, name = kind(each).partition(".")
        routes = module == "network" and any(word in name for word in _ROUTING)
        if each.package == "azure-native" and each.custom and routes and kind(each) not in _KNOWN:
            yield Unknown(f"What {label(each)} changes is not known here.")


def _sent(graph: ResourceGraph, table: Resource) -> Fact[Ranges]:
    alone = at(table, "disableBgpRoutePropagation", default=False)
    routes = listed(table, "routes")
    if isinstance(alone, Unknown):
        return alone
    if isinstance(routes, Unknown):
        return routes
    if not alone:
        return frozenset({EVERYTHING})
    called = [(table, names(table, "routeTableName"))]
    for each in graph:
        if kind(each) == "network.Route":
            value = each.inputs.get("routeTableName")
            if named(each, "routeTableName", value, called) is table:
                routes = [*routes, each.inputs]
    known = cast("list[Mapping[str, Any]]", routes)
    sent = (each for each in known if each.get("nextHopType") == "VirtualNetworkGateway")
    return ranges_of(table, "routes", (each.get("addressPrefix") for each in sent))
