"""Buckets on Cloud Storage."""

from __future__ import annotations

from typing import Final

import pulumi
import pulumi_gcp as gcp

from polycloud.abstractions.distribution import DistributionSpec
from polycloud.abstractions.identity import Access
from polycloud.abstractions.object_store import BucketSpec
from polycloud.adapters import object_store
from polycloud.adapters.gcp.custom_roles import CustomRole, Roles
from polycloud.adapters.gcp.distribution import Distribution
from polycloud.adapters.gcp.granting import GrantingHandle, RoleName
from polycloud.adapters.gcp.lifecycle import lifecycle_rules
from polycloud.adapters.granting import Grant

_ROLES: Final = Roles(
    data={
        Access.READ: "roles/storage.objectViewer",
        Access.WRITE: "roles/storage.objectUser",
        Access.ADMINISTER: "roles/storage.objectUser",
    },
    view=CustomRole("bucket_view", "Bucket view", ["storage.buckets.get"]),
    settings=CustomRole(
        "bucket_settings", "Bucket settings", ["storage.buckets.get", "storage.buckets.update"]
    ),
)
"""docs.cloud.google.com/storage/docs/access-control/iam-roles: none of the predefined ones may
touch a bucket or anyone's access."""

_SOFT_DELETE_SECONDS: Final = 7 * 24 * 3600


class ObjectStore(
    GrantingHandle, object_store.ObjectStore[RoleName, gcp.storage.Bucket, Distribution]
):
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

    roles = _ROLES

    def _make_bucket(self, name: str, logical: str, spec: BucketSpec) -> gcp.storage.Bucket:
        return gcp.storage.Bucket(
            name,
            name=self.ground.unique_name(logical, "storage_bucket"),
            location=self.ground.region.upper(),
            storage_class="STANDARD",
            uniform_bucket_level_access=True,
            public_access_prevention="enforced",
            versioning={"enabled": spec.versioned},
            soft_delete_policy={
                "retention_duration_seconds": 0 if spec.delete_after_days else _SOFT_DELETE_SECONDS
            },
            lifecycle_rules=lifecycle_rules(spec),
            force_destroy=False,
            opts=self.kept(depends_on=self.ground.services("storage")),
        )

    def _distribute(self, name: str, spec: DistributionSpec) -> Distribution:
        return Distribution(name, spec, self.context, self.native[spec.bucket])

    def _bucket_name(self, native: gcp.storage.Bucket) -> pulumi.Output[str]:
        return native.name

    def _bucket_url(self, native: gcp.storage.Bucket) -> pulumi.Output[str]:
        return pulumi.Output.concat("gs://", native.name)

    def _bind(
        self, name: str, grant: Grant, principal: pulumi.Output[str], right: RoleName
    ) -> gcp.storage.BucketIAMMember:
        bucket, folder = self.native[grant.part], grant.folder
        return gcp.storage.BucketIAMMember(
            name,
            bucket=bucket.name,
            role=right,
            member=principal,
            condition={"title": "prefix", "expression": _under(folder, bucket)} if folder else None,
            opts=self.child(),
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
