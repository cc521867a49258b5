from __future__ import annotations

import pytest

from polycloud.abstractions.identity import Access
from polycloud.abstractions.metadata_store import METADATA_STORE, Key, KeyType, MetadataStoreSpec
from polycloud.adapters.aws import cloud
from polycloud.adapters.aws.settings import CATALOG

from .deploying import deploy, foreign, policy_of


def _made(spec=None, **options):
    def program(context):
        return {
            "table": cloud.make(
                METADATA_STORE, "metadata", spec or MetadataStoreSpec(), context
            ).table
        }

    return deploy(program, **options)


def _table(run):
    (table,) = run.graph.by_type("aws:dynamodb/table:Table")
    return table


def _granted(access, identity=None):
    def program(context):
        store = cloud.make(METADATA_STORE, "metadata", MetadataStoreSpec(), context)
        who = identity or cloud.workload_identity("training", context)
        store.grant(who, access)

    graph = deploy(program).graph
    cloud_name, name = (identity.cloud, identity.name) if identity else ("aws", "training")
    return graph, policy_of(graph, f"metadata-{cloud_name}-{name}-{access}")


def test_the_table_has_the_keys_that_are_asked_and_is_paid_per_request():
    inputs = _table(_made()).inputs
    assert (inputs["hashKey"], inputs["rangeKey"]) == ("model_id", "version")
    assert inputs["attributes"] == [
        {"name": "model_id", "type": "S"},
        {"name": "version", "type": "N"},
    ]
    assert inputs["billingMode"] == "PAY_PER_REQUEST"
    assert inputs["pointInTimeRecovery"] == {"enabled": True}


def test_a_table_may_have_no_sort_key():
    inputs = _table(_made(MetadataStoreSpec(Key("id", KeyType.NUMBER), sort_key=None))).inputs
    assert "rangeKey" not in inputs
    assert inputs["attributes"] == [{"name": "id", "type": "N"}]


def test_it_is_encrypted_with_its_own_key():
    run = _made()
    (key,) = run.graph.by_type("aws:kms/key:Key")
    encryption = _table(run).inputs["serverSideEncryption"]
    assert encryption == {"enabled": True, "kmsKeyArn": key.outputs["arn"]}


@pytest.mark.parametrize("protect", [True, False])
def test_protection_is_pulumis_and_dynamodbs(protect):
    run = _made(MetadataStoreSpec(protect=protect))
    assert _table(run).inputs["deletionProtectionEnabled"] is protect
    for resource in run.graph.package("aws"):
        if resource.custom and not resource.is_provider:
            assert resource.options.protect is protect


def test_restoring_can_be_left_out():
    inputs = _table(_made(MetadataStoreSpec(point_in_time_restore=False))).inputs
    assert inputs["pointInTimeRecovery"] == {"enabled": False}


@pytest.mark.parametrize("preview", [True, False])
def test_its_name_is_legal_and_known_beforehand(preview):
    run = _made(project="P" * 200, stack="dev", preview=preview)
    assert CATALOG.names["dynamodb_table"].problem(run.outputs["table"]) is None


def test_accesses_grow_and_none_deletes_the_table():
    graph, read = _granted(Access.READ)
    (table,) = graph.by_type("aws:dynamodb/table:Table")
    assert read["Items"]["Resource"] == table.outputs["arn"]
    reading = set(read["Items"]["Action"])
    writing = set(_granted(Access.WRITE)[1]["Items"]["Action"])
    administering = set(_granted(Access.ADMINISTER)[1]["Items"]["Action"])
    assert reading < writing < administering
    assert "dynamodb:PutItem" in writing - reading
    assert not {"dynamodb:DeleteTable", "dynamodb:UpdateTable"} & administering


def test_the_key_is_used_for_this_table_and_through_dynamodb_only():
    graph, granted = _granted(Access.WRITE)
    (table,) = graph.by_type("aws:dynamodb/table:Table")
    assert granted["Key"]["Action"] == ["kms:Decrypt"]
    assert granted["Key"]["Condition"]["StringEquals"] == {
        "kms:ViaService": "dynamodb.us-west-2.amazonaws.com",
        "kms:EncryptionContext:aws:dynamodb:tableName": table.inputs["name"],
    }


def test_a_foreign_workload_is_granted_as_its_trusted_role():
    graph, granted = _granted(Access.READ, foreign("serving", "azure", issuer_key=None))
    (role,) = graph.by_type("aws:iam/role:Role")
    (policy,) = graph.by_type("aws:iam/rolePolicy:RolePolicy")
    assert policy.inputs["role"] == role.inputs["name"]
    assert "dynamodb:GetItem" in granted["Items"]["Action"]
