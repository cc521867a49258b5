"""Who can open a connection to what.

A connection passes when the side it starts from lets it out, there is a way there and back,
and the side that takes it lets it in. Within a network there always is a way; to another
there is one by a private link. Where any of it is unknown, so is the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from ipaddress import IPv4Network
from itertools import combinations
from typing import Final

from attrs import frozen

from polycloud_testing.facts.facts import CloudFacts
from polycloud_testing.facts.links import Link, LinkFacts, joined
from polycloud_testing.facts.networks import STARTS, EndpointFacts, EndpointKind, SubnetFacts
from polycloud_testing.facts.traffic import Layers, Openings, also_to, simplified, through_all
from polycloud_testing.facts.unknown import Fact, Unknown, any_unknown

INTERNET: Final = "internet"
"""Whoever has an address on the internet and none in a network of the deployment."""


@frozen(kw_only=True)
class Reach:
    """Some of ``source`` can connect to some of ``target``."""

    source: EndpointFacts | None
    """None for the internet."""
    target: EndpointFacts
    link: str | None
    """The private link it goes through, as ``cloud-cloud``; None where it needs none."""
    openings: Fact[Openings]
    """Protocols and ports, and from which addresses."""

    def __str__(self) -> str:
        via = "" if self.link is None else f" through {self.link}"
        return f"{self.source or INTERNET} to {self.target}{via}: {_words(self.openings)}"


def reachability(facts: CloudFacts) -> tuple[Reach, ...]:
    """Every pair of which the first can, or perhaps can, connect to the second.

    What the facts have no endpoint for, another machine in a network for instance, is in no
    pair. The same machines among themselves are one.
    """
    return tuple(_reaches(facts, tuple(_links(facts.links))))


def from_internet(found: Iterable[Reach]) -> tuple[Reach, ...]:
    """What the internet reaches, but for VPN gateways, which answer their peers alone."""
    return tuple(
        each
        for each in found
        if each.source is None and each.target.kind is not EndpointKind.VPN_GATEWAY
    )


def _links(ends: Sequence[LinkFacts]) -> Iterator[Link]:
    """The links that there are, and those that there may be: before an update, addresses by
    which ends would find one another are not known.
    """
    found = joined(ends)
    yield from found
    pairs = [{end.urn for end in link.ends} for link in found]
    for one, other in combinations(ends, 2):
        if {one.urn, other.urn} not in pairs and not (_is_seen(one) and _is_seen(other)):
            yield Link((one, other), ())


def _is_seen(end: LinkFacts) -> bool:
    """Whether all addresses of its tunnels are known."""
    if isinstance(end.tunnels, Unknown):
        return False
    return all(any_unknown(each.address, each.peer_address) is None for each in end.tunnels)


def _reaches(facts: CloudFacts, links: Sequence[Link]) -> Iterator[Reach]:
    subnets: dict[str, SubnetFacts] = {}
    for network in facts.networks:
        if not isinstance(network.subnets, Unknown):
            subnets |= {subnet.urn: subnet for subnet in network.subnets}
    for target in facts.endpoints:
        if target.public != frozenset():
            yield Reach(source=None, target=target, link=None, openings=target.public)
        for source in facts.endpoints:
            if source.kind in STARTS and target.network is not None:
                yield from _between(source, target, subnets, links)


def _between(
    source: EndpointFacts,
    target: EndpointFacts,
    subnets: Mapping[str, SubnetFacts],
    links: Sequence[Link],
) -> Iterator[Reach]:
    """What one endpoint can open to another by private addresses."""
    if source.network is None:
        return
    doubt = any_unknown(source.network, target.network)
    if doubt is not None:
        yield Reach(source=source, target=target, link=None, openings=doubt)
        return
    if source.network == target.network:
        openings = _openings(source, target, subnets, None)
        if openings != frozenset():
            yield Reach(source=source, target=target, link=None, openings=openings)
        return
    for link in links:
        openings = _across(link, source, target, subnets)
        if openings != frozenset():
            word = "-".join(sorted(end.cloud for end in link.ends))
            yield Reach(source=source, target=target, link=word, openings=openings)


def _across(
    link: Link,
    source: EndpointFacts,
    target: EndpointFacts,
    subnets: Mapping[str, SubnetFacts],
) -> Fact[Openings]:
    """What passes a link, if it is between the networks and some tunnel of it is up."""
    networks = {end.network for end in link.ends}
    doubt = any_unknown(*networks)
    if doubt is not None:
        return doubt
    if networks != {source.network, target.network}:
        return frozenset()
    if not link.joints:
        return Unknown("Whether the ends of the link meet is known only after the update.")
    if not link.up:
        doubt = any_unknown(*(joint.up for joint in link.joints))
        return frozenset() if doubt is None else doubt
    return _openings(source, target, subnets, link)


def _openings(
    source: EndpointFacts,
    target: EndpointFacts,
    subnets: Mapping[str, SubnetFacts],
    link: Link | None,
) -> Fact[Openings]:
    here, there = _subnets(source, subnets), _subnets(target, subnets)
    if isinstance(here, Unknown):
        return here
    if isinstance(there, Unknown):
        return there
    found: list[Openings] = []
    for one in here:
        for other in there:
            openings = _passing(source, one, target, other, link)
            if isinstance(openings, Unknown):
                return openings
            found.append(openings)
    return simplified(each for openings in found for each in openings)


def _passing(
    source: EndpointFacts,
    here: SubnetFacts,
    target: EndpointFacts,
    there: SubnetFacts,
    link: Link | None,
) -> Fact[Openings]:
    """From one subnet to another."""
    starts, ends = here.ranges, there.ranges
    if link is not None:
        starts, ends = _routed(here, there, source.network, link)
    into = _through(_both(there.inbound, target.inbound), starts, source.groups)
    out = _through(_both(here.outbound, source.outbound), ends, target.groups)
    # What one side surely refuses does not pass, whatever the other does.
    if frozenset() in (into, out):
        return frozenset()
    if isinstance(into, Unknown):
        return into
    return out if isinstance(out, Unknown) else also_to(into, out)


def _through(
    layers: Fact[Layers], peers: Fact[frozenset[IPv4Network]], groups: frozenset[str]
) -> Fact[Openings]:
    """What passes some layers between peers at some addresses."""
    if isinstance(peers, Unknown):
        return peers
    if not peers:
        return frozenset()
    return layers if isinstance(layers, Unknown) else through_all(layers, peers, groups)


def _routed(
    here: SubnetFacts, there: SubnetFacts, start: Fact[str | None], link: Link
) -> tuple[Fact[frozenset[IPv4Network]], Fact[frozenset[IPv4Network]]]:
    """The addresses of both subnets between which packets go both ways."""
    near, far = link.ends if link.ends[0].network == start else link.ends[::-1]
    starts = _narrowed(here.ranges, near.advertised, far.accepted, there.routed)
    ends = _narrowed(there.ranges, far.advertised, near.accepted, here.routed)
    return starts, ends


def _narrowed(
    ranges: Fact[frozenset[IPv4Network]], *limits: Fact[frozenset[IPv4Network]]
) -> Fact[frozenset[IPv4Network]]:
    """What of some ranges is within every limit."""
    found = ranges
    for limit in limits:
        if isinstance(found, Unknown):
            return found
        if isinstance(limit, Unknown):
            return limit
        found = frozenset(
            one if one.subnet_of(other) else other
            for one in found
            for other in limit
            if one.overlaps(other)
        )
    return found


def _both(one: Fact[Layers], other: Fact[Layers]) -> Fact[Layers]:
    if isinstance(one, Unknown):
        return one
    return other if isinstance(other, Unknown) else (*one, *other)


def _subnets(
    endpoint: EndpointFacts, subnets: Mapping[str, SubnetFacts]
) -> Fact[tuple[SubnetFacts, ...]]:
    if isinstance(endpoint.subnets, Unknown):
        return endpoint.subnets
    if missing := endpoint.subnets - subnets.keys():
        return Unknown(f"The subnet {min(missing)} of {endpoint} is not known here.")
    return tuple(subnets[urn] for urn in sorted(endpoint.subnets))


def _words(openings: Fact[Openings]) -> str:
    if isinstance(openings, Unknown):
        return f"unknown: {openings.reason}"
    by_traffic: dict[str, list[str]] = {}
    for each in sorted(openings):
        by_traffic.setdefault(each.traffic, []).append(str(each.peer))
    return "; ".join(f"{traffic} from {', '.join(peers)}" for traffic, peers in by_traffic.items())
