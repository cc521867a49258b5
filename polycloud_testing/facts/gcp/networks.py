"""VPC networks.

https://docs.cloud.google.com/vpc/docs/vpc
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, ip_network
from typing import Final

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.gcp.firewalls import lets_in, rules_for, strays
from polycloud_testing.facts.gcp.vpc_kinds import of_kind, strangers
from polycloud_testing.facts.links import EVERYTHING
from polycloud_testing.facts.networks import Egress, NetworkFacts, Service, SubnetFacts
from polycloud_testing.facts.resources import at, item_of, label, listed, referred, surplus
from polycloud_testing.facts.traffic import Openings, from_outside, let_through
from polycloud_testing.facts.unknown import Fact, Unknown

_UNDERSTOOD: Final = frozenset(
    {
        *("name", "autoCreateSubnetworks", "routingMode", "description", "project", "mtu"),
        *("deleteDefaultRoutesOnCreate", "deletionPolicy"),
    }
)
_SUBNET: Final = frozenset(
    {
        *("name", "network", "region", "ipCidrRange", "privateIpGoogleAccess", "logConfig"),
        *("project", "description", "deletionPolicy", "secondaryIpRanges", "purpose"),
    }
)
_NAT: Final = frozenset(
    {
        *("name", "router", "region", "project", "natIpAllocateOption", "natIps", "logConfig"),
        *("sourceSubnetworkIpRangesToNat", "subnetworks", "minPortsPerVm", "maxPortsPerVm"),
        *("enableEndpointIndependentMapping", "enableDynamicPortAllocation", "deletionPolicy"),
        *("udpIdleTimeoutSec", "icmpIdleTimeoutSec", "tcpEstablishedIdleTimeoutSec", "type"),
        *("tcpTransitoryIdleTimeoutSec", "tcpTimeWaitTimeoutSec", "autoNetworkTier"),
    }
)
_ALL_SUBNETS: Final = (
    "ALL_SUBNETWORKS_ALL_IP_RANGES",
    "ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES",
)


def read_networks(graph: ResourceGraph) -> Iterator[NetworkFacts]:
    """Each VPC network of the graph."""
    for network in of_kind(graph, "compute.Network"):
        facts = _read(graph, network)
        for doubt in _doubts(graph, network):
            facts = attrs.evolve(facts, ranges=doubt, subnets=doubt, ingress=doubt, within=doubt)
        yield facts


def network_of(graph: ResourceGraph, resource: Resource, path: str) -> Resource | None:
    """The network that a setting names."""
    return referred(resource, path, of_kind(graph, "compute.Network"), "selfLink", "name")


def _read(graph: ResourceGraph, network: Resource) -> NetworkFacts:
    subnets = tuple(
        _subnet(graph, network, each)
        for each in sorted(of_kind(graph, "compute.Subnetwork"), key=lambda one: one.urn)
        if referred(each, "network", [network], "selfLink", "name")
    )
    regions = {at(each, "region", "") for each in _subnetworks(graph, network)}
    ranges = _ranges(subnets)
    return NetworkFacts(
        cloud="gcp",
        name=network.id or label(network),
        urn=network.urn,
        # A network is global, and its subnets are regional.
        region=regions.pop()
        if len(regions) == 1
        else Unknown(f"{label(network)} is in {len(regions)} regions."),
        ranges=ranges,
        subnets=subnets,
        ingress=_ingress(graph, network, ranges),
        within=_within(graph, network, ranges),
        tags=None,
    )


def _doubts(graph: ResourceGraph, network: Resource) -> Iterator[Unknown]:
    for name in surplus(network, _UNDERSTOOD):
        yield Unknown(f"What {name} of {label(network)} changes is not known here.")
    automatic = at(network, "autoCreateSubnetworks", default=True)
    if automatic is not False:
        yield Unknown(f"The subnets that {label(network)} makes by itself are not known here.")
    yield from strangers(graph)
    yield from strays(graph)


def _subnetworks(graph: ResourceGraph, network: Resource) -> Iterator[Resource]:
    for subnet in of_kind(graph, "compute.Subnetwork"):
        if referred(subnet, "network", [network], "selfLink", "name"):
            yield subnet


def _ranges(subnets: tuple[SubnetFacts, ...]) -> Fact[frozenset[IPv4Network]]:
    found: frozenset[IPv4Network] = frozenset()
    for subnet in subnets:
        if isinstance(subnet.ranges, Unknown):
            return subnet.ranges
        found |= subnet.ranges
    return found


def _ingress(
    graph: ResourceGraph, network: Resource, ranges: Fact[frozenset[IPv4Network]]
) -> Fact[Openings]:
    found = lets_in(graph, network)
    if isinstance(found, Unknown):
        return found
    return ranges if isinstance(ranges, Unknown) else from_outside(found, ranges)


def _within(
    graph: ResourceGraph, network: Resource, ranges: Fact[frozenset[IPv4Network]]
) -> Fact[Openings]:
    """What is let in to machines without a tag, of no account that a rule names."""
    rules = rules_for(graph, network, "INGRESS", ())
    if isinstance(rules, Unknown):
        return rules
    return ranges if isinstance(ranges, Unknown) else let_through(rules, ranges)


def _subnet(graph: ResourceGraph, network: Resource, subnet: Resource) -> SubnetFacts:
    nats = _nats(graph, network, subnet)
    out = at(network, "deleteDefaultRoutesOnCreate", default=False)
    facts = SubnetFacts(
        name=subnet.name,
        urn=subnet.urn,
        ranges=_addresses(subnet),
        zone=None,
        # Machines have addresses on the internet only if they ask for them.
        gives_public_addresses=False,
        egress=out if isinstance(out, Unknown) else _egress(nats, reaches_out=not out),
        gateways=nats if isinstance(nats, Unknown) else frozenset(each.urn for each in nats),
        # https://docs.cloud.google.com/nat/docs/overview: no machine that could fail
        gateway_zones=None,
        services=_services(subnet),
        logged=_logged(subnet),
        routed=frozenset({EVERYTHING}),
        inbound=(),
        outbound=(),
    )
    for name in surplus(subnet, _SUBNET):
        doubt = Unknown(f"What {name} of {label(subnet)} changes is not known here.")
        facts = attrs.evolve(facts, ranges=doubt, inbound=doubt, outbound=doubt)
    if at(subnet, "purpose", "PRIVATE") != "PRIVATE":
        doubt = Unknown(f"What {label(subnet)} is for is not judged here.")
        facts = attrs.evolve(facts, ranges=doubt, inbound=doubt, outbound=doubt)
    return facts


def _addresses(subnet: Resource) -> Fact[frozenset[IPv4Network]]:
    texts = [at(subnet, "ipCidrRange", "")]
    others = listed(subnet, "secondaryIpRanges")
    if isinstance(others, Unknown):
        return others
    texts += [each.get("ipCidrRange", "") for each in others]
    found: set[IPv4Network] = set()
    for text in texts:
        if isinstance(text, Unknown):
            return text
        try:
            network = ip_network(text)
        except (TypeError, ValueError):
            return Unknown(f"{text} of {label(subnet)} is not a range of addresses.")
        if not isinstance(network, IPv4Network):
            return Unknown(f"{text} of {label(subnet)} is of IPv6, which is not judged here.")
        found.add(network)
    return frozenset(found)


def _egress(nats: Fact[tuple[Resource, ...]], *, reaches_out: bool) -> Fact[Egress]:
    """Without an address of its own, a machine gets out by Cloud NAT and the default route."""
    if isinstance(nats, Unknown):
        return nats
    return Egress.GATEWAY if nats and reaches_out else Egress.NONE


def _nats(graph: ResourceGraph, network: Resource, subnet: Resource) -> Fact[tuple[Resource, ...]]:
    """What translates the subnet's addresses."""
    found: list[Resource] = []
    for nat in of_kind(graph, "compute.RouterNat"):
        router = referred(nat, "router", of_kind(graph, "compute.Router"), "name", "selfLink")
        if router is None or not referred(router, "network", [network], "selfLink", "name"):
            continue
        if at(router, "region", "") != at(subnet, "region", ""):
            continue
        if unknown := surplus(nat, _NAT):
            return Unknown(f"What {unknown[0]} of {label(nat)} changes is not known here.")
        serves = _serves(nat, subnet)
        if isinstance(serves, Unknown):
            return serves
        found += [nat] if serves else []
    return tuple(found)


