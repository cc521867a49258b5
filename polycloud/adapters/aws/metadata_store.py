"""A table on DynamoDB."""

from __future__ import annotations

from typing import Any, Final

import pulumi
import pulumi_aws as aws

from polycloud.abstractions.identity import Access
from polycloud.abstractions.metadata_store import KeyType, MetadataStoreSpec
from polycloud.adapters import metadata_store
from polycloud.adapters.aws.encryption import EncryptionKey
from polycloud.adapters.aws.granting import GrantingHandle, Statements

_TYPES: Final = {KeyType.STRING: "S", KeyType.NUMBER: "N"}

_READ: Final = (
    "dynamodb:BatchGetItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DescribeTable",
    "dynamodb:GetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
)
_WRITE: Final = (
    *_READ,
    "dynamodb:BatchWriteItem",
    "dynamodb:DeleteItem",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
)
_SEEN: Final = (
    "dynamodb:DescribeContinuousBackups",
    "dynamodb:DescribeTable",
    "dynamodb:DescribeTimeToLive",
    "dynamodb:ListTagsOfResource",
)
_ACTIONS: Final[dict[Access, tuple[str, ...]]] = {
    Access.VIEW: _SEEN,
    Access.READ: _READ,
    Access.WRITE: _WRITE,
    Access.ADMINISTER: (
        *_WRITE,
        "dynamodb:DescribeContinuousBackups",
        "dynamodb:DescribeTimeToLive",
        "dynamodb:ListTagsOfResource",
        "dynamodb:TagResource",
        "dynamodb:UntagResource",
        "dynamodb:UpdateContinuousBackups",
        "dynamodb:UpdateTimeToLive",
    ),
}
"""UpdateTable is not among them: it could lift the protection against deletion.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html"""


class MetadataStore(GrantingHandle, metadata_store.MetadataStore[Statements, aws.dynamodb.Table]):
    """A DynamoDB table, paid per request, encrypted with a KMS key of its own.

    It can be restored to any second of the last 35 days where the spec asks for that. With
    ``protect`` DynamoDB itself refuses to delete it.

    Escape hatch: ``native`` is the aws.dynamodb.Table, ``key`` its `EncryptionKey`.
    """

    key: EncryptionKey

    def _make_table(self, spec: MetadataStoreSpec) -> aws.dynamodb.Table:
        self.key = EncryptionKey(self.name, self.context, protect=spec.protect)
        keys = [spec.partition_key, *([spec.sort_key] if spec.sort_key else [])]
        return aws.dynamodb.Table(
            self.name,
            name=self.ground.name(self.name, "dynamodb_table"),
            billing_mode="PAY_PER_REQUEST",
            attributes=[{"name": key.name, "type": _TYPES[key.type]} for key in keys],
            hash_key=spec.partition_key.name,
            range_key=spec.sort_key.name if spec.sort_key else None,
            point_in_time_recovery={"enabled": spec.point_in_time_restore},
            server_side_encryption={"enabled": True, "kms_key_arn": self.key.arn},
            deletion_protection_enabled=spec.protect,
            opts=self.kept(),
        )

    def _table_name(self, native: aws.dynamodb.Table) -> pulumi.Output[str]:
        return native.name

    def statements(self, access: Access, part: str = "", folder: str = "") -> Statements:
        """Return what an access to the table means in policies."""
        items: dict[str, Any] = {
            "Sid": "Items",
            "Effect": "Allow",
            "Action": list(_ACTIONS[access]),
            "Resource": self.native.arn,
        }
        if access is Access.VIEW:
            return [items]
        # DynamoDB unlocks the table's key for whoever asks, even to write:
        # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
        key = self.key.use(Access.READ, "dynamodb", self.ground.region)
        key["Condition"]["StringEquals"]["kms:EncryptionContext:aws:dynamodb:tableName"] = (
            self.native.name
        )
        return [items, key]
