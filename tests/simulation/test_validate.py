"""What the simulated clouds refuse before anything is made, and what they let pass."""

from __future__ import annotations

import json
import time
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polycloud.simulation.constraints.rules import EVERY, rules_for
from polycloud.simulation.core import SimulatedClouds
from polycloud.simulation.interface import UNKNOWN, CheckFailure
from polycloud.simulation.policy_documents import PolicyKind, check_policy
from polycloud.simulation.schema import function_schema_for, schema_for
from polycloud.simulation.validate import check_inputs

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


@pytest.mark.parametrize("token", GOOD)
def test_what_is_right_passes(token: str) -> None:
    assert failures(token, GOOD[token]) == []


# Token, where in the good inputs, what to put there (... takes it out), path, words of the reason
NAMES: list[Any] = [
    (LIFECYCLE, ["rulez"], [], "rulez", "did you mean 'rules'?"),
    (
        LIFECYCLE,
        ["rules", 0, "transitions", 0, "storage_class"],
        "GLACIER",
        "rules[0].transitions[0].storage_class",
        "did you mean 'storageClass'?",
    ),
    (
        "kubernetes:apps/v1:Deployment",
        ["spec", "template", "spec", "containers", 0, "imagePullPolcy"],
        "Always",
        "spec.template.spec.containers[0].imagePullPolcy",
        "did you mean 'imagePullPolicy'?",
    ),
    (
        "azure-native:storage:StorageAccount",
        ["enableHttpTrafficOnly"],
        True,
        "enableHttpTrafficOnly",
        "did you mean 'enableHttpsTrafficOnly'?",
    ),
    (
        "eks:index:ManagedNodeGroup",
        ["taints", 0, "efect"],
        "NO_SCHEDULE",
        "taints[0].efect",
        "'effect'",
    ),
    ("gcp:compute/network:Network", ["routingMod"], UNKNOWN, "routingMod", "'routingMode'?"),
]
TYPES: list[Any] = [
    ("aws:ec2/vpc:Vpc", ["enableDnsHostnames"], "yes", "enableDnsHostnames", "Expected boolean"),
    ("aws:dynamodb/table:Table", ["attributes"], {}, "attributes", "Expected list of object"),
    ("aws:eks/cluster:Cluster", ["vpcConfig"], [], "vpcConfig", "got list"),
    (LIFECYCLE, ["rules", 0, "transitions", 1, "days"], "x", "rules[0].transitions[1].days", "'x'"),
    (LIFECYCLE, ["rules", 0, "transitions", 1, "days"], 1.5, "rules[0].transitions[1].days", "1.5"),
    (
        "azure-native:operationalinsights:Workspace",
        ["retentionInDays"],
        "30",
        "retentionInDays",
        "Expected integer, got string '30'",
    ),
    (
        "azure-native:storage:StorageAccount",
        ["tags", "a.b"],
        3,
        'tags["a.b"]',
        "Expected string, got number 3",
    ),
    (
        "kubernetes:apps/v1:Deployment",
        ["spec", "replicas"],
        "2",
        "spec.replicas",
        "Expected integer",
    ),
    (
        "kubernetes:apps/v1:Deployment",
        ["metadata", "labels", "tier"],
        1,
        "metadata.labels.tier",
        "Expected string",
    ),
    ("random:index/randomPassword:RandomPassword", ["length"], "2x", "length", "Expected integer"),
    ("aws:s3/bucketObjectv2:BucketObjectv2", ["source"], "f.txt", "source", "asset or archive"),
    ("eks:index:Cluster", ["instanceRole"], {"name": "r"}, "instanceRole", "Expected resource"),
    ("eks:index:Cluster", ["subnetIds", 0], 5, "subnetIds[0]", "Expected string"),
    ("pulumi:providers:aws", ["defaultTags"], '{"tagz": {}}', "defaultTags.tagz", "'tags'"),
]
ENUMS: list[Any] = [
    (
        "azure-native:storage:StorageAccount",
        ["kind"],
        "StorageV3",
        "kind",
        "did you mean 'StorageV2'?",
    ),
    (
        "eks:index:Cluster",
        ["authenticationMode"],
        "Api",
        "authenticationMode",
        "did you mean 'API'?",
    ),
    (
        LIFECYCLE,
        ["rules", 0, "transitions", 0, "storageClass"],
        "GLACEIR",
        "rules[0].transitions[0].storageClass",
        "did you mean 'GLACIER'?",
    ),
    ("gcp:compute/network:Network", ["routingMode"], "global", "routingMode", "mean 'GLOBAL'?"),
    ("aws:dynamodb/table:Table", ["billingMode"], "PER_REQUEST", "billingMode", "PAY_PER_REQUEST"),
    ("aws:eks/cluster:Cluster", ["enabledClusterLogTypes", 1], "audits", None, "'audit'?"),
    (
        "gcp:storage/bucket:Bucket",
        ["lifecycleRules", 0, "action", "storageClass"],
        "NEAR",
        "lifecycleRules[0].action.storageClass",
        "'NEARLINE'",
    ),
    (
        "azure-native:network:VirtualNetworkGateway",
        ["sku", "name"],
        "VpnGw2ZA",
        "sku.name",
        "'VpnGw2AZ'?",
    ),
]
MISSING: list[Any] = [
    ("azure-native:storage:StorageAccount", ["sku"], ..., "sku", "required property 'sku'"),
    ("azure-native:storage:StorageAccount", ["sku", "name"], None, "sku.name", "'name' is missing"),
    (
        LIFECYCLE,
        ["rules", 0, "transitions", 0, "storageClass"],
        ...,
        "rules[0].transitions[0].storageClass",
        "missing",
    ),
    ("kubernetes:apps/v1:Deployment", ["spec", "selector"], ..., "spec.selector", "missing"),
]
LIMITS: list[Any] = [
    ("aws:ec2/vpc:Vpc", ["cidrBlock"], "10.0.0.1/16", "cidrBlock", "host bits"),
    ("aws:ec2/vpc:Vpc", ["cidrBlock"], "10.0.0.0/8", "cidrBlock", "/16 to /28"),
    ("aws:ec2/vpnConnection:VpnConnection", ["tunnel1InsideCidr"], "169.254.0.0/30", None, "AWS"),
    ("aws:ec2/vpnConnection:VpnConnection", ["tunnel1PresharedKey"], "short", None, "8 to 64"),
    ("aws:iam/role:Role", ["maxSessionDuration"], 60, "maxSessionDuration", "3600 to 43200"),
    ("gcp:serviceaccount/account:Account", ["accountId"], "tpu", "accountId", "6 to 30"),
    ("gcp:storage/bucket:Bucket", ["name"], "My_Bucket", "name", "lower-case"),
    ("gcp:storage/bucket:Bucket", ["labels", "owner"], "ML", "labels.owner", "lower-case"),
    ("gcp:tpu/v2Vm:V2Vm", ["acceleratorType"], "v5e-8", "acceleratorType", "v5litepod-8"),
    ("azure-native:storage:StorageAccount", ["accountName"], "ml-data", "accountName", "lower"),
    (
        "azure-native:operationalinsights:Workspace",
        ["retentionInDays"],
        10,
        "retentionInDays",
        "30 to 730",
    ),
    (
        "azure-native:storage:StorageAccount",
        ["resourceGroupName"],
        "rg.",
        "resourceGroupName",
        "rg.",
    ),
    ("azure-native:storage:StorageAccount", ["accountName"], "ab", "accountName", "3 to 24"),
    (
        "kubernetes:apps/v1:Deployment",
        ["spec", "template", "spec", "containers", 0, "resources", "limits", "memory"],
        "4GB",
        "spec.template.spec.containers[0].resources.limits.memory",
        "quantity",
    ),
    ("kubernetes:apps/v1:Deployment", ["metadata", "name"], "Triton", "metadata.name", "lower"),
]
RELATIONS: list[Any] = [
    (
        "gcp:tpu/v2Vm:V2Vm",
        ["acceleratorConfig"],
        {"type": "V4", "topology": "2x2x1"},
        "acceleratorConfig",
        "only one",
    ),
    (
        "gcp:compute/vPNTunnel:VPNTunnel",
        ["vpnGatewayInterface"],
        ...,
        "vpnGatewayInterface",
        "has to be given when 'vpnGateway' is given",
    ),
    (
        "gcp:compute/externalVpnGateway:ExternalVpnGateway",
        ["redundancyType"],
        "TWO_IPS_REDUNDANCY",
        "interfaces",
        "0, 1",
    ),
    ("aws:dynamodb/table:Table", ["hashKey"], "id", "hashKey", "not one of the table's attributes"),
    (LIFECYCLE, ["rules", 0, "transitions", 0, "days"], 7, None, "after 30 days"),
    (LIFECYCLE, ["rules", 0, "expiration", "days"], 100, "rules[0].expiration.days", "expire"),
    (
        "eks:index:ManagedNodeGroup",
        ["scalingConfig", "desiredSize"],
        9,
        "scalingConfig.desiredSize",
        "more than maxSize",
    ),
    (
        "kubernetes:apps/v1:Deployment",
        ["spec", "selector", "matchLabels", "app"],
        "other",
        "spec.selector.matchLabels.app",
        "app=other",
    ),
    ("random:index/randomPassword:RandomPassword", ["minLower"], 99, "length", "99"),
]


