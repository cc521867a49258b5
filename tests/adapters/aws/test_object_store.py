from __future__ import annotations

from itertools import pairwise

import pytest

from polycloud.abstractions.identity import Access
from polycloud.abstractions.object_store import OBJECT_STORE, BucketSpec, ObjectStoreSpec
from polycloud.adapters.aws import cloud
from polycloud.adapters.aws.settings import CATALOG

from .deploying import SALT, deploy, foreign, policy_of

BUCKETS = {
    "datasets": BucketSpec(cool_after_days=7, archive_after_days=30),
    "models": BucketSpec(versioned=True, cool_after_days=90, archive_after_days=365),
    "checkpoints": BucketSpec(versioned=True, delete_after_days=30),
}
COMPANIONS = (
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
)


def _store(context, protect=False):
    return cloud.make(OBJECT_STORE, "data", ObjectStoreSpec(BUCKETS, protect=protect), context)


def _made(protect=False, **options):
    def program(context):
        store = _store(context, protect)
        return {"buckets": dict(store.buckets), "urls": dict(store.urls)}

    return deploy(program, **options)


def _granted(*grants, identity=None):
    """The run after grants to an identity of this cloud, or another."""

    def program(context):
        store = _store(context)
        who = identity or cloud.workload_identity("training", context)
        for grant in grants:
            store.grant(who, *grant)

    return deploy(program).graph


def _rules(graph, bucket):
    (found,) = (
        r
        for r in graph.by_type("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")
        if r.name == f"data-{bucket}"
    )
    return {rule["id"]: rule for rule in found.inputs["rules"]}


