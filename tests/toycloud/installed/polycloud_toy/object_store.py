"""Buckets on Toy Cloud."""

from __future__ import annotations

import pulumi
import pulumi_toy as toy

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Access, Credentials, WorkloadIdentity
from polycloud.abstractions.object_store import ObjectStoreSpec
from polycloud.adapters.component import Handle
from polycloud_toy.ground import labels, provider
from polycloud_toy.ground import name as physical
from polycloud_toy.identity import permit


class ObjectStore(Handle):
    """Private buckets; Toy Cloud has no others."""

    distribution = None

    def __init__(self, name: str, spec: ObjectStoreSpec, context: Context) -> None:
        super().__init__(name, context, [provider(context)])
        self._context = context
        self.native = {
            logical: toy.Bucket(
                f"{name}-{logical}",
                # Buckets of all customers share their names.
                name=pulumi.Output.concat(
                    physical(context, f"{name}-{logical}", reserve=9), "-", context.salt
                ),
                versioned=bucket.versioned,
                cool_days=bucket.cool_after_days,
                archive_days=bucket.archive_after_days,
                delete_days=bucket.delete_after_days,
                labels=labels(context),
                protected=spec.protect,
                opts=self.child(protect=spec.protect),
            )
            for logical, bucket in spec.buckets.items()
        }
        self.buckets = {logical: bucket.name for logical, bucket in self.native.items()}
        self.urls = {
            logical: pulumi.Output.concat("toy://", name) for logical, name in self.buckets.items()
        }
        self.done()

    def grant(
        self, identity: WorkloadIdentity, access: Access, bucket: str, prefix: str = ""
    ) -> Credentials:
        keys = f"{prefix}/*" if prefix else "*"
        if prefix and access is Access.ADMINISTER:
            access = Access.WRITE
        return permit(self, self.buckets[bucket], bucket, identity, access, keys, self._context)
