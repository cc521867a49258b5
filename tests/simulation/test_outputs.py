"""What the simulated clouds answer has the names and types that the SDKs declare."""

from __future__ import annotations

import base64
import ipaddress
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation import invokes, outputs
from polycloud_testing.simulation.core import SimulatedClouds
from polycloud_testing.simulation.property_types import (
    ArrayType,
    EnumType,
    MapType,
    ObjectType,
    PropertyType,
    Scalar,
    UnionType,
)
from polycloud_testing.simulation.schema import function_schema_for, schema_for

RULED = [
    token
    for package in ("aws", "gcp", "azure-native", "kubernetes", "random")
    for token in sorted(
        {*outputs.package_of(package).rules, *outputs.package_of(package).shapes} - {"*"}
    )
]
UNRULED = [
    "aws:rds/instance:Instance",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:batch/computeEnvironment:ComputeEnvironment",
    "aws:bedrock/agentAgent:AgentAgent",
    "gcp:cloudrunv2/service:Service",
    "gcp:vertex/aiFeatureStore:AiFeatureStore",
    "gcp:alloydb/cluster:Cluster",
    "azure-native:redis:Redis",
    "azure-native:servicebus:Namespace",
    "azure-native:web:AppServicePlan",
    "azure-native:batch:BatchAccount",
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    "kubernetes:example.com/v1:Widget",
]
INPUTS: Mapping[str, Any] = {
    "resourceGroupName": "group",
    "region": "us-west-2",
    "name": "thing",
    "tags": {"team": "ml"},
}
ARGUMENTS: Mapping[str, Mapping[str, Any]] = {
    "aws:eks/getAddonVersion:getAddonVersion": {
        "addonName": "coredns",
        "kubernetesVersion": "1.34",
    },
    "aws:eks/getClusterAuth:getClusterAuth": {"name": "c"},
    "aws:ssm/getParameter:getParameter": {"name": "/aws/service/eks/optimized-ami/image_id"},
    "aws:ec2/getAmi:getAmi": {
        "owners": ["amazon"],
        "filters": [{"name": "name", "values": ["al2023-*"]}],
    },
    "azure-native:storage:listStorageAccountKeys": {
        "resourceGroupName": "g",
        "accountName": "a",
    },
}
AZURE = {"resourceGroupName": "g", "workspaceName": "w", "resourceName": "r"}


def misfits(value: Any, type_: PropertyType, path: str) -> Iterator[str]:
    """The paths at which a value is not of its type."""
    match type_:
        case ObjectType():
            if not isinstance(value, dict):
                yield path
                return
            for name, item in value.items():
                if name in type_.properties:
                    yield from misfits(item, type_.properties[name].type, f"{path}.{name}")
        case ArrayType():
            if not isinstance(value, list):
                yield path
                return
            for item in value:
                yield from misfits(item, type_.element, f"{path}[]")
        case MapType():
            if not isinstance(value, dict):
                yield path
        case UnionType():
            if all(list(misfits(value, member, path)) for member in type_.members):
                yield path
        case EnumType():
            yield from misfits(value, type_.base, path)
        case Scalar():
            kinds: dict[Scalar, tuple[type, ...]] = {
                Scalar.STRING: (str,),
                Scalar.BOOLEAN: (bool,),
                Scalar.INTEGER: (int,),
                Scalar.NUMBER: (int, float),
            }
            if type_ in kinds and not isinstance(value, kinds[type_]):
                yield path


@pytest.mark.parametrize("token", [*RULED, *UNRULED])
def test_outputs_are_those_the_sdk_declares_and_of_their_types(token: str) -> None:
    schema = schema_for(token)
    inputs = {
        name: value
        for name, value in INPUTS.items()
        if name in schema.inputs and not list(misfits(value, schema.inputs[name].type, name))
    }
    if token.startswith("kubernetes:"):
        inputs = {"apiVersion": "v1", "kind": token.rpartition(":")[2]}
    core = SimulatedClouds()
    urn = f"urn:pulumi:dev::p::{token}::thing"
    complete = core.complete(urn, token, inputs)
    planned = core.create(urn, token, complete, preview=True).outputs
    state = core.create(urn, token, complete, preview=False)

    assert state.id
    assert "UNKNOWN" not in repr(state.outputs)
    wrong = [
        path
        for name, value in state.outputs.items()
        if name in schema.outputs
        for path in misfits(value, schema.outputs[name].type, name)
    ]
    assert wrong == []
    if not schema.open:
        assert set(state.outputs) <= set(schema.outputs)
    missing = {
        name
        for name, prop in schema.outputs.items()
        if prop.required and name not in state.outputs and isinstance(prop.type, Scalar)
    }
    assert missing == set() or schema.package == "kubernetes"
    known = {name: value for name, value in planned.items() if value is not UNKNOWN}
    assert set(known) <= set(state.outputs)


