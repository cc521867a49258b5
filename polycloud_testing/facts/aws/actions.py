"""What the actions of S3, DynamoDB, ECR and Secrets Manager amount to.

source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html,
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html,
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html,
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
as_of: 2026-11-23
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from polycloud_testing.facts.access import Verb

BUCKET: Final[Mapping[Verb, str]] = {
    Verb.LIST: "ListBucket ListBucketVersions ListBucketMultipartUploads",
    Verb.SEE_SETTINGS: (
        "GetAccelerateConfiguration GetAnalyticsConfiguration GetBucketAcl GetBucketCORS "
        "GetBucketLocation GetBucketLogging GetBucketMetadataTableConfiguration "
        "GetBucketNotification GetBucketObjectLockConfiguration GetBucketOwnershipControls "
        "GetBucketPolicy GetBucketPolicyStatus GetBucketPublicAccessBlock "
        "GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite "
        "GetEncryptionConfiguration GetIntelligentTieringConfiguration "
        "GetInventoryConfiguration GetLifecycleConfiguration GetMetricsConfiguration "
        "GetReplicationConfiguration GetBucketAbac ListTagsForResource"
    ),
    Verb.CHANGE_SETTINGS: (
        "PutAccelerateConfiguration PutAnalyticsConfiguration PutBucketCORS PutBucketLogging "
        "PutBucketNotification PutBucketObjectLockConfiguration PutBucketRequestPayment "
        "PutBucketTagging PutBucketVersioning PutEncryptionConfiguration "
        "PutIntelligentTieringConfiguration PutInventoryConfiguration "
        "PutLifecycleConfiguration PutMetricsConfiguration PutReplicationConfiguration "
        "CreateBucketMetadataTableConfiguration DeleteBucketMetadataTableConfiguration "
        "UpdateBucketMetadataInventoryTableConfiguration "
        "UpdateBucketMetadataJournalTableConfiguration TagResource UntagResource CreateBucket"
    ),
    Verb.CHANGE_ACCESS: (
        "PutBucketPolicy DeleteBucketPolicy PutBucketAcl PutBucketPublicAccessBlock "
        "PutBucketOwnershipControls PutBucketWebsite DeleteBucketWebsite PutBucketAbac"
    ),
    Verb.DELETE_STORE: "DeleteBucket",
}
"""On the bucket's own ARN."""

OBJECT: Final[Mapping[Verb, str]] = {
    Verb.READ: (
        "GetObject GetObjectVersion GetObjectTorrent GetObjectVersionTorrent "
        "GetObjectVersionForReplication GetObjectAcl GetObjectVersionAcl GetObjectAttributes "
        "GetObjectVersionAttributes GetObjectTagging GetObjectVersionTagging "
        "GetObjectRetention GetObjectLegalHold"
    ),
    Verb.WRITE: (
        "PutObject AbortMultipartUpload ListMultipartUploadParts RestoreObject "
        "ReplicateObject ReplicateTags "
        "PutObjectTagging PutObjectVersionTagging DeleteObjectTagging "
        "DeleteObjectVersionTagging PutObjectRetention PutObjectLegalHold "
        "InitiateReplication UpdateObjectEncryption"
    ),
    Verb.DELETE: "DeleteObject ReplicateDelete",
    Verb.PURGE: "DeleteObjectVersion BypassGovernanceRetention",
    Verb.CHANGE_ACCESS: "PutObjectAcl PutObjectVersionAcl ObjectOwnerOverrideToBucketOwner",
}
"""On the objects' ARNs."""

TABLE: Final[Mapping[Verb, str]] = {
    Verb.LIST: "Scan Query PartiQLSelect",
    Verb.READ: (
        "GetItem BatchGetItem ConditionCheckItem Query Scan PartiQLSelect GetRecords "
        "GetShardIterator ExportTableToPointInTime ReadDataForReplication"
    ),
    Verb.WRITE: (
        "PutItem UpdateItem BatchWriteItem PartiQLInsert PartiQLUpdate WriteDataForReplication"
    ),
    Verb.DELETE: "DeleteItem BatchWriteItem PartiQLDelete",
    Verb.PURGE: "DeleteBackup",
    Verb.SEE_SETTINGS: (
        "DescribeTable DescribeContinuousBackups DescribeContributorInsights DescribeExport "
        "DescribeKinesisStreamingDestination DescribeStream DescribeTableReplicaAutoScaling "
        "DescribeTimeToLive GetResourcePolicy ListTagsOfResource GetAbacStatus"
    ),
    Verb.CHANGE_SETTINGS: (
        "UpdateContinuousBackups UpdateContributorInsights UpdateTimeToLive TagResource "
        "UntagResource UpdateTable UpdateTableReplicaAutoScaling CreateBackup "
        "EnableKinesisStreamingDestination DisableKinesisStreamingDestination "
        "UpdateKinesisStreamingDestination CreateTableReplica CreateTable ImportTable "
        "CreateGlobalTable UpdateGlobalTable UpdateGlobalTableSettings "
        "RestoreTableFromBackup RestoreTableToPointInTime RestoreTableFromAwsBackup "
        "StartAwsBackupJob AssociateTableReplica"
    ),
    Verb.CHANGE_ACCESS: "PutResourcePolicy DeleteResourcePolicy UpdateAbacStatus",
    Verb.DELETE_STORE: "DeleteTable DeleteTableReplica",
}
"""On the table's own ARN."""

