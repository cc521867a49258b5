"""Buckets on S3."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.distribution import DistributionSpec
from polycloud.abstractions.identity import Access, Credentials, WorkloadIdentity
from polycloud.abstractions.object_store import BucketSpec, ObjectStoreSpec
from polycloud.adapters.aws import bucket_access
from polycloud.adapters.aws.distribution import Distribution
from polycloud.adapters.aws.encryption import EncryptionKey
from polycloud.adapters.aws.ground import Ground
from polycloud.adapters.aws.identity import permit
from polycloud.adapters.aws.lifecycle import lifecycle_rules
from polycloud.adapters.component import Handle

_SALT = 9
"""Characters of the deployment's salt and what joins it to a name."""


class ObjectStore(Handle):
    """S3 buckets, encrypted with a KMS key of their own, open to no public path and no ACL.

    Requests without TLS 1.2 or later are refused. How objects move between storage classes,
    and how long replaced versions are kept, is in `lifecycle`. Without ``protect`` a bucket
    is deleted with what is in it. A bucket that is distributed by CloudFront lets in that one
    distribution, to read objects.

    Escape hatch: ``native`` has each aws.s3.Bucket by logical name, ``key`` is the
    `EncryptionKey` of all.
    """

    def __init__(self, name: str, spec: ObjectStoreSpec, context: Context) -> None:
        self._ground = Ground.of(context)
        self._keep = spec.protect
        super().__init__(name, context, [self._ground.provider])
        self.native: dict[str, aws.s3.Bucket] = {
            logical: self._bucket(logical) for logical in spec.buckets
        }
        self._buckets = {logical: made.bucket for logical, made in self.native.items()}
        self.distribution = self._distribution(spec.distribution)
        readers = [self.distribution.may_decrypt()] if self.distribution else []
        self.key = EncryptionKey(name, context, protect=spec.protect, readers=readers)
        for logical, bucket in spec.buckets.items():
            self._safeguard(logical, bucket, spec.distribution)
        self.done(buckets=self._buckets)

    @property
    def buckets(self) -> Mapping[str, pulumi.Output[str]]:
        """Physical name by logical name."""
        return self._buckets

    @property
    def urls(self) -> Mapping[str, pulumi.Output[str]]:
        """``s3://bucket`` by logical name."""
        return {
            logical: pulumi.Output.concat("s3://", name) for logical, name in self._buckets.items()
        }

    def grant(
        self, identity: WorkloadIdentity, access: Access, bucket: str, prefix: str = ""
    ) -> Credentials:
        """Let a workload use a bucket, or only keys under ``prefix``, taken as a folder.

        With a prefix, `Access.ADMINISTER` is `Access.WRITE`: a bucket's settings concern all
        its keys. KeyError for an unknown bucket.
        """
        folder = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        statements = self.statements(access, bucket, folder)
        digest = f"-{hashlib.sha256(folder.encode()).hexdigest()[:8]}" if folder else ""
        return permit(
            self,
            f"{bucket}{digest}",
            identity,
            access,
            statements=statements,
            context=self._ground.context,
        )

    def statements(self, access: Access, bucket: str, folder: str = "") -> list[dict[str, Any]]:
        """What an access to a bucket, or to keys that begin with ``folder``, means in policies.

        ValueError for the settings of a part of a bucket.
        """
        arn = self.native[bucket].arn
        if access is Access.VIEW:
            if folder:
                raise ValueError("the settings of a bucket concern all its keys")
            return [bucket_access.seen(arn)]
        return [
            *bucket_access.statements(arn, access, folder),
            bucket_access.key_use(self.key, arn, access, self._ground.region),
        ]

    def _bucket(self, logical: str) -> aws.s3.Bucket:
        name = f"{self.pulumi_resource_name}-{logical}"
        prefix = self._ground.name(name, "s3_bucket", reserve=_SALT)
        return aws.s3.Bucket(
            name,
            bucket=pulumi.Output.concat(prefix, "-", self._ground.context.salt),
            force_destroy=not self._keep,
            opts=self._kept(),
        )

    def _distribution(self, spec: DistributionSpec) -> Distribution | None:
        if not spec.enabled:
            return None
        name = f"{self.pulumi_resource_name}-distribution"
        return Distribution(name, spec, self._ground.context, self.native[spec.bucket])

    def _safeguard(self, logical: str, spec: BucketSpec, distributed: DistributionSpec) -> None:
        name, bucket = f"{self.pulumi_resource_name}-{logical}", self.native[logical]
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
            opts=self._kept(),
        )
        # S3 answers OperationAborted to some changes of one bucket at the same time, so these
        # follow one another: https://github.com/hashicorp/terraform-provider-aws/issues/7628
        owned = aws.s3.BucketOwnershipControls(
            name,
            bucket=bucket.bucket,
            rule={"object_ownership": "BucketOwnerEnforced"},
            opts=self._kept(closed),
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
            opts=self._kept(owned),
        )
        last: pulumi.Resource = encrypted
        if spec.versioned:
            last = aws.s3.BucketVersioning(
                name,
                bucket=bucket.bucket,
                versioning_configuration={"status": "Enabled"},
                opts=self._kept(encrypted),
            )
        aging = aws.s3.BucketLifecycleConfiguration(
            name,
            bucket=bucket.bucket,
            rules=lifecycle_rules(spec),
            opts=self._kept(last),
        )
        aws.s3.BucketPolicy(
            name,
            bucket=bucket.bucket,
            policy=bucket_access.bucket_policy(bucket.arn, *readers),
            # A destroy leaves a protected bucket, and its policy on it, but no reader of it.
            opts=(
                self.child(retain_on_delete=self._keep, depends_on=[aging])
                if readers
                else self._kept(aging)
            ),
        )

    def _kept(self, *after: pulumi.Resource) -> pulumi.ResourceOptions:
        options: dict[str, Any] = {"depends_on": list(after)} if after else {}
        return self.child(protect=self._keep, **options)