@pytest.mark.parametrize(
    ("token", "where", "value", "path", "words"),
    [*NAMES, *TYPES, *ENUMS, *MISSING, *LIMITS, *RELATIONS],
)
def test_what_is_wrong_is_refused_once_at_its_place(
    token: str, where: list[Any], value: Any, path: str | None, words: str
) -> None:
    found = failures(token, changed(token, where, value))
    assert len(found) >= 1
    assert any(words in reason and path in (None, at) for at, reason in found), found
    if (token, where) not in [(row[0], row[1]) for row in RELATIONS]:
        assert len(found) == 1


def test_all_mistakes_are_told_at_once() -> None:
    inputs = changed("azure-native:storage:StorageAccount", ["kind"], "StorageV3")
    inputs |= {"foo": 1, "sku": {}, "tags": {"a": 1}}
    paths = {path for path, _ in failures("azure-native:storage:StorageAccount", inputs)}
    assert paths == {"kind", "foo", "sku.name", "tags.a"}


@pytest.mark.parametrize("token", GOOD)
def test_unknown_stands_for_any_value(token: str) -> None:
    assert failures(token, dict.fromkeys(GOOD[token], UNKNOWN)) == []


def test_a_secret_of_the_wrong_type_is_not_repeated() -> None:
    secret = "hunter2hunter2"
    found = failures(
        "azure-native:network:VirtualNetworkGatewayConnection",
        {
            "resourceGroupName": "rg",
            "connectionType": "IPsec",
            "virtualNetworkGateway1": {"id": "/x"},
            "sharedKey": {"value": secret},
        },
    )
    found += failures("aws:ec2/vpnConnection:VpnConnection", {"tunnel1PresharedKey": f"0{secret}"})
    assert {path for path, _ in found} >= {"sharedKey", "tunnel1PresharedKey"}
    assert secret not in str(found)


