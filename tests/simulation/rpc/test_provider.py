"""What the engine is answered by a provider of the simulated clouds."""

from __future__ import annotations

import importlib.metadata
import json
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2, status_pb2

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation.core import SimulatedClouds
from polycloud_testing.simulation.faults import Faults, parse_fault
from polycloud_testing.simulation.inventory import drift
from polycloud_testing.simulation.rpc import PACKAGES, ProviderServers
from polycloud_testing.simulation.wire import decode, encode
from tests.simulation.rpc.conftest import BUCKET, Client, Connect, urn_of

PASSWORD = "random:index/randomPassword:RandomPassword"
CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
QUEUE = "aws:sqs/queue:Queue"
KIND = provider_pb2.PropertyDiff


@pytest.mark.parametrize("package", PACKAGES)
def test_every_provider_reports_the_version_of_its_sdk(
    servers: ProviderServers, connect: Connect, package: str
) -> None:
    client = connect(servers, package)
    handshake = client.stub.Handshake(provider_pb2.ProviderHandshakeRequest())
    assert handshake.accept_secrets
    assert handshake.accept_resources is (package == "eks")
    info = client.stub.GetPluginInfo(empty_pb2.Empty())
    assert info.version == importlib.metadata.version(f"pulumi-{package}")


def test_the_environment_names_every_provider(servers: ProviderServers) -> None:
    attached = servers.environment["PULUMI_DEBUG_PROVIDERS"].split(",")
    assert {entry.split(":")[0] for entry in attached} >= set(PACKAGES)
    assert len({entry.split(":")[1] for entry in attached}) == len(attached)


