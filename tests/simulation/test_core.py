"""The core of the simulated clouds: what it makes, refuses, changes and keeps."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation import outputs
from polycloud_testing.simulation.core import SimulatedClouds
from polycloud_testing.simulation.faults import Faults, parse_fault
from polycloud_testing.simulation.interface import PartialCreation, SimulationError, State
from polycloud_testing.simulation.inventory import SqliteInventory, drift
from polycloud_testing.simulation.latency import ScaledClock
from polycloud_testing.simulation.schema import schema_for

PACKAGES = ["aws", "gcp", "azure-native", "kubernetes", "random"]
CANARY = "canary-9f86d081884c"


def urn(type_: str, name: str = "thing", stack: str = "dev") -> str:
    return f"urn:pulumi:{stack}::project::{type_}::{name}"


def create(
    core: SimulatedClouds, type_: str, inputs: Mapping[str, Any], name: str = "thing", **more: Any
) -> State:
    where = urn(type_, name, more.pop("stack", "dev"))
    complete = core.complete(where, type_, inputs)
    return core.create(where, type_, complete, preview=more.pop("preview", False), **more)


@pytest.fixture
def core() -> SimulatedClouds:
    return SimulatedClouds()


@pytest.mark.parametrize("package", PACKAGES)
def test_rules_name_types_and_outputs_that_the_sdk_has(package: str) -> None:
    known = outputs.package_of(package)
    for token, rule in [*known.rules.items(), *known.shapes.items()]:
        if token == "*":
            continue
        schema = schema_for(token)
        assert set(rule) - {"id"} <= set(schema.outputs), token


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        ("aws:s3/bucket:Bucket", {}),
        ("aws:kinesis/stream:Stream", {}),
        ("gcp:redis/instance:Instance", {"memorySizeGb": 1}),
        ("azure-native:web:WebApp", {"resourceGroupName": "rg"}),
        ("azure-native:sql:Server", {"resourceGroupName": "rg", "location": "eastus"}),
        ("kubernetes:batch/v1:Job", {"apiVersion": "batch/v1", "kind": "Job"}),
        ("random:index/randomId:RandomId", {"byteLength": 4}),
    ],
)
def test_any_type_of_any_sdk_is_made(core: SimulatedClouds, type_: str, inputs: Any) -> None:
    state = create(core, type_, inputs)

    assert state.id
    found = core.read(type_, state.id, known=state.outputs)
    assert found is not None
    assert found.outputs == state.outputs
    json.dumps(state.outputs)


def test_made_up_values_repeat_for_a_stack_and_differ_between_stacks() -> None:
    type_ = "aws:ec2/vpc:Vpc"
    once = create(SimulatedClouds(), type_, {"cidrBlock": "10.0.0.0/16"})
    again = create(SimulatedClouds(), type_, {"cidrBlock": "10.0.0.0/16"})
    elsewhere = create(SimulatedClouds(), type_, {"cidrBlock": "10.0.0.0/16"}, stack="prod")
    seeded = create(SimulatedClouds(seed="7"), type_, {"cidrBlock": "10.0.0.0/16"})

    assert once == again
    assert len({once.id, elsewhere.id, seeded.id}) == 3


@pytest.mark.parametrize(
    ("type_", "inputs", "provider", "expected"),
    [
        ("aws:iam/role:Role", {"path": "/ml/"}, {}, r"arn:aws:iam::0{12}:role/ml/thing-\w{7}"),
        (
            "aws:dynamodb/table:Table",
            {"region": "eu-west-1"},
            {"region": "us-west-2"},
            r"arn:aws:dynamodb:eu-west-1:0{12}:table/thing-\w{7}",
        ),
        (
            "aws:sns/topic:Topic",
            {"name": "alerts"},
            {"region": "us-west-2"},
            r"arn:aws:sns:us-west-2:0{12}:alerts",
        ),
        (
            "aws:secretsmanager/secret:Secret",
            {"name": "db"},
            {"region": "us-west-2"},
            r"arn:aws:secretsmanager:us-west-2:0{12}:secret:db-\w{6}",
        ),
    ],
)
def test_arns_say_service_region_and_a_simulated_account(
    core: SimulatedClouds, type_: str, inputs: Any, provider: Any, expected: str
) -> None:
    state = create(core, type_, inputs, provider=provider)
    assert re.fullmatch(expected, state.outputs["arn"])


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        ("aws:sfn/stateMachine:StateMachine", r"arn:aws:states:us-west-2:0{12}:stateMachine:m"),
        ("aws:batch/jobQueue:JobQueue", r"arn:aws:batch:us-west-2:0{12}:job-queue/m"),
        ("aws:ec2/trafficMirrorFilter:TrafficMirrorFilter", r"tmf-0{7}[0-9a-f]{10}"),
        ("aws:kinesis/stream:Stream", "m"),
    ],
)
def test_ids_without_a_rule_are_of_the_form_that_the_sdk_documents(
    core: SimulatedClouds, type_: str, expected: str
) -> None:
    made = create(core, type_, {"name": "m"}, provider={"region": "us-west-2"})
    assert re.fullmatch(expected, made.id)


def test_ids_of_google_cloud_are_resource_names(core: SimulatedClouds) -> None:
    provider = {"project": "ml-dev", "region": "europe-west4"}
    network = create(core, "gcp:compute/network:Network", {"name": "net"}, provider=provider)
    inputs = {"name": "sub", "network": network.id, "ipCidrRange": "10.1.0.0/24"}
    subnet = create(core, "gcp:compute/subnetwork:Subnetwork", inputs, provider=provider)

    assert network.id == "projects/ml-dev/global/networks/net"
    assert subnet.id == "projects/ml-dev/regions/europe-west4/subnetworks/sub"
    assert subnet.outputs["gatewayAddress"] == "10.1.0.1"
    assert subnet.outputs["selfLink"].endswith(subnet.id)


@pytest.mark.parametrize(
    ("type_", "inputs", "expected"),
    [
        (
            "gcp:redis/instance:Instance",
            {"name": "r"},
            "projects/ml/locations/us-east1/instances/r",
        ),
        (
            "gcp:networkconnectivity/hub:Hub",
            {"name": "h"},
            "projects/ml/locations/global/hubs/h",
        ),
        (
            "gcp:vertex/aiIndex:AiIndex",
            {"displayName": "i"},
            r"projects/ml/locations/us-east1/indexes/\d{19}",
        ),
    ],
)
def test_resource_names_without_a_rule_are_as_the_sdk_documents_them(
    core: SimulatedClouds, type_: str, inputs: Any, expected: str
) -> None:
    made = create(core, type_, inputs, provider={"project": "ml", "region": "us-east1"})
    assert re.fullmatch(expected, made.id)


def test_a_service_account_has_its_address_and_its_member(core: SimulatedClouds) -> None:
    account = create(
        core,
        "gcp:serviceaccount/account:Account",
        {"accountId": "training"},
        provider={"project": "ml-dev"},
    )
    email = "training@ml-dev.iam.gserviceaccount.com"
    assert account.outputs["email"] == email
    assert account.outputs["member"] == f"serviceAccount:{email}"
    assert account.id == f"projects/ml-dev/serviceAccounts/{email}"
    assert len(account.outputs["uniqueId"]) == 21


def test_ids_of_azure_are_paths_below_their_group(core: SimulatedClouds) -> None:
    group = create(
        core,
        "azure-native:resources:ResourceGroup",
        {"resourceGroupName": "ml", "location": "West Europe"},
    )
    account = create(
        core,
        "azure-native:storage:StorageAccount",
        {"resourceGroupName": "ml", "accountName": "models"},
    )
    container = create(
        core,
        "azure-native:storage:BlobContainer",
        {"resourceGroupName": "ml", "accountName": "models"},
        "weights",
    )

    assert group.id == "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/ml"
    assert account.id == f"{group.id}/providers/Microsoft.Storage/storageAccounts/models"
    assert account.outputs["type"] == "Microsoft.Storage/storageAccounts"
    assert account.outputs["location"] == "westeurope"
    assert account.outputs["primaryEndpoints"]["blob"] == "https://models.blob.core.windows.net/"
    assert container.id == f"{account.id}/blobServices/default/containers/weights"


def test_a_kubernetes_object_is_named_placed_and_filled_in(core: SimulatedClouds) -> None:
    service = create(
        core,
        "kubernetes:core/v1:Service",
        {"apiVersion": "v1", "kind": "Service", "spec": {"type": "LoadBalancer"}},
    )
    metadata = service.outputs["metadata"]
    assert service.id == f"default/{metadata['name']}"
    assert re.fullmatch(r"thing-[0-9a-f]{8}", metadata["name"])
    assert metadata["annotations"]["pulumi.com/autonamed"] == "true"
    assert metadata["uid"].startswith("00000000-")
    assert service.outputs["spec"]["clusterIP"]
    assert service.outputs["status"]["loadBalancer"]["ingress"][0]["hostname"]


def test_the_same_object_may_exist_in_two_clusters(core: SimulatedClouds) -> None:
    inputs = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}}
    type_ = "kubernetes:core/v1:ConfigMap"
    for number in (1, 2):
        config = {"clusters": [{"cluster": {"server": f"https://cluster-{number}"}}]}
        provider = {"kubeconfig": json.dumps(config)}
        create(core, type_, inputs, f"settings-{number}", provider=provider)

    assert len(core.inventory.list()) == 2
    with pytest.raises(SimulationError, match='configmaps "settings" already exists'):
        create(core, type_, inputs, "again", provider=provider)


def test_tunnels_take_their_inside_addresses_from_what_was_asked(core: SimulatedClouds) -> None:
    gateway = create(core, "aws:ec2/vpnGateway:VpnGateway", {"amazonSideAsn": "64620"})
    connection = create(
        core,
        "aws:ec2/vpnConnection:VpnConnection",
        {
            "customerGatewayId": "cgw-1",
            "vpnGatewayId": gateway.id,
            "type": "ipsec.1",
            "tunnel1InsideCidr": "169.254.21.0/30",
        },
    ).outputs

    assert connection["tunnel1VgwInsideAddress"] == "169.254.21.1"
    assert connection["tunnel1CgwInsideAddress"] == "169.254.21.2"
    assert connection["tunnel1BgpAsn"] == "64620"
    second = ipaddress.ip_network(connection["tunnel2InsideCidr"])
    assert second.prefixlen == 30
    assert ipaddress.ip_address(connection["tunnel2CgwInsideAddress"]) in second
    assert connection["tunnel1Address"] != connection["tunnel2Address"]


def test_a_cluster_has_an_issuer_and_an_endpoint(core: SimulatedClouds) -> None:
    cluster = create(
        core,
        "aws:eks/cluster:Cluster",
        {"roleArn": "arn:aws:iam::000000000000:role/r", "vpcConfig": {"subnetIds": ["subnet-1"]}},
        provider={"region": "eu-central-1"},
    ).outputs
    issuer = cluster["identities"][0]["oidcs"][0]["issuer"]
    assert re.fullmatch(r"https://oidc\.eks\.eu-central-1\.amazonaws\.com/id/[0-9A-F]{32}", issuer)
    assert cluster["endpoint"].endswith(".eu-central-1.eks.amazonaws.com")
    assert cluster["vpcConfig"]["subnetIds"] == ["subnet-1"]
    assert cluster["vpcConfig"]["clusterSecurityGroupId"].startswith("sg-0000000")


def test_a_tpu_has_outside_addresses_only_where_asked(core: SimulatedClouds) -> None:
    type_ = "gcp:tpu/v2Vm:V2Vm"
    base = {"runtimeVersion": "v2-alpha-tpuv6e", "zone": "us-east5-b"}
    private = create(core, type_, base, "private").outputs["networkEndpoints"][0]
    config = {"networkConfig": {"enableExternalIps": True}}
    public = create(core, type_, {**base, **config}, "public").outputs["networkEndpoints"][0]

    assert ipaddress.ip_address(private["ipAddress"]).is_private
    assert private["accessConfigs"] == []
    assert public["accessConfigs"][0]["externalIp"]


def test_default_tags_and_labels_are_in_what_is_effective(core: SimulatedClouds) -> None:
    bucket = create(
        core,
        "aws:s3/bucket:Bucket",
        {"tags": {"team": "ml"}},
        provider={"defaultTags": {"tags": {"cost": "42", "team": "none"}}},
    )
    assert bucket.outputs["tagsAll"] == {"cost": "42", "team": "ml"}
    labelled = create(
        core,
        "gcp:storage/bucket:Bucket",
        {"labels": {"team": "ml"}, "location": "EU"},
        provider={"defaultLabels": {"cost": "42"}},
    )
    assert labelled.outputs["effectiveLabels"] == {
        "goog-pulumi-provisioned": "true",
        "cost": "42",
        "team": "ml",
    }


def test_a_random_text_is_of_the_length_and_sorts_that_were_asked(core: SimulatedClouds) -> None:
    inputs = {"length": 24, "special": False, "minNumeric": 5}
    made = create(core, "random:index/randomPassword:RandomPassword", inputs).outputs["result"]
    assert len(made) == 24
    assert made.isalnum()
    assert sum(character.isdigit() for character in made) >= 5


def test_a_preview_keeps_nothing_and_knows_the_inputs_and_the_name(core: SimulatedClouds) -> None:
    inputs = {"forceDestroy": True, "tags": {"team": "ml"}}
    state = create(core, "aws:s3/bucket:Bucket", inputs, preview=True)

    assert state.id == ""
    assert state.outputs["forceDestroy"] is True
    assert re.fullmatch(r"thing-[0-9a-f]{7}", state.outputs["bucket"])
    assert state.outputs["arn"] is UNKNOWN
    assert state.outputs["tagsAll"] == {"team": "ml"}
    assert core.inventory.list() == ()


def test_a_preview_of_azure_knows_the_inputs_alone(core: SimulatedClouds) -> None:
    inputs = {"resourceGroupName": "ml", "sku": {"name": "Premium"}}
    state = create(core, "azure-native:containerregistry:Registry", inputs, preview=True)

    assert state.outputs["sku"]["name"] == "Premium"
    assert state.outputs["loginServer"] is UNKNOWN
    assert state.outputs["name"] is UNKNOWN


def test_a_preview_and_the_update_after_it_agree_on_what_both_know(core: SimulatedClouds) -> None:
    inputs = {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True}
    planned = create(core, "aws:ec2/vpc:Vpc", inputs, preview=True)
    made = create(core, "aws:ec2/vpc:Vpc", inputs)

    known = {k: v for k, v in planned.outputs.items() if v is not UNKNOWN}
    assert known
    assert {k: made.outputs[k] for k in known} == known
    assert set(planned.outputs) - set(known) >= {"arn", "mainRouteTableId"}


@pytest.mark.parametrize(
    ("type_", "inputs", "expected"),
    [
        ("aws:s3/bucket:Bucket", {"bucket": "taken"}, "BucketAlreadyExists"),
        ("aws:iam/role:Role", {"name": "taken"}, "EntityAlreadyExists"),
        ("gcp:compute/network:Network", {"name": "taken"}, "Error 409.*alreadyExists"),
        (
            "azure-native:network:VirtualNetwork",
            {"resourceGroupName": "g", "virtualNetworkName": "taken"},
            "cannot create already existing resource '/subscriptions/",
        ),
    ],
)
def test_a_name_that_is_taken_is_refused_as_the_cloud_does(
    core: SimulatedClouds, type_: str, inputs: Any, expected: str
) -> None:
    create(core, type_, inputs, "first")
    with pytest.raises(SimulationError, match=expected):
        create(core, type_, inputs, "second")
    assert len(core.inventory.list()) == 1


def test_some_names_are_taken_in_all_of_azure(core: SimulatedClouds) -> None:
    type_ = "azure-native:storage:StorageAccount"
    create(core, type_, {"resourceGroupName": "one", "accountName": "models"}, "first")
    with pytest.raises(SimulationError, match="StorageAccountAlreadyTaken"):
        create(core, type_, {"resourceGroupName": "two", "accountName": "models"}, "second")


def test_a_role_made_by_the_customer_is_named_as_bindings_want_it(core: SimulatedClouds) -> None:
    role = create(
        core,
        "gcp:projects/iAMCustomRole:IAMCustomRole",
        {"roleId": "reader"},
        provider={"project": "ml"},
    )
    assert role.outputs["name"] == role.id == "projects/ml/roles/reader"


def test_settings_of_another_resource_are_replaced_in_silence(core: SimulatedClouds) -> None:
    type_ = "aws:s3/bucketVersioning:BucketVersioning"
    for name in ("first", "second"):
        create(core, type_, {"bucket": "b", "versioningConfiguration": {"status": "Enabled"}}, name)
    assert len(core.inventory.list()) == 1


def test_a_generated_name_is_kept_and_another_is_taken_on_replacement(
    core: SimulatedClouds,
) -> None:
    type_ = "aws:s3/bucket:Bucket"
    where = urn(type_)
    first = core.complete(where, type_, {}, seed="1")
    kept = core.complete(where, type_, {}, old=first, seed="2")
    other = core.complete(where, type_, {}, seed="2")

    assert kept == first
    assert other["bucket"] != first["bucket"]


@pytest.mark.parametrize(
    ("type_", "protected", "open_"),
    [
        ("aws:dynamodb/table:Table", {"deletionProtectionEnabled": True}, {}),
        (
            "gcp:container/cluster:Cluster",
            {"location": "us-central1"},
            {"deletionProtection": False},
        ),
        (
            "gcp:compute/network:Network",
            {"deletionPolicy": "PREVENT"},
            {"deletionPolicy": "DELETE"},
        ),
    ],
)
def test_what_is_protected_is_not_deleted(
    core: SimulatedClouds, type_: str, protected: dict[str, Any], open_: dict[str, Any]
) -> None:
    state = create(core, type_, protected, "protected")
    with pytest.raises(SimulationError, match="deletion"):
        core.delete(urn(type_, "protected"), type_, state.id)
    assert core.read(type_, state.id) is not None

    other = create(core, type_, {**protected, "deletionProtectionEnabled": False, **open_}, "open")
    core.delete(urn(type_, "open"), type_, other.id)
    assert core.read(type_, other.id) is None


def test_deleting_what_is_gone_is_no_error(core: SimulatedClouds) -> None:
    core.delete(urn("aws:s3/bucket:Bucket"), "aws:s3/bucket:Bucket", "absent")


def test_an_update_keeps_the_id_and_what_the_cloud_made(core: SimulatedClouds) -> None:
    type_ = "aws:ec2/vpc:Vpc"
    before = create(core, type_, {"cidrBlock": "10.0.0.0/16"})
    new = {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True}
    old = {"cidrBlock": "10.0.0.0/16"}
    after = core.update(urn(type_), type_, before.id, old, new, preview=False)

    assert after.id == before.id
    assert after.outputs["mainRouteTableId"] == before.outputs["mainRouteTableId"]
    assert after.outputs["enableDnsHostnames"] is True
    found = core.read(type_, before.id)
    assert found is not None
    assert found.outputs == after.outputs


def test_an_update_of_what_is_gone_is_refused(core: SimulatedClouds) -> None:
    type_ = "aws:ec2/vpc:Vpc"
    with pytest.raises(SimulationError, match="not found"):
        core.update(urn(type_), type_, "vpc-absent", {}, {}, preview=False)


def test_a_replacement_gets_values_of_its_own(core: SimulatedClouds) -> None:
    old = create(core, "aws:ec2/vpc:Vpc", {"cidrBlock": "10.0.0.0/16"})
    new = create(core, "aws:ec2/vpc:Vpc", {"cidrBlock": "10.9.0.0/16"})
    assert old.id != new.id
    assert len(core.inventory.list()) == 2


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ({"a": 1}, {"a": 1}, ()),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, ("a.b[1]",)),
        ({"a": [1]}, {"a": [1, {"b": 2}]}, ("a[1]",)),
        ({"tags": {"x.y": "1"}}, {"tags": {"x.y": "2"}}, ('tags["x.y"]',)),
        ({}, {"a": None, "b": {}, "c": []}, ()),
        ({"a": "known"}, {"a": UNKNOWN}, ("a",)),
        ({"p": '{"a": 1, "b": 2}'}, {"p": '{"b":2,"a":1}'}, ()),
        ({"p": '{"a": 1}'}, {"p": '{"a": 2}'}, ("p",)),
        ({"__defaults": ["x"]}, {"__defaults": []}, ()),
    ],
)
def test_a_diff_names_what_changes_as_deep_as_it_goes(
    core: SimulatedClouds, old: Any, new: Any, changed: tuple[str, ...]
) -> None:
    type_ = "random:index/randomPet:RandomPet"
    assert core.diff(urn(type_), type_, old, new).changed == changed


def test_a_diff_says_what_replaces(core: SimulatedClouds) -> None:
    type_ = "aws:ec2/vpc:Vpc"
    difference = core.diff(
        urn(type_), type_, {"cidrBlock": "10.0.0.0/16"}, {"cidrBlock": "10.1.0.0/16", "tags": {}}
    )
    assert difference.changed == ("cidrBlock",)
    assert difference.replaces == ("cidrBlock",)


def test_checking_names_the_path_and_the_nearest_name(core: SimulatedClouds) -> None:
    type_ = "aws:s3/bucket:Bucket"
    (failure,) = core.check(urn(type_), type_, {"forceDestory": True})
    assert failure.path == "forceDestory"
    assert "forceDestroy" in failure.reason


def test_no_secret_is_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "inventory.db"
    core = SimulatedClouds(SqliteInventory(path))
    type_ = "kubernetes:core/v1:Secret"
    inputs = {
        "apiVersion": "v1",
        "kind": "Secret",
        "stringData": {"password": CANARY, "url": f"https://user:{CANARY}@host"},
        "metadata": {"name": "s", "annotations": {"leak": f"is {CANARY}"}},
    }
    state = create(core, type_, inputs, secrets=["stringData.password"])
    password = create(core, "random:index/randomPassword:RandomPassword", {"length": 20})
    new = {**inputs, "immutable": True}
    core.update(
        urn(type_), type_, state.id, inputs, new, preview=False, secrets=["stringData.password"]
    )

    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b'"immutable": true' in kept
    assert CANARY.encode() not in kept
    assert password.outputs["result"].encode() not in kept


def test_reading_puts_back_the_secrets_that_the_caller_knows(core: SimulatedClouds) -> None:
    type_ = "aws:ssm/parameter:Parameter"
    inputs = {"type": "SecureString", "name": "/db", "value": CANARY, "description": "old"}
    state = create(core, type_, inputs, secrets=["value"])
    drift(core.inventory, urn(type_), "description", "changed")

    known = core.read(type_, state.id, known=state.outputs)
    blind = core.read(type_, state.id)
    assert known is not None
    assert blind is not None
    assert known.outputs["value"] == CANARY
    assert known.outputs["description"] == "changed"
    assert blind.outputs["value"] == "[secret]"


def test_an_unknown_function_is_named(core: SimulatedClouds) -> None:
    with pytest.raises(SimulationError, match="aws:ec2/getMystery:getMystery"):
        core.invoke("aws:ec2/getMystery:getMystery", {})


def test_a_policy_document_is_rendered(core: SimulatedClouds) -> None:
    answer = core.invoke(
        "aws:iam/getPolicyDocument:getPolicyDocument",
        {
            "statements": [
                {
                    "sid": "Read",
                    "actions": ["s3:GetObject", "s3:ListBucket"],
                    "resources": ["arn:aws:s3:::b"],
                    "principals": [{"type": "AWS", "identifiers": ["*"]}],
                    "conditions": [
                        {"test": "Bool", "variable": "aws:SecureTransport", "values": ["true"]}
                    ],
                }
            ]
        },
    )
    document = json.loads(answer["json"])
    assert document["Version"] == "2012-10-17"
    assert document["Statement"] == [
        {
            "Sid": "Read",
            "Effect": "Allow",
            "Action": ["s3:ListBucket", "s3:GetObject"],
            "Resource": "arn:aws:s3:::b",
            "Principal": {"AWS": "*"},
            "Condition": {"Bool": {"aws:SecureTransport": "true"}},
        }
    ]


def test_functions_answer_for_the_region_of_the_provider(core: SimulatedClouds) -> None:
    zones = core.invoke(
        "aws:index/getAvailabilityZones:getAvailabilityZones", {}, provider={"region": "us-east-1"}
    )
    assert zones["names"][:2] == ["us-east-1a", "us-east-1b"]
    client = core.invoke("azure-native:authorization:getClientConfig", {})
    assert client["subscriptionId"].startswith("00000000-")
    assert core.invoke("gcp:compute/getZones:getZones", {"region": "us-central1"})["names"]


def test_a_fault_strikes_as_often_as_it_was_told() -> None:
    core = SimulatedClouds(faults=Faults([parse_fault("fail aws:s3/*#create:2")]))
    for _ in range(2):
        with pytest.raises(SimulationError, match="told to fail"):
            create(core, "aws:s3/bucket:Bucket", {})
    assert create(core, "aws:s3/bucket:Bucket", {}).id
    assert create(core, "aws:sns/topic:Topic", {}).id


def test_a_partial_creation_leaves_the_resource() -> None:
    core = SimulatedClouds(faults=Faults([parse_fault("partial thing")]))
    with pytest.raises(PartialCreation) as partial:
        create(core, "aws:s3/bucket:Bucket", {})
    assert core.read("aws:s3/bucket:Bucket", partial.value.state.id) is not None


def test_throttling_costs_time_and_in_the_end_the_call() -> None:
    type_ = "aws:s3/bucket:Bucket"
    calm = SimulatedClouds().seconds(urn(type_), type_, "create")
    some = SimulatedClouds(faults=Faults([parse_fault("throttle 0.5")], seed=1))
    delayed = [some.seconds(urn(type_, f"b{n}"), type_, "create") for n in range(20)]
    assert max(delayed) > calm * 1.2

    never = SimulatedClouds(faults=Faults([parse_fault("throttle 1")]))
    with pytest.raises(SimulationError, match="rate exceeded"):
        create(never, type_, {})


def test_a_call_that_hangs_ends_when_the_clock_is_stopped() -> None:
    clock = ScaledClock(1.0)
    clock.stop()
    core = SimulatedClouds(faults=Faults([parse_fault("hang aws:*")]), clock=clock)
    with pytest.raises(SimulationError, match="timeout"):
        create(core, "aws:s3/bucket:Bucket", {})


@pytest.mark.parametrize(
    "text", ["explode aws:*", "fail aws:*#explode", "throttle 2", "fail a b c"]
)
def test_a_fault_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_fault(text)


def test_slow_things_are_slow() -> None:
    core = SimulatedClouds()
    gateway, cluster, rule = (
        core.seconds("urn", type_, "create")
        for type_ in (
            "azure-native:network:VirtualNetworkGateway",
            "aws:eks/cluster:Cluster",
            "aws:iam/role:Role",
        )
    )
    assert gateway > 1800 > cluster > 300 > rule


def test_two_passwords_are_two_although_their_ids_are_the_same() -> None:
    clouds = SimulatedClouds()
    token = "random:index/randomPassword:RandomPassword"
    urns = [f"urn:pulumi:dev::p::{token}::{name}" for name in ("one", "other")]
    states = [clouds.create(urn, token, {"length": 32}, preview=False) for urn in urns]
    assert [record.urn for record in clouds.inventory.list()] == urns
    assert states[0].outputs["result"] != states[1].outputs["result"]
    clouds.delete(urns[0], token, states[0].id)
    assert clouds.read(token, states[0].id, urn=urns[0]) is None
    assert clouds.read(token, states[1].id, urn=urns[1]) is not None
