"""Properties of no account for security or data, each with the reason and, where the reason is a
cloud's own doing, its source.
"""

from __future__ import annotations

from collections.abc import Iterator

from polycloud.contracts.mutation.exclusions import Exclusion


def _each(why: str, *places: str, change: str = "*") -> Iterator[Exclusion]:
    """An exclusion for each place: a pattern of types and one of paths."""
    for place in places:
        type_, _, path = place.partition(" ")
        yield Exclusion(type_, path, why, change)


_EVERYWHERE = (
    *_each(
        "What is protected by mistake is not lost or opened: a destroy says that it is kept.",
        "* options.protect",
        change="protected",
    ),
    *_each(
        "Who works for nobody else: the workload would not get what it was granted, and is told so"
        " by the cloud.",
        "*:Account ",
        "*:Role ",
        "*:UserAssignedIdentity ",
        change="dropped",
    ),
)

AWS = (
    *_EVERYWHERE,
    *_each(
        "A text for people, which nothing is decided by.",
        "* policy.Statement(*).Sid",
        "* description",
        "* rules(*).id",
    ),
    *_each(
        "A physical name, which others learn from the resource. A bucket without one gets one.",
        "aws:iam/*Profile name",
        "aws:iam/role:Role name",
        "aws:iam/rolePolicy:RolePolicy name",
        "aws:s3/bucket:Bucket bucket",
    ),
    *_each(
        "Only policy variables differ between versions, and there are none in these:"
        " docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
        "* *olicy.Version",
        change="dropped",
    ),
    *_each(
        "An alias is for people; stores name their key by its ARN.",
        "aws:kms/alias:Alias *",
    ),
    *_each(
        "An instance profile hands a role to machines; no role is given to anybody by its lack,"
        " and who may start machines with it is decided by iam:PassRole.",
        "aws:iam/instanceProfile:InstanceProfile *",
    ),
    *_each(
        "Without the account's issuer there are fewer tokens, not more.",
        "aws:iam/outboundWebIdentityFederation:OutboundWebIdentityFederation ",
    ),
    *_each(
        "Google's issuer is built in, so that the provider is nobody's:"
        " docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider ",
        change="dropped",
    ),
    *_each(
        "A provider takes more audiences than the roles that trust it, which pin theirs.",
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider clientIdLists*",
    ),
    *_each(
        "Fewer may become it.",
        "aws:iam/role:Role assumeRolePolicy.Statement(*)",
        "aws:iam/role:Role assumeRolePolicy.Statement(*).Principal*",
        change="dropped",
    ),
    *_each(
        "Two conditions, or one and the provider's list of audiences, pin the same; that one is"
        " left is enough, and that none is, is noticed.",
        "aws:iam/role:Role assumeRolePolicy.Statement(*).Condition.StringEquals.*:aud",
        "aws:iam/role:Role assumeRolePolicy.Statement(*).Condition.StringEquals.accounts.*:sub",
    ),
    *_each(
        "Tokens last an hour at most and are signed in either of two ways, whatever is asked:"
        " docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html",
        "aws:iam/rolePolicy:RolePolicy policy.Statement(Token).Condition.StringEquals*",
        "aws:iam/rolePolicy:RolePolicy policy.Statement(Token).Condition.NumericLessThanEquals*",
    ),
    *_each(
        "Its condition asks for the audience of a token, which no other action has; AWS refuses a"
        " Null that is neither true nor false.",
        "aws:iam/rolePolicy:RolePolicy policy.Statement(Token).Action*",
        "aws:iam/rolePolicy:RolePolicy policy.Statement(Token).Condition.Null.*",
    ),
    *_each(
        "S3 names the bucket or the object, as bucket keys are on or off:"
        " docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html",
        "aws:iam/rolePolicy:RolePolicy policy.Statement(Key).Condition.StringLike.*arn(*)",
        change="dropped",
    ),
    *_each(
        "Its conditions hold it to what the service does for one store, whichever key that has.",
        "aws:iam/rolePolicy:RolePolicy policy.Statement(Key).Resource",
        change="widened",
    ),
    *_each(
        "Versions that no rule deletes, and uploads that were given up, cost money and lose"
        " nothing; a rule that deletes or moves objects as asked is noticed when it is gone.",
        "aws:s3/*:BucketLifecycleConfiguration ",
        "aws:s3/*:BucketLifecycleConfiguration bucket",
        "aws:s3/*:BucketLifecycleConfiguration rules",
        "aws:s3/*:BucketLifecycleConfiguration rules(tidy)",
        "aws:s3/*:BucketLifecycleConfiguration rules(tidy).status",
        "aws:s3/*:BucketLifecycleConfiguration rules(tidy).filter*",
    ),
    *_each(
        "A rule without a prefix is about the whole bucket, too.",
        "aws:s3/*:BucketLifecycleConfiguration rules(age).filter*",
        change="dropped",
    ),
    *_each(
        "How long a session lasts, between an hour and twelve, is for the caller to say within"
        " this: docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html",
        "aws:iam/role:Role maxSessionDuration",
    ),
    *_each(
        "Uploads that were given up, and delete markers with nothing behind them, cost money and"
        " hold no object: docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-"
        "lifecycle-config.html",
        "aws:s3/*:BucketLifecycleConfiguration rules(tidy)*.abortIncompleteMultipartUpload*",
        "aws:s3/*:BucketLifecycleConfiguration rules(tidy).expiration*",
    ),
    *_each(
        "How many requests S3 sends to KMS, for their price:"
        " docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html",
        "aws:s3/*:BucketServerSideEncryptionConfiguration rules(*).bucketKeyEnabled",
    ),
    *_each(
        "The cloud's default is the same: 30 days (API_ScheduleKeyDeletion), a rotation each"
        " year (API_EnableKeyRotation), no protection of a table, no emptying of a bucket.",
        "aws:kms/key:Key deletionWindowInDays",
        "aws:kms/key:Key rotationPeriodInDays",
        "aws:dynamodb/table:Table deletionProtectionEnabled",
        "aws:s3/bucket:Bucket forceDestroy",
        "aws:dynamodb/table:Table pointInTimeRecovery*",
        change="dropped",
    ),
    *_each(
        "More than 30 days is refused: API_ScheduleKeyDeletion",
        "aws:kms/key:Key deletionWindowInDays",
        change="made more",
    ),
    *_each(
        "Less than 90 days is refused: API_EnableKeyRotation",
        "aws:kms/key:Key rotationPeriodInDays",
        change="made one",
    ),
    *_each(
        "AWS's default policy also leaves the key to the account and to nobody else:"
        " docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
        "aws:kms/key:Key policy",
        change="dropped",
    ),
    *_each(
        "What the account's own administrators may do with their key, given that they can change"
        " its policy; the cases see that they can.",
        "aws:kms/key:Key policy.Statement(Account).Action*",
    ),
    *_each(
        "How the provider starts: it finds the same account, or fails.",
        "pulumi:providers:aws skip*",
        "pulumi:providers:aws allowedAccountIds*",
    ),
    *_each(
        "One action of several that do the same to a store: the essential ones, and every action"
        " too many, are noticed.",
        "aws:iam/rolePolicy:RolePolicy policy.Statement(*).Action(*)",
        change="dropped",
    ),
    *_each(
        "AWS's endpoints take no version of TLS before 1.2 themselves:"
        " aws.amazon.com/blogs/security/tls-1-2-required-for-aws-endpoints",
        "aws:s3/bucketPolicy:BucketPolicy policy.Statement(OnlyCurrentTls)*",
        change="dropped",
    ),
    *_each(
        "It refuses more than it did, or the same, to those who come without TLS.",
        "aws:s3/bucketPolicy:BucketPolicy policy.Statement(Only*Tls).Action",
        "aws:s3/bucketPolicy:BucketPolicy policy.Statement(Only*Tls).Resource*",
        "aws:s3/bucketPolicy:BucketPolicy policy.Statement(OnlyCurrentTls).Condition.*",
    ),
)

