"""What readers make of settings that polycloud's own adapters never use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from attrs import evolve

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.contracts import Harness, programs
from polycloud_testing.contracts.harness import Program
from polycloud_testing.facts import Actor, Facts, Unknown, Verb, read_facts
from tests.contracts.harnesses import AWS, AZURE, GCP

ACCOUNT = "azure-native:storage:StorageAccount"
COSMOS = "azure-native:cosmosdb:DatabaseAccount"
ASSIGNMENT = "azure-native:authorization:RoleAssignment"
LOCK = "azure-native:authorization:ManagementLockByScope"
ROLE = "aws:iam/role:Role"


def _with(properties: Mapping[str, Any], others: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**properties, **others}
    return {name: value for name, value in merged.items() if value is not None}


def read(harness: Harness, program: Program, token: str, **inputs: Any) -> Facts:
    """The facts with other inputs on every resource of a type; None takes one away."""

    def changed(each: Resource) -> Resource:
        if each.type != token:
            return each
        return evolve(each, inputs=_with(each.inputs, inputs), outputs=_with(each.outputs, inputs))

    return read_facts(ResourceGraph(map(changed, harness.scene(program).graph)))


@pytest.mark.parametrize(
    "inputs",
    [{"publicNetworkAccess": "Disabled"}, {"networkRuleSet": {"defaultAction": "Deny"}}],
)
def test_an_account_behind_a_firewall_is_out_of_reach(inputs: dict[str, Any]) -> None:
    for bucket in read(AZURE, programs.buckets, ACCOUNT, **inputs).buckets:
        assert bucket.reachable is False


@pytest.mark.parametrize(
    "inputs",
    [{"ipRules": [{"ipAddressOrRange": "203.0.113.7"}]}, {"isVirtualNetworkFilterEnabled": True}],
)
def test_a_table_behind_a_firewall_is_out_of_reach(inputs: dict[str, Any]) -> None:
    for table in read(AZURE, programs.tables, COSMOS, **inputs).tables:
        assert table.reachable is False


def test_a_registry_behind_a_firewall_is_out_of_reach() -> None:
    token = "azure-native:containerregistry:Registry"
    for registry in read(AZURE, programs.registries, token, publicNetworkAccess="No").registries:
        assert registry.reachable is False


def test_local_users_may_be_there_unless_they_are_turned_off() -> None:
    for bucket in read(AZURE, programs.buckets, ACCOUNT, isLocalUserEnabled=None).buckets:
        assert bucket.key_access is True


def test_who_reaches_a_bucket_is_not_known_where_other_tenants_may_copy_it() -> None:
    for bucket in read(AZURE, programs.buckets, ACCOUNT, allowCrossTenantReplication=True).buckets:
        assert isinstance(bucket.access, Unknown)


def test_what_may_be_deleted_for_good_may_not_be_had_back() -> None:
    retention = {"enabled": True, "days": 7, "allowPermanentDelete": True}
    token = "azure-native:storage:BlobServiceProperties"
    for bucket in read(AZURE, programs.buckets, token, deleteRetentionPolicy=retention).buckets:
        assert isinstance(bucket.restore_days, Unknown)


def test_a_role_without_a_scope_may_be_on_anything() -> None:
    for bucket in read(AZURE, programs.bucket_grants, ASSIGNMENT, scope=None).buckets:
        assert isinstance(bucket.access, Unknown)


def test_a_lock_without_a_scope_locks_nothing() -> None:
    for table in read(AZURE, programs.protected_table, LOCK, scope=None).tables:
        assert not table.protection.refused_by_cloud


def test_who_may_not_sign_in_pulls_nothing_for_sure() -> None:
    statements = [
        {"Effect": "Allow", "Action": ["ecr:*"], "Resource": "*"},
        {"Effect": "Deny", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
    ]
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    token = "aws:iam/rolePolicy:RolePolicy"
    for registry in read(AWS, programs.image_grants, token, policy=policy).registries:
        assert all(grant.doubt is not None for grant in registry.access.grants)


@pytest.mark.parametrize("where", [{"location": "europe-west1"}, {"project": "elsewhere"}])
def test_a_grant_elsewhere_is_not_of_this_repository(where: dict[str, str]) -> None:
    token = "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember"
    for registry in read(GCP, programs.image_grants, token, **where).registries:
        assert registry.access.everybody == frozenset()


def trusting(**statement: Any) -> list[Any]:
    """Who becomes roles whose trust policy has this one statement."""
    whole = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}
    found = read(AWS, programs.trusted, ROLE, assumeRolePolicy=json.dumps(whole)).principals
    return [each.assumed_by for each in found if each.cloud == "aws"]


def test_an_account_that_is_held_to_some_of_its_roles_is_these() -> None:
    some = "arn:aws:iam::000000000000:role/some-*"
    account = {"Principal": {"AWS": "arn:aws:iam::000000000000:root"}, "Action": "sts:AssumeRole"}
    held = trusting(**account, Condition={"ArnLike": {"aws:PrincipalArn": some}})
    assert set(held) == {frozenset({Actor(some)})}
    assert set(trusting(**account)) == {frozenset({Actor("arn:aws:iam::000000000000:root")})}


def test_saml_is_known_where_it_is_meant_for_aws() -> None:
    provider = "arn:aws:iam::000000000000:saml-provider/Entra"
    saml = {"Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithSAML"}
    meant = {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}
    assert set(trusting(**saml, Condition=meant)) == {frozenset({Actor(provider)})}
    assert all(isinstance(each, Unknown) for each in trusting(**saml))


def test_whoever_may_get_objects_without_the_key_perhaps_reads() -> None:
    policy = {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
    token = "aws:iam/rolePolicy:RolePolicy"
    facts = read(AWS, programs.bucket_grants, token, policy=json.dumps(policy))
    who = AWS.scene(programs.bucket_grants).who("own").principal
    for bucket in facts.buckets:
        assert isinstance(bucket.access.can(who, Verb.READ, "some/key"), Unknown)
