"""A cluster and its nodes by the remote components, and something in the cluster."""

import json

import pulumi
import pulumi_aws as aws
import pulumi_eks as eks
import pulumi_kubernetes as kubernetes
from pulumi import ResourceOptions

wrong = pulumi.Config().require_bool("wrong")
cloud = aws.Provider("aws", region="us-west-2")
on_aws = ResourceOptions(provider=cloud)
vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=on_aws)
subnets = [
    aws.ec2.Subnet(
        f"subnet-{zone}",
        vpc_id=vpc.id,
        cidr_block=f"10.0.{index}.0/24",
        availability_zone=f"us-west-2{zone}",
        opts=on_aws,
    ).id
    for index, zone in enumerate("ab")
]
trust = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "ec2.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
role = aws.iam.Role("nodes", assume_role_policy=json.dumps(trust), opts=on_aws)
cluster = eks.Cluster(
    "serving",
    vpc_id=vpc.id,
    subnet_ids=subnets,
    authentication_mode="APII" if wrong else eks.AuthenticationMode.API,
    skip_default_node_group=True,
    skip_default_security_groups=True,
    create_oidc_provider=False,
    opts=ResourceOptions(providers=[cloud]),
)
nodes = eks.ManagedNodeGroup(
    "nodes",
    cluster=cluster,
    node_role_arn=role.arn,
    subnet_ids=subnets,
    instance_types=["m6i.large"],
    opts=ResourceOptions(providers=[cloud]),
)
inside = kubernetes.Provider("inside", kubeconfig=cluster.get_kubeconfig())
namespace = kubernetes.core.v1.Namespace("models", opts=ResourceOptions(provider=inside))

pulumi.export("cluster", cluster.eks_cluster.name)
pulumi.export("namespace", namespace.metadata.name)
