"""When Cloud Storage moves objects to cheaper storage classes, and when it deletes them.

Objects become Nearline, then Archive, at whatever age is asked.
https://docs.cloud.google.com/storage/docs/lifecycle
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from polycloud.abstractions.object_store import BucketSpec

if TYPE_CHECKING:
    from pulumi_gcp.storage import BucketLifecycleRuleArgsDict

VERSION_DAYS: Final = 90
KEPT_VERSIONS: Final = 3
"""A version goes so many days after its replacement, once so many are newer."""

_UPLOAD_DAYS: Final = 7


def lifecycle_rules(spec: BucketSpec) -> list[BucketLifecycleRuleArgsDict]:
    """The rules of a bucket; one at least, which clears away uploads that were given up."""
    tiers = (("NEARLINE", spec.cool_after_days), ("ARCHIVE", spec.archive_after_days))
    rules: list[BucketLifecycleRuleArgsDict] = [
        {
            "action": {"type": "SetStorageClass", "storage_class": tier},
            "condition": {"age": days, "with_state": "ANY"},
        }
        for tier, days in tiers
        if days is not None
    ]
    if spec.delete_after_days is not None:
        # Twice on a versioned bucket: the live object becomes a version, which is as old.
        rules.append(
            {
                "action": {"type": "Delete"},
                "condition": {"age": spec.delete_after_days, "with_state": "ANY"},
            }
        )
    elif spec.versioned:
        rules.append(
            {
                "action": {"type": "Delete"},
                "condition": {
                    "days_since_noncurrent_time": VERSION_DAYS,
                    "num_newer_versions": KEPT_VERSIONS,
                    "with_state": "ARCHIVED",
                    "send_age_if_zero": False,
                },
            }
        )
    rules.append(
        {
            "action": {"type": "AbortIncompleteMultipartUpload"},
            "condition": {"age": _UPLOAD_DAYS},
        }
    )
    return rules
