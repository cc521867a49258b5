"""When S3 moves objects to cheaper storage classes, and when it deletes them.

Objects cool to Standard-IA where S3 allows that, otherwise to Glacier Instant Retrieval,
which takes objects of any age and is read as fast; they are archived to Glacier Flexible
Retrieval, and are restored before they are read again.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_Transition.html
"""

from __future__ import annotations

from typing import Any, Final, Literal

from polycloud.abstractions.object_store import BucketSpec

IA_DAYS: Final = 30
"""How old an object is before it may go to Standard-IA, and how long it stays there."""

MINIMUM_DAYS: Final = 90
"""How long an object in either Glacier class is paid for, at least."""

VERSION_DAYS: Final = 365
"""How long a replaced or deleted version is kept in a bucket that deletes nothing else."""

_UPLOAD_DAYS: Final = 7

CoolClass = Literal["STANDARD_IA", "GLACIER_IR"]


def cool_class(spec: BucketSpec) -> CoolClass | None:
    """The class that objects cool to; None where they do not."""
    cool, archive = spec.cool_after_days, spec.archive_after_days
    if cool is None:
        return None
    if cool < IA_DAYS or (archive is not None and archive - cool < IA_DAYS):
        return "GLACIER_IR"
    return "STANDARD_IA"


def lifecycle_rules(spec: BucketSpec) -> list[Any]:
    """The rules of a bucket; one at least, which clears away uploads that were given up."""
    everything = {"prefix": ""}
    tidy: dict[str, Any] = {
        "id": "tidy",
        "status": "Enabled",
        "filter": everything,
        "abort_incomplete_multipart_upload": {"days_after_initiation": _UPLOAD_DAYS},
    }
    if spec.versioned:
        # A delete marker without versions behind it; S3 takes this in no rule that has days.
        tidy["expiration"] = {"expired_object_delete_marker": True}
        tidy["noncurrent_version_expiration"] = {
            "noncurrent_days": spec.delete_after_days or VERSION_DAYS
        }
    rules: list[Any] = [tidy]
    age: dict[str, Any] = {"id": "age", "status": "Enabled", "filter": everything}
    if transitions := _transitions(spec):
        age["transitions"] = transitions
    if spec.delete_after_days is not None:
        age["expiration"] = {"days": spec.delete_after_days}
    if len(age) > 3:
        rules.append(age)
    return rules


def _transitions(spec: BucketSpec) -> list[dict[str, Any]]:
    steps = ((spec.cool_after_days, cool_class(spec)), (spec.archive_after_days, "GLACIER"))
    return [{"days": days, "storage_class": to} for days, to in steps if days is not None]
