"""The network on AWS."""

from __future__ import annotations

from typing import Any, Final

import pulumi
import pulumi_aws as aws

from polycloud.abstractions.cloud import Context
from polycloud.adapters.aws.encryption import operations_key
from polycloud.adapters.aws.existing_network import ExistingNetwork
from polycloud.adapters.aws.ground import Ground
from polycloud.adapters.aws.policy_documents import policy_text
from polycloud.adapters.component import Handle
from polycloud.adapters.network import network_of

FLOW_LOG_DAYS: Final = 30
"""How long flow logs are kept."""

ANYWHERE: Final = "0.0.0.0/0"


class Network(Handle):
    """A VPC over two or three zones, with a private and a small public subnet in each.

    Machines are in private subnets and reach out through NAT; S3 and DynamoDB are reached
    without it. Public subnets hold NAT gateways and load balancers only. The default security
    group lets nothing through, and flow logs are kept encrypted for `FLOW_LOG_DAYS`.

    A NAT gateway costs some 33 US dollars a month and 0.045 a GB; there is one, or one a zone
    with the spec's ``redundant_egress``.

    Escape hatch: every attribute is the native resource; ``native`` is the VPC.
    """

    def __init__(self, name: str, context: Context) -> None:
        self._ground = Ground.of(context)
        super().__init__(name, context, [self._ground.provider])
        spec, zones = context.network, self._ground.zones
        self.vpc = aws.ec2.Vpc(
            f"{name}-vpc",
            cidr_block=str(spec.range),
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags=self._tags("vpc"),
            opts=self.child(),
        )
        self.native = self.vpc
        self.network_id: pulumi.Output[str] = self.vpc.id
        self.default_security_group = aws.ec2.DefaultSecurityGroup(
            f"{name}-default",
            vpc_id=self.vpc.id,
            ingress=[],
            egress=[],
            tags=self._tags("closed"),
            opts=self.child(),
        )
        # Tags by which load balancers find their subnets:
        # https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
        self.gateway_subnets = [
            self._subnet(f"public-{i}", zone, str(cidr), {"kubernetes.io/role/elb": "1"})
            for i, (zone, cidr) in enumerate(zip(zones, spec.gateways, strict=False))
        ]
        self.private_subnets = [
            self._subnet(f"private-{i}", zone, str(cidr), {"kubernetes.io/role/internal-elb": "1"})
            for i, (zone, cidr) in enumerate(zip(zones, spec.machines, strict=False))
        ]
        self.internet_gateway = aws.ec2.InternetGateway(
            f"{name}-internet",
            vpc_id=self.vpc.id,
            tags=self._tags("internet"),
            opts=self.child(),
        )
        self.public_route_table = self._public_routes()
        self.nat_gateways = [
            self._nat_gateway(i, subnet)
            for i, subnet in enumerate(
                self.gateway_subnets if spec.redundant_egress else self.gateway_subnets[:1]
            )
        ]
        self.private_route_tables = [
            self._private_routes(i, subnet) for i, subnet in enumerate(self.private_subnets)
        ]
        self.endpoints = {
            service: self._gateway_endpoint(service) for service in ("s3", "dynamodb")
        }
        self.flow_log = self._flow_log()
        self.done(network_id=self.network_id)

    @property
    def private_subnet_ids(self) -> list[pulumi.Output[str]]:
        """The ids of the private subnets."""
        return [subnet.id for subnet in self.private_subnets]

    @property
    def private_route_table_ids(self) -> list[pulumi.Output[str]]:
        """The ids of their route tables."""
        return [table.id for table in self.private_route_tables]

    @property
    def public_subnets(self) -> list[aws.ec2.Subnet]:
        """The gateway subnets by their usual name on AWS."""
        return self.gateway_subnets

    def _tags(self, word: str, more: dict[str, str] | None = None) -> dict[str, str]:
        deployment = self._ground.context.deployment
        return {"Name": f"{deployment.project}-{deployment.stack}-{word}", **(more or {})}

    def _subnet(self, word: str, zone: str, cidr: str, tags: dict[str, str]) -> aws.ec2.Subnet:
        return aws.ec2.Subnet(
            f"{self.name}-{word}",
            vpc_id=self.vpc.id,
            availability_zone=zone,
            cidr_block=cidr,
            map_public_ip_on_launch=False,
            tags=self._tags(word, tags),
            opts=self.child(),
        )

    def _public_routes(self) -> aws.ec2.RouteTable:
        table = self._route_table("public")
        aws.ec2.Route(
            f"{self.name}-public-internet",
            route_table_id=table.id,
            destination_cidr_block=ANYWHERE,
            gateway_id=self.internet_gateway.id,
            opts=self.child(),
        )
        for i, subnet in enumerate(self.gateway_subnets):
            self._associate(f"public-{i}", table, subnet)
        return table

    def _private_routes(self, index: int, subnet: aws.ec2.Subnet) -> aws.ec2.RouteTable:
        """A table for each zone, so that one gateway or several is a matter of one route."""
        table = self._route_table(f"private-{index}")
        nat = self.nat_gateways[min(index, len(self.nat_gateways) - 1)]
        aws.ec2.Route(
            f"{self.name}-private-{index}-out",
            route_table_id=table.id,
            destination_cidr_block=ANYWHERE,
            nat_gateway_id=nat.id,
            opts=self.child(),
        )
        self._associate(f"private-{index}", table, subnet)
        return table

    def _route_table(self, word: str) -> aws.ec2.RouteTable:
        return aws.ec2.RouteTable(
            f"{self.name}-{word}",
            vpc_id=self.vpc.id,
            tags=self._tags(word),
            opts=self.child(),
        )

    def _associate(
        self, word: str, table: aws.ec2.RouteTable, subnet: aws.ec2.Subnet
    ) -> aws.ec2.RouteTableAssociation:
        return aws.ec2.RouteTableAssociation(
            f"{self.name}-{word}",
            route_table_id=table.id,
            subnet_id=subnet.id,
            opts=self.child(),
        )

    def _nat_gateway(self, index: int, subnet: aws.ec2.Subnet) -> aws.ec2.NatGateway:
        # AWS asks that the internet gateway be there before the address and the gateway.
        options = {"depends_on": [self.internet_gateway]}
        address = aws.ec2.Eip(
            f"{self.name}-nat-{index}",
            domain="vpc",
            tags=self._tags(f"nat-{index}"),
            opts=self.child(**options),
        )
        return aws.ec2.NatGateway(
            f"{self.name}-nat-{index}",
            subnet_id=subnet.id,
            allocation_id=address.allocation_id,
            tags=self._tags(f"nat-{index}"),
            opts=self.child(**options),
        )

    def _gateway_endpoint(self, service: str) -> aws.ec2.VpcEndpoint:
        return aws.ec2.VpcEndpoint(
            f"{self.name}-{service}",
            vpc_id=self.vpc.id,
            vpc_endpoint_type="Gateway",
            service_name=f"com.amazonaws.{self._ground.region}.{service}",
            route_table_ids=[table.id for table in self.private_route_tables],
            tags=self._tags(service),
            opts=self.child(),
        )

    def _flow_log(self) -> aws.ec2.FlowLog:
        """https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html"""
        ground, name = self._ground, f"{self.name}-flow"
        group = aws.cloudwatch.LogGroup(
            name,
            name=f"/polycloud/{ground.name('flow-logs', 'log_group', reserve=len('/polycloud/'))}",
            kms_key_id=operations_key(ground.context).arn,
            retention_in_days=FLOW_LOG_DAYS,
            opts=self.child(),
        )
        role = aws.iam.Role(
            name,
            name=ground.name("flow-logs", "iam_role"),
            description="Delivers the VPC's flow logs",
            assume_role_policy=policy_text(_delivery_trust(ground)),
            opts=self.child(),
        )
        delivery = aws.iam.RolePolicy(
            name,
            name="deliver",
            role=role.name,
            policy=policy_text(
                {
                    "Sid": "Deliver",
                    "Effect": "Allow",
                    "Action": [
                        "logs:CreateLogStream",
                        "logs:DescribeLogStreams",
                        "logs:PutLogEvents",
                    ],
                    "Resource": [group.arn, pulumi.Output.concat(group.arn, ":*")],
                },
                {
                    "Sid": "Find",
                    "Effect": "Allow",
                    "Action": ["logs:DescribeLogGroups"],
                    "Resource": ground.arn("logs", "log-group:*"),
                },
            ),
            opts=self.child(),
        )
        return aws.ec2.FlowLog(
            name,
            vpc_id=self.vpc.id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=group.arn,
            iam_role_arn=role.arn,
            max_aggregation_interval=600,
            tags=self._tags("flow-logs"),
            opts=self.child(depends_on=[delivery]),
        )


def _delivery_trust(ground: Ground) -> dict[str, Any]:
    """Only for flow logs of this account: the confused deputy is kept out."""
    return {
        "Effect": "Allow",
        "Principal": {"Service": "vpc-flow-logs.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": ground.account_id},
            "ArnLike": {"aws:SourceArn": ground.arn("ec2", "vpc-flow-log/*")},
        },
    }


def network(context: Context) -> Network | ExistingNetwork:
    """Return the network of a deployment, made when first asked for."""
    return network_of(
        context,
        Ground.of(context).settings.network,
        own=lambda: Network("network", context),
        existing=lambda given: ExistingNetwork("network", given, context),
    )
