"""Which routes a BGP session of Cloud Router takes, and which it tells.

https://cloud.google.com/network-connectivity/docs/router/concepts/bgp-route-policies-overview
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from ipaddress import IPv4Network
from typing import Any, Final, cast

from attrs import frozen

from polycloud.graph import UNKNOWN, Resource, ResourceGraph
from polycloud_testing.facts.gcp.kinds import kind
from polycloud_testing.facts.links import EVERYTHING, Ranges, ranges_of
from polycloud_testing.facts.resources import at, label, listed, named, names
from polycloud_testing.facts.unknown import Fact, Unknown

_CALLED: Final = ("name", "selfLink")
_LIST: Final = re.compile(r"destination\.inAnyRange\(\[(.*)\]\)")
_ITEM: Final = re.compile(r"prefix\('([0-9./]+)'\)\.orLonger\(\)")
"""https://cloud.google.com/network-connectivity/docs/router/reference/bgp-route-policy-reference"""

_ROUTING: Final = ("Rout", "VPN", "Vpn", "Interconnect", "Peering")
_KNOWN: Final = frozenset(
    {
        *("compute.Router", "compute.RouterInterface", "compute.RouterPeer", "compute.Route"),
        *("compute.RouterRoutePolicy", "compute.RouterNat", "compute.RouterNatAddress"),
        *("compute.HaVpnGateway", "compute.VPNGateway", "compute.VPNTunnel"),
        "compute.ExternalVpnGateway",
    }
)


@frozen
class Session:
    """A BGP session: a router's interface on a tunnel, and the peer behind it."""

    router: Resource
    interface: Resource
    peer: Resource

    @property
    def inside(self) -> Fact[str]:
        """The router's own address, which interface and peer have to agree on."""
        whole = at(self.interface, "ipRange", "")
        own = at(self.peer, "ipAddress", "")
        if isinstance(whole, Unknown) or isinstance(own, Unknown):
            return whole if isinstance(whole, Unknown) else own
        of_interface = whole.partition("/")[0]
        if not of_interface:
            return Unknown(f"Google Cloud picks the address of {label(self.interface)}.")
        if own and own != of_interface:
            return Unknown(f"{label(self.peer)} and its interface have different addresses.")
        return of_interface


def accepted_over(
    graph: ResourceGraph, sessions: Iterable[Session], tunnels: Iterable[Resource]
) -> Fact[Ranges]:
    """The destinations that the sessions let in, and those of fixed routes into the tunnels."""
    found: set[IPv4Network] = set()
    for session in sessions:
        let_in = _imported(graph, session)
        if isinstance(let_in, Unknown):
            return let_in
        more = _ranges(session.peer, "customLearnedIpRanges")
        if isinstance(more, Unknown):
            return more
        found |= let_in | more
    called = [(each, names(each, *_CALLED)) for each in tunnels]
    for each in graph:
        if kind(each) == "compute.Route":
            value = each.inputs.get("nextHopVpnTunnel")
            if isinstance(named(each, "nextHopVpnTunnel", value, called), Resource):
                fixed = ranges_of(each, "destRange", [each.inputs.get("destRange")])
                if isinstance(fixed, Unknown):
                    return fixed
                found |= fixed
    return frozenset(found)


def advertised_over(
    graph: ResourceGraph, sessions: Iterable[Session], network: Fact[Resource]
) -> Fact[Ranges]:
    """What the sessions tell: what is written down, or the network's subnets."""
    found: Ranges = frozenset()
    for session in sessions:
        if session.peer.inputs.get("exportPolicies"):
            return Unknown(f"What export policies of {label(session.peer)} do is not judged here.")
        told = _told(graph, session, network)
        if isinstance(told, Unknown):
            return told
        found |= told
    return found


def doubts_of_routes(graph: ResourceGraph) -> Iterator[Unknown]:
    """Resources that have to do with routes, and that nobody here knows."""
    for each in graph:
        module, _, name = kind(each).partition(".")
        routes = module == "networkconnectivity" or (
            module == "compute" and any(word in name for word in _ROUTING)
        )
        if each.package == "gcp" and each.custom and routes and kind(each) not in _KNOWN:
            yield Unknown(f"What {label(each)} changes is not known here.")


