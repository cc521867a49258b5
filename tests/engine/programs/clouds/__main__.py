"""A little of every cloud, with what crosses from one to another."""

import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure
import pulumi_gcp as gcp
import pulumi_kubernetes as kubernetes
import pulumi_random as random
from names import bucket_name
from pulumi import ResourceOptions

config = pulumi.Config()
tier = config.require("tier")
made_on = {
    "aws": aws.Provider("aws", region="us-west-2", default_tags={"tags": {"owner": "tests"}}),
    "gcp": gcp.Provider("gcp", project="a-project", region="us-central1"),
    "azure": azure.Provider("azure", location="eastus"),
    "random": random.Provider("random"),
    "kubernetes": kubernetes.Provider("kubernetes", kubeconfig="{}"),
}


def on(cloud: str, **options: object) -> ResourceOptions:
    """Options that put a resource on a cloud."""
    return ResourceOptions(provider=made_on[cloud], **options)


password = random.RandomPassword("password", length=20, opts=on("random"))
bucket = aws.s3.Bucket("data", tags={"tier": tier}, opts=on("aws", protect=True))
versioning = aws.s3.BucketVersioning(
    "data",
    bucket=bucket.id,
    versioning_configuration={"status": "Enabledd" if config.get_bool("wrong") else "Enabled"},
    opts=on("aws", protect=True),
)
named = aws.s3.Bucket("named", bucket=bucket_name(tier), opts=on("aws"))
network = gcp.compute.Network("network", auto_create_subnetworks=False, opts=on("gcp"))
subnetwork = gcp.compute.Subnetwork(
    "subnetwork",
    network=network.id,
    ip_cidr_range=config.require("range"),
    opts=on("gcp"),
)
group = azure.resources.ResourceGroup("group", tags={"tier": tier}, opts=on("azure"))
settings = kubernetes.core.v1.ConfigMap(
    "settings",
    data={"bucket": bucket.arn, "group": group.id},
    opts=on("kubernetes"),
)
secret = kubernetes.core.v1.Secret(
    "secret", string_data={"password": password.result}, opts=on("kubernetes")
)

pulumi.export("bucket", bucket.arn)
pulumi.export("named", named.bucket)
pulumi.export("subnetwork", subnetwork.self_link)
pulumi.export("password", password.result)
pulumi.export("token", config.get("token"))
