"""What route tables add to the ways that every subnet has.

https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from typing import Any, cast

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.azure.vnet_kinds import of_kind
from polycloud_testing.facts.links import EVERYTHING
from polycloud_testing.facts.resources import anything_hidden, at, label, listed, referred, settings
from polycloud_testing.facts.traffic import range_of
from polycloud_testing.facts.unknown import Fact, Unknown


def routed(graph: ResourceGraph, subnet: Resource) -> Fact[frozenset[IPv4Network]]:
    """Where a subnet sends traffic through the network's VPN gateway.

    Without a table that says otherwise, to whatever the gateway learns.
    """
    if at(subnet, "routeTable", cast("Any", None)) is None:
        return frozenset({EVERYTHING})
    table = referred(subnet, "routeTable.id", of_kind(graph, "network.RouteTable"))
    if table is None:
        return Unknown(f"The route table of {label(subnet)} is not known here.")
    closed = at(table, "disableBgpRoutePropagation", default=False)
    if isinstance(closed, Unknown):
        return closed
    found: set[IPv4Network] = set() if closed else {EVERYTHING}
    for route in _routes(graph, table):
        if isinstance(route, Unknown):
            return route
        through, prefix = str(route.get("nextHopType")), str(route.get("addressPrefix"))
        if through == "VirtualNetworkGateway":
            network = range_of(prefix)
            if not isinstance(network, IPv4Network):
                return Unknown(f"{label(table)} has a route to what is no range of IPv4.")
            found.add(network)
        elif through not in ("Internet", "VnetLocal"):
            return Unknown(f"Where {prefix} leads by {label(table)} is not judged here.")
    return frozenset(found)


def _routes(graph: ResourceGraph, table: Resource) -> Iterator[Mapping[str, Any] | Unknown]:
    inline = listed(table, "routes")
    if isinstance(inline, Unknown):
        yield inline
        return
    found = cast("list[Mapping[str, Any]]", inline)
    for route in of_kind(graph, "network.Route"):
        if referred(route, "routeTableName", [table], "routeTableName", "name"):
            said = settings(route)
            found = [*found, {name: said.get(name) for name in ("nextHopType", "addressPrefix")}]
    if anything_hidden(found):
        yield Unknown(f"The routes of {label(table)} are secret, or known only after the update.")
        return
    yield from found
