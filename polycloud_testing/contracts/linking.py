"""What the suite of links has two adapters make: one link between their networks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Any, Final

import pulumi
import pulumi_random as random
from attrs import define, field

from polycloud.abstractions.secure_link import LinkEnd, LinkEndSpec, Tunnel, planned_tunnels
from polycloud.platform.linking import join_ends
from polycloud_testing.contracts.harness import Neighbour, Program, Stage

_ASN: Final = 64610
_PEER_ASN: Final = 64611
_KEY_LENGTH: Final = 32


@cache
def link_with(peer: str) -> Program:
    """A program that joins the adapter's network with a peer's.

    It exports ``link``: for the ``own`` side and the ``peer``'s the ASN, whether the cloud has
    addresses beforehand, the ranges and, tunnel by tunnel, the outer and the inside address
    and the URN of what the key is made by.
    """
    return partial(_linked, peer)


def _linked(peer: str, stage: Stage) -> Mapping[str, Any]:
    own, other = Neighbour(stage.cloud, stage.context), stage.neighbours[peer]
    provider = random.Provider("random", opts=_below(stage))
    keys: list[random.RandomPassword] = []

    def key(index: int) -> pulumi.Output[str]:
        options = pulumi.ResourceOptions(parent=stage.context.parent, provider=provider)
        made = random.RandomPassword(
            f"key-{index}", length=_KEY_LENGTH, special=False, numeric=False, opts=options
        )
        keys.append(made)
        return made.result

    sides = {
        "own": _Watched(_end(own, other, _ASN, _PEER_ASN), own.cloud.name),
        "peer": _Watched(_end(other, own, _PEER_ASN, _ASN), peer),
    }
    join_ends(0, sides["own"], sides["peer"], key)
    return {
        "link": {
            name: {
                "asn": asn,
                "known_beforehand": member.cloud.routing.addresses_known_beforehand,
                "ranges": [str(member.context.network.range)],
                "tunnels": [
                    {
                        "address": side.given[tunnel.interface],
                        "inside": tunnel.inside_address,
                        "key": keys[tunnel.index].urn,
                    }
                    for tunnel in side.tunnels
                ],
            }
            for (name, side), member, asn in zip(
                sides.items(), (own, other), (_ASN, _PEER_ASN), strict=True
            )
        }
    }


def _end(own: Neighbour, other: Neighbour, asn: int, peer_asn: int) -> LinkEnd:
    spec = LinkEndSpec(
        peer=other.cloud.name,
        asn=asn,
        peer_asn=peer_asn,
        ranges=(own.context.network.range,),
        peer_ranges=(other.context.network.range,),
        tunnels=planned_tunnels(
            both_known=own.cloud.routing.addresses_known_beforehand
            and other.cloud.routing.addresses_known_beforehand
        ),
    )
    return own.cloud.link_end(f"link-{other.cloud.name}", spec, own.context)


def _below(stage: Stage) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(parent=stage.context.parent)


@define(eq=False)
class _Watched:
    """A side of a link that keeps what it was asked for, and what it gave."""

    end: LinkEnd
    cloud: str
    given: Sequence[pulumi.Output[str]] = ()
    tunnels: list[Tunnel] = field(factory=list[Tunnel])

    @property
    def addresses(self) -> Sequence[pulumi.Output[str]] | None:
        return self.end.addresses

    def meet(
        self, peer_addresses: Sequence[pulumi.Output[str]], tunnels: Sequence[Tunnel]
    ) -> Sequence[pulumi.Output[str]]:
        self.given = self.end.meet(peer_addresses, tunnels)
        return self.given

    def accept(self, tunnels: Sequence[Tunnel]) -> Sequence[pulumi.Resource]:
        self.tunnels += tunnels
        return self.end.accept(tunnels)
