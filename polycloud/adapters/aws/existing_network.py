"""A VPC that is there already."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from polycloud.abstractions.cloud import Context
from polycloud.adapters.aws.given_network import AwsNetwork
from polycloud.adapters.aws.ground import Ground
from polycloud.adapters.component import Handle
from polycloud.adapters.existing import Ids, checked


class ExistingNetwork(Handle):
    """Somebody else's VPC, in the place of a `polycloud.adapters.aws.network.Network`.

    It is only looked up: nothing of it is made, changed or deleted, subnet tags included. What
    capabilities add to it is theirs and goes with them: network interfaces and security groups of a
    cluster; of links the VPC's virtual private gateway, of which a VPC has one, and a route
    to the peer in each of the given route tables.

    What its owner sees to:

    * two private subnets or more, in different zones, with a NAT gateway or endpoints for what
      nodes need, and room for nodes and pods, which have addresses of the subnets;
    * DNS resolution and DNS hostnames, without which nodes do not join a cluster;
    * ``kubernetes.io/role/internal-elb`` on private and ``kubernetes.io/role/elb`` on public
      subnets, where load balancers are to find them;
    * flow logs, and a default security group that is closed, as far as they are wanted;
    * route tables whose routes are not declared in one list with them, if there are links: that
      list would take the links' routes away again.

    https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html

    The VPC's primary range has to be in one of those given; pulumi.RunError where it is not.

    Escape hatch: every attribute is the native resource, looked up; ``native`` is the VPC.
    """

    def __init__(self, name: str, given: AwsNetwork, context: Context) -> None:
        super().__init__(name, context, [Ground.of(context).provider])
        ids, spec = Ids(given, self), context.network
        vpc_id = ids.one("id")
        self.private_subnet_ids = ids.all("private_subnets")
        self.private_route_table_ids = ids.all("route_tables")
        self.vpc = aws.ec2.Vpc.get(
            f"{name}-vpc", vpc_id, cidr_block=str(spec.range), opts=self.child()
        )
        self.native = self.vpc
        self.private_subnets = [
            aws.ec2.Subnet.get(f"{name}-private-{i}", subnet, vpc_id=vpc_id, opts=self.child())
            for i, subnet in enumerate(self.private_subnet_ids)
        ]
        self.private_route_tables = [
            aws.ec2.RouteTable.get(f"{name}-private-{i}", table, vpc_id=vpc_id, opts=self.child())
            for i, table in enumerate(self.private_route_table_ids)
        ]
        self.network_id: pulumi.Output[str] = checked(
            vpc_id, self.vpc.cidr_block.apply(lambda primary: [primary]), spec
        )
        self.done(network_id=self.network_id)
