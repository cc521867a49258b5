"""Which changes replace a resource, and which of the two goes first."""

from __future__ import annotations

from typing import Any

import pytest

from polycloud_testing.simulation.property_types import ArrayType, MapType, ObjectType, PropertyType
from polycloud_testing.simulation.replacement import deletes_before_replace, replaces
from polycloud_testing.simulation.replacement.rules import rules_for
from polycloud_testing.simulation.schema import schema_for

REPLACED = [
    ("aws:s3/bucket:Bucket", "bucket"),
    ("aws:s3/bucket:Bucket", "region"),
    ("aws:dynamodb/table:Table", "hashKey"),
    ("aws:eks/cluster:Cluster", "kubernetesNetworkConfig.ipFamily"),
    ("aws:eks/nodeGroup:NodeGroup", "instanceTypes[0]"),
    ("aws:eks/nodeGroup:NodeGroup", "launchTemplate.id"),
    ("aws:ec2/subnet:Subnet", "cidrBlock"),
    ("aws:ec2/vpnConnection:VpnConnection", "tunnel1InsideCidr"),
    ("gcp:compute/network:Network", "autoCreateSubnetworks"),
    ("gcp:compute/vPNTunnel:VPNTunnel", "sharedSecret"),
    ("gcp:container/nodePool:NodePool", "nodeConfig.guestAccelerators[0].type"),
    ("gcp:tpu/v2Vm:V2Vm", "acceleratorConfig.topology"),
    ("gcp:storage/bucket:Bucket", "location"),
    ("azure-native:storage:StorageAccount", "accountName"),
    ("azure-native:storage:StorageAccount", "resourceGroupName"),
    ("azure-native:storage:StorageAccount", "location"),
    ("azure-native:containerservice:ManagedCluster", "networkProfile.serviceCidr"),
    ("kubernetes:apps/v1:Deployment", "spec.selector.matchLabels.app"),
    ("kubernetes:core/v1:ConfigMap", 'data["a.b"]'),
    ("kubernetes:karpenter.sh/v1:NodePool", "metadata.name"),
    ("random:index/randomPassword:RandomPassword", "keepers.rotation"),
]
UPDATED = [
    ("aws:s3/bucket:Bucket", "tags.owner"),
    ("aws:dynamodb/table:Table", "billingMode"),
    ("aws:eks/cluster:Cluster", "version"),
    ("aws:eks/cluster:Cluster", "vpcConfig.subnetIds[0]"),
    # Its documentation says when it replaces, which is not always.
    ("aws:eks/cluster:Cluster", "vpcConfig.controlPlaneEgressMode"),
    ("aws:eks/nodeGroup:NodeGroup", "scalingConfig.desiredSize"),
    ("aws:iam/user:User", "name"),
    ("gcp:storage/bucket:Bucket", "labels.owner"),
    ("gcp:compute/subnetwork:Subnetwork", "privateIpGoogleAccess"),
    ("gcp:container/nodePool:NodePool", "nodeCount"),
    ("azure-native:storage:StorageAccount", "sku.name"),
    ("azure-native:operationalinsights:Workspace", "retentionInDays"),
    ("kubernetes:apps/v1:Deployment", "spec.replicas"),
    ("kubernetes:core/v1:Service", "spec.ports[0].port"),
]


@pytest.mark.parametrize(("token", "path"), REPLACED)
def test_what_cannot_change_in_place_replaces(token: str, path: str) -> None:
    assert replaces(token, [path]) == (path,)


@pytest.mark.parametrize(("token", "path"), UPDATED)
def test_what_can_change_in_place_does_not(token: str, path: str) -> None:
    assert replaces(token, [path]) == ()


def test_only_the_changes_that_replace_are_named() -> None:
    changed = ["tags.a", "bucket", "forceDestroy"]
    assert replaces("aws:s3/bucket:Bucket", changed) == ("bucket",)


