"""The private network that a deployment has on Toy Cloud."""

from __future__ import annotations

import pulumi_toy as toy

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.network import GivenNetwork
from polycloud.adapters.component import Handle
from polycloud.adapters.existing import Ids
from polycloud.adapters.network import network_of
from polycloud_toy.ground import provider


class Network(Handle):
    """One private range, with a part for accelerators and parts for machines."""

    def __init__(self, name: str, context: Context) -> None:
        super().__init__(name, context, [provider(context)])
        plan = context.network
        self.native = toy.Network(
            name,
            range=str(plan.range),
            parts=[str(each) for each in (plan.training, *plan.machines)],
            opts=self.child(),
        )
        self.network_id = self.native.network_id
        self.done()


class ExistingNetwork(Handle):
    """One that is there already, looked up."""

    def __init__(self, name: str, given: GivenNetwork, context: Context) -> None:
        super().__init__(name, context, [provider(context)])
        self.network_id = Ids(given, self).one("id")
        where = str(context.network.range)
        self.native = toy.Network(name, range=where, opts=self.child(id=self.network_id))
        self.done()


def network(context: Context) -> Network | ExistingNetwork:
    """The network of a deployment: its own, made when first asked for, or the given one."""
    return network_of(
        context,
        context.settings.network,
        own=lambda: Network("toy-network", context),
        existing=lambda given: ExistingNetwork("toy-network", given, context),
    )