def test_every_bucket_has_every_safeguard():
    graph = _made().graph
    for kind in COMPANIONS:
        assert {r.name for r in graph.by_type(kind)} == {f"data-{bucket}" for bucket in BUCKETS}
    for block in graph.by_type(COMPANIONS[0]):
        switches = {key: value for key, value in block.inputs.items() if key != "bucket"}
        assert set(switches.values()) == {True}
        assert len(switches) == 4
    for owned in graph.by_type(COMPANIONS[1]):
        assert owned.inputs["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


def test_buckets_carry_none_of_the_deprecated_arguments():
    for bucket in _made().graph.by_type("aws:s3/bucket:Bucket"):
        assert set(bucket.inputs) <= {"bucket", "forceDestroy", "tags"}


def test_objects_are_encrypted_with_the_stores_own_key():
    graph = _made().graph
    (key,) = graph.by_type("aws:kms/key:Key")
    assert key.inputs["enableKeyRotation"] is True
    for encryption in graph.by_type(COMPANIONS[2]):
        (rule,) = encryption.inputs["rules"]
        default = rule["applyServerSideEncryptionByDefault"]
        assert default == {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": key.outputs["arn"]}
        assert rule["bucketKeyEnabled"] is True


def test_only_buckets_that_ask_for_versions_have_them():
    versioned = _made().graph.by_type("aws:s3/bucketVersioning:BucketVersioning")
    assert {r.name for r in versioned} == {"data-models", "data-checkpoints"}
    assert all(r.inputs["versioningConfiguration"]["status"] == "Enabled" for r in versioned)


def test_changes_of_one_bucket_follow_one_another():
    graph = _made().graph
    order = (*COMPANIONS[:3], COMPANIONS[4], COMPANIONS[3])
    for bucket in BUCKETS:
        chain = [
            next(r for r in graph.by_type(kind) if r.name == f"data-{bucket}") for kind in order
        ]
        for earlier, later in pairwise(chain):
            assert earlier in graph.dependencies(later, transitive=True)


def test_lifecycle_waits_for_versioning():
    graph = _made().graph
    (lifecycle,) = (r for r in graph.by_type(COMPANIONS[4]) if r.name == "data-models")
    assert any("bucketVersioning" in r.type for r in graph.dependencies(lifecycle))


def test_objects_move_on_the_days_that_are_asked():
    graph = _made().graph
    assert _rules(graph, "datasets")["age"]["transitions"] == [
        {"days": 7, "storageClass": "GLACIER_IR"},
        {"days": 30, "storageClass": "GLACIER"},
    ]
    assert _rules(graph, "models")["age"]["transitions"] == [
        {"days": 90, "storageClass": "STANDARD_IA"},
        {"days": 365, "storageClass": "GLACIER"},
    ]


def test_objects_are_deleted_on_the_day_that_is_asked_and_versions_after():
    rules = _rules(_made().graph, "checkpoints")
    assert rules["age"]["expiration"] == {"days": 30}
    assert rules["tidy"]["noncurrentVersionExpiration"] == {"noncurrentDays": 30}
    assert rules["tidy"]["expiration"] == {"expiredObjectDeleteMarker": True}


def test_versions_do_not_pile_up_for_ever_and_given_up_uploads_go():
    graph = _made().graph
    assert _rules(graph, "models")["tidy"]["noncurrentVersionExpiration"]["noncurrentDays"] == 365
    for bucket in BUCKETS:
        tidy = _rules(graph, bucket)["tidy"]
        assert tidy["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}
    assert "noncurrentVersionExpiration" not in _rules(graph, "datasets")["tidy"]


def test_every_rule_says_which_objects_it_is_about_as_s3_now_wants():
    graph = _made().graph
    for bucket in BUCKETS:
        for rule in _rules(graph, bucket).values():
            assert rule["filter"] == {"prefix": ""}
            assert "prefix" not in rule


@pytest.mark.parametrize("protect", [True, False])
def test_protection_covers_all_that_the_data_depends_on(protect):
    graph = _made(protect).graph
    for resource in graph.package("aws"):
        if resource.custom and not resource.is_provider:
            assert resource.options.protect is protect, resource.urn
    for bucket in graph.by_type("aws:s3/bucket:Bucket"):
        assert bucket.inputs["forceDestroy"] is not protect


def test_names_are_legal_whatever_the_project_and_stack_are_called():
    for project, stack in (("ml", "dev"), ("A_Very.Long-Project" * 5, "s" * 100), ("x", "1")):
        made = _made(project=project, stack=stack)
        names = made.outputs["buckets"]
        assert len(set(names.values())) == len(BUCKETS)
        for logical, name in names.items():
            assert CATALOG.names["s3_bucket"].problem(name) is None
            assert name.endswith(f"-{SALT}")
            assert made.outputs["urls"][logical] == f"s3://{name}"


def test_names_are_known_in_a_preview():
    assert _made(preview=True).outputs["buckets"] == _made().outputs["buckets"]


def test_two_stores_may_call_their_buckets_alike():
    def program(context):
        spec = ObjectStoreSpec({"checkpoints": BucketSpec()})
        stores = [cloud.make(OBJECT_STORE, name, spec, context) for name in ("data", "checkpoints")]
        return {str(i): store.buckets["checkpoints"] for i, store in enumerate(stores)}

    assert len(set(deploy(program).outputs.values())) == 2


def test_an_unknown_bucket_is_no_bucket():
    with pytest.raises(KeyError, match="nothing"):
        _granted((Access.READ, "nothing"))


def test_the_escape_hatch_is_the_native_bucket():
    def program(context):
        return {"arn": _store(context).native["models"].arn}

    assert deploy(program).outputs["arn"].startswith("arn:aws:s3:::ml-dev-data-models-")


def _arn(graph, bucket):
    (found,) = (r for r in graph.by_type("aws:s3/bucket:Bucket") if r.name == f"data-{bucket}")
    return found.outputs["arn"]


def test_reading_is_listing_and_reading_of_one_bucket():
    graph = _granted((Access.READ, "models"))
    granted = policy_of(graph, "data-models-aws-training-read")
    arn = _arn(graph, "models")
    assert granted["Objects"]["Action"] == ["s3:GetObject"]
    assert granted["Objects"]["Resource"] == f"{arn}/*"
    assert granted["List"]["Resource"] == granted["Bucket"]["Resource"] == arn
    assert granted["Key"]["Action"] == ["kms:Decrypt"]


def test_writing_never_touches_the_bucket_itself():
    granted = policy_of(_granted((Access.WRITE, "models")), "data-models-aws-training-write")
    actions = {action for each in granted.values() for action in each["Action"]}
    assert {"s3:PutObject", "s3:DeleteObject", "s3:GetObject", "kms:GenerateDataKey"} <= actions
    assert not any("DeleteObjectVersion" in each or "PutBucket" in each for each in actions)


def test_administering_changes_settings_but_neither_deletes_nor_opens_the_bucket():
    granted = policy_of(
        _granted((Access.ADMINISTER, "models")), "data-models-aws-training-administer"
    )
    actions = set(granted["Bucket"]["Action"])
    assert "s3:PutLifecycleConfiguration" in actions
    assert not actions & {
        "s3:DeleteBucket",
        "s3:PutBucketPolicy",
        "s3:PutBucketPublicAccessBlock",
        "s3:PutBucketAcl",
    }


def test_the_key_is_used_for_this_bucket_and_through_s3_only():
    graph = _granted((Access.READ, "models"))
    key = policy_of(graph, "data-models-aws-training-read")["Key"]
    arn = _arn(graph, "models")
    assert key["Condition"]["StringEquals"] == {"kms:ViaService": "s3.us-west-2.amazonaws.com"}
    contexts = key["Condition"]["StringLike"]["kms:EncryptionContext:aws:s3:arn"]
    assert contexts == [arn, f"{arn}/*"]
    (made,) = graph.by_type("aws:kms/key:Key")
    assert key["Resource"] == made.outputs["arn"]


@pytest.mark.parametrize("prefix", ["team-a", "team-a/", "/team-a/"])
@pytest.mark.parametrize("access", [Access.READ, Access.WRITE, Access.ADMINISTER])
def test_a_prefix_is_a_folder_and_nothing_is_granted_outside_it(prefix, access):
    graph = _granted((access, "models", prefix))
    (policy,) = (
        r for r in graph.by_type("aws:iam/rolePolicy:RolePolicy") if r.name.startswith("data-")
    )
    granted = policy_of(graph, policy.name)
    arn = _arn(graph, "models")
    assert set(granted) == {"Objects", "List", "Key"}
    assert granted["Objects"]["Resource"] == f"{arn}/team-a/*"
    assert granted["List"]["Condition"] == {"StringLike": {"s3:prefix": ["team-a/*"]}}


def test_characters_that_policies_read_as_wildcards_stand_for_themselves():
    graph = _granted((Access.READ, "models", "a*?${x}"))
    (policy,) = (
        r for r in graph.by_type("aws:iam/rolePolicy:RolePolicy") if r.name.startswith("data-")
    )
    resource = policy_of(graph, policy.name)["Objects"]["Resource"]
    assert resource.endswith("/a${*}${?}${$}{x}/*")


def test_the_same_grant_twice_is_one_and_gives_the_same_credentials():
    def program(context):
        store = _store(context)
        who = cloud.workload_identity("training", context)
        one = store.grant(who, Access.READ, "models")
        assert store.grant(who, Access.READ, "models") is one
        assert store.grant(who, Access.WRITE, "datasets") is one

    policies = deploy(program).graph.by_type("aws:iam/rolePolicy:RolePolicy")
    assert len([r for r in policies if r.name.startswith("data-")]) == 2


def test_different_prefixes_are_different_grants():
    graph = _granted(
        (Access.READ, "models", "one"), (Access.READ, "models", "two"), (Access.READ, "models")
    )
    policies = [r for r in graph.by_type("aws:iam/rolePolicy:RolePolicy") if "data-" in r.name]
    assert len({r.name for r in policies}) == 3


def test_a_foreign_workload_is_granted_the_same_as_its_trusted_role():
    graph = _granted((Access.READ, "models"), identity=foreign("serving"))
    (role,) = graph.by_type("aws:iam/role:Role")
    (policy,) = graph.by_type("aws:iam/rolePolicy:RolePolicy")
    assert policy.inputs["role"] == role.inputs["name"]
