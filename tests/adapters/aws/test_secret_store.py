from __future__ import annotations

import re

import pulumi
import pytest

from polycloud.abstractions.identity import WorkloadKind
from polycloud.abstractions.secret_store import SECRET_STORE, SecretSpec, SecretStoreSpec
from polycloud.abstractions.support import Emulated, Supported
from polycloud.adapters.aws import cloud
from polycloud.adapters.aws.settings import CATALOG, AwsSettings

from .deploying import SALT, deploy, foreign, policy_of

SECRET = "aws:secretsmanager/secret:Secret"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
SPEC = {
    "hub-token": SecretSpec((WorkloadKind.TRAINING,), rotation_days=90),
    "wandb": SecretSpec((WorkloadKind.SERVING,)),
}


def _store(context, **asked):
    values = {name: pulumi.Output.from_input(f"canary-{name}") for name in SPEC}
    return cloud.make(SECRET_STORE, "secrets", SecretStoreSpec(SPEC, **asked), context, values)


def _made(*, preview=False, stack="dev", **asked):
    return deploy(
        lambda context: {"ids": dict(_store(context, **asked).ids)}, preview=preview, stack=stack
    )


def _secrets(made):
    return {secret.name.partition("-")[2]: secret for secret in made.graph.by_type(SECRET)}


def _granted(identity=None, *, asked=1):
    def program(context):
        store = _store(context)
        who = identity or cloud.workload_identity("training", context)
        given = [store.grant(who, "hub-token") for _ in range(asked)][-1]
        with pytest.raises(KeyError):
            store.grant(who, "other")
        return {"principal": given.principal, "environment": dict(given.environment)}

    return deploy(program)


def test_names_say_whose_they_are_fit_and_end_in_the_salt():
    for logical, secret in _secrets(_made()).items():
        name = secret.inputs["name"]
        assert name.startswith(f"ml-dev-{logical}-")
        assert name.endswith(SALT)
        assert CATALOG.names["secret"].problem(name) is None
        # A hyphen and six characters at the end look like what Secrets Manager appends:
        # docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
        assert not re.search(r"-\w{6}$", name)


def test_another_stack_has_other_names():
    names = [secret.inputs["name"] for secret in _secrets(_made()).values()]
    others = [secret.inputs["name"] for secret in _secrets(_made(stack="prod")).values()]
    assert not {*names} & {*others}


def test_workloads_are_told_arns():
    made = _made()
    arns = {name: secret.outputs["arn"] for name, secret in _secrets(made).items()}
    assert made.outputs["ids"] == arns
    assert all(arn.startswith("arn:aws:secretsmanager:us-west-2:") for arn in arns.values())


@pytest.mark.parametrize("preview", [True, False])
def test_the_window_of_recovery_is_as_asked(preview):
    for days in (7, 30):
        made = _made(preview=preview, recovery_days=days)
        assert {s.inputs["recoveryWindowInDays"] for s in _secrets(made).values()} == {days}


def test_one_key_of_the_customers_encrypts_all():
    made = _made()
    (key,) = made.graph.by_type("aws:kms/key:Key")
    assert key.inputs["enableKeyRotation"] is True
    assert {s.inputs["kmsKeyId"] for s in _secrets(made).values()} == {key.outputs["arn"]}


def test_a_tag_says_when_rotation_is_due_where_it_is_asked():
    secrets = _secrets(_made())
    assert secrets["hub-token"].inputs["tags"] == {"rotation-days": "90"}
    assert "tags" not in secrets["wandb"].inputs


def test_secrets_stay_in_their_region_and_have_no_policy_of_their_own():
    made = _made()
    for secret in _secrets(made).values():
        assert "replicas" not in secret.inputs
        assert "policy" not in secret.inputs
    assert not made.graph.by_type("aws:secretsmanager/secretPolicy:SecretPolicy")


def test_values_are_secret_whatever_was_given():
    versions = _made().graph.by_type(VERSION)
    assert [version.inputs["secretString"] for version in versions] == ["[secret]"] * len(SPEC)
    for version in versions:
        assert "secretString" in version.options.additional_secret_outputs


def test_protection_is_of_secret_value_and_key():
    for protect in (False, True):
        made = _made(protect=protect)
        kept = [r for r in made.graph if r.type in (SECRET, VERSION) or "kms" in r.type]
        assert {resource.options.protect for resource in kept} == {protect}


@pytest.mark.parametrize("identity", [None, foreign()], ids=["own", "foreign"])
def test_a_reader_reads_one_secret_with_the_key_for_that_secret(identity):
    made = _granted(identity, asked=2)
    arn = _secrets(made)["hub-token"].outputs["arn"]
    cloud_name = identity.cloud if identity else "aws"
    policy = policy_of(made.graph, f"secrets-hub-token-{cloud_name}-training-read")
    assert policy["Secret"]["Resource"] == arn
    assert policy["Secret"]["Action"] == [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
    ]
    assert policy["Key"]["Action"] == ["kms:Decrypt"]
    assert policy["Key"]["Condition"]["StringEquals"] == {
        "kms:ViaService": "secretsmanager.us-west-2.amazonaws.com",
        "kms:EncryptionContext:SecretARN": arn,
    }


def test_that_nothing_rotates_is_said_where_it_is_asked():
    settings = AwsSettings()
    due = cloud.support(SecretStoreSpec(SPEC), settings)
    assert isinstance(due, Emulated)
    assert "Nothing rotates hub-token" in due.caveats[0]
    lasting = SecretStoreSpec({"wandb": SPEC["wandb"]})
    assert isinstance(cloud.support(lasting, settings), Supported)
