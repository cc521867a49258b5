from __future__ import annotations

import uuid

import pytest

from polycloud.abstractions.identity import Access
from polycloud.abstractions.object_store import OBJECT_STORE, BucketSpec, ObjectStoreSpec
from polycloud.abstractions.support import Emulated, Supported
from polycloud.adapters.azure import cloud
from polycloud.adapters.azure.settings import CATALOG, AzureSettings

from .deploying import deploy, foreign

SPEC = ObjectStoreSpec(
    buckets={
        "datasets": BucketSpec(cool_after_days=7, archive_after_days=30),
        "models": BucketSpec(versioned=True, delete_after_days=30),
        "artifacts": BucketSpec(),
    }
)
PROTECTED = ObjectStoreSpec(buckets=SPEC.buckets, protect=True)
CHANGES = ("write", "add/action", "delete")


def _store(context, spec=SPEC):
    return cloud.make(OBJECT_STORE, "data", spec, context)


def _grants(*grants, spec=SPEC, local=True):
    def program(context):
        store = _store(context, spec)
        identity = cloud.workload_identity("training", context) if local else foreign()
        return [
            {"principal": given.principal, "environment": dict(given.environment)}
            for given in (store.grant(identity, *grant) for grant in grants)
        ]

    return program


def test_no_account_can_be_opened_by_key_or_by_anyone():
    accounts = deploy(_store).of_type(":StorageAccount")
    assert len(accounts) == 3
    for account in accounts:
        assert account.inputs["allowBlobPublicAccess"] is False
        assert account.inputs["allowSharedKeyAccess"] is False
        assert account.inputs["isLocalUserEnabled"] is False
        assert account.inputs["enableHttpsTrafficOnly"] is True
        assert account.inputs["minimumTlsVersion"] == "TLS1_2"
        assert account.inputs["encryption"]["services"]["blob"]["enabled"] is True
        assert account.inputs["tags"] == {"project": "ml", "team": "x"}
    for container in deploy(_store).of_type(":BlobContainer"):
        assert container.inputs["publicAccess"] == "None"


def test_bucket_names_are_legal_and_end_in_the_deployments_salt():
    deployed = deploy(lambda context: dict(_store(context).buckets), project="a-very-long-project")
    names = deployed.result
    assert list(names) == ["datasets", "models", "artifacts"]
    assert len(set(names.values())) == 3
    for name in names.values():
        assert CATALOG.names["storage_account"].problem(name) is None
        assert CATALOG.names["blob_container"].problem(name) is None
        assert name.endswith("0badcafe")


def test_two_stores_may_call_their_buckets_alike():
    def program(context):
        spec = ObjectStoreSpec(buckets={"checkpoints": BucketSpec()})
        one = cloud.make(OBJECT_STORE, "data", spec, context)
        other = cloud.make(OBJECT_STORE, "checkpoints", spec, context)
        return [one.buckets["checkpoints"], other.buckets["checkpoints"]]

    one, other = deploy(program).result
    assert one != other


def test_urls_name_container_and_account():
    def program(context):
        store = _store(context)
        return [store.buckets["models"], store.urls["models"]]

    name, url = deploy(program).result
    assert url == f"abfss://{name}@{name}.blob.core.windows.net"


def test_versions_are_kept_exactly_where_asked():
    deployed = deploy(_store)
    versioned = {
        item.name: item.inputs["isVersioningEnabled"]
        for item in deployed.of_type(":BlobServiceProperties")
    }
    assert versioned == {"data-datasets": False, "data-models": True, "data-artifacts": False}


def test_objects_age_as_asked_and_versions_with_them():
    deployed = deploy(_store)
    policies = {item.name: item.inputs["policy"] for item in deployed.of_type("ManagementPolicy")}
    assert set(policies) == {"data-datasets", "data-models"}
    (datasets,) = policies["data-datasets"]["rules"]
    assert datasets["definition"]["actions"] == {
        "baseBlob": {
            "tierToCool": {"daysAfterModificationGreaterThan": 7},
            "tierToArchive": {"daysAfterModificationGreaterThan": 30},
        }
    }
    (models,) = policies["data-models"]["rules"]
    assert models["definition"]["actions"] == {
        "baseBlob": {"delete": {"daysAfterModificationGreaterThan": 30}},
        "version": {"delete": {"daysAfterCreationGreaterThan": 30}},
    }


