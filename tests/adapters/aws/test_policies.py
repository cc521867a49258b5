"""What holds for every policy that the adapter writes."""

from __future__ import annotations

import json

import pytest

from polycloud.abstractions.identity import Access
from polycloud.abstractions.image_registry import IMAGE_REGISTRY, ImageRegistrySpec
from polycloud.abstractions.metadata_store import METADATA_STORE, MetadataStoreSpec
from polycloud.abstractions.object_store import OBJECT_STORE, BucketSpec, ObjectStoreSpec
from polycloud.adapters.aws import cloud

from .deploying import ACCOUNT, deploy, foreign, statements


def _everything(context):
    data = cloud.make(OBJECT_STORE, "data", ObjectStoreSpec({"models": BucketSpec()}), context)
    images = cloud.make(IMAGE_REGISTRY, "images", ImageRegistrySpec(), context)
    table = cloud.make(METADATA_STORE, "metadata", MetadataStoreSpec(), context)
    workloads = (
        cloud.workload_identity("training", context),
        foreign("tpu"),
        foreign("pods", "azure", "https://oidc.example.test/1", "azure-serving"),
    )
    for workload in workloads:
        for access in (Access.READ, Access.WRITE, Access.ADMINISTER):
            data.grant(workload, access, "models")
            data.grant(workload, access, "models", "folder")
            table.grant(workload, access)
            images.grant(workload, access, "preprocessing")
    return {"network": cloud.network(context).network_id}


@pytest.fixture(scope="module")
def graph():
    return deploy(_everything).graph


def _listed(value):
    return value if isinstance(value, list) else [value]


def _allowed(graph):
    return [(where, each) for where, each in statements(graph) if each["Effect"] == "Allow"]


def test_there_is_something_to_look_at(graph):
    assert len(_allowed(graph)) > 50


def test_no_action_is_a_wildcard(graph):
    for where, statement in _allowed(graph):
        for action in _listed(statement["Action"]):
            assert "*" not in action, (where, action)
        assert "NotAction" not in statement, where


def test_nobody_is_let_in_by_a_wildcard(graph):
    for where, statement in _allowed(graph):
        principal = statement.get("Principal", {})
        assert principal != "*", where
        for named in principal.values() if isinstance(principal, dict) else ():
            assert "*" not in _listed(named), where


def test_every_resource_in_a_workloads_policy_is_named(graph):
    unlimited = {"sts:GetWebIdentityToken", "ecr:GetAuthorizationToken"}
    for where, statement in _allowed(graph):
        if "rolePolicy" in where and not set(_listed(statement["Action"])) <= unlimited:
            assert "*" not in _listed(statement["Resource"]), where


def test_every_bucket_refuses_requests_without_current_tls(graph):
    for policy in graph.by_type("aws:s3/bucketPolicy:BucketPolicy"):
        denied = json.loads(policy.inputs["policy"])["Statement"]
        assert all(each["Effect"] == "Deny" and each["Principal"] == "*" for each in denied)
        assert [each["Condition"] for each in denied] == [
            {"Bool": {"aws:SecureTransport": "false"}},
            {"NumericLessThan": {"s3:TlsVersion": "1.2"}},
        ]
        bucket = f"arn:aws:s3:::{policy.inputs['bucket']}"
        assert all(each["Resource"] == [bucket, f"{bucket}/*"] for each in denied)


def test_web_identities_are_pinned_to_subject_and_audience(graph):
    found = [each for _, each in _allowed(graph) if "WebIdentity" in str(each["Action"])]
    trusts = [each for each in found if "Principal" in each]
    assert len(trusts) == 2
    for trust in trusts:
        (operator,) = trust["Condition"]
        assert operator == "StringEquals"
        ends = {key.rsplit(":", 1)[1] for key in trust["Condition"]["StringEquals"]}
        assert {"aud", "sub"} <= ends


def test_keys_are_the_accounts_to_manage_and_only_logs_may_use_one(graph):
    services = set()
    for key in graph.by_type("aws:kms/key:Key"):
        account, *others = json.loads(key.inputs["policy"])["Statement"]
        assert account["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
        # Without these two nobody could ever change or delete the key.
        assert {"kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"} <= set(account["Action"])
        for other in others:
            services.add(other["Principal"]["Service"])
            assert "kms:EncryptionContext:aws:logs:arn" in other["Condition"]["ArnLike"]
    assert services == {"logs.us-west-2.amazonaws.com"}


def test_services_act_for_this_account_only(graph):
    for where, statement in _allowed(graph):
        service = statement.get("Principal", {}).get("Service", "")
        if service.startswith("vpc-flow-logs"):
            assert statement["Condition"]["StringEquals"]["aws:SourceAccount"] == ACCOUNT, where


def test_there_is_no_key_of_a_user(graph):
    assert not graph.by_type("aws:iam/user*", "aws:iam/accessKey*")


def test_inline_policies_of_a_role_fit_into_iams_quota(graph):
    """10,240 characters for all of a role's, white space not counted."""
    sizes: dict[str, int] = {}
    for policy in graph.by_type("aws:iam/rolePolicy:RolePolicy"):
        size = len("".join(policy.inputs["policy"].split()))
        sizes[policy.inputs["role"]] = sizes.get(policy.inputs["role"], 0) + size
    assert max(sizes.values()) < 10_240
