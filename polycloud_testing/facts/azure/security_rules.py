"""Network security groups, with the rules that Azure adds to each.

https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network
from typing import Any, Final, cast

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.azure.vnet_kinds import of_kind
from polycloud_testing.facts.links import EVERYTHING
from polycloud_testing.facts.resources import (
    anything_hidden,
    hidden,
    label,
    listed,
    referred,
    settings,
)
from polycloud_testing.facts.traffic import (
    ANY,
    LAST_PORT,
    PRIVATE,
    PROTOCOLS,
    Rule,
    Rules,
    ports_of,
    range_of,
)
from polycloud_testing.facts.unknown import Fact, Unknown

_SIDES: Final = {"Inbound": "source", "Outbound": "destination"}
"""Which end of a connection is the peer, by the rule's direction."""


def rules_of(
    graph: ResourceGraph, group: Resource, direction: str, ours: Iterable[IPv4Network]
) -> Fact[Rules]:
    """What a group says in the direction ``Inbound`` or ``Outbound``.

    ``ours`` are the addresses that the tag VirtualNetwork stands for: those of the network and
    of whatever is connected to it.
    """
    entries = _entries(graph, group)
    if isinstance(entries, Unknown):
        return entries
    own = tuple(ours)
    found: list[tuple[int, Rule]] = []
    for entry in entries:
        if str(entry.get("direction")) == direction:
            for rule in _rules(group, entry, direction, own):
                if isinstance(rule, Unknown):
                    return rule
                found.append((int(entry.get("priority") or 0), rule))
    ordered = [rule for _, rule in sorted(found, key=lambda each: each[0])]
    return (*ordered, *defaults(direction, own))


def defaults(direction: str, ours: Iterable[IPv4Network]) -> Rules:
    """The rules that come last in every group; probes of Azure's own load balancer besides."""
    within = tuple(Rule(allow=True, peer=each) for each in ours)
    return within if direction == "Inbound" else (*within, Rule(allow=True, peer=EVERYTHING))


def _entries(graph: ResourceGraph, group: Resource) -> Fact[list[Mapping[str, Any]]]:
    """The group's own rules, and those that are resources of their own."""
    inline = listed(group, "securityRules")
    if isinstance(inline, Unknown):
        return inline
    found = cast("list[Mapping[str, Any]]", inline)
    for rule in of_kind(graph, "network.SecurityRule"):
        if referred(rule, "networkSecurityGroupName", [group], "networkSecurityGroupName", "name"):
            found = [*found, settings(rule)]
    if anything_hidden([{**each, "name": ""} for each in found]):
        return hidden(group, "securityRules")
    return found


def _rules(
    group: Resource, entry: Mapping[str, Any], direction: str, ours: tuple[IPv4Network, ...]
) -> Iterator[Rule | Unknown]:
    side = _SIDES[direction]
    other = _SIDES["Outbound" if direction == "Inbound" else "Inbound"]
    whole = all(each in ("*", ANY) for each in _texts(entry, f"{other}AddressPrefix"))
    groups = [each for each in entry if each.endswith("ApplicationSecurityGroups") and entry[each]]
    if not whole or groups or _texts(entry, "sourcePortRange") not in ([], ["*"]):
        yield Unknown(f"Of whom a rule of {label(group)} is, is not judged here.")
        return
    for text in _texts(entry, f"{side}AddressPrefix"):
        for peer in _peers(group, text, ours):
            for ports in _ports(entry):
                if isinstance(peer, Unknown) or ports is None:
                    yield Unknown(f"What a rule of {label(group)} says is not understood here.")
                else:
                    allow = str(entry.get("access")) == "Allow"
                    yield Rule(allow, peer, _protocol(str(entry.get("protocol"))), *ports)


def _peers(
    group: Resource, text: str, ours: tuple[IPv4Network, ...]
) -> Iterator[IPv4Network | IPv6Network | Unknown]:
    """https://learn.microsoft.com/azure/virtual-network/service-tags-overview"""
    if text == "*":
        yield EVERYTHING
    elif text == "VirtualNetwork":
        yield from ours
    elif text == "Internet":
        yield from outside(PRIVATE)
    else:
        doubt = Unknown(f"Who {text} in a rule of {label(group)} is, is not known here.")
        found = range_of(text)
        yield doubt if found is None else found


def outside(ranges: Iterable[IPv4Network]) -> list[IPv4Network]:
    """All addresses but these."""
    rest = [EVERYTHING]
    for each in ranges:
        rest = [
            part
            for one in rest
            for part in (one.address_exclude(each) if each.subnet_of(one) else [one])
        ]
    return sorted(rest)


def _texts(entry: Mapping[str, Any], name: str) -> list[str]:
    """A property that is written in the singular for one value and in the plural for more."""
    plural = f"{name}es" if name.endswith("x") else f"{name}s"
    found = [*cast("list[str]", entry.get(plural) or [])]
    return [*found, str(entry[name])] if entry.get(name) else found


def _ports(entry: Mapping[str, Any]) -> list[tuple[int, int] | None]:
    texts = _texts(entry, "destinationPortRange")
    return [(0, LAST_PORT) if text == "*" else ports_of(text) for text in texts] or [None]


def _protocol(text: str) -> str:
    name = text.lower()
    if name == "*":
        return ANY
    return name if name in PROTOCOLS else "other"
