"""What is known of private links between the networks of two clouds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import IPv4Network
from itertools import combinations, product
from typing import Final, TypeAlias

from attrs import field, frozen

from polycloud.graph import SECRET, UNKNOWN, Resource
from polycloud_testing.facts.resources import hidden, is_hidden, label
from polycloud_testing.facts.unknown import Fact, Unknown, any_unknown

EVERYTHING: Final = IPv4Network("0.0.0.0/0")
"""The range that every other is within."""

Ranges: TypeAlias = frozenset[IPv4Network]


@frozen
class Phase:
    """What one phase of a tunnel may settle on.

    Ciphers are called as in ``AES-GCM-16-256`` or ``AES-CBC-128``, hashes as in
    ``HMAC-SHA2-384``, Diffie-Hellman groups by their number in the IANA registry of IKEv2,
    of which 0 is none.
    """

    encryption: frozenset[str]
    integrity: frozenset[str]
    """Nothing where every cipher authenticates what it encrypts."""
    prf: frozenset[str]
    """The pseudo-random function, of IKE alone."""
    groups: frozenset[int]

    @property
    def is_one_choice(self) -> bool:
        """Whether there is one way to settle, at the first time and at every rekey."""
        return (
            len(self.encryption) == len(self.groups) == 1
            and len(self.integrity) <= 1
            and len(self.prf) <= 1
        )

    def meets(self, other: Phase) -> bool:
        """Whether there is a way to settle that both have."""
        return (
            bool(self.encryption & other.encryption)
            and bool(self.groups & other.groups)
            and (self.integrity == other.integrity or bool(self.integrity & other.integrity))
            and (self.prf == other.prf or bool(self.prf & other.prf))
        )


@frozen
class TunnelKey:
    """A pre-shared key, of which nothing is known but where it comes from."""

    made_of: frozenset[str]
    """The URNs of the resources that its value comes from; empty for a text of the program."""
    secret: Fact[bool]
    """Whether the engine keeps it out of sight."""


def key_of(resource: Resource, name: str) -> TunnelKey:
    """The key that is a property of a resource; where none is given, the cloud makes it."""
    value = resource.inputs.get(name)
    made_of = frozenset(resource.property_dependencies.get(name, ()))
    if value is None:
        return TunnelKey(frozenset({resource.urn}), resource.outputs.get(name) == SECRET)
    if value is UNKNOWN:
        return TunnelKey(made_of, Unknown(f"{name} is known only after the update."))
    return TunnelKey(made_of, value == SECRET)


def ranges_of(resource: Resource, path: str, values: Iterable[object]) -> Fact[Ranges]:
    """The ranges that texts under a path of a resource stand for."""
    found: set[IPv4Network] = set()
    for value in values:
        if is_hidden(value):
            return hidden(resource, path)
        try:
            found.add(IPv4Network(str(value), strict=False))
        except ValueError:
            return Unknown(f"{path} of {label(resource)} has what is no range of IPv4.")
    return frozenset(found)


@frozen(kw_only=True)
class TunnelFacts:
    """A tunnel as one side has it, from one of its outer addresses to one of the peer's.

    Where a cloud tries one connection from several of its addresses, there is a tunnel for
    each of them; those that the peer does not expect stay down.
    """

    urn: str
    """Of the resource that holds its settings; one resource may hold several tunnels."""
    address: Fact[str]
    peer_address: Fact[str]
    ike_versions: Fact[frozenset[int]]
    ike: Fact[Phase]
    esp: Fact[Phase]
    inside_address: Fact[str]
    """Its end of the BGP session."""
    peer_inside_address: Fact[str]
    peer_asn: Fact[int]
    bgp: Fact[bool]
    """Whether routes are exchanged over it."""
    key: TunnelKey


def _in_order(tunnels: Fact[tuple[TunnelFacts, ...]]) -> Fact[tuple[TunnelFacts, ...]]:
    """By URN, since resources come in the order in which they were made."""
    if isinstance(tunnels, Unknown):
        return tunnels
    return tuple(sorted(tunnels, key=lambda tunnel: tunnel.urn))


@frozen(kw_only=True)
class LinkFacts:
    """One cloud's side of links: a VPN gateway, with its tunnels to every peer that it has."""

    cloud: str
    """The Pulumi package of its resources."""
    name: str
    urn: str
    """Of the gateway."""
    network: Fact[str]
    """The URN of the network that it belongs to."""
    asn: Fact[int]
    addresses: Fact[tuple[Fact[str], ...]]
    """Its outer addresses; with two it outlives the loss of one. A cloud may have one for
    each tunnel."""
    tunnels: Fact[tuple[TunnelFacts, ...]] = field(converter=_in_order)
    advertised: Fact[Ranges]
    """What of its own network it tells its peers."""
    relays: bool
    """Whether it tells a peer what the others have told it."""
    accepted: Fact[Ranges]
    """Where its network sends traffic through it; `EVERYTHING` for whatever peers advertise."""
    tags: Fact[Mapping[str, str] | None]
    """Of the gateway; None where the cloud has none for gateways."""