def test_the_member_of_a_union_is_the_one_its_constant_names() -> None:
    policy = {
        "objectType": "BlobBackupDatasourceParameters",
        "containersLst": ["a"],
    }
    found = failures(
        "azure-native:dataprotection:BackupInstance",
        {
            "resourceGroupName": "rg",
            "vaultName": "v",
            "properties": {
                "objectType": "BackupInstance",
                "dataSourceInfo": {"resourceID": "x"},
                "policyInfo": {
                    "policyId": "p",
                    "policyParameters": {"backupDatasourceParametersList": [policy]},
                },
            },
        },
    )
    place = "properties.policyInfo.policyParameters.backupDatasourceParametersList[0]"
    assert [path for path, _ in found] == [f"{place}.containersLst"]


def test_arguments_of_functions_are_checked_too() -> None:
    schema = function_schema_for("aws:eks/getAddonVersion:getAddonVersion")
    assert check_inputs(schema, {"addonName": "vpc-cni", "mostRecent": True}) == ()
    (failure,) = check_inputs(schema, {"addonNme": "vpc-cni"})
    assert failure.path == "addonNme"


POLICIES: list[Any] = [
    ("aws:iam/role:Role", "assumeRolePolicy", "{", "assumeRolePolicy", "not JSON"),
    (
        "aws:iam/role:Role",
        "assumeRolePolicy",
        {"Statement": [{"Efect": "Allow", **TRUST["Statement"][0]}]},
        "assumeRolePolicy.Statement[0].Efect",
        "did you mean 'Effect'?",
    ),
    (
        "aws:iam/role:Role",
        "assumeRolePolicy",
        {"Statement": {**TRUST["Statement"][0], "Resource": "*"}},
        "assumeRolePolicy.Statement.Resource",
        "names no resource",
    ),
    (
        "aws:s3/bucketPolicy:BucketPolicy",
        "policy",
        {"Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]},
        "policy.Statement[0].Principal",
        "missing",
    ),
    (
        "aws:s3/bucketPolicy:BucketPolicy",
        "policy",
        {
            "Statement": [
                {
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "s3:*",
                    "Resource": "*",
                    "Condition": {"Bol": {"aws:SecureTransport": "false"}},
                }
            ]
        },
        "policy.Statement[0].Condition.Bol",
        "did you mean 'Bool'?",
    ),
    (
        "aws:iam/rolePolicy:RolePolicy",
        "policy",
        {"Statement": [{"Effect": "Allow", "Action": "GetObject", "Resource": "*"}]},
        "policy.Statement[0].Action",
        "service:Name",
    ),
    (
        "aws:iam/rolePolicy:RolePolicy",
        "policy",
        {"Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "my-bucket"}]},
        "policy.Statement[0].Resource",
        "ARN",
    ),
    (
        "aws:iam/rolePolicy:RolePolicy",
        "policy",
        {"Version": "2012-10-18", "Statement": []},
        "policy.Version",
        "did you mean '2012-10-17'?",
    ),
]


@pytest.mark.parametrize(("token", "name", "document", "path", "words"), POLICIES)
def test_policy_documents_follow_the_grammar(
    token: str, name: str, document: Any, path: str, words: str
) -> None:
    text = document if isinstance(document, str) else json.dumps(document)
    found = failures(token, {"bucket": "b", "role": "r", name: text})
    assert any(at == path and words in reason for at, reason in found), found


@pytest.mark.parametrize(
    ("kind", "statement"),
    [
        (PolicyKind.IDENTITY, {"Action": ["s3:Get*", "*"], "Resource": "arn:aws:s3:::b/*"}),
        (PolicyKind.IDENTITY, {"NotAction": "iam:*", "NotResource": UNKNOWN}),
        (PolicyKind.RESOURCE, {"Action": "kms:*", "Resource": "*", "Principal": {"AWS": ["a"]}}),
        (PolicyKind.REGISTRY, {"Action": "ecr:BatchGetImage", "Principal": "*"}),
        (
            PolicyKind.TRUST,
            {
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Principal": {"Federated": "accounts.google.com"},
                "Condition": {
                    "StringEquals": {"accounts.google.com:sub": "1"},
                    "ForAnyValue:StringLikeIfExists": {"a": ["b"]},
                },
            },
        ),
    ],
)
def test_right_policy_documents_pass(kind: PolicyKind, statement: dict[str, Any]) -> None:
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}
    assert list(check_policy(document, kind)) == []


@pytest.mark.parametrize("package", ["aws", "azure-native", "eks", "gcp", "kubernetes", "random"])
def test_rules_speak_of_properties_that_exist(package: str) -> None:
    """A path that leads nowhere would be a rule that never refuses."""
    lost: list[str] = []
    for token, rules in rules_for(package).items():
        if token == EVERY:
            continue
        related = [*rules.conflicts, *rules.exactly_one, *rules.at_least_one]
        tops = {str(pattern[0]) for pattern, _ in rules.properties}
        tops |= {str(pattern[0]) for group in related for pattern in group}
        tops |= {str(each.path[0]) for each in rules.when}
        lost += [f"{token} {name}" for name in tops - set(schema_for(token).inputs)]
    assert lost == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(token=st.sampled_from(sorted(GOOD)), data=st.data())
def test_no_input_breaks_the_check(token: str, data: st.DataObject) -> None:
    """Whatever a program passes, the answer is a list of failures at places in it."""
    names = st.sampled_from(sorted(schema_for(token).inputs)) | st.text(max_size=5)
    inputs = data.draw(st.dictionaries(names, json_values, max_size=6))
    for failure in check_inputs(schema_for(token), inputs):
        assert isinstance(failure, CheckFailure)
        assert failure.reason.endswith((".", "?"))


def test_a_check_takes_milliseconds() -> None:
    for token, inputs in GOOD.items():
        check_inputs(schema_for(token), inputs)
    started = time.perf_counter()
    for token, inputs in GOOD.items():
        check_inputs(schema_for(token), inputs)
    assert time.perf_counter() - started < 0.005 * len(GOOD)


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        ("aws:s3/bucket:Bucket", {"bucketPrefix": "models-"}),
        ("aws:iam/role:Role", {"namePrefix": "serving-", "assumeRolePolicy": json.dumps(TRUST)}),
    ],
)
def test_a_prefix_is_enough_of_a_name(token: str, inputs: dict[str, Any]) -> None:
    assert SimulatedClouds().check(f"urn:pulumi:dev::p::{token}::r", token, inputs) == ()
