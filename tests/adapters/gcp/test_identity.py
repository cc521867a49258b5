from __future__ import annotations

import json

import pytest

from polycloud.abstractions.identity import TOKEN_FILE
from polycloud.adapters.gcp import cloud
from polycloud.adapters.gcp.settings import CATALOG

from .deploying import deploy, every, foreign, one


def _machines(context):
    identity = cloud.workload_identity("training", context)
    return {
        "issuer": identity.issuer,
        "subject": identity.subject,
        "audience": identity.audience,
        "principal": identity.principal,
    }


def _trusting(context):
    credentials = cloud.trust(foreign(), context)
    return {
        "principal": credentials.principal,
        "environment": dict(credentials.environment),
        "files": dict(credentials.files),
        "token_file": credentials.token_file,
        "same": cloud.trust(foreign(), context) is credentials,
    }


def test_machines_are_one_service_account_without_keys():
    made = deploy(_machines)
    account = one(made, "Account")
    assert made.outputs["issuer"] == "https://accounts.google.com"
    assert made.outputs["subject"] == account.outputs["uniqueId"]
    assert made.outputs["principal"] == f"serviceAccount:{account.outputs['email']}"
    assert not every(made, "Key")
    assert not every(made, "IAMMember")


def test_issuer_is_told_from_others_by_its_url():
    def program(context):
        return {"key": cloud.workload_identity("training", context).issuer_key}

    made = deploy(program)
    assert made.outputs["key"] == "https://accounts.google.com"


def test_identity_of_this_cloud_acts_as_itself():
    def program(context):
        identity = cloud.workload_identity("training", context)
        credentials = cloud.trust(identity, context)
        return {
            "same": credentials.principal is identity.principal,
            "again": cloud.trust(identity, context) is credentials,
            "reads a token": credentials.token_file is not None,
        }

    made = deploy(program)
    assert made.outputs == {"same": True, "again": True, "reads a token": False}
    assert not every(made, "WorkloadIdentityPool")


def test_audience_is_the_deployments_own():
    audiences = {
        deploy(_machines, project=project, stack=stack).outputs["audience"]
        for project, stack in [("ml", "dev"), ("ml", "prod"), ("other", "dev")]
    }
    assert len(audiences) == 3


@pytest.mark.parametrize("project", ["p", "x" * 90, "gcp", "gcp-ml", "google"])
def test_ids_are_good_whatever_the_project_is_called(project):
    def program(context):
        cloud.workload_identity("training", context)
        cloud.trust(foreign("n" * 60), context)

    made = deploy(program, project=project)
    ids = {
        "service_account": one(made, "Account").inputs["accountId"],
        "workload_identity_pool": one(made, "WorkloadIdentityPool").inputs[
            "workloadIdentityPoolId"
        ],
        "workload_identity_provider": one(made, "WorkloadIdentityPoolProvider").inputs[
            "workloadIdentityPoolProviderId"
        ],
    }
    for rule, made_id in ids.items():
        assert CATALOG.names[rule].problem(made_id) is None, made_id
    assert len(one(made, "WorkloadIdentityPoolProvider").inputs["displayName"]) <= 32


def test_trust_pins_issuer_subject_and_audience():
    provider = one(deploy(_trusting), "WorkloadIdentityPoolProvider").inputs
    assert provider["oidc"] == {
        "issuerUri": "https://oidc.aws.test/id/1",
        "allowedAudiences": ["polycloud"],
    }
    assert provider["attributeMapping"] == {"google.subject": "assertion.sub"}
    assert provider["attributeCondition"] == (
        'assertion.sub == "system:serviceaccount:default:serving"'
    )


def test_trusted_principal_is_the_subject_in_the_pool_and_has_no_service_account():
    made = deploy(_trusting)
    pool = one(made, "WorkloadIdentityPool").outputs["name"]
    assert made.outputs["principal"] == (
        f"principal://iam.googleapis.com/{pool}/subject/system:serviceaccount:default:serving"
    )
    assert not every(made, "Account")


def test_trusted_workload_gets_a_configuration_and_no_secret():
    made = deploy(_trusting)
    path = made.outputs["environment"]["GOOGLE_APPLICATION_CREDENTIALS"]
    configuration = json.loads(made.outputs["files"][path])
    provider = one(made, "WorkloadIdentityPoolProvider").outputs["name"]
    assert configuration["type"] == "external_account"
    assert configuration["audience"] == f"//iam.googleapis.com/{provider}"
    assert configuration["credential_source"]["file"] == TOKEN_FILE
    assert made.outputs["token_file"] == TOKEN_FILE
    assert not made.secret_outputs


def test_trust_asked_twice_is_one_and_two_identities_are_told_apart():
    def program(context):
        one_, other = cloud.trust(foreign("a"), context), cloud.trust(foreign("b"), context)
        return {"same": one_ is cloud.trust(foreign("a"), context), "different": one_ is not other}

    made = deploy(program)
    assert made.outputs["same"] is True
    assert made.outputs["different"] is True
    pools = {pool.outputs["name"] for pool in every(made, "WorkloadIdentityPool")}
    providers = every(made, "WorkloadIdentityPoolProvider")
    assert {provider.outputs["name"].partition("/providers/")[0] for provider in providers} == pools
    assert len(pools) == len(providers) == 2


def test_two_workloads_with_the_same_subject_are_two_principals():
    """As those of two clusters are, whose service accounts are called alike."""

    def program(context):
        return {
            cluster: cloud.trust(foreign("serving", cluster), context).principal
            for cluster in ("aws", "azure")
        }

    made = deploy(program)
    subjects = {principal.partition("/subject/")[2] for principal in made.outputs.values()}
    assert subjects == {"system:serviceaccount:default:serving"}
    assert made.outputs["aws"] != made.outputs["azure"]


def test_ids_that_stay_taken_end_in_digits_that_go_with_them():
    made = deploy(_trusting)
    digits = {item.outputs["hex"] for item in made.graph.by_type("random:index/randomId:RandomId")}
    pool, provider = one(made, "WorkloadIdentityPool"), one(made, "WorkloadIdentityPoolProvider")
    endings = {
        pool.inputs["workloadIdentityPoolId"].rpartition("-")[2],
        provider.inputs["workloadIdentityPoolProviderId"].rpartition("-")[2],
    }
    assert endings == digits
    assert len(digits) == 1


def test_preview_makes_the_same_resources():
    def names(preview):
        return [item.urn for item in deploy(_trusting, preview=preview).graph]

    assert sorted(names(True)) == sorted(names(False))