def _imported(graph: ResourceGraph, session: Session) -> Fact[Ranges]:
    given = listed(session.peer, "importPolicies")
    if isinstance(given, Unknown):
        return given
    if not given:
        return frozenset({EVERYTHING})
    policies = [
        (each, names(each, "name"))
        for each in graph
        if kind(each) == "compute.RouterRoutePolicy" and _is_import_of(each, session.router)
    ]
    if len(given) > 1:
        return Unknown(f"How policies of {label(session.peer)} work together is not judged here.")
    policy = named(session.peer, "importPolicies", given[0], policies)
    return policy if isinstance(policy, Unknown) else _let_in(policy)


def _is_import_of(policy: Resource, router: Resource) -> bool:
    called = [(router, names(router, *_CALLED))]
    imports = at(policy, "type", "") == "ROUTE_POLICY_TYPE_IMPORT"
    return imports and named(policy, "router", policy.inputs.get("router"), called) is router


def _let_in(policy: Resource) -> Fact[Ranges]:
    """What the terms accept, in their order; what no term drops is accepted, too."""
    terms = listed(policy, "terms")
    if isinstance(terms, Unknown):
        return terms
    accepted: set[IPv4Network] = set()
    known = cast("list[Mapping[str, Any]]", terms)
    if not all(isinstance(each.get("priority"), int | float) for each in known):
        return Unknown(f"The order of the terms of {label(policy)} is not known here.")
    ordered = sorted(known, key=lambda each: each["priority"])
    for term in ordered:
        ranges = _matched(term)
        actions = [str(each.get("expression")) for each in term.get("actions") or ()]
        if ranges is None or actions not in (["accept()"], ["drop()"]):
            return Unknown(f"A term of {label(policy)} is not judged here.")
        if actions == ["accept()"]:
            accepted |= ranges
        elif EVERYTHING in ranges:
            return frozenset(accepted)
    return frozenset({EVERYTHING})


def _matched(term: Mapping[str, Any]) -> set[IPv4Network] | None:
    """The ranges, with all within them, that a term is about; None where that is not judged."""
    expression = cast("Mapping[str, Any]", term.get("match") or {}).get("expression") or ""
    if not expression:
        return {EVERYTHING}
    found = _LIST.fullmatch(str(expression).replace(" ", ""))
    items = [_ITEM.fullmatch(each) for each in found[1].split(",")] if found else [None]
    try:
        return {IPv4Network(each[1]) for each in items if each is not None} if all(items) else None
    except ValueError:
        return None


def _told(graph: ResourceGraph, session: Session, network: Fact[Resource]) -> Fact[Ranges]:
    own_mode = at(session.peer, "advertiseMode", "DEFAULT")
    if isinstance(own_mode, Unknown):
        return own_mode
    # A session's own list is instead of the router's.
    owner, path = (session.peer, "") if own_mode == "CUSTOM" else (session.router, "bgp.")
    mode = at(owner, f"{path}advertiseMode", "DEFAULT")
    groups = listed(owner, f"{path}advertisedGroups")
    if isinstance(mode, Unknown):
        return mode
    if isinstance(groups, Unknown):
        return groups
    if mode not in ("DEFAULT", "CUSTOM") or any(each != "ALL_SUBNETS" for each in groups):
        return Unknown(f"What {label(owner)} advertises is not judged here.")
    subnets: Fact[Ranges] = frozenset()
    if mode == "DEFAULT" or groups:
        subnets = _subnets(graph, network)
    if isinstance(subnets, Unknown) or mode == "DEFAULT":
        return subnets
    given = _ranges(owner, f"{path}advertisedIpRanges")
    return given if isinstance(given, Unknown) else subnets | given


def _subnets(graph: ResourceGraph, network: Fact[Resource]) -> Fact[Ranges]:
    """Of all regions, which is more than a network whose routing is regional tells."""
    if isinstance(network, Unknown):
        return network
    called = [(network, names(network, *_CALLED))]
    found: set[IPv4Network] = set()
    for each in graph:
        if kind(each) != "compute.Subnetwork":
            continue
        if named(each, "network", each.inputs.get("network"), called) is network:
            more = _ranges(each, "secondaryIpRanges", "ipCidrRange")
            own = ranges_of(each, "ipCidrRange", [each.get("ipCidrRange", UNKNOWN)])
            if isinstance(more, Unknown):
                return more
            if isinstance(own, Unknown):
                return own
            found |= more | own
    return frozenset(found)


def _ranges(resource: Resource, path: str, name: str = "range") -> Fact[Ranges]:
    """The ranges in a list of objects."""
    items = listed(resource, path)
    if isinstance(items, Unknown):
        return items
    texts = (cast("Mapping[str, Any]", item).get(name) for item in items)
    return ranges_of(resource, path, (text for text in texts if ":" not in str(text)))