def test_documentation_speaks_where_the_data_do_not() -> None:
    token = "aws:elasticache/cluster:Cluster"
    assert token not in rules_for("aws").types
    assert replaces(token, ["snapshotName", "numCacheNodes"]) == ("snapshotName",)


def test_an_object_that_comes_whole_replaces_for_what_is_in_it() -> None:
    token = "aws:eks/nodeGroup:NodeGroup"
    with_template = {"launchTemplate": {"id": "lt-1", "version": "1"}}
    assert replaces(token, ["launchTemplate"], {}, with_template) == ("launchTemplate",)
    assert replaces(token, ["launchTemplate"], with_template, {}) == ("launchTemplate",)
    access = {"accessConfig": {"authenticationMode": "API"}}
    assert replaces("aws:eks/cluster:Cluster", ["accessConfig"], {}, access) == ()


def name(value: str, **more: Any) -> dict[str, Any]:
    return {"name": value, **more}


ORDER = [
    # A name that was given cannot be had twice.
    ("aws:s3/bucket:Bucket", {}, {"bucket": "models"}, True),
    ("aws:s3/bucket:Bucket", {}, {"bucket": "models-3f2a1bc"}, False),
    ("aws:s3/bucket:Bucket", {}, {"bucket": "models-3f2a1bc", "__defaults": []}, True),
    ("aws:s3/bucket:Bucket", {}, {"bucket": "models", "__defaults": ["bucket"]}, False),
    ("gcp:compute/network:Network", name("net"), name("net"), True),
    ("gcp:compute/network:Network", name("net-1a2b3c4"), name("net-1a2b3c4"), False),
    # It has no name at all.
    ("aws:ec2/subnet:Subnet", {}, {"cidrBlock": "10.0.0.0/24"}, False),
    # Creating first would delete what was created.
    ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {}, {"role": "r"}, True),
    ("gcp:projects/iAMMember:IAMMember", {}, {"role": "roles/viewer"}, True),
    ("azure-native:storage:StorageAccount", {"accountName": "mldata"}, {}, True),
    ("azure-native:storage:StorageAccount", {"accountName": "mldata3f2a1bc9"}, {}, False),
    (
        "azure-native:storage:StorageAccount",
        {"accountName": "mldata", "__createBeforeDelete": True},
        {},
        False,
    ),
    (
        "kubernetes:core/v1:ConfigMap",
        {"metadata": {"name": "c"}},
        {"metadata": {"name": "c"}},
        True,
    ),
    (
        "kubernetes:core/v1:ConfigMap",
        {"metadata": {"name": "c"}},
        {"metadata": {"name": "d"}},
        False,
    ),
    (
        "kubernetes:core/v1:ConfigMap",
        {"metadata": {"name": "c-1"}},
        {"metadata": {"name": "c-1", "annotations": {"pulumi.com/autonamed": "true"}}},
        False,
    ),
    ("pulumi:providers:aws", {}, name("x"), False),
]


@pytest.mark.parametrize(("token", "old", "new", "first"), ORDER)
def test_the_old_goes_first_where_both_cannot_be(
    token: str, old: dict[str, Any], new: dict[str, Any], first: bool
) -> None:
    assert deletes_before_replace(token, old, new) is first


def inside(type_: PropertyType) -> PropertyType:
    while isinstance(type_, ArrayType | MapType):
        type_ = type_.element
    return type_


@pytest.mark.parametrize("package", ["aws", "gcp", "azure-native", "kubernetes"])
def test_the_data_speak_of_properties_that_exist(package: str) -> None:
    """A path that leads nowhere would be a rule that never applies."""
    lost: list[str] = []
    for token, rules in rules_for(package).types.items():
        for pattern in (*rules.replaces, *rules.updates):
            known = schema_for(token).inputs
            for step in pattern:
                if step == "*":
                    continue
                if str(step) not in known:
                    lost.append(f"{token} {pattern}")
                    break
                below = inside(known[str(step)].type)
                known = below.properties if isinstance(below, ObjectType) else {}
    assert lost == []
