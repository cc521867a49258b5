"""A private link between the networks of two clouds.

Each cloud implements one `LinkEnd`; shared code plans the tunnels and conducts the
exchange, so that no code knows a pair of clouds.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Final, Protocol

from attrs import frozen

if TYPE_CHECKING:
    import pulumi


@frozen
class CipherSuite:
    """What both sides of a tunnel agree on, in IKE and in ESP alike.

    One choice for each role and no list: two lists may settle differently at a rekey.
    """

    encryption: str
    key_bits: int
    prf: str
    """The pseudo-random function of IKE; what an authenticated cipher needs of a hash."""
    diffie_hellman_group: int
    """By its number in the IANA registry of IKEv2."""


CIPHERS: Final = CipherSuite(
    encryption="AES-GCM-16", key_bits=256, prf="HMAC-SHA2-384", diffie_hellman_group=20
)
"""The suite of every link; group 20 is the 384-bit random ECP group."""


@frozen
class LinkEndSpec:
    """One side of a link: its own and its peer's routing, known before anything exists."""

    peer: str
    """A word for the other side, used in names."""
    asn: int
    peer_asn: int
    ranges: tuple[IPv4Network, ...]
    """What this side advertises."""
    peer_ranges: tuple[IPv4Network, ...]
    """What this side accepts."""
    tunnels: int
    """How many there are with the peer, by `planned_tunnels`."""


def planned_tunnels(*, both_known: bool) -> int:
    """How many tunnels two ends have; ``both_known``, where both know their addresses
    beforehand.
    """
    return 2 if both_known else 4


@frozen(eq=False)
class Tunnel:
    """One IPsec tunnel, as one side sees it.

    ``inside`` is a /30 of link-local addresses; ``inside_address`` and
    ``peer_inside_address`` are its two hosts. ``interface`` and ``peer_interface`` count the
    gateways' outer addresses from zero.
    """

    index: int
    interface: int
    peer_interface: int
    inside: IPv4Network
    inside_address: str
    peer_inside_address: str
    key: pulumi.Output[str]
    """The pre-shared key; secret."""


class LinkEnd(Protocol):
    """One cloud's side of a link.

    The calls come in this order, each once: `addresses`; `meet`; `accept`. At least one of
    two ends must know its addresses beforehand. Two that do have two tunnels between them, one
    from each address to the peer's of the same number; otherwise there are four, two to each
    of the addresses that are known.

    An end owes:

    - the planned tunnels and no others, each between its two interfaces and with its own
      inside addresses, so that the link outlives the loss of either of an end's addresses;
    - IKEv2 and nothing older, and `CIPHERS` as the only suite, in IKE and in ESP alike;
    - BGP over every tunnel, with the ASNs of its spec;
    - to use a tunnel's key for that tunnel alone, and to keep it secret;
    - to advertise its ``ranges`` and nothing else of its network;
    - to send traffic for ``peer_ranges`` into the link and no other, whatever the peer
      advertises.
    """

    cloud: str

    @property
    def addresses(self) -> Sequence[pulumi.Output[str]] | None:
        """The gateway's outer addresses, two; None when they exist only after `meet`."""
        ...

    def meet(
        self, peer_addresses: Sequence[pulumi.Output[str]], tunnels: Sequence[Tunnel]
    ) -> Sequence[pulumi.Output[str]]:
        """Take the peer's outer addresses; give one's own.

        An end whose addresses were known beforehand is met last, with one peer address
        per tunnel when the peer has as many, and gives its `addresses`. An end whose were
        not is met first, with the two of its peer, and gives one address per tunnel.
        """
        ...

    def accept(self, tunnels: Sequence[Tunnel]) -> Sequence[pulumi.Resource]:
        """Make the tunnels and their BGP sessions; gives what stands for them."""
        ...
