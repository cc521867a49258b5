"""Toy Cloud's side of a private link."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_toy as toy

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.secure_link import LinkEndSpec, Tunnel
from polycloud.adapters import secure_link
from polycloud_toy.ground import provider
from polycloud_toy.network import network


class LinkEnd(secure_link.LinkEnd):
    """A gateway with two addresses that are known before its peer's."""

    def __init__(self, name: str, spec: LinkEndSpec, context: Context) -> None:
        net = network(context)
        super().__init__(name, spec, context, provider(context))
        self._peers: Sequence[pulumi.Output[str]] = ()
        self.native = toy.Gateway(
            name,
            network_id=net.network_id,
            asn=spec.asn,
            advertised=[str(each) for each in spec.ranges],
            opts=self.child(),
        )
        self.done()

    @property
    def addresses(self) -> Sequence[pulumi.Output[str]]:
        return [self.native.first_address, self.native.second_address]

    def _meet(
        self, peer_addresses: Sequence[pulumi.Output[str]], tunnels: Sequence[Tunnel]
    ) -> Sequence[pulumi.Output[str]]:
        self._peers = peer_addresses
        return self.addresses

    def _accept(self, tunnels: Sequence[Tunnel]) -> Sequence[pulumi.Resource]:
        return [
            toy.Tunnel(
                f"{self.name}-{tunnel.index}",
                gateway_id=self.native.id,
                interface=tunnel.interface,
                peer_address=self._peers[tunnel.peer_interface],
                inside_address=tunnel.inside_address,
                peer_inside_address=tunnel.peer_inside_address,
                peer_asn=self.spec.peer_asn,
                accepted=[str(each) for each in self.spec.peer_ranges],
                shared_key=tunnel.key,
                opts=self.child(),
            )
            for tunnel in tunnels
        ]
