"""What the mutation check leaves alone on AWS, and why."""

from __future__ import annotations

from . import links
from .everywhere import EVERYWHERE, beside_links, each

EXCLUSIONS = (
    *EVERYWHERE,
    *beside_links("aws:cloudformation/*", "aws:iam/*", "aws:kms/*", change="added"),
    *beside_links("aws:iam/*", "aws:kms/*", change="set"),
    *links.AWS,
    *each(
        "A text for people, which nothing is decided by.",
        "* *olicy.Statement(*).Sid",
        "* comment",
        "* description",
        "aws:ecr/lifecyclePolicy:LifecyclePolicy policy.rules(*).description",
        "* rules(*).id",
    ),
    *each(
        "A physical name, which others learn from the resource. A bucket without one gets one.",
        "aws:iam/*Profile name",
        "aws:ecr/repository:Repository name",
        "aws:iam/policy:Policy name",
        "aws:iam/role:Role name",
        "aws:iam/rolePolicy:RolePolicy name",
        "aws:s3/bucket:Bucket bucket",
        "aws:cloudfront/cachePolicy:CachePolicy name",
        "aws:cloudfront/originAccessControl:OriginAccessControl name",
        "aws:secretsmanager/secret:Secret name",
    ),
    *each(
        "Only policy variables differ between versions, and there are none in these:"
        " docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
        "* *olicy.Version",
        change="dropped",
    ),
    *each(
        "An alias is for people; stores name their key by its ARN.",
        "aws:kms/alias:Alias *",
    ),
    *each(
        "An instance profile hands a role to machines; no role is given to anybody by its lack,"
        " and who may start machines with it is decided by iam:PassRole.",
        "aws:iam/instanceProfile:InstanceProfile *",
    ),
    *each(
        "Without the account's issuer there are fewer tokens, not more.",
        "aws:iam/outboundWebIdentityFederation:OutboundWebIdentityFederation ",
    ),
    *each(
        "Without its provider no token of an issuer is taken:"
        " docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider ",
        change="dropped",
    ),
    *each(
        "A provider takes more audiences than the roles that trust it, which pin theirs.",
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider clientIdLists*",
    ),
    *each(
        "Without it no machine becomes the role, and nobody else did.",
        "aws:iam/role:Role assumeRolePolicy.Statement(*)",
        "aws:iam/role:Role assumeRolePolicy.Statement(*).Principal*",
        change="dropped",
    ),
    *each(
        "AWS's own service gives the role to machines, whatever else it may do with it.",
        "aws:iam/role:Role assumeRolePolicy.Statement(0).Action",
        change="widened",
        name="own",
    ),
    *each(
        "Two conditions, or one and the provider's list of audiences, pin the same; that one is"
        " left is enough, and that none is, is noticed.",
        "aws:iam/role:Role assumeRolePolicy.Statement(*).Condition.StringEquals.*:aud",
        "aws:iam/role:Role assumeRolePolicy.Statement(*).Condition.StringEquals.accounts.*:sub",
    ),
    *each(
        "Tokens last an hour at most and are signed in either of two ways, whatever is asked:"
        " docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html",
        "aws:iam/rolePolicy:RolePolicy policy.Statement(Token).Condition.StringEquals*",
        "aws:iam/rolePolicy:RolePolicy policy.Statement(Token).Condition.NumericLessThanEquals*",
    ),
    *each(
        "Its condition asks for the audience of a token, which no other action has; AWS refuses a"
        " Null that is neither true nor false.",
        "aws:iam/rolePolicy:RolePolicy policy.Statement(Token).Action*",
        "aws:iam/rolePolicy:RolePolicy policy.Statement(Token).Condition.Null.*",
    ),
    *each(
        "With bucket keys, as here, S3 names the bucket; the objects' names are for objects that"
        " were written without: docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html",
        "aws:iam/*olicy:*olicy policy.Statement(Key*).Condition.StringLike.*arn(*/?)",
        change="dropped",
    ),
    *each(
        "Its conditions hold it to what the service does for one store, whichever key that has.",
        "aws:iam/*olicy:*olicy policy.Statement(Key*).Resource",
        change="widened",
    ),
    *each(
        "Versions that no rule deletes, and uploads that were given up, cost money and lose"
        " nothing; a rule that deletes or moves objects as asked is noticed when it is gone.",
        "aws:s3/*:BucketLifecycleConfiguration ",
        "aws:s3/*:BucketLifecycleConfiguration bucket",
        "aws:s3/*:BucketLifecycleConfiguration rules",
        "aws:s3/*:BucketLifecycleConfiguration rules(tidy)",
        "aws:s3/*:BucketLifecycleConfiguration rules(tidy).status",
        "aws:s3/*:BucketLifecycleConfiguration rules(tidy).filter*",
    ),
    *each(
        "A rule without a prefix is about the whole bucket, too.",
        "aws:s3/*:BucketLifecycleConfiguration rules(age).filter*",
        change="dropped",
    ),
    *each(
        "How long a session lasts, between an hour and twelve, is for the caller to say within"
        " this: docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html",
        "aws:iam/role:Role maxSessionDuration",
    ),
    *each(
        "Uploads that were given up, and delete markers with nothing behind them, cost money and"
        " hold no object: docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-"
        "lifecycle-config.html",
        "aws:s3/*:BucketLifecycleConfiguration rules(tidy)*.abortIncompleteMultipartUpload*",
        "aws:s3/*:BucketLifecycleConfiguration rules(tidy).expiration*",
    ),
    *each(
        "How many requests S3 sends to KMS, for their price:"
        " docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html",
        "aws:s3/*:BucketServerSideEncryptionConfiguration rules(*).bucketKeyEnabled",
    ),
    *each(
        "The cloud's default is the same: 30 days (API_ScheduleKeyDeletion, API_DeleteSecret), a"
        " rotation each year (API_EnableKeyRotation), no protection of a table, no emptying of a"
        " bucket.",
        "aws:kms/key:Key deletionWindowInDays",
        "aws:kms/key:Key rotationPeriodInDays",
        "aws:dynamodb/table:Table deletionProtectionEnabled",
        "aws:s3/bucket:Bucket forceDestroy",
        "aws:dynamodb/table:Table pointInTimeRecovery*",
        "aws:secretsmanager/secret:Secret recoveryWindowInDays",
        change="dropped",
    ),
    *each(
        "More than 30 days is refused: API_ScheduleKeyDeletion",
        "aws:kms/key:Key deletionWindowInDays",
        change="made more",
    ),
    *each(
        "Less than 90 days is refused: API_EnableKeyRotation",
        "aws:kms/key:Key rotationPeriodInDays",
        change="made one",
    ),
    *each(
        "A key that rotates a day sooner, or can be had back for 29 days, does as well.",
        "aws:kms/key:Key rotationPeriodInDays",
        "aws:kms/key:Key deletionWindowInDays",
        change="made less",
    ),
    *each(
        "Says where the bucket is, which readers of a bucket seldom have to ask.",
        "aws:iam/*olicy:*olicy policy.Statement(Bucket*)",
        change="dropped",
    ),
    *each(
        "No other action on a bucket brings a prefix, and what it lacks meets no condition:"
        " docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators"
        ".html",
        "aws:iam/rolePolicy:RolePolicy policy.Statement(List).Action*",
        name="*part-*",
    ),
    *each(
        "AWS's default policy also leaves the key to the account and to nobody else:"
        " docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
        "aws:kms/key:Key policy",
        change="dropped",
    ),
    *each(
        "What the account's own administrators may do with their key, given that they can change"
        " its policy; the cases see that they can.",
        "aws:kms/key:Key policy.Statement(Account).Action*",
        "aws:kms/keyPolicy:KeyPolicy policy.Statement(Account).Action*",
    ),
    *each(
        "A guard against the credentials of another account; what is made is the same.",
        "pulumi:providers:aws skip*",
        "pulumi:providers:aws allowedAccountIds*",
    ),
    *each(
        "One action of several that do the same to a store: the essential ones, and every action"
        " too many, are noticed.",
        "aws:iam/*olicy:*olicy policy.Statement(*).Action(*)",
        change="dropped",
    ),
    *each(
        "AWS's endpoints take no version of TLS before 1.2 themselves:"
        " aws.amazon.com/blogs/security/tls-1-2-required-for-aws-endpoints",
        "aws:s3/bucketPolicy:BucketPolicy policy.Statement(OnlyCurrentTls)*",
        change="dropped",
    ),
    *each(
        "It refuses more than it did, or the same, to those who come without TLS.",
        "aws:s3/bucketPolicy:BucketPolicy policy.Statement(Only*Tls).Action",
        "aws:s3/bucketPolicy:BucketPolicy policy.Statement(Only*Tls).Resource*",
        "aws:s3/bucketPolicy:BucketPolicy policy.Statement(OnlyCurrentTls).Condition.*",
    ),
    *each(
        "It lets objects be got, and is the policy of one bucket, so that there are no others:"
        " docs.aws.amazon.com/AmazonS3/latest/userguide/access-policy-language-overview.html",
        "aws:s3/bucketPolicy:BucketPolicy policy.Statement(Distribution).Resource",
        change="widened",
    ),
    *each(
        "Which versions of HTTP and IP viewers may use, all of them with the same TLS:"
        " docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
        "distribution-web-values-specify.html",
        "aws:cloudfront/distribution:Distribution httpVersion",
        "aws:cloudfront/distribution:Distribution isIpv6Enabled",
    ),
    *each(
        "How long Pulumi waits for the edges.",
        "aws:cloudfront/distribution:Distribution waitForDeployment",
    ),
    *each(
        "The cloud's default is the same, nothing:"
        " docs.aws.amazon.com/cloudfront/latest/APIReference/API_CachePolicyConfig.html",
        "aws:cloudfront/cachePolicy:CachePolicy minTtl",
        change="dropped",
    ),
)
