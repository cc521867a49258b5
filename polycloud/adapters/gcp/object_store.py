"""Buckets on Cloud Storage."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Final

import pulumi
import pulumi_gcp as gcp

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.distribution import DistributionSpec
from polycloud.abstractions.identity import Access, Credentials, WorkloadIdentity
from polycloud.abstractions.object_store import BucketSpec, ObjectStoreSpec
from polycloud.abstractions.roles import Person
from polycloud.adapters.component import Handle
from polycloud.adapters.gcp.custom_roles import custom_role
from polycloud.adapters.gcp.distribution import Distribution
from polycloud.adapters.gcp.ground import ground
from polycloud.adapters.gcp.identity import trust
from polycloud.adapters.gcp.lifecycle import lifecycle_rules

_ROLES: Final = {
    Access.READ: "roles/storage.objectViewer",
    Access.WRITE: "roles/storage.objectUser",
    Access.ADMINISTER: "roles/storage.objectUser",
}
"""docs.cloud.google.com/storage/docs/access-control/iam-roles: none of them may touch a
bucket or anyone's access."""

_SEEN: Final = ("storage.buckets.get",)
_SETTINGS: Final = ("storage.buckets.get", "storage.buckets.update")
_SOFT_DELETE_SECONDS: Final = 7 * 24 * 3600


class ObjectStore(Handle):
    """Cloud Storage buckets in the region.

    What it makes: for each bucket a `gcp.storage.Bucket` with uniform access and public
    access prevention, encrypted with Google's own keys; Cloud Storage's API is TLS only.
    Objects become Nearline, then Archive. Of an object's noncurrent versions those are
    dropped that were replaced over 90 days ago and have three newer ones. Deleted objects
    can be restored for seven days, except where the bucket deletes objects by age. A bucket
    that still has objects is never deleted, protected or not. A bucket that is distributed
    lets in the project's load balancers, to read objects by their names.

    What it costs: storage by tier; Nearline and Archive bill at least 30 and 365 days.

    Escape hatch: `native` has the `gcp.storage.Bucket` by logical name.
    """

    native: dict[str, gcp.storage.Bucket]

    def __init__(self, name: str, spec: ObjectStoreSpec, context: Context) -> None:
        self._name = name
        self._context = context
        self._ground = ground(context)
        self._granted: set[str] = set()
        super().__init__(name, context, [self._ground.provider])
        self.native = {
            logical: self._bucket(logical, bucket, protect=spec.protect)
            for logical, bucket in spec.buckets.items()
        }
        self.distribution = self._distribution(spec.distribution)
        self.done(buckets=dict(self.buckets))

    @property
    def buckets(self) -> Mapping[str, pulumi.Output[str]]:
        """Physical name by logical name."""
        return {logical: bucket.name for logical, bucket in self.native.items()}

    @property
    def urls(self) -> Mapping[str, pulumi.Output[str]]:
        """``gs://`` address by logical name."""
        return {
            logical: pulumi.Output.concat("gs://", name) for logical, name in self.buckets.items()
        }

    def grant(
        self, identity: WorkloadIdentity | Person, access: Access, bucket: str, prefix: str = ""
    ) -> Credentials:
        """Bind the identity, of this cloud or trusted here, to a role on the bucket.

        With a prefix, taken as a folder, the binding has a condition, on objects' names and on
        what is listed, and `Access.ADMINISTER` is `Access.WRITE`: a bucket's settings concern
        all its keys.
        """
        native = self.native[bucket]
        prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        allowed = trust(identity, self._context)
        if access is Access.VIEW:
            if prefix:
                raise ValueError("the settings of a bucket concern all its keys")
            role = custom_role("bucket_view", "Bucket view", _SEEN, self._context)
            self._bind(allowed, native, f"{bucket}-{identity.name}-{access}", role.name)
            return allowed
        self._bind(allowed, native, f"{bucket}-{identity.name}-{access}", _ROLES[access], prefix)
        if access is Access.ADMINISTER and not prefix:
            role = custom_role("bucket_settings", "Bucket settings", _SETTINGS, self._context)
            self._bind(allowed, native, f"{bucket}-{identity.name}-settings", role.name)
        return allowed

    def _bind(
        self,
        allowed: Credentials,
        bucket: gcp.storage.Bucket,
        what: str,
        role: pulumi.Input[str],
        prefix: str = "",
    ) -> None:
        """One binding for each identity, access, bucket and prefix, however often asked."""
        logical = f"{self._name}-{what}"
        if prefix:
            logical += f"-{sha256(prefix.encode()).hexdigest()[:8]}"
        if logical in self._granted:
            return
        self._granted.add(logical)
        gcp.storage.BucketIAMMember(
            logical,
            bucket=bucket.name,
            role=role,
            member=allowed.principal,
            condition={"title": "prefix", "expression": _under(prefix, bucket)} if prefix else None,
            opts=self.child(),
        )

    def _distribution(self, spec: DistributionSpec) -> Distribution | None:
        if not spec.enabled:
            return None
        name = f"{self._name}-distribution"
        return Distribution(name, spec, self._context, self.native[spec.bucket])

    def _bucket(self, logical: str, spec: BucketSpec, *, protect: bool) -> gcp.storage.Bucket:
        return gcp.storage.Bucket(
            f"{self._name}-{logical}",
            name=self._ground.unique_name(logical, "storage_bucket"),
            location=self._ground.region.upper(),
            storage_class="STANDARD",
            uniform_bucket_level_access=True,
            public_access_prevention="enforced",
            versioning={"enabled": spec.versioned},
            soft_delete_policy={
                "retention_duration_seconds": 0 if spec.delete_after_days else _SOFT_DELETE_SECONDS
            },
            lifecycle_rules=lifecycle_rules(spec),
            force_destroy=False,
            opts=self.child(protect=protect, depends_on=self._ground.services("storage")),
        )


def _under(prefix: str, bucket: gcp.storage.Bucket) -> pulumi.Output[str]:
    """A condition in CEL: names of objects start with the prefix, and so does a listing's.

    https://cloud.google.com/iam/docs/conditions-attribute-reference
    """
    quoted = prefix.replace("\\", "\\\\").replace('"', '\\"')
    return pulumi.Output.concat(
        'resource.name.startsWith("projects/_/buckets/',
        bucket.name,
        f'/objects/{quoted}") || api.getAttribute("storage.googleapis.com/objectListPrefix", "")'
        f'.startsWith("{quoted}")',
    )
