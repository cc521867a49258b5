"""How objects age, as Azure's lifecycle management says it."""

from __future__ import annotations

from pulumi_azure_native import storage

from polycloud.abstractions.object_store import BucketSpec


def lifecycle_rule(spec: BucketSpec) -> storage.ManagementPolicyRuleArgsDict | None:
    """The rule for a bucket whose objects change tier or go; None where none do.

    Azure counts a blob's days from its last modification, or from its creation. From its
    creation, a blob that is overwritten every day would be deleted all the same. A version
    is what it was when it was created. ``…GreaterThan`` is met on the day after.
    """
    cool, archive, delete = spec.cool_after_days, spec.archive_after_days, spec.delete_after_days
    if cool is None and archive is None and delete is None:
        return None
    current: storage.ManagementPolicyBaseBlobArgsDict = {}
    version: storage.ManagementPolicyVersionArgsDict = {}
    if cool is not None:
        current["tier_to_cool"] = {"days_after_modification_greater_than": cool}
        version["tier_to_cool"] = {"days_after_creation_greater_than": cool}
    if archive is not None:
        current["tier_to_archive"] = {"days_after_modification_greater_than": archive}
        version["tier_to_archive"] = {"days_after_creation_greater_than": archive}
    if delete is not None:
        current["delete"] = {"days_after_modification_greater_than": delete}
        version["delete"] = {"days_after_creation_greater_than": delete}
    actions: storage.ManagementPolicyActionArgsDict = {"base_blob": current}
    if spec.versioned:
        actions["version"] = version
    return {
        "name": "age",
        "enabled": True,
        "type": storage.RuleType.LIFECYCLE,
        "definition": {"actions": actions, "filters": {"blob_types": ["blockBlob"]}},
    }
