"""Virtual private clouds.

https://docs.aws.amazon.com/vpc/latest/userguide/what-is-amazon-vpc.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.aws.kinds import kind
from polycloud_testing.facts.aws.security_groups import Group, groups, rules_of, strays
from polycloud_testing.facts.aws.subnets import address_range, read_subnets
from polycloud_testing.facts.aws.tags import region, tags
from polycloud_testing.facts.aws.vpc_kinds import of_kind, strangers
from polycloud_testing.facts.links import EVERYTHING
from polycloud_testing.facts.networks import NetworkFacts
from polycloud_testing.facts.resources import label, lists, referred, surplus
from polycloud_testing.facts.traffic import OPEN, Opening, Openings, from_outside, let_through
from polycloud_testing.facts.unknown import Fact, Unknown

_UNDERSTOOD: Final = frozenset(
    {
        *("cidrBlock", "enableDnsHostnames", "enableDnsSupport", "tags", "tagsAll", "region"),
        *("instanceTenancy", "enableNetworkAddressUsageMetrics"),
    }
)


def read_networks(graph: ResourceGraph) -> Iterator[NetworkFacts]:
    """Each VPC of the graph."""
    for vpc in of_kind(graph, "ec2.Vpc"):
        facts = _read(graph, vpc)
        for doubt in _doubts(graph, vpc):
            facts = attrs.evolve(facts, ranges=doubt, subnets=doubt, ingress=doubt, within=doubt)
        yield facts


def _read(graph: ResourceGraph, vpc: Resource) -> NetworkFacts:
    return NetworkFacts(
        cloud="aws",
        name=vpc.id or label(vpc),
        urn=vpc.urn,
        region=region(graph, vpc),
        ranges=address_range(vpc, "cidrBlock"),
        subnets=tuple(read_subnets(graph, vpc)),
        ingress=_ingress(graph, vpc),
        within=_within(graph, vpc),
        tags=tags(graph, vpc),
    )


def _doubts(graph: ResourceGraph, vpc: Resource) -> Iterator[Unknown]:
    for name in surplus(vpc, _UNDERSTOOD):
        yield Unknown(f"What {name} of {label(vpc)} changes is not known here.")
    yield from strangers(graph)
    yield from strays(graph)


def _ingress(graph: ResourceGraph, vpc: Resource) -> Fact[Openings]:
    """What any group lets in, whether machines have it or not."""
    own = address_range(vpc, "cidrBlock")
    if isinstance(own, Unknown):
        return own
    found: set[Opening] = set()
    for group in groups(graph):
        if _is_in(graph, group, vpc):
            rules = rules_of(graph, group, "ingress")
            if isinstance(rules, Unknown):
                return rules
            found |= from_outside(let_through(rules, [EVERYTHING]), own)
    return frozenset(found)


def _within(graph: ResourceGraph, vpc: Resource) -> Fact[Openings]:
    """What the default group lets in from itself: everything, until somebody says otherwise.

    https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
    """
    own = address_range(vpc, "cidrBlock")
    if isinstance(own, Unknown):
        return own
    for group in groups(graph):
        default = kind(group.holder) == "ec2.DefaultSecurityGroup"
        if default and _is_in(graph, group, vpc):
            rules = rules_of(graph, group, "ingress")
            if isinstance(rules, Unknown):
                return rules
            return let_through(rules, own, () if group.id is None else (group.id,))
    return let_through(OPEN, own)


def _is_in(graph: ResourceGraph, group: Group, vpc: Resource) -> bool:
    if not group.is_of_cluster:
        return referred(group.holder, "vpcId", [vpc]) is not None
    return any(
        referred(subnet, "vpcId", [vpc]) and lists(group.holder, "vpcConfig.subnetIds", subnet)
        for subnet in of_kind(graph, "ec2.Subnet")
    )