@pytest.mark.parametrize(
    "token",
    [
        token
        for package in ("aws", "gcp", "azure_native")
        for token in __import__(f"{invokes.__name__}.{package}", fromlist=["x"]).FUNCTIONS
    ],
)
def test_functions_answer_with_the_results_that_the_sdk_declares(token: str) -> None:
    default = AZURE if token.startswith("azure") else {}
    arguments = ARGUMENTS.get(token, default)
    answer = SimulatedClouds().invoke(token, arguments, provider={"project": "ml"})
    schema = function_schema_for(token)
    wrong = [
        path
        for name, value in answer.items()
        if value is not None and name in schema.outputs
        for path in misfits(value, schema.outputs[name].type, name)
    ]
    assert wrong == []
    assert set(answer) <= set(schema.outputs)


def test_a_cluster_of_azure_gives_a_kubeconfig_that_leads_to_it() -> None:
    core = SimulatedClouds()
    type_ = "azure-native:containerservice:ManagedCluster"
    inputs = {"resourceGroupName": "g", "resourceName": "serving", "dnsPrefix": "serving"}
    cluster = core.create(f"urn:pulumi:d::p::{type_}::c", type_, inputs, preview=False)
    answer = core.invoke(
        "azure-native:containerservice:listManagedClusterUserCredentials",
        {"resourceGroupName": "g", "resourceName": "serving"},
    )
    config = json.loads(base64.b64decode(answer["kubeconfigs"][0]["value"]))
    assert config["clusters"][0]["cluster"]["server"] == f"https://{cluster.outputs['fqdn']}:443"


def test_a_gateway_of_azure_has_an_address_for_every_configuration() -> None:
    core = SimulatedClouds()
    address = "azure-native:network:PublicIPAddress"
    type_ = "azure-native:network:VirtualNetworkGateway"
    ips = [
        core.create(
            f"urn:pulumi:d::p::{address}::ip{n}",
            address,
            {"resourceGroupName": "g", "publicIpAddressName": f"ip{n}"},
            preview=False,
        )
        for n in range(2)
    ]
    apipa = ["169.254.21.2", "169.254.22.2"]
    gateway = core.create(
        f"urn:pulumi:d::p::{type_}::gw",
        type_,
        {
            "resourceGroupName": "g",
            "virtualNetworkGatewayName": "gw",
            "enableBgp": True,
            "ipConfigurations": [
                {"name": f"c{n}", "publicIPAddress": {"id": ip.id}} for n, ip in enumerate(ips)
            ],
            "bgpSettings": {
                "asn": 65010,
                "bgpPeeringAddresses": [{"customBgpIpAddresses": [custom]} for custom in apipa],
            },
        },
        preview=False,
    ).outputs["bgpSettings"]

    assert gateway["asn"] == 65010
    assert [a["customBgpIpAddresses"] for a in gateway["bgpPeeringAddresses"]] == [
        [custom] for custom in apipa
    ]
    assert [a["tunnelIpAddresses"] for a in gateway["bgpPeeringAddresses"]] == [
        [ip.outputs["ipAddress"]] for ip in ips
    ]


def test_an_identity_of_azure_gets_its_principal() -> None:
    core = SimulatedClouds()
    type_ = "azure-native:compute:VirtualMachine"
    machine = core.create(
        f"urn:pulumi:d::p::{type_}::vm",
        type_,
        {
            "resourceGroupName": "g",
            "vmName": "vm",
            "identity": {
                "type": "SystemAssigned, UserAssigned",
                "userAssignedIdentities": ["/subscriptions/s/identity"],
            },
        },
        preview=False,
    ).outputs["identity"]
    assert machine["principalId"].startswith("00000000-")
    assert machine["userAssignedIdentities"]["/subscriptions/s/identity"]["clientId"]


TPU = "gcp:tpu/v2Vm:V2Vm"


def urn(name: str, token: str) -> str:
    return f"urn:pulumi:s::p::{token}::{name}"


@pytest.mark.parametrize(
    ("asked", "workers"),
    [
        ({"acceleratorType": "v5litepod-8"}, 1),
        ({"acceleratorType": "v5litepod-16"}, 4),
        ({"acceleratorType": "v4-16"}, 2),
        ({"acceleratorConfig": {"type": "V5LITE_POD", "topology": "4x4"}}, 4),
    ],
)
def test_a_slice_has_an_address_of_its_subnet_for_each_worker(
    asked: dict[str, Any], workers: int
) -> None:
    clouds = SimulatedClouds()
    subnet = {"name": "training", "ipCidrRange": "10.1.0.0/28", "network": "n", "project": "p"}
    token = "gcp:compute/subnetwork:Subnetwork"
    made = clouds.create(
        urn("subnet", token), token, {**subnet, "region": "us-central1"}, preview=False
    )
    slice_ = {
        "name": "slice",
        **asked,
        "runtimeVersion": "r",
        "networkConfig": {"subnetwork": made.id},
    }
    node = clouds.create(urn("slice", TPU), TPU, slice_, preview=False)
    addresses = [
        ipaddress.ip_address(each["ipAddress"]) for each in node.outputs["networkEndpoints"]
    ]
    assert len(set(addresses)) == workers
    usable = list(ipaddress.ip_network("10.1.0.0/28"))[2:-2]
    assert set(addresses) <= set(usable)
