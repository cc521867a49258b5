"""Which connections a list of rules lets through."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import Final, TypeAlias

from attrs import evolve, frozen

from polycloud_testing.facts.links import EVERYTHING
from polycloud_testing.facts.unknown import Fact, Unknown

Ranges: TypeAlias = Iterable[IPv4Network]

ANY: Final = "any"
"""Every protocol, or a range of addresses that is all of them."""

PROTOCOLS: Final = ("tcp", "udp", "icmp", "esp", "ah", "sctp", "other")
"""The protocols told apart; ``other`` is every one that has no name here."""

LAST_PORT: Final = 65535

PRIVATE: Final = tuple(
    map(
        IPv4Network,
        ("10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"),
    )
)
"""What the internet has no route to: RFC 1918, RFC 6598 and RFC 3927."""


@frozen
class Rule:
    """What is said of connections with a peer: addresses, or by name a group of machines.

    Ports are those of the side that takes the connection.
    """

    allow: bool
    peer: IPv4Network | IPv6Network | str
    protocol: str = ANY
    first: int = 0
    last: int = LAST_PORT


Rules: TypeAlias = tuple[Rule, ...]
"""In order: the first rule that fits decides, and what none fits is refused."""

Layers: TypeAlias = tuple[Rules, ...]
"""One after the other: a connection has to pass them all."""

OPEN: Final[Rules] = (Rule(allow=True, peer=EVERYTHING),)


@frozen(order=True)
class Opening:
    """Connections that are let through, to ports from ``first`` to ``last``.

    ``peer`` are the addresses they come from, where it is about what is reached.
    """

    peer: IPv4Network
    protocol: str
    first: int = 0
    last: int = LAST_PORT

    def __str__(self) -> str:
        return f"{self.traffic} from {self.peer}"

    @property
    def traffic(self) -> str:
        """Protocol and ports in words."""
        if (self.first, self.last) == (0, LAST_PORT):
            return self.protocol
        ports = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        return f"{self.protocol} {ports}"


Openings: TypeAlias = frozenset[Opening]


def let_through(rules: Rules, addresses: Ranges, groups: Collection[str] = ()) -> Openings:
    """What rules let through of connections with peers at some addresses, that are of groups."""
    undenied = [Opening(peer, protocol) for peer in addresses for protocol in PROTOCOLS]
    found: list[Opening] = []
    for rule in rules:
        hits = [(whole, _fits(rule, whole, groups)) for whole in undenied]
        if rule.allow:
            found += [hit for _, hit in hits if hit is not None]
        else:
            undenied = [
                left
                for whole, hit in hits
                for left in ([whole] if hit is None else _without(whole, hit))
            ]
    return simplified(found)


def through_all(layers: Layers, addresses: Ranges, groups: Collection[str] = ()) -> Openings:
    """What passes all layers; everything where there is none."""
    peers = tuple(addresses)
    passing = let_through(OPEN, peers)
    for rules in layers:
        allowed = let_through(rules, peers, groups)
        passing = simplified(
            met for one in passing for other in allowed if (met := _meet(one, other)) is not None
        )
    return passing


def from_outside(found: Openings, inside: Ranges) -> Openings:
    """Those that not only peers at some addresses have."""
    own = tuple(inside)
    return frozenset(each for each in found if not any(each.peer.subnet_of(r) for r in own))


def also_to(openings: Openings, others: Openings) -> Openings:
    """Those of the openings whose protocol and ports others have, too, whoever their peers are."""
    return simplified(
        met
        for one in openings
        for other in others
        if (met := _meet(one, evolve(other, peer=one.peer))) is not None
    )


def ports_of(text: str) -> tuple[int, int] | None:
    """The ports of a text like ``22`` or ``8000-8080``; None when it is none."""
    first, _, last = text.partition("-")
    if not first.isdecimal() or not (last or first).isdecimal():
        return None
    return int(first), int(last or first)


def range_of(text: str) -> IPv4Network | IPv6Network | None:
    """The addresses of a text; None when it is none."""
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


_IKE: Final = (("udp", 500, 500), ("udp", 4500, 4500), ("esp", 0, LAST_PORT))


def answered(peers: Iterable[Fact[str]]) -> Fact[frozenset[Opening]]:
    """What a VPN gateway takes: IKE and ESP, from the addresses of its peers."""
    found: set[Opening] = set()
    for address in peers:
        if isinstance(address, Unknown):
            return address
        peer = range_of(address)
        if not isinstance(peer, IPv4Network):
            return Unknown(f"'{address}', a gateway's peer, is no address of IPv4.")
        found |= {Opening(peer, *each) for each in _IKE}
    return frozenset(found)


def combined(layers: Iterable[Fact[Rules]]) -> Fact[Layers]:
    """Layers, unless one of them is not known."""
    found: list[Rules] = []
    for rules in layers:
        if isinstance(rules, Unknown):
            return rules
        found.append(rules)
    return tuple(found)


def simplified(found: Iterable[Opening]) -> Openings:
    """The same in few words: neighbouring ranges as one, all protocols as `ANY`, and nothing
    that is within another.
    """
    every = _split(found)
    by_traffic: dict[tuple[str, int, int], list[IPv4Network]] = {}
    for each in every:
        by_traffic.setdefault((each.protocol, each.first, each.last), []).append(each.peer)
    single = {
        Opening(peer, *traffic)
        for traffic, peers in by_traffic.items()
        for peer in collapse_addresses(peers)
    }
    for peer in {each.peer for each in single}:
        whole = {Opening(peer, protocol) for protocol in PROTOCOLS}
        if whole <= single:
            single = single - whole | {Opening(peer, ANY)}
    return frozenset(
        each for each in single if not any(_meet(each, other) == each for other in single - {each})
    )


def _split(found: Iterable[Opening]) -> Iterator[Opening]:
    for each in found:
        for protocol in PROTOCOLS if each.protocol == ANY else (each.protocol,):
            yield evolve(each, protocol=protocol)


def _fits(rule: Rule, whole: Opening, groups: Collection[str]) -> Opening | None:
    """The part of the connections that a rule is about."""
    if isinstance(rule.peer, IPv6Network) or rule.protocol not in (ANY, whole.protocol):
        return None
    if isinstance(rule.peer, str):
        peer = whole.peer if rule.peer in groups else None
    else:
        peer = _common(rule.peer, whole.peer)
    first, last = max(rule.first, whole.first), min(rule.last, whole.last)
    if peer is None or first > last:
        return None
    return Opening(peer, whole.protocol, first, last)


def _meet(one: Opening, other: Opening) -> Opening | None:
    """What two openings have in common."""
    peer = _common(one.peer, other.peer)
    first, last = max(one.first, other.first), min(one.last, other.last)
    protocols = {one.protocol, other.protocol} - {ANY}
    if peer is None or first > last or len(protocols) > 1:
        return None
    return Opening(peer, next(iter(protocols), ANY), first, last)


def _without(whole: Opening, part: Opening) -> Iterator[Opening]:
    """What is left of connections when a part of them is decided."""
    for peer in () if part.peer == whole.peer else whole.peer.address_exclude(part.peer):
        yield evolve(whole, peer=peer)
    if whole.first < part.first:
        yield evolve(part, first=whole.first, last=part.first - 1)
    if part.last < whole.last:
        yield evolve(part, first=part.last + 1, last=whole.last)


def _common(one: IPv4Network, other: IPv4Network) -> IPv4Network | None:
    if one.subnet_of(other):
        return one
    return other if other.subnet_of(one) else None