def test_protected_stores_are_locked_and_protected():
    deployed = deploy(lambda context: _store(context, PROTECTED))
    locks = deployed.of_type(":ManagementLockByScope")
    accounts = deployed.of_type(":StorageAccount")
    assert {lock.inputs["level"] for lock in locks} == {"CanNotDelete"}
    assert {lock.inputs["scope"].rpartition("/")[2] for lock in locks} == {
        account.inputs["accountName"] for account in accounts
    }
    stored = [item for item in deployed.resources if ":storage:" in item.type] + locks
    assert all(item.protect for item in stored)


def test_unprotected_stores_are_neither():
    deployed = deploy(_store)
    assert deployed.of_type(":ManagementLockByScope") == []
    assert not any(item.protect for item in deployed.resources)


def test_reading_is_azures_own_role_on_the_one_container():
    deployed = deploy(_grants((Access.READ, "datasets")))
    assignment = deployed.one(":RoleAssignment")
    name = next(
        item.inputs["containerName"]
        for item in deployed.of_type(":BlobContainer")
        if item.name == "data-datasets"
    )
    assert assignment.inputs["scope"].endswith(f"/BlobContainer/{name}")
    assert assignment.inputs["roleDefinitionId"].endswith("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1")
    assert assignment.inputs["principalType"] == "ServicePrincipal"
    assert "condition" not in assignment.inputs
    assert str(uuid.UUID(assignment.inputs["roleAssignmentName"]))


def test_writing_never_reaches_the_container_or_its_settings():
    deployed = deploy(_grants((Access.WRITE, "models")))
    role = deployed.one(":RoleDefinition")
    (permission,) = role.inputs["permissions"]
    assert not any("*" in action for part in permission.values() for action in part)
    assert permission["actions"] == [
        "Microsoft.Storage/storageAccounts/blobServices/containers/read"
    ]
    assert not any("deleteBlobVersion" in action for action in permission["dataActions"])
    assert role.inputs["assignableScopes"] == [role.inputs["scope"]]
    assert role.name == "azure-blob-writer"


def test_administering_changes_settings_and_deletes_nothing_of_the_store():
    deployed = deploy(_grants((Access.ADMINISTER, "models")))
    role = next(item for item in deployed.of_type(":RoleDefinition") if "settings" in item.name)
    (permission,) = role.inputs["permissions"]
    assert any(action.endswith("/write") for action in permission["actions"])
    assert not any(
        action.endswith(("delete", "*", "storageAccounts/write"))
        for action in permission["actions"]
    )
    assert len(deployed.of_type(":RoleAssignment")) == 2


def test_roles_are_made_once_for_all_stores():
    deployed = deploy(_grants((Access.WRITE, "models"), (Access.WRITE, "artifacts")))
    assert len(deployed.of_type(":RoleDefinition")) == 1
    assert (
        len({item.inputs["roleAssignmentName"] for item in deployed.of_type("RoleAssignment")}) == 2
    )


def test_a_grant_asked_twice_is_one():
    deployed = deploy(_grants((Access.READ, "models"), (Access.READ, "models")))
    assert len(deployed.of_type(":RoleAssignment")) == 1


def test_no_role_is_assigned_twice_to_one_principal_on_one_scope():
    every = [
        (access, "models", prefix)
        for access in Access
        for prefix in ("", "a/", "b/")
        if access is not Access.VIEW or not prefix
    ]
    assignments = deploy(_grants(*every)).of_type(":RoleAssignment")
    keys = [
        (a.inputs["scope"], a.inputs["roleDefinitionId"], a.inputs["principalId"])
        for a in assignments
    ]
    assert len(set(keys)) == len(keys) == 2 * 3 + len({"view", "settings"})


