"""What the mutation check leaves alone of people's roles, and why."""

from __future__ import annotations

from .everywhere import each

AWS = (
    *each(
        "What shows settings stands in several statements, and the facts take each for the whole.",
        "aws:iam/policy:Policy policy.Statement(Settings*)*",
        "aws:iam/policy:Policy policy.Statement(Items*)*",
        change="dropped",
    ),
    *each(
        "The condition names the account, too.",
        "aws:iam/role:Role assumeRolePolicy.Statement(PermissionSets).Principal.AWS",
        change="widened",
    ),
)

GCP = (
    *each(
        "Whoever may read, or change settings, sees them by that, too.",
        "gcp:storage/bucketIAMMember:BucketIAMMember ",
        "gcp:storage/bucketIAMMember:BucketIAMMember bucket",
        "gcp:projects/iAMMember:IAMMember ",
        "gcp:projects/iAMMember:IAMMember project",
        name="*-view",
    ),
)

AZURE = (
    *each(
        "Whoever may read, or change settings, sees them by that, too.",
        "*:RoleAssignment ",
        "*:RoleAssignment scope",
        name="*-view",
    ),
)
