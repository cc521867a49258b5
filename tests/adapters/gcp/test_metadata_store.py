from __future__ import annotations

import pytest

from polycloud.abstractions.identity import Access
from polycloud.abstractions.metadata_store import METADATA_STORE, MetadataStoreSpec
from polycloud.adapters.gcp import cloud
from polycloud.adapters.gcp.settings import CATALOG

from .deploying import deploy, every, foreign, one


def _program(**spec):
    return lambda context: {
        "table": cloud.make(METADATA_STORE, "metadata", MetadataStoreSpec(**spec), context).table
    }


@pytest.mark.parametrize("preview", [False, True])
def test_table_is_a_database_of_its_own_in_the_region(preview):
    made = deploy(_program(), preview=preview)
    database = one(made, "Database")
    assert database.inputs["type"] == "FIRESTORE_NATIVE"
    assert database.inputs["locationId"] == "us-central1"
    assert made.outputs["table"] == database.inputs["name"]
    assert CATALOG.names["firestore_database"].problem(made.outputs["table"]) is None


def test_restore_is_as_asked():
    def restore(**spec):
        inputs = one(deploy(_program(**spec)), "Database").inputs
        return inputs["pointInTimeRecoveryEnablement"]

    assert restore() == "POINT_IN_TIME_RECOVERY_ENABLED"
    assert restore(point_in_time_restore=False) == "POINT_IN_TIME_RECOVERY_DISABLED"


def test_protected_table_is_protected_by_both():
    database = one(deploy(_program(protect=True)), "Database")
    assert database.options.protect is True
    assert database.inputs["deleteProtectionState"] == "DELETE_PROTECTION_ENABLED"


def test_table_that_is_not_protected_goes_with_the_stack():
    database = one(deploy(_program()), "Database")
    assert database.options.protect is False
    assert database.inputs["deleteProtectionState"] == "DELETE_PROTECTION_DISABLED"
    assert database.inputs["deletionPolicy"] == "DELETE"


def test_index_finds_the_newest_of_a_key():
    made = deploy(_program())
    index = one(made, "Index").inputs
    assert index["database"] == one(made, "Database").outputs["name"]
    assert [(field["fieldPath"], field["order"]) for field in index["fields"]] == [
        ("model_id", "ASCENDING"),
        ("version", "DESCENDING"),
        ("__name__", "DESCENDING"),
    ]
    assert not every(deploy(_program(sort_key=None)), "Index")


@pytest.mark.parametrize(
    ("access", "role"),
    [(Access.READ, "roles/datastore.viewer"), (Access.WRITE, "roles/datastore.user")],
)
def test_access_is_to_this_database_only(access, role):
    def program(context):
        store = cloud.make(METADATA_STORE, "metadata", MetadataStoreSpec(), context)
        store.grant(cloud.workload_identity("training", context), access)
        store.grant(cloud.workload_identity("training", context), access)

    made = deploy(program)
    member, database = one(made, "IAMMember"), one(made, "Database").outputs
    assert member.inputs["role"] == role
    assert member.inputs["condition"]["expression"] == (
        f'resource.name == "projects/{database["project"]}/databases/{database["name"]}"'
    )


def test_administering_never_deletes_the_database():
    def program(context):
        store = cloud.make(METADATA_STORE, "metadata", MetadataStoreSpec(), context)
        store.grant(cloud.workload_identity("training", context), Access.ADMINISTER)

    made = deploy(program)
    permissions = one(made, "IAMCustomRole").inputs["permissions"]
    assert "datastore.databases.update" in permissions
    assert "datastore.databases.delete" not in permissions
    assert len(every(made, "IAMMember")) == 2
    assert all("condition" in member.inputs for member in every(made, "IAMMember"))


def test_foreign_identity_is_trusted_first():
    def program(context):
        store = cloud.make(METADATA_STORE, "metadata", MetadataStoreSpec(), context)
        return {"principal": store.grant(foreign(), Access.READ).principal}

    made = deploy(program)
    assert one(made, "WorkloadIdentityPoolProvider")
    assert one(made, "IAMMember").inputs["member"] == made.outputs["principal"]
