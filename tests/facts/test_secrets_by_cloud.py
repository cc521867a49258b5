"""What is said of secrets where clouds differ."""

from __future__ import annotations

import json

import pytest
from attrs import evolve

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.contracts import secret_programs as programs
from polycloud_testing.facts import ANYONE, Encryption, KeyOwner, Unknown, Verb, known, read_facts
from tests.contracts.harnesses import AWS, AZURE, GCP

from .broken_secrets import (
    AWS_SECRET,
    AWS_VERSION,
    AZURE_SECRET,
    GCP_SECRET,
    GCP_VERSION,
    VAULT,
    one,
    secrets,
    with_another,
)


def test_replicas_are_where_the_values_are_too() -> None:
    for secret in secrets(AWS, AWS_SECRET, replicas=[{"region": "eu-west-1"}]):
        assert secret.regions == {"us-west-2", "eu-west-1"}


def test_a_secret_without_recovery_is_gone_at_once() -> None:
    assert {s.recovery_days for s in secrets(AWS, AWS_SECRET, recoveryWindowInDays=0)} == {0}
    assert {s.recovery_days for s in secrets(AWS, AWS_SECRET, recoveryWindowInDays=None)} == {30}


def test_without_a_key_of_the_customers_aws_has_its_own() -> None:
    for secret in secrets(AWS, AWS_SECRET, kmsKeyId=None):
        assert secret.encryption == Encryption(KeyOwner.PROVIDER)
    for secret in secrets(AWS, AWS_SECRET, kmsKeyId="alias/somebodys"):
        assert isinstance(secret.encryption, Unknown)


def test_a_resource_policy_for_everybody_opens_a_secret_whatever_its_key() -> None:
    secret = one(AWS, AWS_SECRET)
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "secretsmanager:GetSecretValue",
                "Resource": "*",
            }
        ],
    }
    token = "aws:secretsmanager/secretPolicy:SecretPolicy"
    read = with_another(AWS, token, secretArn=secret.outputs["arn"], policy=json.dumps(policy))
    public = {each.urn: each.public for each in read}
    assert public.pop(secret.urn) == {Verb.READ}
    assert set(public.values()) == {frozenset()}


def test_a_version_without_the_current_label_is_not_what_readers_get() -> None:
    for secret in secrets(AWS, AWS_VERSION, versionStages=["AWSPENDING"]):
        assert secret.has_value is False


def test_a_schedule_of_secrets_manager_goes_before_the_tag() -> None:
    secret = one(AWS, AWS_SECRET)
    token = "aws:secretsmanager/secretRotation:SecretRotation"
    rules = {"automaticallyAfterDays": 45}
    read = with_another(AWS, token, secretId=secret.outputs["arn"], rotationRules=rules)
    assert {s.urn: s.rotation_days for s in read}[secret.urn] == 45
    rules = {"scheduleExpression": "rate(10 hours)"}
    read = with_another(AWS, token, secretId=secret.outputs["arn"], rotationRules=rules)
    assert isinstance({s.urn: s.rotation_days for s in read}[secret.urn], Unknown)


def test_a_reader_whom_the_key_does_not_serve_reads_nothing() -> None:
    scene = AWS.scene(programs.secret_grants)
    changed: list[Resource] = []
    for each in scene.graph:
        if each.type == "aws:iam/rolePolicy:RolePolicy" and each.name.startswith("secrets"):
            policy = json.loads(each.inputs["policy"])
            kept = [part for part in policy["Statement"] if part["Sid"] != "Key"]
            text = json.dumps({**policy, "Statement": kept})
            changed.append(evolve(each, inputs={**each.inputs, "policy": text}))
        else:
            changed.append(each)
    secret = read_facts(ResourceGraph(changed)).secret(scene.outputs["secrets"]["read"])
    for who in scene.principals():
        assert known(secret.access).can(who, Verb.READ) is False
        assert known(scene.secret("read").access).can(who, Verb.READ) is True


def test_google_chooses_the_regions_of_automatic_replication() -> None:
    for secret in secrets(GCP, GCP_SECRET, replication={"userManaged": None, "auto": {}}):
        assert secret.regions == {"*"}


def test_a_customers_key_of_googles_is_not_judged() -> None:
    auto = {"customerManagedEncryption": {"kmsKeyName": "projects/p/…/k"}}
    for secret in secrets(GCP, GCP_SECRET, replication={"userManaged": None, "auto": auto}):
        assert isinstance(secret.encryption, Unknown)


def test_without_a_delay_googles_versions_are_destroyed_at_once() -> None:
    for secret in secrets(GCP, GCP_SECRET, versionDestroyTtl=None):
        assert secret.value_recovery_days == 0