def _serves(nat: Resource, subnet: Resource) -> Fact[bool]:
    """https://docs.cloud.google.com/nat/docs/ports-and-addresses"""
    which = at(nat, "sourceSubnetworkIpRangesToNat", "")
    how = at(nat, "natIpAllocateOption", "")
    kind = at(nat, "type", "PUBLIC")
    for fact in (which, how, kind):
        if isinstance(fact, Unknown):
            return fact
    if kind != "PUBLIC" or (how != "AUTO_ONLY" and not nat.inputs.get("natIps")):
        return False
    if which in _ALL_SUBNETS:
        return True
    named = listed(nat, "subnetworks")
    if isinstance(named, Unknown):
        return named
    each_name = (item_of(nat, "subnetworks", each) for each in named)
    return any(referred(each, "name", [subnet], "selfLink", "name") for each in each_name)


def _services(subnet: Resource) -> Fact[frozenset[Service]]:
    """https://docs.cloud.google.com/vpc/docs/private-google-access"""
    private = at(subnet, "privateIpGoogleAccess", default=False)
    if isinstance(private, Unknown):
        return private
    return frozenset(Service) if private else frozenset()


def _logged(subnet: Resource) -> Fact[bool]:
    """https://docs.cloud.google.com/vpc/docs/flow-logs, which are a sample of what passes"""
    config = at(subnet, "logConfig", default=False)
    return config if isinstance(config, Unknown) else bool(config)
