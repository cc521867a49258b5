"""Buckets on S3."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_aws as aws

from polycloud.abstractions.distribution import DistributionSpec
from polycloud.abstractions.identity import Access
from polycloud.abstractions.object_store import BucketSpec, ObjectStoreSpec
from polycloud.adapters import object_store
from polycloud.adapters.aws import bucket_access
from polycloud.adapters.aws.distribution import Distribution
from polycloud.adapters.aws.encryption import EncryptionKey
from polycloud.adapters.aws.granting import GrantingHandle, Statements
from polycloud.adapters.aws.lifecycle import lifecycle_rules


class ObjectStore(
    GrantingHandle, object_store.ObjectStore[Statements, aws.s3.Bucket, Distribution]
):
    """S3 buckets, encrypted with a KMS key of their own, open to no public path and no ACL.

    Requests without TLS 1.2 or later are refused. How objects move between storage classes,
    and how long replaced versions are kept, is in `lifecycle`. Without ``protect`` a bucket
    is deleted with what is in it. A bucket that is distributed by CloudFront lets in that one
    distribution, to read objects.

    Escape hatch: ``native`` has each aws.s3.Bucket by logical name, ``key`` is the
    `EncryptionKey` of all.
    """

    key: EncryptionKey

    def statements(self, access: Access, part: str, folder: str = "") -> Statements:
        """Return what an access to a bucket, or to a folder of it, means in policies."""
        arn = self.native[part].arn
        if access is Access.VIEW:
            return [bucket_access.seen(arn)]
        return [
            *bucket_access.statements(arn, access, folder),
            bucket_access.key_use(self.key, arn, access, self.ground.region),
        ]

    def _bucket_name(self, native: aws.s3.Bucket) -> pulumi.Output[str]:
        return native.bucket

    def _bucket_url(self, native: aws.s3.Bucket) -> pulumi.Output[str]:
        return pulumi.Output.concat("s3://", native.bucket)

    def _make_bucket(self, name: str, logical: str, spec: BucketSpec) -> aws.s3.Bucket:
        return aws.s3.Bucket(
            name,
            bucket=self.ground.unique_name(name, "s3_bucket"),
            force_destroy=not self.protected,
            opts=self.kept(),
        )

    def _distribute(self, name: str, spec: DistributionSpec) -> Distribution:
        return Distribution(name, spec, self.context, self.native[spec.bucket])

    def _safeguard(self, spec: ObjectStoreSpec) -> None:
        readers = [self.distribution.may_decrypt()] if self.distribution else []
        self.key = EncryptionKey(self.name, self.context, protect=spec.protect, readers=readers)
        for logical, bucket in spec.buckets.items():
            self._close(logical, bucket, spec.distribution)

    def _close(self, logical: str, spec: BucketSpec, distributed: DistributionSpec) -> None:
        name, bucket = f"{self.name}-{logical}", self.native[logical]
        readers: list[dict[str, Any]] = []
        if self.distribution is not None and logical == distributed.bucket:
            readers.append(self.distribution.may_read(bucket))
        closed = aws.s3.BucketPublicAccessBlock(
            name,
            bucket=bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self.kept(),
        )
        # S3 answers OperationAborted to some changes of one bucket at the same time, so these
        # follow one another: https://github.com/hashicorp/terraform-provider-aws/issues/7628
        owned = aws.s3.BucketOwnershipControls(
            name,
            bucket=bucket.bucket,
            rule={"object_ownership": "BucketOwnerEnforced"},
            opts=self.kept(depends_on=[closed]),
        )
        encrypted = aws.s3.BucketServerSideEncryptionConfiguration(
            name,
            bucket=bucket.bucket,
            rules=[
                {
                    "apply_server_side_encryption_by_default": {
                        "sse_algorithm": "aws:kms",
                        "kms_master_key_id": self.key.arn,
                    },
                    "bucket_key_enabled": True,
                }
            ],
            opts=self.kept(depends_on=[owned]),
        )
        last: pulumi.Resource = encrypted
        if spec.versioned:
            last = aws.s3.BucketVersioning(
                name,
                bucket=bucket.bucket,
                versioning_configuration={"status": "Enabled"},
                opts=self.kept(depends_on=[encrypted]),
            )
        aging = aws.s3.BucketLifecycleConfiguration(
            name,
            bucket=bucket.bucket,
            rules=lifecycle_rules(spec),
            opts=self.kept(depends_on=[last]),
        )
        aws.s3.BucketPolicy(
            name,
            bucket=bucket.bucket,
            policy=bucket_access.bucket_policy(bucket.arn, *readers),
            # A destroy leaves a protected bucket, and its policy on it, but no reader of it.
            opts=(
                self.child(retain_on_delete=self.protected, depends_on=[aging])
                if readers
                else self.kept(depends_on=[aging])
            ),
        )
