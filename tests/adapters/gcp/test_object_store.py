from __future__ import annotations

import pytest

from polycloud.abstractions.identity import Access
from polycloud.abstractions.object_store import OBJECT_STORE, BucketSpec, ObjectStoreSpec
from polycloud.adapters.gcp import cloud
from polycloud.adapters.gcp.settings import CATALOG

from .deploying import SALT, deploy, every, foreign

MEMBER = "BucketIAMMember"

SPEC = ObjectStoreSpec(
    {
        "models": BucketSpec(versioned=True, cool_after_days=90, archive_after_days=365),
        "scratch": BucketSpec(versioned=True, delete_after_days=30),
    }
)


def _program(context):
    store = cloud.make(OBJECT_STORE, "data", SPEC, context)
    return {"buckets": dict(store.buckets), "urls": dict(store.urls)}


def _buckets(made):
    return {item.name.removeprefix("data-"): item for item in every(made, "Bucket")}


@pytest.mark.parametrize("preview", [False, True])
def test_buckets_are_closed_to_the_public_and_know_no_acls(preview):
    buckets = _buckets(deploy(_program, preview=preview))
    assert buckets.keys() == {"models", "scratch"}
    for bucket in buckets.values():
        assert bucket.inputs["publicAccessPrevention"] == "enforced"
        assert bucket.inputs["uniformBucketLevelAccess"] is True
        assert bucket.inputs["location"] == "US-CENTRAL1"
        assert bucket.inputs["forceDestroy"] is False


def test_names_are_the_worlds_only_and_addresses_follow_them():
    made = deploy(_program)
    for logical, name in made.outputs["buckets"].items():
        assert name.endswith(f"-{SALT}")
        assert CATALOG.names["storage_bucket"].problem(name) is None
        assert made.outputs["urls"][logical] == f"gs://{name}"


@pytest.mark.parametrize("project", ["google-tpu", "goog", "my-google-ml", "x" * 90])
def test_names_avoid_googles_own_words_and_stay_in_the_limit(project):
    made = deploy(_program, project=project)
    names = made.outputs["buckets"].values()
    assert len(set(names)) == 2
    for name in names:
        assert CATALOG.names["storage_bucket"].problem(name) is None


def test_objects_cool_and_then_are_archived():
    models = _buckets(deploy(_program))["models"]
    moves = [
        (rule["condition"]["age"], rule["action"]["storageClass"])
        for rule in models.inputs["lifecycleRules"]
        if rule["action"]["type"] == "SetStorageClass"
    ]
    assert moves == [(90, "NEARLINE"), (365, "ARCHIVE")]


def test_current_objects_are_deleted_by_age_only_where_asked():
    buckets = _buckets(deploy(_program))

    def deletions(name):
        rules = buckets[name].inputs["lifecycleRules"]
        return [rule["condition"] for rule in rules if rule["action"]["type"] == "Delete"]

    assert deletions("scratch") == [{"age": 30, "withState": "ANY"}]
    (old_versions,) = deletions("models")
    assert old_versions["withState"] == "ARCHIVED"
    assert old_versions["numNewerVersions"] >= 1
    assert "age" not in old_versions
    assert old_versions["sendAgeIfZero"] is False


def test_versions_are_kept_where_asked():
    def program(context):
        cloud.make(OBJECT_STORE, "data", ObjectStoreSpec({"a": BucketSpec()}), context)

    assert _buckets(deploy(_program))["models"].inputs["versioning"] == {"enabled": True}
    assert _buckets(deploy(program))["a"].inputs["versioning"] == {"enabled": False}


def test_protected_buckets_are_protected():
    def program(context):
        spec = ObjectStoreSpec({"a": BucketSpec()}, protect=True)
        cloud.make(OBJECT_STORE, "data", spec, context)

    (bucket,) = every(deploy(program), "Bucket")
    assert bucket.options.protect is True
    assert not any(item.options.protect for item in deploy(_program).graph)


def _granting(*grants):
    def program(context):
        store = cloud.make(OBJECT_STORE, "data", SPEC, context)
        me = cloud.workload_identity("training", context)
        for arguments in grants:
            store.grant(me, *arguments)

    return deploy(program)


@pytest.mark.parametrize(
    ("access", "role"),
    [(Access.READ, "roles/storage.objectViewer"), (Access.WRITE, "roles/storage.objectUser")],
)
def test_access_is_one_role_on_one_bucket(access, role):
    made = _granting((access, "models"))
    (member,) = every(made, MEMBER)
    (account,) = every(made, "Account")
    assert member.inputs["role"] == role
    assert member.inputs["bucket"] == _buckets(made)["models"].outputs["name"]
    assert member.inputs["member"] == f"serviceAccount:{account.outputs['email']}"
    assert "condition" not in member.inputs


def test_administering_changes_settings_but_deletes_no_bucket():
    made = _granting((Access.ADMINISTER, "models"))
    (role,) = every(made, "IAMCustomRole")
    assert role.inputs["permissions"] == ["storage.buckets.get", "storage.buckets.update"]
    assert CATALOG.names["iam_custom_role"].problem(role.inputs["roleId"]) is None
    roles = [member.inputs["role"] for member in every(made, MEMBER)]
    assert sorted(roles) == sorted([role.outputs["name"], "roles/storage.objectUser"])


def test_prefix_is_a_condition_on_objects_and_on_listing():
    made = _granting((Access.WRITE, "models", 'runs/"1"/'), (Access.WRITE, "models", "other/"))
    conditions = [item.inputs["condition"]["expression"] for item in every(made, MEMBER)]
    assert len(set(conditions)) == 2
    name = _buckets(made)["models"].outputs["name"]
    (quoted,) = (condition for condition in conditions if "runs" in condition)
    assert quoted == (
        f'resource.name.startsWith("projects/_/buckets/{name}/objects/runs/\\"1\\"/") || '
        'api.getAttribute("storage.googleapis.com/objectListPrefix", "")'
        '.startsWith("runs/\\"1\\"/")'
    )


def test_the_same_grant_asked_twice_is_one():
    made = _granting((Access.READ, "models"), (Access.READ, "models"))
    assert len(every(made, MEMBER)) == 1


def test_unknown_bucket_is_a_key_error():
    with pytest.raises(KeyError):
        _granting((Access.READ, "nothing"))


def test_nobody_is_everybody():
    made = _granting(*((access, "models") for access in Access))
    for member in every(made, MEMBER):
        assert "allUsers" not in member.inputs["member"]
        assert "*" not in member.inputs["member"]


def test_foreign_identity_is_trusted_once_and_bound_by_its_subject():
    def program(context):
        store = cloud.make(OBJECT_STORE, "data", SPEC, context)
        other = foreign()
        first = store.grant(other, Access.READ, "models")
        return {"same": first is store.grant(other, Access.WRITE, "scratch")}

    made = deploy(program)
    assert made.outputs["same"] is True
    (pool,) = every(made, "WorkloadIdentityPool")
    members = {member.inputs["member"] for member in every(made, MEMBER)}
    assert members == {
        f"principal://iam.googleapis.com/{pool.outputs['name']}"
        "/subject/system:serviceaccount:default:serving"
    }
