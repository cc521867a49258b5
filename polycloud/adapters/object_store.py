"""Buckets: what every cloud's object store has in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from functools import cached_property
from typing import Generic, TypeVar

import pulumi
from attrs import evolve

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.distribution import Distribution, DistributionSpec
from polycloud.abstractions.identity import Access, Credentials
from polycloud.abstractions.object_store import BucketSpec, ObjectStoreSpec
from polycloud.adapters.granting import Grant, Grantee, GrantingHandle, RightT

BucketT = TypeVar("BucketT")
"""The native resource, or resources, of one bucket."""
DistributionT = TypeVar("DistributionT", bound=Distribution)


class ObjectStore(GrantingHandle[RightT], Generic[RightT, BucketT, DistributionT]):
    """Buckets by logical name, and where asked the distribution of one of them.

    Escape hatch: `native` has what the cloud made of each bucket, by logical name.
    """

    native: dict[str, BucketT]
    distribution: DistributionT | None

    def __init__(self, name: str, spec: ObjectStoreSpec, context: Context) -> None:
        super().__init__(name, context, protect=spec.protect)
        self.native = {
            logical: self._make_bucket(f"{name}-{logical}", logical, bucket)
            for logical, bucket in spec.buckets.items()
        }
        self.distribution = None
        if spec.distribution.enabled:
            self.distribution = self._distribute(f"{name}-distribution", spec.distribution)
        self._safeguard(spec)
        self.done(buckets=dict(self.buckets))

    @cached_property
    def buckets(self) -> Mapping[str, pulumi.Output[str]]:
        """Physical name by logical name."""
        return {logical: self._bucket_name(native) for logical, native in self.native.items()}

    @cached_property
    def urls(self) -> Mapping[str, pulumi.Output[str]]:
        """The address that data loaders take, by logical name."""
        return {logical: self._bucket_url(native) for logical, native in self.native.items()}

    def grant(
        self, identity: Grantee, access: Access, bucket: str, prefix: str = ""
    ) -> Credentials:
        """Let somebody use a bucket, or only the keys under ``prefix``, which is a folder.

        Raises:
            KeyError: the store has no such bucket.
            ValueError: `Access.VIEW` with a prefix, or a prefix that the cloud cannot express.
        """
        return self.give(Grant(identity, access, bucket, prefix))

    def _checked(self, grant: Grant) -> Grant:
        if grant.part not in self.native:
            raise KeyError(grant.part)
        folder = grant.folder.strip("/")
        if folder and grant.access is Access.VIEW:
            raise ValueError("the settings of a bucket concern all its keys")
        return evolve(grant, folder=f"{folder}/" if folder else "")

    @abstractmethod
    def _make_bucket(self, name: str, logical: str, spec: BucketSpec) -> BucketT:
        """Make one bucket; ``name`` is the logical name of its resources."""

    @abstractmethod
    def _distribute(self, name: str, spec: DistributionSpec) -> DistributionT:
        """Put a content delivery network in front of the bucket that the spec names."""

    def _safeguard(self, spec: ObjectStoreSpec) -> None:
        """Make what a bucket gets only once the distribution is known."""

    @abstractmethod
    def _bucket_name(self, native: BucketT) -> pulumi.Output[str]:
        """Return the physical name of a bucket."""

    @abstractmethod
    def _bucket_url(self, native: BucketT) -> pulumi.Output[str]:
        """Return the address of a bucket."""
