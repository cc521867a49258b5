from __future__ import annotations

import json

import pytest

from polycloud.abstractions.identity import TOKEN_FILE
from polycloud.adapters.aws import cloud
from polycloud.adapters.aws.identity import machine_identity
from polycloud.adapters.aws.settings import CATALOG, AwsSettings

from .deploying import ACCOUNT, deploy, foreign, policy_of

CLUSTER = "https://oidc.example.test/id/1"


def _trusted(*identities, **options):
    def program(context):
        given = [cloud.trust(each, context) for each in identities]
        return {
            each.name: dict(one.environment) for each, one in zip(identities, given, strict=True)
        }

    return deploy(program, **options)


def _condition(graph, name):
    (role,) = (r for r in graph.by_type("aws:iam/role:Role") if r.name == name)
    (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    return statement["Principal"]["Federated"], statement["Condition"]


def _machine(**options):
    def program(context):
        identity = cloud.workload_identity("training", context)
        assert cloud.workload_identity("training", context) is identity
        return {
            "issuer": identity.issuer,
            "subject": identity.subject,
            "principal": identity.principal,
            "audience": identity.audience,
        }

    return deploy(program, **options)


def test_machines_run_as_a_role_that_only_ec2_takes_on():
    graph = _machine().graph
    (role,) = graph.by_type("aws:iam/role:Role")
    (profile,) = graph.by_type("aws:iam/instanceProfile:InstanceProfile")
    (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert statement["Principal"] == {"Service": "ec2.amazonaws.com"}
    assert profile.inputs["role"] == role.inputs["name"]


def test_other_clouds_know_machines_by_the_accounts_issuer_and_the_roles_arn():
    run = _machine()
    (role,) = run.graph.by_type("aws:iam/role:Role")
    (issuer,) = run.graph.by_type(
        "aws:iam/outboundWebIdentityFederation:OutboundWebIdentityFederation"
    )
    assert run.outputs["issuer"] == issuer.outputs["issuerIdentifier"]
    assert run.outputs["subject"] == run.outputs["principal"] == role.outputs["arn"]
    assert run.outputs["audience"] == "polycloud/acme/ml/dev"


def test_machines_may_ask_for_tokens_for_their_own_audience_only():
    token = policy_of(_machine().graph, "training-token")["Token"]
    assert token["Action"] == ["sts:GetWebIdentityToken"]
    condition = token["Condition"]
    audiences = condition["ForAllValues:StringEquals"]["sts:IdentityTokenAudience"]
    assert audiences == ["polycloud/acme/ml/dev"]
    # Without this, a request that names no audience would meet the condition above.
    assert condition["Null"] == {"sts:IdentityTokenAudience": "false"}


def test_an_issuer_that_is_enabled_already_is_only_named():
    settings = AwsSettings(issuer="https://x.tokens.sts.global.api.aws", account_id=ACCOUNT)
    run = _machine(settings=settings)
    assert run.outputs["issuer"] == settings.issuer
    assert not run.graph.by_type("aws:iam/outboundWebIdentityFederation*")


def test_two_machines_share_the_accounts_issuer():
    def program(context):
        one, other = (cloud.workload_identity(name, context) for name in ("one", "other"))
        assert one.issuer_key == other.issuer_key

    assert len(deploy(program).graph.by_type("aws:iam/outboundWebIdentityFederation*")) == 1


def test_the_instance_profile_is_within_reach():
    def program(context):
        return {"profile": machine_identity("training", context).instance_profile.name}

    name = deploy(program).outputs["profile"]
    assert CATALOG.names["iam_instance_profile"].problem(name) is None


def test_a_built_in_issuer_is_trusted_as_iam_knows_it():
    graph = _trusted(foreign()).graph
    federated, condition = _condition(graph, "trust-gcp-training")
    assert federated == "accounts.google.com"
    assert condition == {
        "StringEquals": {
            "accounts.google.com:aud": "subject-of-training",
            "accounts.google.com:oaud": "polycloud/acme/ml/dev",
            "accounts.google.com:sub": "subject-of-training",
        }
    }
    assert not graph.by_type("aws:iam/openIdConnectProvider*")


def test_any_other_issuer_is_registered_and_issuer_subject_and_audience_are_pinned():
    graph = _trusted(foreign("pods", "azure", CLUSTER, "azure-serving")).graph
    (provider,) = graph.by_type("aws:iam/openIdConnectProvider:OpenIdConnectProvider")
    assert provider.inputs["url"] == CLUSTER
    assert provider.inputs["clientIdLists"] == ["polycloud/acme/ml/dev"]
    federated, condition = _condition(graph, "trust-azure-pods")
    assert federated == provider.outputs["arn"]
    assert condition == {
        "StringEquals": {
            "oidc.example.test/id/1:aud": "polycloud/acme/ml/dev",
            "oidc.example.test/id/1:sub": "subject-of-pods",
        }
    }


def test_an_issuer_is_registered_once_for_all_its_identities():
    pods = [foreign(name, "azure", CLUSTER, "azure-serving") for name in ("one", "two")]
    graph = _trusted(*pods).graph
    assert len(graph.by_type("aws:iam/openIdConnectProvider:OpenIdConnectProvider")) == 1
    assert len(graph.by_type("aws:iam/role:Role")) == 2


def test_one_issuer_with_two_audiences_is_refused():
    one = foreign("one", "azure", CLUSTER, "azure-serving")
    two = foreign("two", "azure", CLUSTER, "azure-serving", audience="another")
    with pytest.raises(ValueError, match="another"):
        _trusted(one, two)


def test_issuers_without_a_key_are_told_apart_by_their_identities():
    pods = [foreign(name, "azure", f"{CLUSTER}{name}", None) for name in ("one", "two")]
    providers = _trusted(*pods).graph.by_type("aws:iam/openIdConnectProvider*")
    assert {r.inputs["url"] for r in providers} == {f"{CLUSTER}one", f"{CLUSTER}two"}


def test_trust_gives_what_the_sdks_read_and_no_secret():
    run = _trusted(foreign())
    (role,) = run.graph.by_type("aws:iam/role:Role")
    assert run.outputs["training"] == {
        "AWS_ROLE_ARN": role.outputs["arn"],
        "AWS_WEB_IDENTITY_TOKEN_FILE": TOKEN_FILE,
        "AWS_ROLE_SESSION_NAME": "polycloud-training",
        "AWS_REGION": "us-west-2",
        "AWS_DEFAULT_REGION": "us-west-2",
    }
    assert not run.secret_outputs


def test_trusting_twice_is_trusting_once():
    identity = foreign()

    def program(context):
        assert cloud.trust(identity, context) is cloud.trust(identity, context)
        assert cloud.trust(identity, context).token_file == TOKEN_FILE

    assert len(deploy(program).graph.by_type("aws:iam/role:Role")) == 1


def test_a_workload_of_this_cloud_acts_as_itself():
    def program(context):
        identity = cloud.workload_identity("training", context)
        credentials = cloud.trust(identity, context)
        assert credentials.token_file is None
        assert set(credentials.environment) == {"AWS_REGION", "AWS_DEFAULT_REGION"}
        return {"same": credentials.principal, "own": identity.principal}

    outputs = deploy(program).outputs
    assert outputs["same"] == outputs["own"]


@pytest.mark.parametrize("name", ["ns/account", "x" * 200, "ümlaut:1"])
def test_names_are_legal_whatever_the_workload_is_called(name):
    run = _trusted(foreign(name))
    (role,) = run.graph.by_type("aws:iam/role:Role")
    assert CATALOG.names["iam_role"].problem(role.inputs["name"]) is None
    session = run.outputs[name]["AWS_ROLE_SESSION_NAME"]
    assert 2 <= len(session) <= 64
    assert session.isascii()
    assert "/" not in session
    assert ":" not in session


def test_a_preview_knows_every_resource():
    identities = (foreign(), foreign("pods", "azure", CLUSTER, "azure-serving"))
    before, after = (_trusted(*identities, preview=preview).graph for preview in (True, False))
    assert {r.urn for r in before} == {r.urn for r in after}
