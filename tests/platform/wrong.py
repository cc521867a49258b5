"""Wrong configurations: the keys of a stack file, and the path that the answer must name."""

from __future__ import annotations

from typing import Any

from tests.platform.existing import BY_ID, BY_STACK, VNET

_OTHER_REGION = "projects/host-project-1/regions/europe-west4/subnetworks/training"
_OTHER_PROJECT = "projects/host-project-2/regions/us-central1/subnetworks/training"
_SOMEBODY_ELSE = "00000000-0000-0000-0000-000000000009"

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    # misspelled keys
    "misspelled environment": ({"enviroment": "dev"}, "enviroment"),
    "misspelled region key": ({"aws_regoin": "us-east-1"}, "aws_regoin"),
    "misspelled switch": ({"enable_tpu_trainning": True}, "enable_tpu_trainning"),
    "misspelled capability": ({"placement": {"objectstore": "aws"}}, "placement.objectstore"),
    "misspelled section": ({"serving_clutser": {}}, "serving_clutser"),
    "misspelled pool": ({"serving_cluster": {"cpus": {}}}, "serving_cluster.cpus"),
    "misspelled pool key": (
        {"serving_cluster": {"cpu": {"min_node": 1}}},
        "serving_cluster.cpu.min_node",
    ),
    "misspelled bucket key": (
        {"object_store": {"buckets": {"models": {"versiond": True}}}},
        "object_store.buckets.models.versiond",
    ),
    "misspelled key type": (
        {"metadata_store": {"sort_key": {"typ": "number"}}},
        "metadata_store.sort_key.typ",
    ),
    "camel case": ({"telemetry": {"retentionDays": 30}}, "telemetry.retentionDays"),
    "key of another cloud": ({"aws_project": "x"}, "aws_project"),
    "checkpoints misspelled": (
        {"accelerator_pool": {"checkpoints": {"delete_after": 30}}},
        "accelerator_pool.checkpoints.delete_after",
    ),
    "misspelled reader": (
        {"secret_store": {"secrets": {"token": {"readers": ["trainning"]}}}},
        "secret_store.secrets.token.readers[0]",
    ),
    "secret nobody reads": (
        {"secret_store": {"secrets": {"token": {}}}},
        "secret_store.secrets.token.readers",
    ),
    "secret in plain text": (
        {"secret_store": {"secrets": {"token": {"readers": ["training"], "value": "hunter2"}}}},
        "secret_store.secrets.token.value",
    ),
    "secret that is too short": (
        {"secret_store": {"secrets": {"t1": {"readers": ["serving"], "generated": {"length": 8}}}}},
        "secret_store.secrets.t1.generated.length",
    ),
    "secret's name": (
        {"secret_store": {"secrets": {"Hub_Token": {"readers": ["training"]}}}},
        "secret_store.secrets.Hub_Token",
    ),
    # wrong types
    "switch as a word": ({"enable_tpu_training": "yes"}, "enable_tpu_training"),
    "switch as a number": ({"enable_monitoring": 1}, "enable_monitoring"),
    "switch as the text False": ({"enable_monitoring": "False"}, "enable_monitoring"),
    "region as a number": ({"aws_region": 5}, "aws_region"),
    "region as a list": ({"gcp_region": ["us-central1"]}, "gcp_region"),
    "placement as text": ({"placement": "aws"}, "placement"),
    "placement as a list": ({"placement": ["aws"]}, "placement"),
    "cloud as a number": ({"placement": {"telemetry": 3}}, "placement.telemetry"),
    "cloud as null": ({"placement": {"telemetry": None}}, "placement.telemetry"),
    "count as text": ({"accelerator_pool": {"count": "two"}}, "accelerator_pool.count"),
    "count as a fraction": ({"accelerator_pool": {"count": 1.5}}, "accelerator_pool.count"),
    "count as a switch": ({"accelerator_pool": {"count": True}}, "accelerator_pool.count"),
    "version as a number": (
        {"serving_cluster": {"kubernetes_version": 1.34}},
        "serving_cluster.kubernetes_version",
    ),
    "buckets as a list": ({"object_store": {"buckets": ["datasets"]}}, "object_store.buckets"),
    "bucket as null": (
        {"object_store": {"buckets": {"datasets": None}}},
        "object_store.buckets.datasets",
    ),
    "days as text": (
        {"object_store": {"buckets": {"datasets": {"cool_after_days": "ninety"}}}},
        "object_store.buckets.datasets.cool_after_days",
    ),
    "tags as a list": ({"tags": ["a"]}, "tags"),
    "tag as a number": ({"tags": {"team": 7}}, "tags.team"),
    "ranges as text": (
        {"serving_cluster": {"authorized_ranges": "203.0.113.0/24"}},
        "serving_cluster.authorized_ranges",
    ),
    # words out of a list
    "unknown environment": ({"environment": "production"}, "environment"),
    "unknown cloud": ({"placement": {"object_store": "awz"}}, "placement.object_store"),
    "cloud in capitals": ({"placement": {"object_store": "AWS"}}, "placement.object_store"),
    "unknown provisioning": (
        {"accelerator_pool": {"provisioning": "preemptible"}},
        "accelerator_pool.provisioning",
    ),
    "unknown key type": (
        {"metadata_store": {"partition_key": {"name": "id", "type": "int"}}},
        "metadata_store.partition_key.type",
    ),
    # regions, zones, machines
    "unknown AWS region": ({"aws_region": "us-west-9"}, "aws_region"),
    "an AWS zone for a region": ({"aws_region": "us-west-2a"}, "aws_region"),
    "unknown GCP region": ({"gcp_region": "us-central9"}, "gcp_region"),
    "a GCP zone for a region": ({"gcp_region": "us-central1-a"}, "gcp_region"),
    "unknown Azure region": ({"azure_region": "eastus9"}, "azure_region"),
    "malformed project": ({"gcp_project": "My Project"}, "gcp_project"),
    "unknown machine type": (
        {"serving_cluster": {"cpu": {"machine_type": "m99.huge"}}},
        "serving_cluster.cpu.machine_type",
    ),
    "a machine type of another cloud": (
        {"serving_cluster": {"cpu": {"machine_type": "n2-standard-4"}}},
        "serving_cluster.cpu.machine_type",
    ),
    "a GPU machine without a GPU": (
        {"serving_cluster": {"gpu": {"machine_type": "m7i.xlarge"}}},
        "serving_cluster.gpu.machine_type",
    ),
    "unknown GPU": ({"serving_cluster": {"gpu": {"gpu": "nvidia-z9"}}}, "serving_cluster.gpu.gpu"),
    # accelerators
    "a TPU v4 where there is none": (
        {"accelerator_pool": {"accelerator": "v4-8"}},
        "accelerator_pool.accelerator",
    ),
    "unknown generation": (
        {"accelerator_pool": {"accelerator": "v99-8"}},
        "accelerator_pool.accelerator",
    ),
    "a size that is not made": (
        {"accelerator_pool": {"accelerator": "v5litepod-7"}},
        "accelerator_pool.accelerator",
    ),
    "a topology that does not fit": (
        {"accelerator_pool": {"accelerator": "v5litepod-8", "topology": "4x4"}},
        "accelerator_pool.topology",
    ),
    "a topology that is none": (
        {"accelerator_pool": {"accelerator": "v5litepod-8", "topology": "eight"}},
        "accelerator_pool.topology",
    ),
    "a runtime of another generation": (
        {
            "accelerator_pool": {
                "accelerator": "v5litepod-8",
                "runtime_version": "tpu-ubuntu2204-base-x",
            }
        },
        "accelerator_pool.runtime_version",
    ),
    "a zone of another region": (
        {"accelerator_pool": {"zone": "europe-west4-a"}},
        "accelerator_pool.zone",
    ),
    "an unknown zone": ({"accelerator_pool": {"zone": "us-central1-z"}}, "accelerator_pool.zone"),
    "no accelerator": ({"accelerator_pool": {"count": 0}}, "accelerator_pool.count"),
    "too many accelerators": ({"accelerator_pool": {"count": 1000}}, "accelerator_pool.count"),
    # Kubernetes
    "an expired Kubernetes version": (
        {"serving_cluster": {"kubernetes_version": "1.27"}},
        "serving_cluster.kubernetes_version",
    ),
    "a Kubernetes version to come": (
        {"serving_cluster": {"kubernetes_version": "1.99"}},
        "serving_cluster.kubernetes_version",
    ),
    "a patch version": (
        {"serving_cluster": {"kubernetes_version": "1.34.1"}},
        "serving_cluster.kubernetes_version",
    ),
    # ranges
    "overlapping networks": ({"aws_network_range": "10.1.0.0/16"}, "aws_network_range"),
    "two equal networks": (
        {"aws_network_range": "10.40.0.0/16", "gcp_network_range": "10.40.0.0/16"},
        "gcp_network_range",
    ),
    "a network over another's pods": (
        {"aws_network_range": "10.101.0.0/16"},
        "aws_network_range",
    ),
    "a public network": ({"aws_network_range": "8.8.0.0/16"}, "aws_network_range"),
    "a small network": ({"aws_network_range": "10.40.0.0/24"}, "aws_network_range"),
    "a network with host bits": ({"aws_network_range": "10.40.1.0/16"}, "aws_network_range"),
    "a network that is none": ({"aws_network_range": "10.400.0.0/16"}, "aws_network_range"),
    # networks that are there already
    "a VPC by a name": ({"aws_network": {**BY_ID["aws"], "id": "main"}}, "aws_network.id"),
    "a VPC by an id that is too short": (
        {"aws_network": {**BY_ID["aws"], "id": "vpc-0123456"}},
        "aws_network.id",
    ),
    "a subnet that is a VPC": (
        {"aws_network": {**BY_ID["aws"], "private_subnets": [BY_ID["aws"]["id"]] * 2}},
        "aws_network.private_subnets[0]",
    ),
    "a single subnet": (
        {"aws_network": {**BY_ID["aws"], "private_subnets": ["subnet-0123456789abcdef0"] * 2}},
        "aws_network.private_subnets",
    ),
    "a route table that is none": (
        {"aws_network": {**BY_ID["aws"], "route_tables": ["main"]}},
        "aws_network.route_tables[0]",
    ),
    "a network without an id": ({"aws_network": {"ranges": ["10.20.0.0/16"]}}, "aws_network.id"),
    "a network without ranges": (
        {"aws_network": {**BY_STACK["aws"], "ranges": []}},
        "aws_network.ranges",
    ),
    "a network whose range is none": (
        {"gcp_network": {**BY_ID["gcp"], "ranges": ["10.30.0.0/16", "10.30.1.0/33"]}},
        "gcp_network.ranges[1]",
    ),
    "a network whose range has host bits": (
        {"gcp_network": {**BY_ID["gcp"], "ranges": ["10.30.1.1/16"]}},
        "gcp_network.ranges[0]",
    ),
    "a network's misspelled key": (
        {"azure_network": {**BY_ID["azure"], "gateway-subnet": "x"}},
        "azure_network.gateway-subnet",
    ),
    "a stack by its name alone": (
        {"aws_network": {**BY_STACK["aws"], "stack": "prod"}},
        "aws_network.stack",
    ),
    "an output by a path": (
        {"aws_network": {**BY_STACK["aws"], "id": "vpc[id]"}},
        "aws_network.id",
    ),
    "an output without its stack": (
        {"aws_network": {**BY_ID["aws"], "id": "vpc_id"}},
        "aws_network.id",
    ),
    "a network on Google Cloud by its name": (
        {"gcp_network": {**BY_ID["gcp"], "id": "default"}},
        "gcp_network.id",
    ),
    "a subnetwork of another region": (
        {"gcp_network": {**BY_ID["gcp"], "subnetwork": _OTHER_REGION}},
        "gcp_network.subnetwork",
    ),
    "a subnetwork of another project": (
        {"gcp_network": {**BY_ID["gcp"], "subnetwork": _OTHER_PROJECT}},
        "gcp_network.subnetwork",
    ),
    "a virtual network by its name": (
        {"azure_network": {**BY_ID["azure"], "id": "shared"}},
        "azure_network.id",
    ),
    "a gateway subnet of another name": (
        {"azure_network": {**BY_ID["azure"], "gateway_subnet": f"{VNET}/subnets/gateways"}},
        "azure_network.gateway_subnet",
    ),
    "a gateway subnet of another network": (
        {"azure_network": {**BY_ID["azure"], "gateway_subnet": f"{VNET}2/subnets/GatewaySubnet"}},
        "azure_network.gateway_subnet",
    ),
    "a virtual network of another subscription": (
        {"azure_network": BY_ID["azure"], "azure_subscription_id": _SOMEBODY_ELSE},
        "azure_network.id",
    ),
    "a range for a network that has its own": (
        {"aws_network": BY_ID["aws"], "aws_network_range": "10.50.0.0/16"},
        "aws_network_range",
    ),
    "zones for a network that has its own": (
        {"aws_network": BY_ID["aws"], "aws_zones": ["us-west-2a", "us-west-2b"]},
        "aws_zones",
    ),
    "the whole internet": (
        {"serving_cluster": {"authorized_ranges": ["0.0.0.0/0"]}},
        "serving_cluster.authorized_ranges[0]",
    ),
    "a range that is none": (
        {"serving_cluster": {"authorized_ranges": ["203.0.113.0/24", "nowhere"]}},
        "serving_cluster.authorized_ranges[1]",
    ),
    # images
    "a repository's name in capitals": (
        {"image_registry": {"repositories": ["training/PyTorch"]}},
        "image_registry.repositories[0]",
    ),
    "two repositories that are one": (
        {"image_registry": {"repositories": ["training/a", "training-a"]}},
        "image_registry.repositories[1]",
    ),
    "no repository": ({"image_registry": {"repositories": []}}, "image_registry.repositories"),
    "immutable tags where there are none": (
        {"placement": {"image_registry": "azure"}, "image_registry": {"immutable_tags": True}},
        "image_registry.immutable_tags",
    ),
    # distribution
    "a bucket that is not there": (
        {"object_store": {"distribution": {"enabled": True, "bucket": "weights"}}},
        "object_store.distribution.bucket",
    ),
    "a default over the maximum": (
        {"object_store": {"distribution": {"default_ttl_seconds": 90_000}}},
        "object_store.distribution.default_ttl_seconds",
    ),
    "an address for a domain": (
        {"object_store": {"distribution": {"domain": "https://models.example.com"}}},
        "object_store.distribution.domain",
    ),
    "a domain without a certificate": (
        {"object_store": {"distribution": {"enabled": True, "domain": "models.example.com"}}},
        "object_store.distribution.domain",
    ),
    "a certificate of another region": (
        {
            "aws_distribution_certificate": "arn:aws:acm:us-west-2:123456789012:certificate/"
            "0a1b2c3d-4e5f-6789-abcd-ef0123456789"
        },
        "aws_distribution_certificate",
    ),
    # what contradicts itself
    "counts out of order": (
        {"serving_cluster": {"cpu": {"min_nodes": 5, "max_nodes": 2}}},
        "serving_cluster.cpu.min_nodes",
    ),
    "tiers out of order": (
        {
            "object_store": {
                "buckets": {"models": {"cool_after_days": 90, "archive_after_days": 30}}
            }
        },
        "object_store.buckets.models.archive_after_days",
    ),
    "deleted before archived": (
        {"object_store": {"buckets": {"models": {"delete_after_days": 10}}}},
        "object_store.buckets.models.delete_after_days",
    ),
    "a private endpoint with public ranges": (
        {
            "serving_cluster": {
                "private_endpoint": True,
                "authorized_ranges": ["203.0.113.0/24"],
            }
        },
        "serving_cluster.authorized_ranges",
    ),
    "reserved without a reservation": (
        {"accelerator_pool": {"provisioning": "reserved"}},
        "accelerator_pool.reservation",
    ),
    "a reservation that is not used": (
        {"accelerator_pool": {"provisioning": "spot", "reservation": "ours"}},
        "accelerator_pool.reservation",
    ),
    "one key twice": (
        {"metadata_store": {"sort_key": {"name": "model_id"}}},
        "metadata_store.sort_key.name",
    ),
    # values out of bounds
    "zero days": (
        {"object_store": {"buckets": {"models": {"cool_after_days": 0}}}},
        "object_store.buckets.models.cool_after_days",
    ),
    "retention under the minimum": (
        {"telemetry": {"retention_days": 0}},
        "telemetry.retention_days",
    ),
    "retention that is not offered": (
        {"telemetry": {"retention_days": 5}},
        "telemetry.retention_days",
    ),
    "a bucket's name in capitals": (
        {"object_store": {"buckets": {"DataSets": {}}}},
        "object_store.buckets.DataSets",
    ),
    "a key that is no word": (
        {"metadata_store": {"partition_key": {"name": "model id"}}},
        "metadata_store.partition_key.name",
    ),
    "a tag no cloud takes": ({"tags": {"Cost Centre": "x"}}, "tags.Cost Centre"),
    "no machine": (
        {"serving_cluster": {"cpu": {"max_nodes": 0, "min_nodes": 0}}},
        "serving_cluster.cpu.max_nodes",
    ),
    # roles
    "unknown role": ({"roles": {"data_engineer": {}}}, "roles.data_engineer"),
    "role without a cloud": ({"roles": {"viewer": {"groups": ["a"]}}}, "roles.viewer.groups"),
    "role on an unknown cloud": (
        {"roles": {"viewer": {"awz": {"groups": ["Viewers"]}}}},
        "roles.viewer.awz",
    ),
    "unknown kind of principal": (
        {"roles": {"viewer": {"gcp": {"group": ["a@example.com"]}}}},
        "roles.viewer.gcp.group",
    ),
    "principals as text": (
        {"roles": {"viewer": {"gcp": {"groups": "a@example.com"}}}},
        "roles.viewer.gcp.groups",
    ),
    "single user on AWS": (
        {"roles": {"ml_engineer": {"aws": {"users": ["alex"]}}}},
        "roles.ml_engineer.aws.users[0]",
    ),
    "group id for a permission set": (
        {"roles": {"viewer": {"aws": {"groups": ["0a1b2c3d-4e5f-6789-abcd-ef0123456789"]}}}},
        "roles.viewer.aws.groups[0]",
    ),
    "role for a SAML provider": (
        {"roles": {"viewer": {"aws": {"federated": ["arn:aws:iam::123456789012:role/a"]}}}},
        "roles.viewer.aws.federated[0]",
    ),
    "SAML provider of another account": (
        {
            "aws_account_id": "000000000000",
            "roles": {
                "viewer": {"aws": {"federated": ["arn:aws:iam::123456789012:saml-provider/a"]}}
            },
        },
        "roles.viewer.aws.federated[0]",
    ),
    "Google group with its prefix": (
        {"roles": {"viewer": {"gcp": {"groups": ["group:a@example.com"]}}}},
        "roles.viewer.gcp.groups[0]",
    ),
    "everybody on the internet": (
        {"roles": {"viewer": {"gcp": {"users": ["allUsers"]}}}},
        "roles.viewer.gcp.users[0]",
    ),
    "service account for a person": (
        {"roles": {"viewer": {"gcp": {"users": ["a@p.iam.gserviceaccount.com"]}}}},
        "roles.viewer.gcp.users[0]",
    ),
    "everybody of a workforce pool": (
        {
            "roles": {
                "viewer": {
                    "gcp": {
                        "federated": [
                            "principalSet://iam.googleapis.com/locations/global/workforcePools/"
                            "company/*"
                        ]
                    }
                }
            }
        },
        "roles.viewer.gcp.federated[0]",
    ),
    "Entra address for an object id": (
        {"roles": {"platform_admin": {"azure": {"users": ["alex@example.com"]}}}},
        "roles.platform_admin.azure.users[0]",
    ),
    "federated people on Azure": (
        {"roles": {"viewer": {"azure": {"federated": ["company"]}}}},
        "roles.viewer.azure.federated[0]",
    ),
    "two roles for one group": (
        {
            "roles": {
                "viewer": {"gcp": {"groups": ["a@example.com"]}},
                "ml_engineer": {"gcp": {"groups": ["A@example.com"]}},
            }
        },
        "roles.ml_engineer.gcp.groups[0]",
    ),
    # what is expected of buckets
    "no amount": (
        {"object_store": {"buckets": {"datasets": {"expected": {"storage_gb": -1}}}}},
        "object_store.buckets.datasets.expected.storage_gb",
    ),
    "endless growth": (
        {
            "object_store": {
                "buckets": {"datasets": {"expected": {"monthly_growth_gb": float("inf")}}}
            }
        },
        "object_store.buckets.datasets.expected.monthly_growth_gb",
    ),
    "growth that is no number": (
        {
            "object_store": {
                "buckets": {"datasets": {"expected": {"monthly_growth_gb": float("nan")}}}
            }
        },
        "object_store.buckets.datasets.expected.monthly_growth_gb",
    ),
    "amount as text": (
        {"object_store": {"buckets": {"datasets": {"expected": {"storage_gb": "5 TB"}}}}},
        "object_store.buckets.datasets.expected.storage_gb",
    ),
    "an unknown tier": (
        {"object_store": {"buckets": {"datasets": {"expected": {"monthly_reads": {"warm": 1}}}}}},
        "object_store.buckets.datasets.expected.monthly_reads.warm",
    ),
    "fewer reads than none": (
        {
            "object_store": {
                "buckets": {"datasets": {"expected": {"monthly_reads": {"cool": -0.1}}}}
            }
        },
        "object_store.buckets.datasets.expected.monthly_reads.cool",
    ),
    "objects of no size": (
        {"object_store": {"buckets": {"datasets": {"expected": {"object_size_mb": 0}}}}},
        "object_store.buckets.datasets.expected.object_size_mb",
    ),
    "a misspelled amount": (
        {"object_store": {"buckets": {"datasets": {"expected": {"storage_gib": 5}}}}},
        "object_store.buckets.datasets.expected.storage_gib",
    ),
    "expectation as a number": (
        {"accelerator_pool": {"checkpoints": {"expected": 500}}},
        "accelerator_pool.checkpoints.expected",
    ),
    "a second bucket for checkpoints": (
        {"object_store": {"buckets": {"checkpoints": {}}}},
        "object_store.buckets.checkpoints",
    ),
}
