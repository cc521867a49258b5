"""What the provider servers tell, and keep, of secrets."""

from __future__ import annotations

import json

from pulumi.runtime.proto import provider_pb2

from polycloud_testing.simulation.core import SimulatedClouds
from polycloud_testing.simulation.wire import decode, encode
from tests.simulation.rpc.conftest import BUCKET, Client, Connect, ProviderServers, urn_of

SECRET = "canary-7f3a"


def test_labels_that_come_back_secret_make_nothing_else_so_in_a_refresh(
    servers: ProviderServers, connect: Connect
) -> None:
    """The provider marks labels as secret, whoever gave them; names contain the same words."""
    gcp = connect(servers, "gcp")
    gcp.configure(project="models-project", defaultLabels='{"team": "models"}')
    inputs = {"name": "models-of-the-team", "location": "us-central1"}
    made = gcp.create("gcp:storage/bucket:Bucket", "models", inputs)
    secrets = decode(made.properties).secrets
    read = gcp.stub.Read(
        provider_pb2.ReadRequest(
            urn=urn_of("gcp:storage/bucket:Bucket", "models"),
            type="gcp:storage/bucket:Bucket",
            id=made.id,
            inputs=encode(inputs),
            properties=made.properties,
        )
    )
    assert decode(read.properties).secrets == secrets
    assert decode(read.properties).values == decode(made.properties).values
    assert "name" not in secrets


def test_a_secret_of_a_provider_is_not_kept_where_it_comes_back(
    servers: ProviderServers, connect: Connect, core: SimulatedClouds
) -> None:
    aws = connect(servers, "aws")
    tags = json.dumps({"tags": {"owner": SECRET}})
    configuration = encode({"region": "us-west-2", "defaultTags": tags}, secrets=["defaultTags"])
    aws.stub.Configure(provider_pb2.ConfigureRequest(args=configuration))
    made = aws.create(BUCKET, "b", {"bucket": "the-bucket", "tags": {"tier": "hot"}})
    assert decode(made.properties).values["tagsAll"] == {"owner": SECRET, "tier": "hot"}
    (record,) = core.inventory.list()
    assert record.outputs["tagsAll"] == {"owner": "[secret]", "tier": "hot"}


def test_a_refusal_does_not_tell_a_secret(aws: Client) -> None:
    inputs = {"bucket": "b", "acl": SECRET, "forceDestroy": f"not {SECRET}"}
    response = aws.stub.Check(
        provider_pb2.CheckRequest(
            urn=urn_of(BUCKET, "b"),
            type=BUCKET,
            name="b",
            news=encode(inputs, secrets=["acl", "forceDestroy"]),
        )
    )
    told = {failure.property: failure.reason for failure in response.failures}
    assert {"acl", "forceDestroy"} <= set(told)
    assert SECRET not in str(told)
    assert "[secret]" in told["forceDestroy"]
