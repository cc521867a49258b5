"""A VPC with two private subnets on AWS, and a network with a subnetwork on Google Cloud."""

import pulumi
import pulumi_aws as aws
import pulumi_gcp as gcp

on_aws = pulumi.ResourceOptions(provider=aws.Provider("aws", region="us-west-2"))
on_gcp = pulumi.ResourceOptions(provider=gcp.Provider("gcp", project="host-project-1"))

vpc = aws.ec2.Vpc("vpc", cidr_block="10.20.0.0/16", enable_dns_hostnames=True, opts=on_aws)
subnets = [
    aws.ec2.Subnet(
        f"private-{zone}",
        vpc_id=vpc.id,
        availability_zone=f"us-west-2{zone}",
        cidr_block=f"10.20.{third}.0/20",
        opts=on_aws,
    )
    for zone, third in (("a", 0), ("b", 16))
]
table = aws.ec2.RouteTable("private", vpc_id=vpc.id, opts=on_aws)

network = gcp.compute.Network("network", name="shared", auto_create_subnetworks=False, opts=on_gcp)
subnetwork = gcp.compute.Subnetwork(
    "training",
    name="training",
    network=network.id,
    region="us-central1",
    ip_cidr_range="10.30.0.0/24",
    private_ip_google_access=True,
    opts=on_gcp,
)

pulumi.export("vpc_id", vpc.id)
pulumi.export("subnet_ids", [subnet.id for subnet in subnets])
pulumi.export("table_id", table.id)
pulumi.export("network", network.self_link)
pulumi.export("subnetwork", subnetwork.self_link)
