"""Who may do what with a bucket, as policy statements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pulumi

from polycloud.abstractions.identity import Access
from polycloud.adapters.aws.encryption import EncryptionKey
from polycloud.adapters.aws.policy_documents import policy_text

_READ: Final = ("s3:GetObject",)
_WRITE: Final = (
    *_READ,
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:ListMultipartUploadParts",
    "s3:PutObject",
)
_OBJECT_ACTIONS: Final[dict[Access, tuple[str, ...]]] = {
    Access.READ: _READ,
    Access.WRITE: _WRITE,
    Access.ADMINISTER: _WRITE,
}

_SETTINGS: Final = (
    "s3:GetBucketCORS",
    "s3:GetBucketNotification",
    "s3:GetBucketPolicy",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketTagging",
    "s3:GetBucketVersioning",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
    "s3:PutBucketCORS",
    "s3:PutBucketNotification",
    "s3:PutBucketTagging",
    "s3:PutBucketVersioning",
    "s3:PutLifecycleConfiguration",
)
"""What an administrator may see and change; whom the bucket lets in is not among it."""

_SEEN: Final = ("s3:GetBucketLocation", *(each for each in _SETTINGS if ":Get" in each))

_MINIMUM_TLS: Final = "1.2"


def statements(arn: pulumi.Output[str], access: Access, folder: str) -> list[dict[str, Any]]:
    """What ``access`` to a bucket means, or to keys that begin with ``folder``.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
    """
    literal = _literal(folder)
    found: list[dict[str, Any]] = [
        {
            "Sid": "Objects",
            "Effect": "Allow",
            "Action": list(_OBJECT_ACTIONS[access]),
            "Resource": pulumi.Output.concat(arn, f"/{literal}*"),
        },
        {"Sid": "List", "Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": arn},
    ]
    if folder:
        found[1]["Condition"] = {"StringLike": {"s3:prefix": [f"{literal}*"]}}
        return found
    bucket_actions = ["s3:GetBucketLocation"]
    if access is not Access.READ:
        bucket_actions.append("s3:ListBucketMultipartUploads")
    if access is Access.ADMINISTER:
        bucket_actions.extend(_SETTINGS)
    return [
        *found,
        {"Sid": "Bucket", "Effect": "Allow", "Action": bucket_actions, "Resource": arn},
    ]


def seen(arn: pulumi.Output[str]) -> dict[str, Any]:
    """What it means to see a bucket's settings."""
    return {"Sid": "Settings", "Effect": "Allow", "Action": list(_SEEN), "Resource": arn}


def key_use(
    key: EncryptionKey, arn: pulumi.Output[str], access: Access, region: str
) -> dict[str, Any]:
    """The key's part in it, for this bucket's objects only.

    The encryption context is the bucket's ARN with a bucket key and the object's without:
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
    """
    statement = key.use(access, "s3", region)
    statement["Condition"]["StringLike"] = {
        "kms:EncryptionContext:aws:s3:arn": [arn, pulumi.Output.concat(arn, "/*")]
    }
    return statement


def bucket_policy(arn: pulumi.Output[str], *allowed: Mapping[str, Any]) -> pulumi.Output[str]:
    """Refuses everyone who comes without TLS, or with a version of it that is out of date.

    Lets in whom ``allowed`` says, beside those whose own policies name the bucket.
    """
    everything = [arn, pulumi.Output.concat(arn, "/*")]
    denied = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": everything}
    return policy_text(
        {"Sid": "OnlyTls", **denied, "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {
            "Sid": "OnlyCurrentTls",
            **denied,
            "Condition": {"NumericLessThan": {"s3:TlsVersion": _MINIMUM_TLS}},
        },
        *allowed,
    )


def _literal(text: str) -> str:
    """The text with the characters that policies read as wildcards standing for themselves."""
    return "".join(f"${{{c}}}" if c in "*?$" else c for c in text)
