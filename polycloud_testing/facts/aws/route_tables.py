"""Where the subnets of a VPC send what is not for the VPC itself.

https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network, ip_network
from typing import Any, Final, cast

from attrs import field, frozen

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.aws.kinds import kind
from polycloud_testing.facts.aws.vpc_kinds import of_kind
from polycloud_testing.facts.resources import at, is_hidden, label, listed, names, referred, surplus
from polycloud_testing.facts.traffic import PRIVATE
from polycloud_testing.facts.unknown import Fact, Unknown

_UNDERSTOOD: Final = frozenset(
    {
        *("routeTableId", "destinationCidrBlock", "cidrBlock", "gatewayId", "natGatewayId"),
        "region",
    }
)
_NAT: Final = frozenset(
    {"subnetId", "allocationId", "connectivityType", "privateIp", "tags", "tagsAll", "region"}
)


@frozen
class Routes:
    """The routes of one table beside the local ones.

    ``learns`` says that it takes whatever the VPN gateway learns.
    """

    internet: tuple[Resource, ...] = ()
    """What traffic to the internet goes to: NAT gateways and internet gateways."""
    private: frozenset[IPv4Network] = frozenset()
    """Where traffic goes through the VPN gateway."""
    learns: bool = False


@frozen
class _Way:
    """One route, as it stands in a table or by itself."""

    holder: Resource
    said: Mapping[str, Any] = field(repr=False)


def table_of(graph: ResourceGraph, subnet: Resource) -> Fact[Resource | None]:
    """The subnet's table; None for the main one, as AWS makes it, with local routes only."""
    for association in of_kind(graph, "ec2.RouteTableAssociation"):
        if referred(association, "subnetId", [subnet]):
            table = referred(association, "routeTableId", of_kind(graph, "ec2.RouteTable"))
            return table or Unknown(f"The route table of {label(subnet)} is not known here.")
    return None


def routes_of(graph: ResourceGraph, table: Resource | None) -> Fact[Routes]:
    """What a table says."""
    if table is None:
        return Routes()
    internet: list[Resource] = []
    private: set[IPv4Network] = set()
    for way in _ways(graph, table):
        if isinstance(way, Unknown):
            return way
        destination = _destination(way)
        if isinstance(destination, Unknown):
            return destination
        target = _target(graph, way)
        if isinstance(target, Unknown):
            return target
        if kind(target) == "ec2.VpnGateway":
            private.add(destination)
        elif not any(destination.subnet_of(each) for each in PRIVATE):
            internet.append(target)
    return Routes(tuple(internet), frozenset(private), _learns(graph, table))


def _ways(graph: ResourceGraph, table: Resource) -> Iterator[_Way | Unknown]:
    inline = listed(table, "routes")
    if isinstance(inline, Unknown):
        yield inline
        return
    for said in cast("list[Mapping[str, Any]]", inline):
        yield _Way(table, said)
    for route in of_kind(graph, "ec2.Route"):
        if referred(route, "routeTableId", [table]):
            if unknown := surplus(route, _UNDERSTOOD):
                yield Unknown(f"Where {label(route)} leads by {unknown[0]} is not known here.")
            yield _Way(route, route.inputs)


def _destination(way: _Way) -> Fact[IPv4Network]:
    text = way.said.get("destinationCidrBlock") or way.said.get("cidrBlock")
    if not isinstance(text, str) or is_hidden(text):
        return Unknown(f"What {label(way.holder)} is a route to is not known here.")
    try:
        found = ip_network(text)
    except ValueError:
        return Unknown(f"{text} of {label(way.holder)} is not a range of addresses.")
    if isinstance(found, IPv4Network):
        return found
    return Unknown(f"{label(way.holder)} is a route of IPv6, which is not judged here.")


def _target(graph: ResourceGraph, way: _Way) -> Fact[Resource]:
    for name, kinds in (
        ("natGatewayId", ("ec2.NatGateway",)),
        ("gatewayId", ("ec2.InternetGateway", "ec2.VpnGateway")),
    ):
        if way.said.get(name) in (None, ""):
            continue
        for candidate in of_kind(graph, *kinds):
            if way.said[name] in names(candidate) or (
                is_hidden(way.said[name])
                and candidate.urn in way.holder.property_dependencies.get(name, ())
            ):
                return candidate
    return Unknown(f"Where {label(way.holder)} leads is not known here.")


def _learns(graph: ResourceGraph, table: Resource) -> bool:
    inline = at(table, "propagatingVgws", cast("Any", []))
    return bool(isinstance(inline, Unknown) or inline) or any(
        referred(each, "routeTableId", [table])
        for each in of_kind(graph, "ec2.VpnGatewayRoutePropagation")
    )


def leads_out(graph: ResourceGraph, gateway: Resource) -> Fact[bool]:
    """Whether a gateway of a route is of use: attached, or public and in a public subnet.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
    """
    if kind(gateway) == "ec2.InternetGateway":
        return referred(gateway, "vpcId", of_kind(graph, "ec2.Vpc")) is not None
    reach = at(gateway, "connectivityType", "public")
    if isinstance(reach, Unknown):
        return reach
    if reach != "public":
        return False
    if unknown := surplus(gateway, _NAT):
        return Unknown(f"What {unknown[0]} of {label(gateway)} changes is not known here.")
    if referred(gateway, "allocationId", of_kind(graph, "ec2.Eip"), "allocationId") is None:
        return Unknown(f"The address of {label(gateway)} is not known here.")
    subnet = subnet_of(graph, gateway)
    if isinstance(subnet, Unknown):
        return subnet
    table = table_of(graph, subnet)
    routes = table if isinstance(table, Unknown) else routes_of(graph, table)
    if isinstance(routes, Unknown):
        return routes
    return any(
        kind(each) == "ec2.InternetGateway" and leads_out(graph, each) is True
        for each in routes.internet
    )


def subnet_of(graph: ResourceGraph, gateway: Resource) -> Fact[Resource]:
    """The subnet that a NAT gateway is in."""
    found = referred(gateway, "subnetId", of_kind(graph, "ec2.Subnet"))
    return found or Unknown(f"The subnet of {label(gateway)} is not known here.")