REPOSITORY: Final[Mapping[Verb, str]] = {
    Verb.LIST: "ListImages DescribeImages",
    Verb.READ: (
        "BatchGetImage GetDownloadUrlForLayer BatchCheckLayerAvailability "
        "DescribeImageScanFindings DescribeImageReplicationStatus"
    ),
    Verb.WRITE: (
        "PutImage InitiateLayerUpload UploadLayerPart CompleteLayerUpload "
        "BatchImportUpstreamImage ReplicateImage "
        "UpdateImageStorageClass"
    ),
    Verb.DELETE: "BatchDeleteImage",
    Verb.SEE_SETTINGS: (
        "DescribeRepositories GetLifecyclePolicy GetLifecyclePolicyPreview GetRepositoryPolicy "
        "ListTagsForResource BatchGetRepositoryScanningConfiguration"
    ),
    Verb.CHANGE_SETTINGS: (
        "PutImageScanningConfiguration PutImageTagMutability PutLifecyclePolicy "
        "DeleteLifecyclePolicy StartLifecyclePolicyPreview StartImageScan TagResource "
        "UntagResource CreateRepository"
    ),
    Verb.CHANGE_ACCESS: "SetRepositoryPolicy DeleteRepositoryPolicy",
    Verb.DELETE_STORE: "DeleteRepository",
}
"""On a repository's own ARN. Who lists the referrers of an image needs ``BatchGetImage`` for it:
https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ListImageReferrers.html"""

SECRET: Final[Mapping[Verb, str]] = {
    Verb.READ: "GetSecretValue",
    Verb.WRITE: "PutSecretValue UpdateSecret UpdateSecretVersionStage RotateSecret",
    Verb.PURGE: "DeleteSecret",
    Verb.SEE_SETTINGS: (
        "DescribeSecret ListSecretVersionIds GetResourcePolicy ListResourcePolicies"
    ),
    Verb.CHANGE_SETTINGS: (
        "UpdateSecret RotateSecret CancelRotateSecret TagResource UntagResource RestoreSecret "
        "CreateSecret ReplicateSecretToRegions RemoveRegionsFromReplication "
        "StopReplicationToReplica"
    ),
    Verb.CHANGE_ACCESS: (
        "PutResourcePolicy DeleteResourcePolicy AssociateCrossAccountReplica "
        "DisassociateCrossAccountReplica"
    ),
    Verb.DELETE_STORE: "DeleteSecret",
}
"""On a secret's own ARN. Whoever deletes it may do without the days of recovery."""

NO_STORE: Final[Mapping[str, str]] = {
    "s3": (
        "ListAllMyBuckets GetAccountPublicAccessBlock ListAccessPoints ListJobs DescribeJob "
        "GetStorageLensConfiguration ListStorageLensConfigurations"
    ),
    "ecr": "GetAuthorizationToken DescribeRegistry",
    # Values in one go need the action for each value besides.
    "secretsmanager": ("ListSecrets GetRandomPassword BatchGetSecretValue ValidateResourcePolicy"),
    "dynamodb": (
        "ListTables ListBackups ListContributorInsights ListExports ListGlobalTables "
        "ListImports ListStreams DescribeLimits DescribeEndpoints DescribeReservedCapacity "
        "DescribeReservedCapacityOfferings DescribeBackup DescribeGlobalTable "
        "DescribeGlobalTableSettings DescribeImport"
    ),
}
"""Actions that neither reach into a store nor change one."""

ESSENTIAL: Final = frozenset(
    {
        *("s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject"),
        *("s3:DeleteObjectVersion", "dynamodb:Query", "dynamodb:GetItem", "dynamodb:PutItem"),
        *("dynamodb:DeleteItem", "dynamodb:DeleteBackup", "secretsmanager:GetSecretValue"),
        *("secretsmanager:PutSecretValue", "secretsmanager:UpdateSecret"),
        "secretsmanager:DeleteSecret",
    }
)
"""What a verb on objects or items stands or falls with; the other actions do a part of it."""

PARTIAL_VERBS: Final = frozenset({Verb.LIST, Verb.READ, Verb.WRITE, Verb.DELETE, Verb.PURGE})
"""The verbs that have an essential action; each action of the others is enough."""

UNLOCK: Final[Mapping[Verb, str]] = {Verb.READ: "kms:Decrypt", Verb.WRITE: "kms:GenerateDataKey"}
"""What S3 and Secrets Manager ask of a customer's key on behalf of whoever reads or writes."""


def by_action(table: Mapping[Verb, str], service: str) -> dict[str, tuple[Verb, ...]]:
    """The verbs of each action of a table, by the action's full name."""
    found: dict[str, tuple[Verb, ...]] = {}
    for verb, names in table.items():
        for name in names.split():
            action = f"{service}:{name}"
            found[action] = (*found.get(action, ()), verb)
    return found


BUCKET_ACTIONS: Final = by_action(BUCKET, "s3")
OBJECT_ACTIONS: Final = by_action(OBJECT, "s3")
TABLE_ACTIONS: Final = by_action(TABLE, "dynamodb")
REPOSITORY_ACTIONS: Final = by_action(REPOSITORY, "ecr")
SECRET_ACTIONS: Final = by_action(SECRET, "secretsmanager")