GCP = (
    *_EVERYWHERE,
    *_each(
        "A text for people, which nothing is decided by.",
        "* displayName",
        "* title",
        "* condition.title",
    ),
    *_each(
        "A physical name, which others learn from the resource.",
        "gcp:serviceaccount/account:Account accountId",
        "gcp:projects/iAMCustomRole:IAMCustomRole roleId",
        "gcp:iam/*:WorkloadIdentityPoolProvider workloadIdentityPoolProviderId",
    ),
    *_each(
        "Which services the project has switched on: without one, requests are refused.",
        "gcp:projects/service:Service *",
    ),
    *_each(
        "How the provider labels for Pulumi's statistics, and where it looks by default; stores"
        " name their own region.",
        "pulumi:providers:gcp addPulumiAttributionLabel",
        "pulumi:providers:gcp region",
        "pulumi:providers:gcp project",
    ),
    *_each(
        "Databases and identities have no labels; where there are buckets it is noticed.",
        "pulumi:providers:gcp defaultLabels*",
    ),
    *_each(
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
    *_each(
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
    *_each(
        "Uploads that were given up cost money and hold no object:"
        " cloud.google.com/storage/docs/lifecycle#abort-mpu",
        "gcp:storage/bucket:Bucket lifecycleRules",
        "gcp:storage/bucket:Bucket lifecycleRules(*)",
        "gcp:storage/bucket:Bucket lifecycleRules(*).condition",
        "gcp:storage/bucket:Bucket lifecycleRules(*).condition.age",
    ),
    *_each(
        "A number of versions that stay when their month is over; the month itself is noticed.",
        "gcp:storage/bucket:Bucket lifecycleRules(*).condition.numNewerVersions",
        "gcp:storage/bucket:Bucket lifecycleRules(*).condition.sendAgeIfZero",
    ),
    *_each(
        "The permission stands beside others that change settings or show them; every permission"
        " too many is noticed.",
        "gcp:projects/iAMCustomRole:IAMCustomRole permissions(*)",
        change="dropped",
    ),
    *_each(
        "Less than seven days is refused, but none: cloud.google.com/storage/docs/soft-delete",
        "gcp:storage/bucket:Bucket softDeletePolicy.retentionDurationSeconds",
        change="made *",
    ),
    *_each(
        "Whatever is not DELETE leaves the database where it is.",
        "gcp:firestore/database:Database deletionPolicy",
    ),
    *_each(
        "An index makes queries possible; it neither lets anybody in nor holds data:"
        " cloud.google.com/firestore/docs/query-data/index-overview",
        "gcp:firestore/index:Index *",
    ),
)

AZURE = (
    *_EVERYWHERE,
    *_each(
        "A text for people, which nothing is decided by.",
        "* description",
        "* notes",
        "* roleName",
        "* policy.rules(*).name",
    ),
    *_each(
        "A physical name, or the name of what there is one of: other names are made up or refused,"
        " and others learn it from the resource.",
        "* resourceGroupName",
        "* resourceName",
        "* blobServicesName",
        "* managementPolicyName",
        "* lockName",
        "* roleAssignmentName",
        "* roleAssignmentId",
        "* roleDefinitionId",
        "* federatedIdentityCredentialResourceName",
        "*:StorageAccount accountName",
        "*:DatabaseAccount accountName",
        "*:SqlResourceSqlContainer resource.id",
        "*:SqlResourceSqlDatabase *",
    ),
    *_each(
        "A resource group is a folder. Every store names its own region and tags.",
        "*:ResourceGroup *",
    ),
    *_each(
        "Where and under which tags an identity stands; who it is and what it may do is its"
        " federation and its roles.",
        "*:UserAssignedIdentity location",
        "*:UserAssignedIdentity tags*",
    ),
    *_each(
        "How the provider finds Azure's public cloud, which is its default; stores name their own"
        " region.",
        "pulumi:providers:azure-native environment",
        "pulumi:providers:azure-native location",
    ),
    *_each(
        "Where a role could be given, and that it is the customer's own; where it is given is its"
        " assignment's scope, which is noticed:"
        " learn.microsoft.com/azure/role-based-access-control/role-definitions#assignablescopes",
        "*:RoleDefinition assignableScopes*",
        "*:RoleDefinition roleType",
        "*:RoleDefinition scope",
    ),
    *_each(
        "Spares Azure a look-up of what kind of principal it is:"
        " learn.microsoft.com/azure/role-based-access-control/troubleshooting",
        "*:RoleAssignment principalType",
    ),
    *_each(
        "The cloud's default is the same: learn.microsoft.com/rest/api/storagerp/storage-accounts"
        "/create, learn.microsoft.com/rest/api/cosmos-db-resource-provider/database-accounts"
        "/create-or-update",
        "*:BlobContainer publicAccess",
        "*:BlobServiceProperties isVersioningEnabled",
        "*:DatabaseAccount backupPolicy*",
        "*:DatabaseAccount consistencyPolicy*",
        "*:DatabaseAccount createMode",
        "*:DatabaseAccount kind",
        "*:DatabaseAccount minimalTlsVersion",
        "*:DatabaseAccount publicNetworkAccess",
        "*:ManagementPolicy policy.rules(*).enabled",
        "*:StorageAccount accessTier",
        "*:StorageAccount allowBlobPublicAccess",
        "*:StorageAccount enableHttpsTrafficOnly",
        "*:StorageAccount encryption*",
        "*:StorageAccount isHnsEnabled",
        "*:StorageAccount isLocalUserEnabled",
        "*:StorageAccount isSftpEnabled",
        "*:StorageAccount publicNetworkAccess",
        "*:StorageAccount allowCrossTenantReplication",
        "*:SqlResourceSqlContainer resource.indexingPolicy.automatic",
        "*:SqlResourceSqlContainer resource.indexingPolicy.indexingMode",
        "*:SqlResourceSqlContainer resource.indexingPolicy.compositeIndexes(*)(*).order",
        "*:SqlResourceSqlContainer resource.partitionKey.kind",
        change="dropped",
    ),
    *_each(
        "Required, or a word of a fixed list: Azure refuses the request.",
        "*:DatabaseAccount consistencyPolicy.defaultConsistencyLevel",
        "*:DatabaseAccount createMode",
        "*:DatabaseAccount databaseAccountOfferType",
        "*:DatabaseAccount kind",
        "*:StorageAccount kind",
        "*:StorageAccount sku*",
        "*:StorageAccount encryption.services.blob.keyType",
        "*:SqlResourceSqlRoleAssignment accountName",
        "*:RoleAssignment conditionVersion",
        "*:ManagementLockByScope scope",
    ),
    *_each(
        "What is deleted can be had back for longer than promised.",
        "*:BlobServiceProperties *etentionPolicy.days",
        change="made more",
    ),
    *_each(
        "What account keys may do besides; no account key opens a table, which is noticed:"
        " learn.microsoft.com/azure/cosmos-db/role-based-access-control",
        "*:DatabaseAccount disableKeyBasedMetadataWriteAccess",
    ),
    *_each(
        "Which replication rules Azure takes. A rule is a resource of the account, and grants are"
        " on containers:"
        " learn.microsoft.com/azure/storage/blobs/object-replication-prevent-cross-tenant-policies",
        "*:StorageAccount allowCrossTenantReplication",
    ),
    *_each(
        "The permission stands beside others to the same end; those without which something is"
        " refused, and every permission too many, are noticed.",
        "*:RoleDefinition permissions(*).*ctions*",
        change="dropped",
    ),
    *_each(
        "Versions that no rule deletes cost money and lose nothing.",
        "*:ManagementPolicy policy.rules(age).definition.actions.version",
        change="dropped",
    ),
    *_each(
        "What the portal proposes to people:"
        " learn.microsoft.com/azure/storage/blobs/authorize-data-operations-portal",
        "*:StorageAccount defaultToOAuthAuthentication",
    ),
    *_each(
        "When versions move to cheaper tiers, which costs money and loses nothing.",
        "*:ManagementPolicy policy.rules(age).definition.actions.version.tier*",
    ),
    *_each(
        "The order of a table's one region among its regions.",
        "*:DatabaseAccount locations(*).failoverPriority",
    ),
    *_each(
        "How queries are indexed; it neither lets anybody in nor holds data:"
        " learn.microsoft.com/azure/cosmos-db/index-policy",
        "*:SqlResourceSqlContainer resource.indexingPolicy*",
        "*:SqlResourceSqlContainer resource.partitionKey.version",
    ),
)
