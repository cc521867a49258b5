"""Which ranges a VPC sends to its virtual private gateway, and which it tells of itself.

https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from polycloud.graph import UNKNOWN, Resource, ResourceGraph
from polycloud_testing.facts.aws.kinds import kind
from polycloud_testing.facts.links import EVERYTHING, Ranges, ranges_of
from polycloud_testing.facts.resources import label, listed, named, names, settings
from polycloud_testing.facts.unknown import Fact, Unknown

_TABLES: Final = frozenset({"ec2.RouteTable", "ec2.DefaultRouteTable"})
_ROUTING: Final = ("Route", "Vpn", "Gateway", "CidrBlock")
_KNOWN: Final = _TABLES | {
    *("ec2.Route", "ec2.RouteTableAssociation", "ec2.MainRouteTableAssociation"),
    *("ec2.VpnGateway", "ec2.VpnGatewayAttachment", "ec2.VpnGatewayRoutePropagation"),
    *("ec2.VpnConnection", "ec2.CustomerGateway", "ec2.VpcIpv4CidrBlockAssociation"),
    *("ec2.NatGateway", "ec2.NatGatewayEipAssociation", "ec2.InternetGateway"),
    *("ec2.InternetGatewayAttachment", "ec2.EgressOnlyInternetGateway", "ec2.CarrierGateway"),
    "ec2.VpcEndpointRouteTableAssociation",
}
"""The kinds of EC2's that have to do with routes, as far as they are read or route nothing here."""


def routed_to(graph: ResourceGraph, gateway: Resource) -> Fact[Ranges]:
    """The destinations of all routes to the gateway; everything, where routes are learned."""
    called = [(gateway, names(gateway))]
    found: Ranges = frozenset()
    for owner, route, name in _routes(graph):
        if named(owner, name, route.get("gatewayId"), called) is not gateway:
            continue
        # A table's own routes have shorter names than routes that are resources.
        destination = route.get("destinationCidrBlock") or route.get("cidrBlock")
        more = ranges_of(owner, "destinationCidrBlock", [destination])
        if isinstance(more, Unknown):
            return more
        found |= more
    for each in graph:
        if kind(each) == "ec2.VpnGatewayRoutePropagation":
            if named(each, "vpnGatewayId", settings(each).get("vpnGatewayId"), called) is gateway:
                return frozenset({EVERYTHING})
        elif kind(each) in _TABLES and each.inputs.get("propagatingVgws"):
            return frozenset({EVERYTHING})
    return found


def advertised_by(graph: ResourceGraph, network: Fact[Resource]) -> Fact[Ranges]:
    """All ranges of the VPC."""
    if isinstance(network, Unknown):
        return network
    parts = [network]
    for each in graph:
        if kind(each) == "ec2.VpcIpv4CidrBlockAssociation":
            value = settings(each).get("vpcId")
            if named(each, "vpcId", value, [(network, names(network))]) is network:
                parts.append(each)
    found: Ranges = frozenset()
    for part in parts:
        # What an address pool gives is known once it is made.
        more = ranges_of(part, "cidrBlock", [part.get("cidrBlock", UNKNOWN)])
        if isinstance(more, Unknown):
            return more
        found |= more
    return found


def doubts_of_routes(graph: ResourceGraph) -> Iterator[Unknown]:
    """Resources that have to do with routes, and that nobody here knows."""
    for each in graph:
        module, _, name = kind(each).partition(".")
        routes = module in ("ec2", "ec2transitgateway") and any(w in name for w in _ROUTING)
        if each.package == "aws" and each.custom and routes and kind(each) not in _KNOWN:
            yield Unknown(f"What {label(each)} changes is not known here.")


def _routes(graph: ResourceGraph) -> Iterator[tuple[Resource, Mapping[str, Any], str]]:
    """Each route with its resource and the property that names the gateway."""
    for each in graph:
        if kind(each) == "ec2.Route":
            yield each, each.inputs, "gatewayId"
        elif kind(each) in _TABLES:
            routes = listed(each, "routes")
            for route in [] if isinstance(routes, Unknown) else routes:
                yield each, cast("Mapping[str, Any]", route), "routes"
