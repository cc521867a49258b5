"""Encryption keys that the account holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pulumi_aws as aws

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Access
from polycloud.adapters.aws.ground import Ground
from polycloud.adapters.aws.policy_documents import policy_text
from polycloud.adapters.component import Part

_ACCOUNT_ACTIONS: Final = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:CreateGrant",
    "kms:Decrypt",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListAliases",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:RetireGrant",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
)
"""What the account may allow its own principals with IAM policies. Naming the account gives
nobody access by itself; without it nobody could ever change the key.
https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html"""

_LOG_ACTIONS: Final = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)

_ROTATION_DAYS: Final = 365

_USE: Final[dict[Access, tuple[str, ...]]] = {
    Access.READ: ("kms:Decrypt",),
    Access.WRITE: ("kms:Decrypt", "kms:GenerateDataKey"),
    Access.ADMINISTER: ("kms:Decrypt", "kms:GenerateDataKey"),
}


class EncryptionKey(Part):
    """A symmetric KMS key that rotates every year, and its alias.

    Costs 1 US dollar a month, and what is used of it. With ``for_logs`` CloudWatch Logs of
    this account and region may use it. With ``protect`` it is not deleted; a key that is
    deleted can be had back for 30 days.

    ``readers`` are further statements of its policy, which is then a resource of its own, so
    that a key which is kept keeps no reader.

    Escape hatch: ``key`` is the aws.kms.Key, ``alias`` the aws.kms.Alias.
    """

    def __init__(
        self,
        name: str,
        context: Context,
        *,
        for_logs: bool = False,
        protect: bool = False,
        readers: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        ground = Ground.of(context)
        super().__init__(context, ground.provider)
        statements: list[Mapping[str, Any]] = [_account_statement(ground)]
        if for_logs:
            statements.append(_logs_statement(ground))
        self.key = aws.kms.Key(
            f"{name}-key",
            description=f"{context.deployment.project} {context.deployment.stack}: {name}",
            enable_key_rotation=True,
            rotation_period_in_days=_ROTATION_DAYS,
            deletion_window_in_days=30,
            policy=None if readers else policy_text(*statements),
            opts=self.child(protect=protect),
        )
        if readers:
            aws.kms.KeyPolicy(
                f"{name}-key",
                key_id=self.key.key_id,
                policy=policy_text(*statements, *readers),
                # Deleting it would bring back AWS's default policy.
                opts=self.child(retain_on_delete=True),
            )
        self.alias = aws.kms.Alias(
            f"{name}-key",
            name=f"alias/{ground.name(name, 'kms_alias', reserve=len('alias/'))}",
            target_key_id=self.key.key_id,
            opts=self.child(protect=protect),
        )
        self.arn = self.key.arn

    def use(self, access: Access, service: str, region: str) -> dict[str, Any]:
        """The statement that lets a principal use the key for ``access``, through a service
        of a region and in no other way.
        """
        return {
            "Sid": "Key",
            "Effect": "Allow",
            "Action": list(_USE[access]),
            "Resource": self.arn,
            "Condition": {"StringEquals": {"kms:ViaService": f"{service}.{region}.amazonaws.com"}},
        }


def _account_statement(ground: Ground) -> dict[str, Any]:
    return {
        "Sid": "Account",
        "Effect": "Allow",
        "Principal": {"AWS": ground.arn("iam", "root", region="")},
        "Action": list(_ACCOUNT_ACTIONS),
        "Resource": "*",
    }


def _logs_statement(ground: Ground) -> dict[str, Any]:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html"""
    groups = ground.arn("logs", "log-group:*")
    return {
        "Sid": "Logs",
        "Effect": "Allow",
        "Principal": {"Service": f"logs.{ground.region}.amazonaws.com"},
        "Action": list(_LOG_ACTIONS),
        "Resource": "*",
        "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}},
    }


def operations_key(context: Context) -> EncryptionKey:
    """Return the key for logs and cluster secrets, made when first asked for. Data stores have
    keys of their own.
    """
    return context.once(
        "operations-key", lambda: EncryptionKey("operations", context, for_logs=True)
    )