def test_any_other_sdk_that_is_installed_is_served(
    core: SimulatedClouds,
    connect: Connect,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, plugin in (("one", True), ("two", False)):
        sdk = tmp_path / f"pulumi_{name}"
        sdk.mkdir()
        (sdk / "__init__.py").touch()
        (sdk / "pulumi-plugin.json").write_text(
            json.dumps({"resource": plugin, "name": name}), encoding="utf-8"
        )
    monkeypatch.syspath_prepend(str(tmp_path))
    with ProviderServers(core) as servers:
        assert "one" in servers.ports
        assert "two" not in servers.ports


def test_wrong_inputs_are_refused_at_their_paths(aws: Client) -> None:
    wrong = {"tags": {"a": ["b"]}, "buckett": "x"}
    failures = {f.property: f.reason for f in aws.check(BUCKET, "b", wrong).failures}
    assert set(failures) == {"tags.a", "buckett"}
    assert "'bucket'" in failures["buckett"]


def test_a_generated_name_is_planned_kept_and_changed_when_replaced(aws: Client) -> None:
    planned = aws.checked(BUCKET, "data", {})["bucket"]
    assert planned.startswith("data-")
    assert aws.checked(BUCKET, "data", {})["bucket"] == planned
    kept = aws.checked(BUCKET, "data", {"tags": {"a": "b"}}, old={"bucket": "data-before"})
    assert kept["bucket"] == "data-before"

    # The engine asks once more, without the old inputs, when a diff replaces.
    aws.diff(BUCKET, "data", {"bucket": planned}, {"bucket": planned}, id=planned)
    replaced = aws.checked(BUCKET, "data", {})["bucket"]
    assert replaced.startswith("data-")
    assert replaced != planned
    aws.diff(BUCKET, "data", {"bucket": planned}, {"bucket": planned}, id=planned)
    assert aws.checked(BUCKET, "data", {})["bucket"] == replaced


def test_a_secret_stays_one_through_a_check(aws: Client) -> None:
    request = provider_pb2.CheckRequest(
        urn=urn_of(BUCKET, "b"),
        type=BUCKET,
        news=encode({"tags": {"a": "hush"}, "bucket": UNKNOWN}, secrets=["tags.a"]),
    )
    checked = decode(aws.stub.Check(request).inputs)
    assert checked.secrets == {"tags.a"}
    assert checked.values["bucket"] is UNKNOWN


def test_a_preview_knows_what_the_program_says_and_no_more(
    aws: Client, core: SimulatedClouds
) -> None:
    response = aws.create(BUCKET, "b", {"bucket": "a-bucket"}, preview=True)
    outputs = decode(response.properties).values
    assert outputs["bucket"] == "a-bucket"
    assert outputs["arn"] is UNKNOWN
    assert response.id == ""
    assert core.inventory.list() == ()


def test_an_update_in_preview_keeps_what_the_cloud_decided_before(aws: Client) -> None:
    inputs = {"bucket": "a-bucket", "tags": {"a": "b"}}
    created = aws.create(BUCKET, "b", inputs)
    request = provider_pb2.UpdateRequest(
        urn=urn_of(BUCKET, "b"),
        type=BUCKET,
        id=created.id,
        olds=created.properties,
        old_inputs=encode(inputs),
        news=encode({"bucket": "a-bucket", "tags": {"a": UNKNOWN}}),
        preview=True,
    )
    planned = decode(aws.stub.Update(request).properties).values
    assert planned["arn"] == "arn:aws:s3:::a-bucket"
    assert planned["tags"]["a"] is UNKNOWN


def test_a_difference_has_paths_kinds_and_replacements(aws: Client) -> None:
    old = {"bucket": "one", "tags": {"a": "b", "c": "d"}}
    new = {"bucket": "two", "tags": {"a": "changed", "e": "f"}}
    response = aws.diff(BUCKET, "b", old, new)
    assert response.changes == provider_pb2.DiffResponse.DIFF_SOME
    assert {path: diff.kind for path, diff in response.detailedDiff.items()} == {
        "bucket": KIND.UPDATE_REPLACE,
        "tags.a": KIND.UPDATE,
        "tags.c": KIND.DELETE,
        "tags.e": KIND.ADD,
    }
    assert list(response.replaces) == ["bucket"]
    assert set(response.diffs) == {"bucket", "tags"}
    same = aws.diff(BUCKET, "b", old, old)
    assert same.changes == provider_pb2.DiffResponse.DIFF_NONE
    assert not same.detailedDiff


def test_secrets_come_back_secret_and_what_tells_them_too(
    servers: ProviderServers, connect: Connect, core: SimulatedClouds
) -> None:
    password = connect(servers, "random").create(PASSWORD, "p", {"length": 16})
    assert "result" in decode(password.properties).secrets
    connected = {"url": "https://user:hush-hush@host", "plain": "text"}
    made = connect(servers, "kubernetes").create(
        CONFIG_MAP,
        "c",
        {"metadata": {"name": "c"}, "data": {**connected, "key": "hush-hush"}},
        secrets=("data.key",),
    )
    assert decode(made.properties).secrets == {"data.key", "data.url"}
    kept = str([(r.inputs, r.outputs) for r in core.inventory.list()])
    assert "hush-hush" not in kept


def test_a_read_tells_of_drift_in_inputs_and_outputs(aws: Client, core: SimulatedClouds) -> None:
    inputs = {"bucket": "a-bucket", "tags": {"a": "b", "s": "hush"}}
    created = aws.create(BUCKET, "b", inputs, secrets=("tags.s",))
    known = encode(inputs, secrets=["tags.s"])
    assert decode(aws.read(BUCKET, "b", created.id, known).inputs).values == inputs
    drift(core.inventory, urn_of(BUCKET, "b"), "tags.a", "elsewhere")
    response = aws.read(BUCKET, "b", created.id, known)
    found = decode(response.inputs)
    assert found.values["tags"] == {"a": "elsewhere", "s": "hush"}
    assert found.secrets == {"tags.s"}
    assert decode(response.properties).values["tags"]["a"] == "elsewhere"


def test_what_is_gone_reads_as_nothing(aws: Client) -> None:
    created = aws.create(BUCKET, "b", {"bucket": "a-bucket"})
    aws.delete(BUCKET, "b", created.id)
    aws.delete(BUCKET, "b", created.id)
    assert aws.read(BUCKET, "b", created.id).id == ""


def test_what_is_looked_up_and_nobody_made_is_somebody_elses(aws: Client) -> None:
    """Found as the lookup says, and again at a refresh, which repeats what was found."""
    vpc, given = "aws:ec2/vpc:Vpc", encode({"cidrBlock": "10.9.0.0/16"})
    for values in (given, encode({})):
        request = provider_pb2.ReadRequest(
            id="vpc-0abc", urn=urn_of(vpc, "v"), inputs=values, properties=values
        )
        response = aws.stub.Read(request)
        assert (response.id, response.properties) == ("vpc-0abc", values)
    # An import says nothing of it, and a refresh of what was made knows its outputs.
    assert aws.read(vpc, "v", "vpc-0abc").id == ""
    made = encode({"cidrBlock": "10.9.0.0/16", "ownerId": "000000000000"})
    request = provider_pb2.ReadRequest(
        id="vpc-0abc", urn=urn_of(vpc, "v"), inputs=given, properties=made
    )
    assert aws.stub.Read(request).id == ""
    attachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    all_of_it = encode({"role": "node", "policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"})
    assert aws.read(attachment, "a", "node-1", all_of_it).id == ""


def test_what_is_imported_brings_its_inputs(aws: Client) -> None:
    inputs = {"bucket": "a-bucket", "tags": {"a": "b"}}
    created = aws.create(BUCKET, "b", inputs)
    assert decode(aws.read(BUCKET, "b", created.id).inputs).values == inputs


def test_each_connection_has_a_configuration_of_its_own(
    servers: ProviderServers, connect: Connect
) -> None:
    west, east = connect(servers, "aws"), connect(servers, "aws")
    west.configure(region="us-west-2", defaultTags='{"tags": {"owner": "west"}}')
    east.configure(region="us-east-1")
    in_west = decode(west.create(QUEUE, "w", {"name": "q"}).properties).values
    in_east = decode(east.create(QUEUE, "e", {"name": "q"}).properties).values
    assert "us-west-2" in in_west["arn"]
    assert "us-east-1" in in_east["arn"]
    assert in_west["tagsAll"] == {"owner": "west"}


def test_provider_configurations_are_checked_and_compared(aws: Client) -> None:
    provider = "pulumi:providers:aws"
    checked = aws.stub.CheckConfig(
        provider_pb2.CheckRequest(urn=urn_of(provider, "p"), news=encode({"regionn": "x"}))
    )
    assert [failure.property for failure in checked.failures] == ["regionn"]
    old, new = encode({"region": "us-west-2"}), encode({"region": "us-east-1"})
    request = provider_pb2.DiffRequest(urn=urn_of(provider, "p"), old_inputs=old, news=new)
    assert set(aws.stub.DiffConfig(request).detailedDiff) == {"region"}


def test_a_refusal_is_the_clouds_own_answer(aws: Client) -> None:
    aws.create(BUCKET, "one", {"bucket": "a-bucket"})
    with pytest.raises(grpc.RpcError) as raised:
        aws.create(BUCKET, "two", {"bucket": "a-bucket"})
    assert raised.value.code() is grpc.StatusCode.UNKNOWN
    assert "BucketAlreadyExists" in raised.value.details()


def test_a_partial_creation_says_what_exists(connect: Connect) -> None:
    core = SimulatedClouds(faults=Faults([parse_fault("partial aws:*")]))
    with ProviderServers(core, packages=["aws"]) as servers:
        with pytest.raises(grpc.RpcError) as raised:
            connect(servers, "aws").create(BUCKET, "b", {"bucket": "a-bucket"})
        metadata = dict(raised.value.trailing_metadata())
    status = status_pb2.Status.FromString(metadata["grpc-status-details-bin"])
    detail = provider_pb2.ErrorResourceInitFailed()
    assert status.details[0].Unpack(detail)
    assert detail.id == "a-bucket"
    assert decode(detail.properties).values["arn"] == "arn:aws:s3:::a-bucket"
    assert core.inventory.get(BUCKET, "a-bucket") is not None


def test_a_data_source_answers(aws: Client) -> None:
    token = "aws:index/getRegion:getRegion"
    response = aws.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=encode({})))
    assert decode(getattr(response, "return")).values["name"] == "us-west-2"


