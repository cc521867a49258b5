"""Security groups: what is allowed, and nothing else is.

https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from attrs import frozen

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.aws.kinds import kind
from polycloud_testing.facts.aws.protocols import ALL, protocol
from polycloud_testing.facts.links import EVERYTHING
from polycloud_testing.facts.resources import (
    anything_hidden,
    hidden,
    is_hidden,
    label,
    listed,
    names,
)
from polycloud_testing.facts.traffic import LAST_PORT, Rule, Rules, range_of
from polycloud_testing.facts.unknown import Fact, Unknown

_WITHOUT_PORTS: Final = frozenset({ALL, "icmp", "esp", "ah", "other"})
_STANDALONE: Final = {
    "vpc.SecurityGroupIngressRule": "ingress",
    "vpc.SecurityGroupEgressRule": "egress",
}
_PEERS: Final = (
    *("cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "securityGroups", "cidrIpv4", "cidrIpv6"),
    *("prefixListId", "referencedSecurityGroupId", "sourceSecurityGroupId"),
)
_GROUPS: Final = ("securityGroups", "referencedSecurityGroupId", "sourceSecurityGroupId")


@frozen
class Group:
    """A security group and the resource it came with; a cluster's comes with the cluster."""

    holder: Resource
    id: str | None
    """None before it is known."""

    @property
    def is_of_cluster(self) -> bool:
        """Whether EKS made it."""
        return kind(self.holder) == "eks.Cluster"


def groups(graph: ResourceGraph) -> Iterator[Group]:
    """All groups that the graph makes."""
    for resource in graph:
        if kind(resource) in ("ec2.SecurityGroup", "ec2.DefaultSecurityGroup"):
            yield Group(resource, resource.id)
        elif kind(resource) == "eks.Cluster":
            yield cluster_group(resource)


def cluster_group(cluster: Resource) -> Group:
    """The group of a cluster's control plane and of its nodes, unless these name others."""
    outputs = cluster.outputs.get("vpcConfig")
    found = (
        cast("Mapping[str, Any]", outputs).get("clusterSecurityGroupId")
        if isinstance(outputs, Mapping)
        else None
    )
    return Group(cluster, found if isinstance(found, str) and not is_hidden(found) else None)


def rules_of(graph: ResourceGraph, group: Group, direction: str) -> Fact[Rules]:
    """What a group allows in the direction ``ingress`` or ``egress``."""
    found: list[Rule] = []
    for rule in (*_own(group, direction), *_standalone(graph, group, direction)):
        if isinstance(rule, Unknown):
            return rule
        found.append(rule)
    return tuple(found)


def all_rules(graph: ResourceGraph, members: tuple[Group, ...], direction: str) -> Fact[Rules]:
    """What several groups allow together."""
    found: list[Rule] = []
    for group in members:
        rules = rules_of(graph, group, direction)
        if isinstance(rules, Unknown):
            return rules
        found += rules
    return tuple(found)


def strays(graph: ResourceGraph) -> Iterator[Unknown]:
    """Rules of groups that the graph does not have."""
    known = tuple(groups(graph))
    for rule in graph:
        if kind(rule) in (*_STANDALONE, "ec2.SecurityGroupRule") and not any(
            _is_for(rule, group) for group in known
        ):
            yield Unknown(f"The group of {label(rule)} is not known here.")


def _own(group: Group, direction: str) -> Iterator[Rule | Unknown]:
    if group.is_of_cluster:
        # https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
        if direction == "egress":
            yield Rule(allow=True, peer=EVERYTHING)
        elif group.id is None:
            yield hidden(group.holder, "vpcConfig.clusterSecurityGroupId")
        else:
            yield Rule(allow=True, peer=group.id)
        return
    entries = listed(group.holder, direction)
    if isinstance(entries, Unknown):
        yield entries
        return
    for entry in cast("list[Mapping[str, Any]]", entries):
        yield from _allowed(group, group.holder, entry)


def _standalone(graph: ResourceGraph, group: Group, direction: str) -> Iterator[Rule | Unknown]:
    for rule in graph:
        said = _STANDALONE.get(kind(rule))
        if kind(rule) == "ec2.SecurityGroupRule":
            said = rule.inputs.get("type")
        if said == direction and _is_for(rule, group):
            yield from _allowed(group, rule, rule.inputs)


def _is_for(rule: Resource, group: Group) -> bool:
    named = rule.inputs.get("securityGroupId")
    if is_hidden(named) or group.id is None:
        return group.holder.urn in rule.property_dependencies.get("securityGroupId", ())
    return named == group.id or named in names(group.holder)


def _allowed(group: Group, holder: Resource, said: Mapping[str, Any]) -> Iterator[Rule | Unknown]:
    """The rules that one entry is."""
    if anything_hidden({name: value for name, value in said.items() if name not in ("tags",)}):
        yield Unknown(f"What {label(holder)} allows is secret, or known only after the update.")
        return
    name = protocol(str(said.get("protocol") or said.get("ipProtocol") or "-1"))
    whole = name in _WITHOUT_PORTS
    first = 0 if whole else int(said.get("fromPort") or 0)
    last = LAST_PORT if whole else int(said.get("toPort") or 0)
    peers = [(property_, each) for property_ in _PEERS for each in _texts(said.get(property_))] + (
        [("securityGroups", group.id)] if said.get("self") else []
    )
    for property_, peer in peers:
        if peer is None or property_.startswith("prefixList"):
            yield Unknown(f"Whom {label(holder)} allows is not known here.")
        elif property_ in _GROUPS:
            yield Rule(allow=True, peer=peer, protocol=name, first=first, last=last)
        else:
            addresses = range_of(peer)
            doubt = Unknown(f"Whom {label(holder)} allows is not understood here.")
            yield doubt if addresses is None else Rule(True, addresses, name, first, last)


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [each for each in cast("list[Any]", value) if isinstance(each, str) and each]
    return [value] if isinstance(value, str) and value else []
