"""Inputs that every simulated cloud takes, for tests to change one thing in."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation.schema import schema_for
from polycloud_testing.simulation.validate import check_inputs

REFERENCE: dict[str, Any] = {
    "4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e",
    "urn": "urn:pulumi:dev::p::aws:iam/role:Role::r",
}
ASSET: dict[str, Any] = {
    "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
    "text": "hello",
}
TRUST: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "ec2.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"

GOOD: dict[str, dict[str, Any]] = {
    LIFECYCLE: {
        "bucket": UNKNOWN,
        "rules": [
            {
                "id": "tiers",
                "status": "Enabled",
                "filter": {"prefix": ""},
                "transitions": [
                    {"days": 90, "storageClass": "STANDARD_IA"},
                    {"days": "365", "storageClass": "DEEP_ARCHIVE"},
                ],
                "expiration": {"days": 3650},
            }
        ],
    },
    "aws:dynamodb/table:Table": {
        "attributes": [{"name": "model_id", "type": "S"}, {"name": "version", "type": "N"}],
        "hashKey": "model_id",
        "rangeKey": "version",
        "billingMode": "PAY_PER_REQUEST",
        "pointInTimeRecovery": {"enabled": "true"},
    },
    "aws:iam/role:Role": {
        "assumeRolePolicy": json.dumps(TRUST),
        "maxSessionDuration": 3600,
        "tags": {"owner": "ml", "cost.center": 7},
    },
    "aws:ec2/vpc:Vpc": {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True},
    "aws:ec2/vpnConnection:VpnConnection": {
        "type": "ipsec.1",
        "customerGatewayId": UNKNOWN,
        "vpnGatewayId": "vgw-1",
        "tunnel1InsideCidr": "169.254.10.0/30",
        "tunnel1PresharedKey": "abc.DEF_123",
        "tunnel1IkeVersions": ["ikev2"],
        "tunnel1Phase1DhGroupNumbers": [14],
    },
    "aws:eks/cluster:Cluster": {
        "roleArn": "arn:aws:iam::123456789012:role/eks",
        "version": "1.34",
        "accessConfig": {"authenticationMode": "API"},
        "enabledClusterLogTypes": ["api", "audit"],
        "vpcConfig": {"subnetIds": ["subnet-1", UNKNOWN], "publicAccessCidrs": ["0.0.0.0/0"]},
    },
    "aws:ec2/instance:Instance": {
        # Newer than the SDK's enumeration, which is not exhaustive.
        "instanceType": "p99.48xlarge",
        "ami": "ami-1",
        "metadataOptions": {"httpTokens": "required"},
    },
    "aws:sns/topicSubscription:TopicSubscription": {
        "topic": "arn:aws:sns:us-west-2:123456789012:t",
        "protocol": "email",
        "endpoint": "a@example.org",
    },
    "aws:s3/bucketObjectv2:BucketObjectv2": {"bucket": "b", "source": ASSET},
    "eks:index:Cluster": {
        "authenticationMode": "API",
        "skipDefaultNodeGroup": True,
        "instanceRole": REFERENCE,
        "subnetIds": ["subnet-1"],
    },
    "eks:index:ManagedNodeGroup": {
        "cluster": UNKNOWN,
        "nodeRole": REFERENCE,
        "scalingConfig": {"minSize": 1, "desiredSize": 2, "maxSize": 3},
        "taints": [{"key": "gpu", "value": "true", "effect": "NO_SCHEDULE"}],
    },
    "gcp:storage/bucket:Bucket": {
        "location": "US",
        "uniformBucketLevelAccess": "true",
        "publicAccessPrevention": "enforced",
        "labels": {"owner": "ml"},
        "lifecycleRules": [
            {
                "action": {"type": "SetStorageClass", "storageClass": "NEARLINE"},
                "condition": {"age": 90},
            }
        ],
    },
    "gcp:compute/network:Network": {"routingMode": "GLOBAL", "autoCreateSubnetworks": False},
    "gcp:compute/externalVpnGateway:ExternalVpnGateway": {
        "redundancyType": "FOUR_IPS_REDUNDANCY",
        "interfaces": [{"id": i, "ipAddress": f"203.0.113.{i}"} for i in range(4)],
    },
    "gcp:compute/vPNTunnel:VPNTunnel": {
        "vpnGateway": UNKNOWN,
        "vpnGatewayInterface": 0,
        "peerExternalGateway": UNKNOWN,
        "peerExternalGatewayInterface": 3,
        "sharedSecret": UNKNOWN,
        "ikeVersion": 2,
    },
    "gcp:tpu/v2Vm:V2Vm": {
        "runtimeVersion": "v2-alpha-tpuv5-lite",
        "acceleratorType": "v5litepod-8",
    },
    "gcp:serviceaccount/account:Account": {"accountId": "training-1"},
    "gcp:container/cluster:Cluster": {
        "location": "us-central1",
        "releaseChannel": {"channel": "REGULAR"},
        "initialNodeCount": 1,
    },
    "azure-native:storage:StorageAccount": {
        "resourceGroupName": UNKNOWN,
        "accountName": "mldata01",
        "kind": "StorageV2",
        "sku": {"name": "Standard_LRS"},
        "minimumTlsVersion": "TLS1_2",
        "allowBlobPublicAccess": False,
        "tags": {"owner": "ml"},
    },
    "azure-native:operationalinsights:Workspace": {
        "resourceGroupName": "rg",
        "retentionInDays": 30,
        "sku": {"name": "PerGB2018"},
        "workspaceCapping": {"dailyQuotaGb": -1},
    },
    "azure-native:network:VirtualNetworkGateway": {
        "resourceGroupName": "rg",
        "gatewayType": "Vpn",
        "vpnType": "RouteBased",
        "bgpSettings": {"asn": 65515},
        "sku": {"name": "VpnGw2AZ", "tier": "VpnGw2AZ"},
    },
    "kubernetes:apps/v1:Deployment": {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "triton", "labels": {"app.kubernetes.io/name": "triton"}},
        "spec": {
            "replicas": 2,
            "selector": {"matchLabels": {"app": "triton"}},
            "strategy": {"rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 0}},
            "template": {
                "metadata": {"labels": {"app": "triton"}},
                "spec": {
                    "containers": [
                        {
                            "name": "server",
                            "image": "triton:1",
                            "ports": [{"containerPort": 8000.0, "name": "http"}],
                            "resources": {"limits": {"cpu": 1, "memory": "4Gi"}},
                            "readinessProbe": {"httpGet": {"path": "/", "port": "http"}},
                        }
                    ]
                },
            },
        },
    },
    "kubernetes:karpenter.sh/v1:NodePool": {
        "apiVersion": "karpenter.sh/v1",
        "kind": "NodePool",
        "metadata": {"name": "gpu"},
        "spec": {"anything": ["goes", {"here": 1}]},
    },
    "random:index/randomPassword:RandomPassword": {"length": "24", "minLower": 1},
    "pulumi:providers:aws": {
        "region": "us-west-2",
        "skipMetadataApiCheck": "false",
        "defaultTags": '{"tags": {"owner": "ml"}}',
        "version": "7.0.0",
    },
}


def failures(token: str, inputs: dict[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with inputs, as paths and reasons."""
    return [(f.path, f.reason) for f in check_inputs(schema_for(token), inputs)]


def changed(token: str, path: list[Any], value: Any) -> dict[str, Any]:
    """The good inputs of a type with one value put in another's place, or taken out (...)."""
    inputs = deepcopy(GOOD[token])
    place: Any = inputs
    for step in path[:-1]:
        place = place[step]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return inputs
