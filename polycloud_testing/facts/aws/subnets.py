"""Subnets of a VPC.

https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, ip_network
from typing import Final

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.aws.acls import acl_layers
from polycloud_testing.facts.aws.kinds import kind
from polycloud_testing.facts.aws.route_tables import (
    Routes,
    leads_out,
    routes_of,
    subnet_of,
    table_of,
)
from polycloud_testing.facts.aws.tags import region
from polycloud_testing.facts.aws.vpc_kinds import of_kind
from polycloud_testing.facts.links import EVERYTHING
from polycloud_testing.facts.networks import Egress, Service, SubnetFacts
from polycloud_testing.facts.resources import at, label, lists, referred, surplus
from polycloud_testing.facts.unknown import Fact, Unknown

_UNDERSTOOD: Final = frozenset(
    {
        *("vpcId", "cidrBlock", "availabilityZone", "availabilityZoneId", "mapPublicIpOnLaunch"),
        *("tags", "tagsAll", "region", "privateDnsHostnameTypeOnLaunch"),
        "enableResourceNameDnsARecordOnLaunch",
    }
)
_SERVICES: Final = {"s3": Service.OBJECTS, "dynamodb": Service.TABLES}
_ENDPOINT: Final = frozenset(
    {
        *("vpcId", "vpcEndpointType", "serviceName", "routeTableIds", "tags", "tagsAll", "region"),
        "autoAccept",
    }
)


def read_subnets(graph: ResourceGraph, vpc: Resource) -> Iterator[SubnetFacts]:
    """Each subnet of a VPC, in an order of their own: an update makes them in any."""
    for subnet in sorted(of_kind(graph, "ec2.Subnet"), key=lambda each: each.urn):
        if referred(subnet, "vpcId", [vpc]):
            facts = _read(graph, vpc, subnet)
            for name in surplus(subnet, _UNDERSTOOD):
                doubt = Unknown(f"What {name} of {label(subnet)} changes is not known here.")
                facts = attrs.evolve(facts, inbound=doubt, outbound=doubt, egress=doubt)
            yield facts


def _read(graph: ResourceGraph, vpc: Resource, subnet: Resource) -> SubnetFacts:
    table = table_of(graph, subnet)
    routes: Fact[Routes] = table if isinstance(table, Unknown) else routes_of(graph, table)
    egress, gateways, zones = _egress(graph, routes)
    inbound, outbound = acl_layers(graph, subnet)
    return SubnetFacts(
        name=subnet.name,
        urn=subnet.urn,
        ranges=address_range(subnet, "cidrBlock"),
        zone=at(subnet, "availabilityZone", Unknown(f"{label(subnet)} names no zone.")),
        gives_public_addresses=at(subnet, "mapPublicIpOnLaunch", default=False),
        egress=egress,
        gateways=gateways,
        gateway_zones=zones,
        services=table if isinstance(table, Unknown) else _services(graph, vpc, table),
        logged=_logged(graph, vpc, subnet),
        routed=_routed(routes),
        inbound=inbound,
        outbound=outbound,
    )


def address_range(resource: Resource, name: str) -> Fact[frozenset[IPv4Network]]:
    """The one range that a property gives."""
    text = at(resource, name, "")
    if isinstance(text, Unknown):
        return text
    try:
        found = ip_network(text)
    except ValueError:
        return Unknown(f"{name} of {label(resource)} is not a range of addresses.")
    if isinstance(found, IPv4Network):
        return frozenset({found})
    return Unknown(f"{name} of {label(resource)} is of IPv6, which is not judged here.")


def _egress(
    graph: ResourceGraph, routes: Fact[Routes]
) -> tuple[Fact[Egress], Fact[frozenset[str]], Fact[frozenset[str] | None]]:
    """The way out, the gateways on it, and their zones."""
    if isinstance(routes, Unknown):
        return routes, routes, routes
    used: list[Resource] = []
    for gateway in routes.internet:
        useful = leads_out(graph, gateway)
        if isinstance(useful, Unknown):
            return useful, useful, useful
        used += [gateway] if useful else []
    if any(kind(each) == "ec2.InternetGateway" for each in used):
        return Egress.DIRECT, frozenset(), frozenset()
    if not used:
        return Egress.NONE, frozenset(), frozenset()
    zones: set[str] = set()
    for gateway in used:
        subnet = subnet_of(graph, gateway)
        zone = subnet if isinstance(subnet, Unknown) else at(subnet, "availabilityZone", "")
        if isinstance(zone, Unknown):
            return Egress.GATEWAY, frozenset(each.urn for each in used), zone
        zones.add(zone)
    return Egress.GATEWAY, frozenset(each.urn for each in used), frozenset(zones)


def _routed(routes: Fact[Routes]) -> Fact[frozenset[IPv4Network]]:
    if isinstance(routes, Unknown):
        return routes
    return routes.private | {EVERYTHING} if routes.learns else routes.private


def _services(
    graph: ResourceGraph, vpc: Resource, table: Resource | None
) -> Fact[frozenset[Service]]:
    """https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html"""
    found: set[Service] = set()
    where = region(graph, vpc)
    if isinstance(where, Unknown):
        return where
    for endpoint in of_kind(graph, "ec2.VpcEndpoint"):
        if (
            table is None
            or not referred(endpoint, "vpcId", [vpc])
            or not lists(endpoint, "routeTableIds", table)
        ):
            continue
        if unknown := surplus(endpoint, _ENDPOINT):
            return Unknown(f"What {unknown[0]} of {label(endpoint)} changes is not known here.")
        if at(endpoint, "vpcEndpointType", "Gateway") != "Gateway":
            continue
        service = at(endpoint, "serviceName", "")
        for word, meaning in _SERVICES.items():
            if service == f"com.amazonaws.{where}.{word}":
                found.add(meaning)
    return frozenset(found)


def _logged(graph: ResourceGraph, vpc: Resource, subnet: Resource) -> Fact[bool]:
    """https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html"""
    for log in of_kind(graph, "ec2.FlowLog"):
        if referred(log, "vpcId", [vpc]) or referred(log, "subnetId", [subnet]):
            traffic = at(log, "trafficType", "")
            if isinstance(traffic, Unknown):
                return traffic
            if traffic == "ALL" and log.inputs.get("logDestination"):
                return True
    return False
