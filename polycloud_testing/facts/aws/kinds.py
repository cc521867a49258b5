"""Which resources the reader knows, and what the others could change.

A kind is a module and class (``s3.BucketPolicy``) of the provider; of names that end in
``V2``, the deprecated twins, the ending is left away.
"""

from __future__ import annotations

from typing import Final

from polycloud.graph import Resource

READ: Final = frozenset(
    {
        "s3.Bucket",
        "s3.BucketLifecycleConfiguration",
        "s3.BucketOwnershipControls",
        "s3.BucketPolicy",
        "s3.BucketPublicAccessBlock",
        "s3.BucketServerSideEncryptionConfiguration",
        "s3.BucketVersioning",
        "dynamodb.ResourcePolicy",
        "dynamodb.Table",
        "iam.AccessKey",
        "iam.OpenIdConnectProvider",
        "iam.Policy",
        "iam.Role",
        "iam.RolePolicy",
        "iam.RolePolicyAttachment",
        "iam.User",
        "iam.UserPolicy",
        "iam.UserPolicyAttachment",
        "kms.Key",
        "kms.KeyPolicy",
    }
)

HARMLESS: Final = frozenset(
    {
        "s3.AnalyticsConfiguration",
        "s3.BucketAccelerateConfiguration",
        "s3.BucketCorsConfiguration",
        "s3.BucketIntelligentTieringConfiguration",
        "s3.BucketLogging",
        "s3.BucketMetric",
        "s3.BucketNotification",
        "s3.BucketObject",
        "s3.BucketObjectv2",
        "s3.BucketRequestPaymentConfiguration",
        "s3.Inventory",
        "s3.ObjectCopy",
        "dynamodb.ContributorInsights",
        "dynamodb.TableItem",
        "dynamodb.Tag",
        "iam.AccountAlias",
        "iam.AccountPasswordPolicy",
        "iam.InstanceProfile",
        "iam.OutboundWebIdentityFederation",
        "iam.SamlProvider",
        "iam.ServerCertificate",
        "iam.ServiceLinkedRole",
        "kms.Alias",
    }
)
"""What changes no answer. Ways of metering, copies out and notices are not the facts' subject."""

REACHING: Final = frozenset(
    {
        *("s3", "s3control", "dynamodb", "iam", "kms", "organizations", "ram", "lakeformation"),
        *("ssoadmin", "identitystore", "cloudformation", "cloudcontrol", "dax"),
        "serverlessrepository",
    }
)
"""The provider's modules whose resources can change who reaches a store, or what it does."""


def kind(resource: Resource) -> str:
    """The resource's kind, as above."""
    _, _, rest = resource.type.partition(":")
    module, _, name = rest.partition(":")
    return f"{module.partition('/')[0]}.{name.removesuffix('V2')}"


def is_stranger(resource: Resource) -> bool:
    """Whether the reader does not know the resource, and it could change an answer."""
    found = kind(resource)
    return (
        resource.custom
        and resource.package == "aws"
        and not resource.is_provider
        and found.partition(".")[0] in REACHING
        and found not in READ
        and found not in HARMLESS
    )
