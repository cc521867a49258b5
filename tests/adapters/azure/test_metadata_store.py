from __future__ import annotations

import pytest

from polycloud.abstractions.identity import Access
from polycloud.abstractions.metadata_store import METADATA_STORE, Key, KeyType, MetadataStoreSpec
from polycloud.abstractions.support import Emulated, Supported, Unsupported
from polycloud.adapters.azure import cloud
from polycloud.adapters.azure.settings import CATALOG, AzureSettings

from .deploying import deploy, foreign


def _store(spec):
    return lambda context: cloud.make(METADATA_STORE, "metadata", spec, context).table


def _grants(*accesses, spec=None, local=True):
    def program(context):
        store = cloud.make(METADATA_STORE, "metadata", spec or MetadataStoreSpec(), context)
        for access in accesses:
            identity = cloud.workload_identity(f"w{access}", context) if local else foreign()
            store.grant(identity, access)

    return program


def test_table_is_paid_per_request_and_opened_by_identity_alone():
    account = deploy(_store(MetadataStoreSpec())).one(":DatabaseAccount")
    assert account.inputs["capabilities"] == [{"name": "EnableServerless"}]
    assert account.inputs["disableLocalAuth"] is True
    assert account.inputs["disableKeyBasedMetadataWriteAccess"] is True
    assert account.inputs["minimalTlsVersion"] == "Tls12"
    assert account.inputs["tags"] == {"project": "ml", "team": "x"}


def test_name_of_the_table_is_all_that_a_client_needs():
    deployed = deploy(_store(MetadataStoreSpec()))
    assert CATALOG.names["cosmos_account"].problem(deployed.result) is None
    assert deployed.one(":DatabaseAccount").inputs["accountName"] == deployed.result
    assert deployed.one(":SqlResourceSqlDatabase").inputs["databaseName"] == deployed.result


def test_sort_key_is_unique_in_its_partition_and_ordered_both_ways():
    resource = deploy(_store(MetadataStoreSpec())).one("SqlContainer").inputs["resource"]
    assert resource["partitionKey"]["paths"] == ["/model_id"]
    assert resource["uniqueKeyPolicy"] == {"uniqueKeys": [{"paths": ["/version"]}]}
    orders = [
        [(part["path"], part["order"]) for part in index]
        for index in resource["indexingPolicy"]["compositeIndexes"]
    ]
    assert orders == [
        [("/model_id", "ascending"), ("/version", "ascending")],
        [("/model_id", "ascending"), ("/version", "descending")],
    ]


def test_without_a_sort_key_any_items_share_a_partition():
    spec = MetadataStoreSpec(sort_key=None)
    resource = deploy(_store(spec)).one("SqlContainer").inputs["resource"]
    assert "uniqueKeyPolicy" not in resource


@pytest.mark.parametrize(("asked", "backups"), [(True, "Continuous"), (False, "Periodic")])
def test_restore_to_a_point_in_time_where_asked(asked, backups):
    account = deploy(_store(MetadataStoreSpec(point_in_time_restore=asked))).one("DatabaseAccount")
    assert account.inputs["backupPolicy"]["type"] == backups


def test_protected_table_is_locked_and_protected():
    deployed = deploy(_grants(Access.READ, spec=MetadataStoreSpec(protect=True)))
    lock = deployed.one(":ManagementLockByScope")
    assert lock.inputs["level"] == "CanNotDelete"
    assert deployed.one(":DatabaseAccount").urn in lock.dependencies
    assert all(item.protect for item in deployed.resources if ":cosmosdb:" in item.type)
    assert lock.protect


def test_unprotected_table_is_neither():
    deployed = deploy(_grants(Access.READ))
    assert deployed.of_type(":ManagementLockByScope") == []
    assert not any(item.protect for item in deployed.resources)


@pytest.mark.parametrize(
    ("access", "role"), [(Access.READ, "0001"), (Access.WRITE, "0002"), (Access.ADMINISTER, "0002")]
)
def test_grants_reach_the_items_of_the_one_container(access, role):
    deployed = deploy(_grants(access))
    assignment = deployed.one(":SqlResourceSqlRoleAssignment")
    name = deployed.one(":DatabaseAccount").inputs["accountName"]
    assert assignment.inputs["scope"].endswith(f"/dbs/{name}/colls/{name}")
    assert assignment.inputs["roleDefinitionId"].endswith(role)


def test_administering_alone_reaches_settings_and_deletes_nothing():
    assert deploy(_grants(Access.WRITE)).of_type(":RoleDefinition") == []
    (permission,) = deploy(_grants(Access.ADMINISTER)).one(":RoleDefinition").inputs["permissions"]
    assert {action.rpartition("/")[2] for action in permission["actions"]} == {"read", "write"}


def test_grants_are_made_one_after_the_other():
    deployed = deploy(_grants(Access.READ, Access.WRITE))
    first, second = deployed.of_type(":SqlResourceSqlRoleAssignment")
    assert first.urn in second.dependencies or second.urn in first.dependencies


def test_a_foreign_workload_is_granted_as_the_identity_trusted_here():
    deployed = deploy(_grants(Access.READ, Access.READ, local=False))
    assert len(deployed.of_type(":SqlResourceSqlRoleAssignment")) == 1
    assert len(deployed.of_type(":FederatedIdentityCredential")) == 1


def test_no_role_is_assigned_twice_to_one_principal():
    def program(context):
        store = cloud.make(METADATA_STORE, "metadata", MetadataStoreSpec(), context)
        for access in (*Access, *Access):
            store.grant(foreign(), access)

    deployed = deploy(program)
    assignments = deployed.of_type(":SqlResourceSqlRoleAssignment")
    assert len({a.inputs["roleAssignmentId"] for a in assignments}) == len(assignments) == 2
    assert len(deployed.of_type(":RoleAssignment")) == len({"view", "settings"})


def test_preview_registers_the_same_resources():
    program = _grants(Access.READ, Access.ADMINISTER)
    assert {item.urn for item in deploy(program, preview=True).resources} == {
        item.urn for item in deploy(program).resources
    }


def test_support_tells_how_a_sort_key_is_had():
    support = cloud.support(MetadataStoreSpec(), AzureSettings())
    assert isinstance(support, Emulated)
    assert "'version'" in support.caveats[0]
    assert isinstance(cloud.support(MetadataStoreSpec(sort_key=None), AzureSettings()), Supported)


@pytest.mark.parametrize(
    ("spec", "path"),
    [
        (MetadataStoreSpec(sort_key=Key("id", KeyType.STRING)), "sort_key.name"),
        (MetadataStoreSpec(sort_key=Key("_ts", KeyType.NUMBER)), "sort_key.name"),
        (MetadataStoreSpec(partition_key=Key("id", KeyType.NUMBER)), "partition_key.name"),
        (MetadataStoreSpec(partition_key=Key("_etag"), sort_key=None), "partition_key.name"),
    ],
)
def test_keys_that_cosmos_db_keeps_for_itself_are_refused(spec, path):
    support = cloud.support(spec, AzureSettings())
    assert isinstance(support, Unsupported)
    assert [obstacle.path for obstacle in support.obstacles] == [path]


def test_id_may_be_the_partition_key():
    spec = MetadataStoreSpec(partition_key=Key("id"), sort_key=None)
    assert isinstance(cloud.support(spec, AzureSettings()), Supported)