def test_what_is_not_simulated_says_so(aws: Client) -> None:
    with pytest.raises(grpc.RpcError) as unknown:
        aws.check("aws:s3/bucket:Buckett", "b", {})
    assert "Bucket" in unknown.value.details()
    with pytest.raises(grpc.RpcError) as schema:
        aws.stub.GetSchema(provider_pb2.GetSchemaRequest())
    assert schema.value.code() is grpc.StatusCode.UNIMPLEMENTED


def test_what_takes_longer_than_the_program_allows_is_late(
    aws: Client, core: SimulatedClouds
) -> None:
    cluster = "aws:eks/cluster:Cluster"
    inputs = {
        "name": "slow",
        "roleArn": "arn:aws:iam::000000000000:role/r",
        "vpcConfig": {"subnetIds": ["subnet-0", "subnet-1"]},
    }
    request = provider_pb2.CreateRequest(
        urn=urn_of(cluster, "slow"), type=cluster, properties=encode(inputs), timeout=60
    )
    with pytest.raises(grpc.RpcError) as raised:
        aws.stub.Create(request)
    assert "allows 60 s" in raised.value.details()
    assert core.inventory.get(cluster, "slow") is not None
    deletion = provider_pb2.DeleteRequest(
        urn=urn_of(cluster, "slow"), type=cluster, id="slow", timeout=1
    )
    with pytest.raises(grpc.RpcError):
        aws.stub.Delete(deletion)
    deletion.timeout = 3600
    aws.stub.Delete(deletion)
    assert core.inventory.get(cluster, "slow") is None
