"""Which resources the readers of networks know, and what the others could change."""

from __future__ import annotations

from typing import Final

from polycloud_testing.facts.aws.kinds import kind
from polycloud_testing.facts.vocabulary import Vocabulary

READ: Final = frozenset(
    {
        "cloudfront.Distribution",
        "ec2.CustomerGateway",
        "ec2.DefaultSecurityGroup",
        "ec2.Eip",
        "ec2.FlowLog",
        "ec2.InternetGateway",
        "ec2.LaunchTemplate",
        "ec2.NatGateway",
        "ec2.NetworkAcl",
        "ec2.Route",
        "ec2.RouteTable",
        "ec2.RouteTableAssociation",
        "ec2.SecurityGroup",
        "ec2.SecurityGroupRule",
        "ec2.Subnet",
        "ec2.Vpc",
        "ec2.VpcEndpoint",
        "ec2.VpnConnection",
        "ec2.VpnGateway",
        "ec2.VpnGatewayRoutePropagation",
        "eks.Cluster",
        "eks.NodeGroup",
        "vpc.SecurityGroupEgressRule",
        "vpc.SecurityGroupIngressRule",
    }
)

HARMLESS: Final = frozenset(
    {
        "ec2.KeyPair",
        "ec2.PlacementGroup",
        "ec2.Tag",
        "eks.AccessEntry",
        "eks.AccessPolicyAssociation",
        "eks.Addon",
        "eks.PodIdentityAssociation",
    }
)
"""What changes no answer."""

REACHING: Final = frozenset(
    {
        *("ec2", "vpc", "ec2transitgateway", "ec2clientvpn", "vpclattice", "networkfirewall"),
        *("networkmanager", "directconnect", "globalaccelerator", "route53", "ram", "eks"),
        *("lb", "alb", "elb", "autoscaling", "ecs", "batch", "lambda", "apprunner", "lightsail"),
        *("rds", "redshift", "elasticache", "memorydb", "efs", "fsx", "emr", "mwaa", "msk"),
        *("cloudformation", "cloudcontrol", "serverlessrepository", "servicecatalog"),
    }
)
"""The provider's modules whose resources are machines in networks, or change who reaches them."""


_NETWORKS: Final = Vocabulary("aws", kind, READ, HARMLESS, REACHING)

of_kind = _NETWORKS.of_kind
strangers = _NETWORKS.strangers
