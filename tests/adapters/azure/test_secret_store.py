from __future__ import annotations

import pulumi
import pytest

from polycloud.abstractions.identity import WorkloadKind
from polycloud.abstractions.secret_store import SECRET_STORE, SecretSpec, SecretStoreSpec
from polycloud.adapters.azure import cloud
from polycloud.adapters.azure.settings import CATALOG

from .deploying import deploy, foreign

SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6"


def _made(*, protect=False, identity=None, asked=1, preview=False):
    spec = SecretStoreSpec(
        {"hub-token": SecretSpec((WorkloadKind.TRAINING,), rotation_days=90)}, protect=protect
    )

    def program(context):
        values = {"hub-token": pulumi.Output.from_input("canary")}
        store = cloud.make(SECRET_STORE, "secrets", spec, context, values)
        who = identity() if identity else cloud.workload_identity("training", context)
        for _ in range(asked):
            store.grant(who, "hub-token")
        with pytest.raises(KeyError):
            store.grant(who, "other")

    return deploy(program, preview=preview)


@pytest.mark.parametrize("preview", [True, False])
def test_only_roles_open_the_vault(preview):
    properties = _made(preview=preview).one(":Vault").inputs["properties"]
    assert properties["enableRbacAuthorization"] is True
    assert "accessPolicies" not in properties


def test_the_value_is_secret_whatever_was_given():
    secret = _made().one(":Secret")
    assert "properties" in secret.secret_inputs
    assert secret.inputs["tags"]["rotation-days"] == "90"


def test_what_was_deleted_can_be_had_back_and_in_production_is_not_purged():
    for protect in (False, True):
        properties = _made(protect=protect).one(":Vault").inputs["properties"]
        assert properties["enableSoftDelete"] is True
        assert properties["softDeleteRetentionInDays"] == 7
        assert properties.get("enablePurgeProtection") is (True if protect else None)


@pytest.mark.parametrize("identity", [None, foreign])
def test_a_reader_has_one_role_on_one_secret(identity):
    made = _made(identity=identity, asked=2)
    (assignment,) = made.of_type(":RoleAssignment")
    assert assignment.inputs["roleDefinitionId"].endswith(SECRETS_USER)
    assert "hub-token" in assignment.inputs["scope"]


def test_the_name_is_within_the_limit_and_ends_in_the_salt():
    name = _made().one(":Vault").inputs["vaultName"]
    assert CATALOG.names["key_vault"].problem(name) is None
    assert name.endswith("0badcafe")
