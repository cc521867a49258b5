"""Firewall rules of a VPC network, in the order in which they decide.

https://docs.cloud.google.com/firewall/docs/firewalls
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, cast

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.gcp.vpc_kinds import of_kind
from polycloud_testing.facts.links import EVERYTHING
from polycloud_testing.facts.resources import anything_hidden, label, referred, surplus
from polycloud_testing.facts.traffic import (
    LAST_PORT,
    PROTOCOLS,
    Openings,
    Rule,
    Rules,
    let_through,
    ports_of,
    range_of,
)
from polycloud_testing.facts.unknown import Fact, Unknown

_UNDERSTOOD: Final = frozenset(
    {
        *("name", "network", "description", "direction", "priority", "disabled", "project"),
        *("allows", "denies", "sourceRanges", "sourceTags", "sourceServiceAccounts"),
        *("targetTags", "targetServiceAccounts", "logConfig", "enableLogging", "deletionPolicy"),
        "destinationRanges",
    }
)
_DEFAULT_PRIORITY: Final = 1000
_TARGETS: Final = (("targetTags", "tag"), ("targetServiceAccounts", "account"))
_SOURCES: Final = (("sourceTags", "tag"), ("sourceServiceAccounts", "account"))
_NUMBERS: Final = {"6": "tcp", "17": "udp", "1": "icmp", "50": "esp", "51": "ah", "132": "sctp"}

OUT: Final = (Rule(allow=True, peer=EVERYTHING),)
"""Comes last in the direction out; in the direction in, what no rule allows is refused."""


def group(what: str, name: str) -> str:
    """What rules call the machines with a network tag, or those that run as an account."""
    return f"{what}:{name}"


def rules_for(
    graph: ResourceGraph, network: Resource, direction: str, groups: Collection[str]
) -> Fact[Rules]:
    """The rules for machines of some groups, in the direction ``INGRESS`` or ``EGRESS``."""
    found: list[tuple[int, bool, Rules]] = []
    for firewall in of_kind(graph, "compute.Firewall"):
        if not referred(firewall, "network", [network], "selfLink", "name"):
            continue
        if doubt := _doubt(firewall):
            return doubt[0]
        said = firewall.inputs
        if said.get("disabled") or str(said.get("direction", "INGRESS")).upper() != direction:
            continue
        targets = {group(what, each) for name, what in _TARGETS for each in _texts(firewall, name)}
        if targets and targets.isdisjoint(groups):
            continue
        priority = int(said.get("priority", _DEFAULT_PRIORITY))
        for allow, name in ((False, "denies"), (True, "allows")):
            rules = tuple(_rules(firewall, allow, _texts(firewall, name), direction))
            known = tuple(each for each in rules if not isinstance(each, Unknown))
            if len(known) != len(rules):
                return Unknown(f"What {label(firewall)} says is not understood here.")
            found.append((priority, allow, known))
    # Of rules with the same priority, those that deny go before.
    ordered = sorted(found, key=lambda each: each[:2])
    last = OUT if direction == "EGRESS" else ()
    return tuple(rule for _, _, rules in ordered for rule in rules) + last


def lets_in(graph: ResourceGraph, network: Resource) -> Fact[Openings]:
    """What is let in to any machine, whatever its tags and its account."""
    every = {
        group(what, each)
        for firewall in of_kind(graph, "compute.Firewall")
        for name, what in _TARGETS
        for each in _texts(firewall, name)
        if isinstance(each, str)
    }
    found: Openings = frozenset()
    for groups in (frozenset[str](), *(frozenset({each}) for each in sorted(every))):
        rules = rules_for(graph, network, "INGRESS", groups)
        if isinstance(rules, Unknown):
            return rules
        found |= let_through(rules, [EVERYTHING])
    return found


def strays(graph: ResourceGraph) -> Iterator[Unknown]:
    """Rules of networks that the graph does not have."""
    networks = of_kind(graph, "compute.Network")
    for firewall in of_kind(graph, "compute.Firewall"):
        if not referred(firewall, "network", networks, "selfLink", "name"):
            yield Unknown(f"The network of {label(firewall)} is not known here.")


def _doubt(firewall: Resource) -> tuple[Unknown, ...]:
    """Why it is not known what a rule says; nothing when it is."""
    if unknown := surplus(firewall, _UNDERSTOOD):
        return (Unknown(f"What {unknown[0]} of {label(firewall)} changes is not known here."),)
    said = {name: each for name, each in firewall.inputs.items() if name not in ("name", "network")}
    if anything_hidden(said):
        return (Unknown(f"What {label(firewall)} says is secret, or known only after the update."),)
    if _texts(firewall, "destinationRanges") and said.get("direction", "INGRESS") == "INGRESS":
        return (Unknown(f"The destinationRanges of {label(firewall)} are not judged here."),)
    return ()


def _rules(
    firewall: Resource, allow: bool, entries: list[Mapping[str, Any]], direction: str
) -> Iterator[Rule | Unknown]:
    for entry in entries:
        protocol = _protocol(str(entry.get("protocol")))
        for text in _peers(firewall, direction):
            peer = range_of(text) if _is_range(text) else text
            for ports in _ports(entry):
                if peer is None or ports is None:
                    yield Unknown(f"What {label(firewall)} says is not understood here.")
                else:
                    yield Rule(allow, peer, protocol, *ports)


def _peers(firewall: Resource, direction: str) -> list[str]:
    """Addresses and groups; either is enough. Without any of them, everybody."""
    if direction == "EGRESS":
        return _texts(firewall, "destinationRanges") or [str(EVERYTHING)]
    found = _texts(firewall, "sourceRanges")
    found += [group(what, each) for name, what in _SOURCES for each in _texts(firewall, name)]
    return found or [str(EVERYTHING)]


def _texts(firewall: Resource, name: str) -> list[Any]:
    return cast("list[Any]", firewall.inputs.get(name) or [])


def _is_range(peer: str) -> bool:
    return not peer.startswith(("tag:", "account:"))


def _ports(entry: Mapping[str, Any]) -> list[tuple[int, int] | None]:
    ports = cast("list[str]", entry.get("ports") or [])
    return [ports_of(str(each)) for each in ports] or [(0, LAST_PORT)]


def _protocol(text: str) -> str:
    name = _NUMBERS.get(text, text.lower())
    if name == "all":
        return "any"
    return name if name in PROTOCOLS else "other"