@frozen
class Joint:
    """A tunnel with both its sides, and what keeps it from coming up."""

    sides: tuple[TunnelFacts, TunnelFacts]
    obstacles: tuple[str | Unknown, ...]

    @property
    def up(self) -> Fact[bool]:
        """Whether it comes up and has its BGP session."""
        if any(isinstance(each, str) for each in self.obstacles):
            return False
        doubt = any_unknown(*self.obstacles)
        return True if doubt is None else doubt

    @property
    def same_key(self) -> bool:
        """Whether both sides have their key from the same resource."""
        one, other = (side.key.made_of for side in self.sides)
        return bool(one) and one == other


@frozen
class Link:
    """Two ends, of which tunnels lead from each to the other."""

    ends: tuple[LinkFacts, LinkFacts]
    joints: tuple[Joint, ...]

    @property
    def up(self) -> tuple[Joint, ...]:
        """The tunnels that surely come up."""
        return tuple(each for each in self.joints if each.up is True)


def joined(ends: Iterable[LinkFacts]) -> tuple[Link, ...]:
    """The links between ends, by their outer addresses.

    Before an update many addresses are not known; a tunnel whose are not joins nothing yet.
    """
    found: list[Link] = []
    for one, other in combinations(ends, 2):
        joints = tuple(_joints(one, other))
        if joints:
            found.append(Link((one, other), joints))
    return tuple(found)


def _joints(one: LinkFacts, other: LinkFacts) -> Iterator[Joint]:
    if isinstance(one.tunnels, Unknown) or isinstance(other.tunnels, Unknown):
        return
    for here, there in product(one.tunnels, other.tunnels):
        if _leads_to(here, there) and _leads_to(there, here):
            obstacles = (*_session(one, here, there, other), *_differences(here, there))
            yield Joint((here, there), obstacles)


def _leads_to(here: TunnelFacts, there: TunnelFacts) -> bool:
    return not isinstance(here.peer_address, Unknown) and here.peer_address == there.address


def _session(
    one: LinkFacts, here: TunnelFacts, there: TunnelFacts, other: LinkFacts
) -> Iterator[str | Unknown]:
    """What keeps the BGP session down."""
    for side, peer in ((here, other), (there, one)):
        yield from _unless(side.bgp, expected=True, words="one side has no BGP")
        yield from _unless(side.peer_asn, peer.asn, "a side expects another ASN")
    for tunnel, opposite in ((here, there), (there, here)):
        yield from _unless(
            tunnel.peer_inside_address, opposite.inside_address, "the inside addresses differ"
        )
    if not isinstance(one.asn, Unknown) and one.asn == other.asn:
        yield "both sides have the same ASN"


def _differences(here: TunnelFacts, there: TunnelFacts) -> Iterator[str | Unknown]:
    """What the sides do not agree on."""
    one, other = here.ike_versions, there.ike_versions
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        yield from _doubts(one, other)
    elif not one & other:
        yield "no version of IKE is common"
    for what, mine, its in (("IKE", here.ike, there.ike), ("ESP", here.esp, there.esp)):
        if isinstance(mine, Unknown) or isinstance(its, Unknown):
            yield from _doubts(mine, its)
        elif not mine.meets(its):
            yield f"no cipher suite of {what} is common"
    if here.key.made_of != there.key.made_of:
        yield "the keys differ"


def _doubts(*facts: Fact[object]) -> Iterator[Unknown]:
    return (each for each in facts if isinstance(each, Unknown))


def _unless(found: Fact[object], expected: Fact[object], words: str) -> Iterator[str | Unknown]:
    doubt = any_unknown(found, expected)
    if doubt is not None:
        yield doubt
    elif found != expected:
        yield words
