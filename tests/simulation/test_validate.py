"""What the simulated clouds refuse before anything is made, and what they let pass."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation.constraints.rules import EVERY, rules_for
from polycloud_testing.simulation.core import SimulatedClouds
from polycloud_testing.simulation.interface import CheckFailure
from polycloud_testing.simulation.schema import function_schema_for, schema_for
from polycloud_testing.simulation.validate import check_inputs
from tests.simulation.good_inputs import GOOD, LIFECYCLE, TRUST, changed, failures


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