@pytest.mark.parametrize("setting", [{"ttl": "86400s"}, {"expireTime": "2027-01-01T00:00:00Z"}])
def test_a_secret_that_expires_lapses(setting: dict[str, str]) -> None:
    assert {secret.lapses for secret in secrets(GCP, GCP_SECRET, **setting)} == {True}


def test_a_disabled_version_is_no_value() -> None:
    assert {secret.has_value for secret in secrets(GCP, GCP_VERSION, enabled=False)} == {False}


def test_a_rotation_period_of_googles_goes_before_the_label() -> None:
    rotation = {"rotationPeriod": "3888000s"}
    assert {s.rotation_days for s in secrets(GCP, GCP_SECRET, rotation=rotation)} == {45}


def test_what_google_does_not_delete_is_not_judged() -> None:
    for secret in secrets(GCP, GCP_SECRET, deletionPolicy="ABANDON"):
        assert isinstance(secret.protection, Unknown)


def test_a_project_wide_role_reads_every_secret_of_the_project() -> None:
    token = "gcp:projects/iAMMember:IAMMember"
    role = "roles/secretmanager.secretAccessor"
    member = {"role": role, "member": "user:sam@example.com"}
    for secret in with_another(GCP, token, project=GCP.settings.project, **member):
        assert known(secret.access).verbs("user:sam@example.com") == {Verb.READ}
    for secret in with_another(GCP, token, project="elsewhere", **member):
        assert known(secret.access).verbs("user:sam@example.com") == frozenset()
    public = {**member, "member": "allUsers"}
    for secret in with_another(GCP, token, project=GCP.settings.project, **public):
        assert secret.public == {Verb.READ}


def test_what_a_basic_role_reads_of_secrets_is_not_known() -> None:
    token = "gcp:projects/iAMMember:IAMMember"
    member = {"role": "roles/editor", "member": "user:sam@example.com"}
    for secret in with_another(GCP, token, project=GCP.settings.project, **member):
        assert isinstance(known(secret.access).can("user:sam@example.com", Verb.READ), Unknown)


def test_access_policies_of_a_vault_are_not_judged() -> None:
    for secret in secrets(AZURE, VAULT, properties={"enableRbacAuthorization": None}):
        assert isinstance(secret.access, Unknown)
        assert isinstance(secret.public, Unknown)


def test_a_vault_that_is_closed_or_has_rules_may_not_answer() -> None:
    for secret in secrets(AZURE, VAULT, properties={"publicNetworkAccess": "Disabled"}):
        assert secret.reachable is False
    for secret in secrets(AZURE, VAULT, properties={"networkAcls": {"defaultAction": "Deny"}}):
        assert isinstance(secret.reachable, Unknown)


@pytest.mark.parametrize("setting", ["enabledForTemplateDeployment", "enabledForDeployment"])
def test_what_azures_own_services_read_is_not_judged(setting: str) -> None:
    for secret in secrets(AZURE, VAULT, properties={setting: True}):
        assert isinstance(secret.access, Unknown)


def test_a_disabled_secret_of_a_vault_is_no_value() -> None:
    attributes = {"attributes": {"enabled": False}}
    assert {s.has_value for s in secrets(AZURE, AZURE_SECRET, properties=attributes)} == {False}


def test_a_vaults_recovery_is_ninety_days_unless_it_says_less() -> None:
    for days, given in ((90, None), (14, 14)):
        changed = {"softDeleteRetentionInDays": given}
        assert {s.recovery_days for s in secrets(AZURE, VAULT, properties=changed)} == {days}


@pytest.mark.parametrize(
    ("role", "verbs"),
    [
        ("4633458b-17de-408a-b874-0445c86b69e6", {Verb.READ, Verb.SEE_SETTINGS}),
        ("21090545-7ca7-4776-b22c-e363652d74d2", {Verb.SEE_SETTINGS}),
        ("acdd72a7-3385-48ef-bd42-f606fba81ae7", {Verb.SEE_SETTINGS}),
    ],
    ids=["secrets user", "vault reader", "reader"],
)
def test_a_role_on_the_vault_is_one_on_its_secrets(role: str, verbs: set[Verb]) -> None:
    vault = one(AZURE, VAULT)
    token = "azure-native:authorization:RoleAssignment"
    definition = f"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/{role}"
    read = with_another(
        AZURE, token, scope=vault.id, principalId="somebody", roleDefinitionId=definition
    )
    for secret in read:
        assert known(secret.access).verbs("somebody") == verbs
        assert ANYONE not in known(secret.access).everybody