@pytest.mark.parametrize("access", [Access.READ, Access.WRITE])
def test_a_prefix_limits_reading_listing_and_every_change(access):
    deployed = deploy(_grants((access, "models", "bert/")))
    assignment = deployed.one(":RoleAssignment")
    condition = assignment.inputs["condition"]
    assert assignment.inputs["conditionVersion"] == "2.0"
    assert condition.count("StringStartsWith 'bert/'") == 2 + len(CHANGES)
    for change in CHANGES:
        assert f"blobs/{change}'" in condition
    assert condition.count("(") == condition.count(")")


def test_a_prefix_with_a_quote_is_refused():
    with pytest.raises(ValueError, match="quote"):
        deploy(_grants((Access.READ, "models", "o'brien/")))


def test_unknown_bucket_is_a_key_error():
    with pytest.raises(KeyError):
        deploy(_grants((Access.READ, "nothing")))


def test_a_workload_of_azure_acts_as_itself():
    deployed = deploy(_grants((Access.READ, "models")))
    assert deployed.of_type(":FederatedIdentityCredential") == []
    (given,) = deployed.result
    assert set(given["environment"]) == {"AZURE_CLIENT_ID", "AZURE_TENANT_ID"}
    assert given["principal"] == deployed.one(":RoleAssignment").inputs["principalId"]


def test_a_workload_of_another_cloud_acts_as_a_trusted_identity():
    deployed = deploy(_grants((Access.READ, "models"), (Access.WRITE, "artifacts"), local=False))
    federation = deployed.one(":FederatedIdentityCredential")
    assert federation.inputs["issuer"] == "https://issuer.example"
    assert federation.inputs["subject"] == "arn:aws:iam::1:role/training"
    assert federation.inputs["audiences"] == ["polycloud/acme/ml/dev"]
    one, other = deployed.result
    assert one == other
    assert one["environment"]["AZURE_FEDERATED_TOKEN_FILE"].startswith("/var/run/secrets/")


def test_grants_on_a_protected_store_are_protected_as_azure_refuses_to_take_them_back():
    deployed = deploy(_grants((Access.READ, "models"), spec=PROTECTED))
    assert deployed.one(":RoleAssignment").protect


def test_preview_registers_the_same_resources():
    program = _grants((Access.READ, "models"), (Access.ADMINISTER, "models", "x"), local=False)
    assert sorted(r.urn for r in deploy(program, preview=True).resources) == sorted(
        r.urn for r in deploy(program).resources
    )


def test_nothing_is_assigned_the_same_name_in_two_stacks():
    program = _grants((Access.WRITE, "models"))
    named = [
        {
            value
            for item in deploy(program, stack=stack).resources
            for key, value in item.inputs.items()
            if key in ("roleAssignmentName", "roleDefinitionId", "accountName", "resourceName")
            and "/" not in value
        }
        for stack in ("dev", "prod")
    ]
    assert named[0]
    assert not named[0] & named[1]


def test_archived_buckets_say_that_they_are_in_one_datacenter():
    support = cloud.support(SPEC, AzureSettings())
    assert isinstance(support, Emulated)
    (caveat,) = support.caveats
    assert "datasets" in caveat
    assert "models" not in caveat
    sku = {a.name: a.inputs["sku"]["name"] for a in deploy(_store).of_type(":StorageAccount")}
    assert sku == {
        "data-datasets": "Standard_LRS",
        "data-models": "Standard_ZRS",
        "data-artifacts": "Standard_ZRS",
    }


def test_buckets_that_are_not_archived_are_supported_as_they_are():
    spec = ObjectStoreSpec(buckets={"models": BucketSpec(versioned=True)})
    assert isinstance(cloud.support(spec, AzureSettings()), Supported)


def test_region_without_zones_keeps_all_buckets_in_one_datacenter():
    settings = AzureSettings(region="westus")
    support = cloud.support(SPEC, settings)
    assert isinstance(support, Emulated)
    assert "westus" in support.caveats[0]
    deployed = deploy(_store, settings=settings)
    assert {a.inputs["sku"]["name"] for a in deployed.of_type(":StorageAccount")} == {
        "Standard_LRS"
    }
