"""Network access control lists, which let packets pass whatever connection they are of.

https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.aws.protocols import ALL, protocol
from polycloud_testing.facts.aws.vpc_kinds import of_kind
from polycloud_testing.facts.links import EVERYTHING
from polycloud_testing.facts.resources import anything_hidden, hidden, label, listed, lists
from polycloud_testing.facts.traffic import (
    LAST_PORT,
    OPEN,
    Layers,
    Rule,
    Rules,
    let_through,
    range_of,
)
from polycloud_testing.facts.unknown import Fact, Unknown

_WITHOUT_PORTS: Final = frozenset({"icmp", "esp", "ah"})


def acl_layers(graph: ResourceGraph, subnet: Resource) -> tuple[Fact[Layers], Fact[Layers]]:
    """What a subnet's list lets in, and out. Without one of its own it has the VPC's default
    one, which lets everything pass.

    Lists do not remember connections: where one does not let all answers back, what passes
    is not known.
    """
    for acl in of_kind(graph, "ec2.NetworkAcl"):
        if lists(acl, "subnetIds", subnet):
            into, out = _rules(acl, "ingress"), _rules(acl, "egress")
            return _unless_answered(acl, into, out), _unless_answered(acl, out, into)
    return (), ()


def _unless_answered(acl: Resource, rules: Fact[Rules], back: Fact[Rules]) -> Fact[Layers]:
    if isinstance(rules, Unknown):
        return rules
    if isinstance(back, Unknown):
        return back
    if let_through(back, [EVERYTHING]) != let_through(OPEN, [EVERYTHING]):
        return Unknown(f"Which answers {label(acl)} lets back is not judged here.")
    return (rules,)


def _rules(acl: Resource, direction: str) -> Fact[Rules]:
    entries = listed(acl, direction)
    if isinstance(entries, Unknown):
        return entries
    if anything_hidden(entries):
        return hidden(acl, direction)
    said = cast("list[Mapping[str, Any]]", entries)
    rules = [_rule(entry) for entry in sorted(said, key=lambda each: int(each.get("ruleNo") or 0))]
    found = tuple(each for each in rules if each is not None)
    if len(found) != len(rules):
        return Unknown(f"What {label(acl)} says is not understood here.")
    return found


def _rule(entry: Mapping[str, Any]) -> Rule | None:
    """What an entry says; None when it is not understood."""
    peer = range_of(str(entry.get("cidrBlock") or entry.get("ipv6CidrBlock")))
    if peer is None:
        return None
    name = protocol(str(entry.get("protocol")))
    whole = name == ALL or name in _WITHOUT_PORTS
    return Rule(
        allow=str(entry.get("action")).lower() == "allow",
        peer=peer,
        protocol=name,
        first=0 if whole else int(entry.get("fromPort") or 0),
        last=LAST_PORT if whole else int(entry.get("toPort") or 0),
    )
