"""The exchange between two sides of a link; no side is known by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pulumi

from polycloud.abstractions.secure_link import LinkEnd, Tunnel
from polycloud.platform.addresses import tunnel_range

Keys = Callable[[int], pulumi.Output[str]]
"""Makes a link's secret pre-shared key by the tunnel's index."""


def join_ends(link: int, one: LinkEnd, other: LinkEnd, keys: Keys) -> Sequence[pulumi.Resource]:
    """Join two sides; gives what stands for the tunnels.

    A side whose addresses are known beforehand opens; the other is met first. With two
    openers there is a tunnel for each pair of outer addresses; otherwise the late side has
    two tunnels to each of the opener's, each at an address of its own. ValueError when
    neither side can open.
    """
    opener, late = (one, other) if one.addresses is not None else (other, one)
    opening = opener.addresses
    if opening is None:
        raise ValueError(f"neither {one.cloud} nor {other.cloud} has addresses to open with")
    known = late.addresses is not None
    count = len(opening) if known else 2 * len(opening)
    secrets = [keys(index) for index in range(count)]
    of_late = [_tunnel(link, index, known, key, late=True) for index, key in enumerate(secrets)]
    of_opener = [_tunnel(link, index, known, key, late=False) for index, key in enumerate(secrets)]
    opener.meet(late.meet(opening, of_late), of_opener)
    return [*late.accept(of_late), *opener.accept(of_opener)]


def _tunnel(link: int, index: int, known: bool, key: pulumi.Output[str], *, late: bool) -> Tunnel:
    inside = tunnel_range(link, index)
    first, second = map(str, inside.hosts())
    at_opener, at_late = (index, index) if known else (index // 2, index)
    return Tunnel(
        index=index,
        interface=at_late if late else at_opener,
        peer_interface=at_opener if late else at_late,
        inside=inside,
        inside_address=first if late else second,
        peer_inside_address=second if late else first,
        key=key,
    )
