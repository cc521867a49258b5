"""Buckets on Toy Cloud."""

from __future__ import annotations

import pulumi
import pulumi_toy as toy

from polycloud.abstractions.distribution import Distribution, DistributionSpec
from polycloud.abstractions.object_store import BucketSpec
from polycloud.adapters import object_store
from polycloud_toy.granting import GrantingHandle
from polycloud_toy.ground import labels


class ObjectStore(GrantingHandle, object_store.ObjectStore[list[str], toy.Bucket, Distribution]):
    """Private buckets; Toy Cloud has no others."""

    def physical(self, part: str) -> pulumi.Output[str]:
        return self.buckets[part]

    def _make_bucket(self, name: str, logical: str, spec: BucketSpec) -> toy.Bucket:
        stem = self.ground.name(name, reserve=9)
        return toy.Bucket(
            name,
            # Buckets of all customers share their names.
            name=pulumi.Output.concat(stem, "-", self.context.salt),
            versioned=spec.versioned,
            cool_days=spec.cool_after_days,
            archive_days=spec.archive_after_days,
            delete_days=spec.delete_after_days,
            labels=labels(self.context),
            protected=self.protected,
            opts=self.kept(),
        )

    def _distribute(self, name: str, spec: DistributionSpec) -> Distribution:
        raise NotImplementedError("Toy Cloud distributes nothing")

    def _bucket_name(self, native: toy.Bucket) -> pulumi.Output[str]:
        return native.name

    def _bucket_url(self, native: toy.Bucket) -> pulumi.Output[str]:
        return pulumi.Output.concat("toy://", native.name)
