"""A VPC network that is there already."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_gcp as gcp

from polycloud.abstractions.cloud import Context
from polycloud.adapters.component import Handle
from polycloud.adapters.existing import Ids, checked
from polycloud.adapters.gcp.given_network import GcpNetwork, path_of, project_of
from polycloud.adapters.gcp.ground import Ground, provider


class ExistingNetwork(Handle):
    """Somebody else's network, in the place of a `polycloud.adapters.gcp.network.Network`.

    Network and subnetwork are only looked up: nothing of them is made, changed or deleted. What
    capabilities add is theirs and goes with them, in the network's own project: of a pool a
    firewall rule for Identity-Aware Proxy, which applies to its machines only; of links a gateway
    and a router.

    What its owner sees to:

    * Private Google Access on the subnetwork, and Cloud NAT or another way out, as machines have
      no external addresses;
    * a firewall rule by which the subnetwork's machines reach one another, if slices have
      several hosts;
    * flow logs, as far as they are wanted;
    * on a Shared VPC, for the deployment's project: ``roles/compute.networkUser`` on the
      subnetwork and, for TPU VMs, ``roles/tpu.xpnAgent`` on the host project for Cloud TPU's
      service agent; and for whoever deploys ``roles/compute.securityAdmin`` on the host project,
      with links ``roles/compute.networkAdmin`` too.

    https://cloud.google.com/tpu/docs/shared-vpc-networks and
    https://cloud.google.com/vpc/docs/provisioning-shared-vpc

    The subnetwork's range has to be in one of those given; pulumi.RunError where it is not.

    Escape hatch: `native` is the `gcp.compute.Network`, `subnet` the
    `gcp.compute.Subnetwork`, both looked up; `provider` works in the network's project.
    """

    native: gcp.compute.Network
    subnet: gcp.compute.Subnetwork
    provider: gcp.Provider

    def __init__(self, name: str, given: GcpNetwork, context: Context) -> None:
        base, spec = Ground.of(context), context.network
        super().__init__(name, context, [base.provider])
        ids = Ids(given, self)
        self.network_id: pulumi.Output[str] = ids.one("id").apply(path_of)
        subnet_id = ids.one("subnetwork").apply(path_of)
        self.provider = provider("gcp-network", self.network_id.apply(project_of), context)
        self.native = gcp.compute.Network.get(name, self.network_id, opts=self.child())
        self.subnet = gcp.compute.Subnetwork.get(
            f"{name}-training", subnet_id, ip_cidr_range=str(spec.range), opts=self.child()
        )
        where = self.subnet.ip_cidr_range
        self.subnet_id: pulumi.Output[str] = checked(
            subnet_id, where.apply(lambda primary: [primary]), spec
        )
        self.ready: Sequence[pulumi.Resource] = base.services("compute")
        self.done(network=self.network_id)
