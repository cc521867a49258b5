"""The VPC network that a deployment has on Google Cloud."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_gcp as gcp

from polycloud.abstractions.cloud import Context
from polycloud.adapters.component import Handle
from polycloud.adapters.gcp.existing_network import ExistingNetwork
from polycloud.adapters.gcp.ground import Ground
from polycloud.adapters.network import network_of


class Network(Handle):
    """A private network with one subnet for accelerators.

    What it makes: a custom-mode VPC network, the training subnet with Private Google
    Access and flow logs, a firewall rule that opens that subnet to itself, and Cloud NAT,
    through which alone machines reach the internet. No rule admits anything from outside;
    what no rule admits, the network refuses. Cloud NAT serves every zone of the region, so
    ``redundant_egress`` changes nothing.

    What it costs: nothing for the network; Cloud NAT by the hour and machine, and by the
    gigabyte; flow logs by the gigabyte.

    Escape hatch: `native` is the `gcp.compute.Network`, `subnet` the
    `gcp.compute.Subnetwork`, `router` and `nat` the `gcp.compute.Router` and
    `gcp.compute.RouterNat` of the way out.
    """

    native: gcp.compute.Network
    subnet: gcp.compute.Subnetwork
    router: gcp.compute.Router
    nat: gcp.compute.RouterNat
    provider: gcp.Provider
    """Of the project that the network is in."""
    ready: Sequence[pulumi.Resource]
    """What machines wait for: their way out."""

    def __init__(self, name: str, context: Context) -> None:
        base = Ground.of(context)
        super().__init__(name, context, [base.provider])
        region = base.region
        self.native = gcp.compute.Network(
            name,
            name=base.name("network", "compute"),
            auto_create_subnetworks=False,
            routing_mode="REGIONAL",
            opts=self.child(depends_on=base.services("compute")),
        )
        self.subnet = gcp.compute.Subnetwork(
            f"{name}-training",
            name=base.name("training", "compute"),
            network=self.native.id,
            region=region,
            ip_cidr_range=str(context.network.training),
            private_ip_google_access=True,
            log_config={
                "aggregation_interval": "INTERVAL_10_MIN",
                "flow_sampling": 0.5,
                "metadata": "INCLUDE_ALL_METADATA",
            },
            opts=self.child(),
        )
        gcp.compute.Firewall(
            f"{name}-internal",
            name=base.name("internal", "compute"),
            network=self.native.id,
            description="From the training subnet to itself",
            direction="INGRESS",
            source_ranges=[str(context.network.training)],
            allows=[{"protocol": "tcp"}, {"protocol": "udp"}, {"protocol": "icmp"}],
            opts=self.child(),
        )
        self.router = gcp.compute.Router(
            f"{name}-egress",
            name=base.name("egress", "compute"),
            network=self.native.id,
            region=region,
            opts=self.child(),
        )
        self.nat = gcp.compute.RouterNat(
            f"{name}-egress",
            name=base.name("nat", "compute"),
            router=self.router.name,
            region=region,
            nat_ip_allocate_option="AUTO_ONLY",
            source_subnetwork_ip_ranges_to_nat="ALL_SUBNETWORKS_ALL_IP_RANGES",
            log_config={"enable": True, "filter": "ERRORS_ONLY"},
            opts=self.child(),
        )
        self.provider = base.provider
        self.ready = [self.nat]
        self.done(network=self.native.self_link)

    @property
    def network_id(self) -> pulumi.Output[str]:
        """The network's id, ``projects/<project>/global/networks/<name>``."""
        return self.native.id

    @property
    def subnet_id(self) -> pulumi.Output[str]:
        """The id of the accelerators' subnetwork."""
        return self.subnet.id


def network(context: Context) -> Network | ExistingNetwork:
    """Return the network of a deployment, made when first asked for."""
    return network_of(
        context,
        Ground.of(context).settings.network,
        own=lambda: Network("network", context),
        existing=lambda given: ExistingNetwork("network", given, context),
    )
