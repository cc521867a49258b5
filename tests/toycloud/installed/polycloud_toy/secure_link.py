"""Toy Cloud's side of a private link."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_toy as toy

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.secure_link import LinkEndSpec, Tunnel
from polycloud.adapters.component import Handle
from polycloud_toy.ground import provider
from polycloud_toy.network import network


class LinkEnd(Handle):
    """A gateway with two addresses that are known before its peer's."""

    def __init__(self, name: str, spec: LinkEndSpec, context: Context) -> None:
        net = network(context)
        super().__init__(name, context, [provider(context)])
        self._name, self._spec = name, spec
        self._peers: Sequence[pulumi.Output[str]] = ()
        self.native = toy.Gateway(
            name,
            network_id=net.network_id,
            asn=spec.asn,
            advertised=[str(each) for each in spec.ranges],
            opts=self.child(),
        )
        self.addresses = [self.native.first_address, self.native.second_address]
        self.done()

    def meet(
        self, peer_addresses: Sequence[pulumi.Output[str]], tunnels: Sequence[Tunnel]
    ) -> Sequence[pulumi.Output[str]]:
        self._peers = peer_addresses
        return self.addresses

    def accept(self, tunnels: Sequence[Tunnel]) -> Sequence[pulumi.Resource]:
        return [
            toy.Tunnel(
                f"{self._name}-{tunnel.index}",
                gateway_id=self.native.id,
                interface=tunnel.interface,
                peer_address=self._peers[tunnel.peer_interface],
                inside_address=tunnel.inside_address,
                peer_inside_address=tunnel.peer_inside_address,
                peer_asn=self._spec.peer_asn,
                accepted=[str(each) for each in self._spec.peer_ranges],
                shared_key=tunnel.key,
                opts=self.child(),
            )
            for tunnel in tunnels
        ]
