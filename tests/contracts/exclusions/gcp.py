"""What the mutation check leaves alone on Google Cloud, and why."""

from __future__ import annotations

from polycloud_testing.contracts.mutation.exclusions import Exclusion

from . import links
from .everywhere import EVERYWHERE, beside_links, each

EXCLUSIONS = (
    *EVERYWHERE,
    *beside_links("gcp:folder/*", "gcp:organizations/*", "gcp:projects/*", change="added"),
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
        "gcp:compute/* name",
        "gcp:secretmanager/secret:Secret secretId",
    ),
    *each(
        "Which services the project has switched on: without one, requests are refused.",
        "gcp:projects/service:Service ",
        "gcp:projects/service:Service service",
    ),
    *each(
        "Whether a destroy takes a service from others in the project, which the adapter's own"
        " tests look at; the provider's default is that it does not.",
        "gcp:projects/service:Service disableOnDestroy",
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
        " any state: cloud.google.com/storage/docs/soft-delete,"
        " cloud.google.com/storage/docs/lifecycle",
        "gcp:storage/bucket:Bucket softDeletePolicy*",
        "gcp:storage/bucket:Bucket versioning*",
        "gcp:storage/bucket:Bucket storageClass",
        "gcp:storage/bucket:Bucket forceDestroy",
        "gcp:storage/bucket:Bucket lifecycleRules(*).condition.withState",
        change="dropped",
    ),
    *each(
        "The cloud's default is the same: no protection, no restoring, the standard edition,"
        " pessimistic locks, nothing to do with App Engine:"
        " cloud.google.com/firestore/docs/reference/rest/v1/projects.databases",
        "gcp:firestore/database:Database deleteProtectionState",
        "gcp:firestore/database:Database pointInTimeRecoveryEnablement",
        "gcp:firestore/database:Database databaseEdition",
        "gcp:firestore/database:Database concurrencyMode",
        "gcp:firestore/database:Database appEngineIntegrationMode",
        change="dropped",
    ),
    *each(
        "The default is the same: no protection by the provider, and the provider's project:"
        " www.pulumi.com/registry/packages/gcp/api-docs/secretmanager/secret",
        "gcp:secretmanager/secret:Secret deletionProtection",
        "gcp:secretmanager/secretIamMember:SecretIamMember project",
        change="dropped",
    ),
    *each(
        "Required: the provider refuses the request.",
        "gcp:firestore/database:Database type",
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
        "gcp:storage/bucket:Bucket lifecycleRules(AbortIncompleteMultipartUpload)*",
    ),
    *each(
        "A number of versions that stay when their month is over; the month itself is noticed.",
        "gcp:storage/bucket:Bucket lifecycleRules(Delete).condition.numNewerVersions",
        "gcp:storage/bucket:Bucket lifecycleRules(Delete).condition.sendAgeIfZero",
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
        "Whatever is not DELETE leaves the database where it is, and so does the default.",
        "gcp:firestore/database:Database deletionPolicy",
    ),
    *each(
        "The pool has this workload only: others of its issuer would be principals that nobody has"
        " granted anything: docs.cloud.google.com/iam/docs/best-practices-for-using-workload-"
        "identity-federation#avoid-subject-collisions",
        "gcp:iam/*:WorkloadIdentityPoolProvider attributeCondition",
        change="dropped",
    ),
    *each(
        "Facts take a database for a table, whatever its collection is called; where the index is"
        " on another, queries in order are refused and nothing is lost.",
        "gcp:firestore/index:Index collection",
    ),
    *each(
        "The last field of every index, which Firestore adds by itself:"
        " cloud.google.com/firestore/docs/query-data/index-overview",
        "gcp:firestore/index:Index fields(2)*",
    ),
    Exclusion(
        "gcp:compute/globalAddress:GlobalAddress",
        "*",
        "Reserved for a domain that is still to be chosen: nothing answers there. Where something"
        " does, it is noticed.",
        name="usual-distribution",
    ),
    *each(
        "The cloud's default is the same: an outside address of IP version 4, a permanent"
        " redirect, an hour at the edge:"
        " docs.cloud.google.com/compute/docs/reference/rest/v1/globalAddresses,"
        " docs.cloud.google.com/compute/docs/reference/rest/v1/urlMaps,"
        " docs.cloud.google.com/cdn/docs/using-ttl-overrides",
        "gcp:compute/globalAddress:GlobalAddress addressType",
        "gcp:compute/globalAddress:GlobalAddress ipVersion",
        "gcp:compute/uRLMap:URLMap defaultUrlRedirect.redirectResponseCode",
        "gcp:compute/backendBucket:BackendBucket cdnPolicy.defaultTtl",
        change="dropped",
    ),
    *each(
        "The classic load balancer, which is the default, answers the internet as well:"
        " docs.cloud.google.com/load-balancing/docs/https",
        "gcp:compute/*:GlobalForwardingRule loadBalancingScheme",
        change="dropped",
    ),
    *each(
        "Target proxies take TCP only:"
        " docs.cloud.google.com/load-balancing/docs/forwarding-rule-concepts",
        "gcp:compute/*:GlobalForwardingRule ipProtocol",
    ),
    *each(
        "Without the query it is the same object, in its newest version.",
        "gcp:compute/uRLMap:URLMap defaultUrlRedirect.stripQuery",
    ),
    *each(
        "Which ciphers go with the version of TLS, which is noticed:"
        " docs.cloud.google.com/load-balancing/docs/ssl-policies-concepts",
        "gcp:compute/sSLPolicy:SSLPolicy profile",
    ),
    *each(
        "What viewers are told to keep, never longer than the edge does:"
        " docs.cloud.google.com/cdn/docs/using-ttl-overrides",
        "gcp:compute/backendBucket:BackendBucket cdnPolicy.clientTtl",
    ),
    *each(
        "How long answers are kept that are no objects, ten minutes at most:"
        " docs.cloud.google.com/cdn/docs/using-negative-caching",
        "gcp:compute/backendBucket:BackendBucket cdnPolicy.negativeCaching",
    ),
    *each(
        "How many requests for the same object go to the bucket at once:"
        " docs.cloud.google.com/cdn/docs/request-coalescing",
        "gcp:compute/backendBucket:BackendBucket cdnPolicy.requestCoalescing",
    ),
)
