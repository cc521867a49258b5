"""The private network that a deployment has on Toy Cloud."""

from __future__ import annotations

import pulumi_toy as toy

from polycloud.abstractions.cloud import Context
from polycloud.adapters.component import Handle
from polycloud_toy.ground import provider


class Network(Handle):
    """One private range."""

    def __init__(self, name: str, context: Context) -> None:
        super().__init__(name, context, [provider(context)])
        self.native = toy.Network(name, range=str(context.network.range), opts=self.child())
        self.network_id = self.native.network_id
        self.done()


def network(context: Context) -> Network:
    """The network of a deployment, made when first asked for."""
    return context.once("toy.network", lambda: Network("toy-network", context))
