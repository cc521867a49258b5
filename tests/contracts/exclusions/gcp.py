"""What the mutation check leaves alone on Google Cloud, and why."""

from __future__ import annotations

from . import links
from .everywhere import EVERYWHERE, each

EXCLUSIONS = (
    *EVERYWHERE,
    *links.GCP,
    *each(
        "A text for people, which nothing is decided by.",
        "* displayName",
        "* title",
        "* condition.title",
    ),
    *each(
        "A physical name, which others learn from the resource.",
        "gcp:serviceaccount/account:Account accountId",
        "gcp:projects/iAMCustomRole:IAMCustomRole roleId",
        "gcp:iam/*:WorkloadIdentityPoolProvider workloadIdentityPoolProviderId",
    ),
    *each(
        "Which services the project has switched on: without one, requests are refused.",
        "gcp:projects/service:Service *",
    ),
    *each(
        "How the provider labels for Pulumi's statistics, and where it looks by default; stores"
        " name their own region.",
        "pulumi:providers:gcp addPulumiAttributionLabel",
        "pulumi:providers:gcp region",
        "pulumi:providers:gcp project",
    ),
    *each(
        "Databases and identities have no labels; where there are buckets it is noticed.",
        "pulumi:providers:gcp defaultLabels*",
    ),
    *each(
        "The cloud's default is the same: seven days of soft delete, no versions, standard class,"
        " any state, no protection, no restoring:"
        " cloud.google.com/storage/docs/soft-delete, cloud.google.com/storage/docs/lifecycle",
        "gcp:storage/bucket:Bucket softDeletePolicy*",
        "gcp:storage/bucket:Bucket versioning*",
        "gcp:storage/bucket:Bucket storageClass",
        "gcp:storage/bucket:Bucket forceDestroy",
        "gcp:storage/bucket:Bucket lifecycleRules(*).condition.withState",
        "gcp:firestore/database:Database deleteProtectionState",
        "gcp:firestore/database:Database pointInTimeRecoveryEnablement",
        "gcp:firestore/database:Database type",
        "gcp:firestore/database:Database databaseEdition",
        "gcp:firestore/database:Database concurrencyMode",
        "gcp:firestore/database:Database appEngineIntegrationMode",
        change="dropped",
    ),
    *each(
        "Firestore refuses words that it does not know, and knows these besides: another edition,"
        " and ways of locking and of serving App Engine, which open and lose nothing:"
        " cloud.google.com/firestore/docs/reference/rest/v1/projects.databases",
        "gcp:firestore/database:Database type",
        "gcp:firestore/database:Database databaseEdition",
        "gcp:firestore/database:Database concurrencyMode",
        "gcp:firestore/database:Database appEngineIntegrationMode",
        "gcp:firestore/database:Database deleteProtectionState",
        "gcp:firestore/database:Database pointInTimeRecoveryEnablement",
        change="widened",
    ),
    *each(
        "Uploads that were given up cost money and hold no object:"
        " cloud.google.com/storage/docs/lifecycle#abort-mpu",
        "gcp:storage/bucket:Bucket lifecycleRules",
        "gcp:storage/bucket:Bucket lifecycleRules(*)",
        "gcp:storage/bucket:Bucket lifecycleRules(*).condition",
        "gcp:storage/bucket:Bucket lifecycleRules(*).condition.age",
    ),
    *each(
        "A number of versions that stay when their month is over; the month itself is noticed.",
        "gcp:storage/bucket:Bucket lifecycleRules(*).condition.numNewerVersions",
        "gcp:storage/bucket:Bucket lifecycleRules(*).condition.sendAgeIfZero",
    ),
    *each(
        "The permission stands beside others that change settings or show them; every permission"
        " too many is noticed.",
        "gcp:projects/iAMCustomRole:IAMCustomRole permissions(*)",
        change="dropped",
    ),
    *each(
        "Less than seven days is refused, but none: cloud.google.com/storage/docs/soft-delete",
        "gcp:storage/bucket:Bucket softDeletePolicy.retentionDurationSeconds",
        change="made *",
    ),
    *each(
        "Whatever is not DELETE leaves the database where it is.",
        "gcp:firestore/database:Database deletionPolicy",
    ),
    *each(
        "An index makes queries possible; it neither lets anybody in nor holds data:"
        " cloud.google.com/firestore/docs/query-data/index-overview",
        "gcp:firestore/index:Index *",
    ),
)
