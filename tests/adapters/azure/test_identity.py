from __future__ import annotations

import pytest

from polycloud.abstractions.setting import obstacles_in
from polycloud.adapters.azure import cloud
from polycloud.adapters.azure.settings import AzureSettings

from .deploying import TENANT, deploy, foreign

APPLICATION = "33333333-3333-3333-3333-333333333333"


def _identity(context):
    identity = cloud.workload_identity("training", context)
    return {
        "issuer": identity.issuer,
        "subject": identity.subject,
        "audience": identity.audience,
        "principal": identity.principal,
        "again": cloud.workload_identity("training", context).native is identity.native,
    }


def test_machines_are_who_their_tokens_say():
    deployed = deploy(_identity)
    given = deployed.result
    assert given["issuer"] == f"https://login.microsoftonline.com/{TENANT}/v2.0"
    assert given["subject"] == given["principal"]
    assert given["audience"] == "fb60f99c-7a34-4190-8149-302f77469936"
    assert given["again"] is True
    assert len(deployed.of_type(":UserAssignedIdentity")) == 1


def test_a_machine_may_do_nothing_until_it_is_granted_something():
    assert deploy(_identity).of_type(":RoleAssignment") == []


def test_audience_is_the_settings_own_application():
    settings = AzureSettings(federation_audience=APPLICATION)
    assert deploy(_identity, settings=settings).result["audience"] == APPLICATION


@pytest.mark.parametrize("given", ["api://my-app", "my-app"])
def test_audience_must_be_a_client_id(given):
    (obstacle,) = obstacles_in(AzureSettings(federation_audience=given))
    assert obstacle.path == "federation_audience"


def test_trust_pins_issuer_subject_and_audience_and_is_given_once():
    def program(context):
        one, other = cloud.trust(foreign(), context), cloud.trust(foreign(), context)
        return one is other

    deployed = deploy(program)
    assert deployed.result is True
    federation, identity = deployed.one("IdentityCredential"), deployed.one("UserAssignedIdentity")
    assert federation.inputs["resourceName"] == identity.inputs["resourceName"]
    assert federation.inputs["audiences"] == ["polycloud/acme/ml/dev"]
    assert deployed.of_type(":RoleAssignment") == []


def test_the_same_name_on_two_clouds_is_two_identities():
    def program(context):
        cloud.trust(foreign(name="a", cloud="aws"), context)
        cloud.trust(foreign(name="b", cloud="gcp"), context)

    identities = deploy(program).of_type("UserAssignedIdentity")
    assert len({item.inputs["resourceName"] for item in identities}) == 2


def test_credentials_of_the_trusted_hold_no_secret():
    def program(context):
        given = cloud.trust(foreign(), context)
        return [dict(given.files), given.token_file, sorted(given.environment)]

    files, token_file, environment = deploy(program).result
    assert files == {}
    assert token_file
    assert environment == ["AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_TENANT_ID"]
