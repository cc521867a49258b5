"""Buckets on Blob Storage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pulumi
from attrs import frozen
from pulumi_azure_native import authorization, storage

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.distribution import DistributionSpec
from polycloud.abstractions.identity import Access, Credentials, WorkloadIdentity
from polycloud.abstractions.object_store import BucketSpec, ObjectStoreSpec
from polycloud.abstractions.roles import Person
from polycloud.adapters.azure import blob_roles, roles
from polycloud.adapters.azure.distribution import Distribution
from polycloud.adapters.azure.ground import ground
from polycloud.adapters.azure.identity import credentials
from polycloud.adapters.azure.lifecycle import lifecycle_rule
from polycloud.adapters.azure.support import redundancy
from polycloud.adapters.component import Handle

_RECOVERY_DAYS: Final = 7


@frozen(eq=False)
class Bucket:
    """The native resources of one bucket."""

    account: storage.StorageAccount
    service: storage.BlobServiceProperties
    container: storage.BlobContainer
    lifecycle: storage.ManagementPolicy | None
    lock: authorization.ManagementLockByScope | None


class ObjectStore(Handle):
    """Blob containers, each in a storage account of its own.

    What it makes: for each bucket a `storage.StorageAccount` and in it one container, both
    of the bucket's name, because Azure sets versioning and lifecycle for a whole account.
    Only tokens of Entra identities open an account: its keys, signatures made with them and
    anonymous access are off. Its endpoint is public, TLS only, as workloads of other clouds
    come to it. Data is encrypted with Azure's own keys. Days count from an object's last
    change, so that overwriting starts them anew. Deleted objects can be restored for seven
    days.

    A container that is distributed lets in the identity of that one Front Door profile, to
    read blobs by their names.

    Protection: a CanNotDelete lock on each account. Under it Azure refuses to take back role
    assignments and lifecycle policies, too, so those are protected with it: to take one
    back, first lift ``protect`` in an update of its own.

    What it costs: storage by tier; Cool and Archive bill at least 30 and 180 days. A blob in
    Archive is read only after hours of rehydration.

    Escape hatch: `native` has each `Bucket` by logical name.
    """

    native: dict[str, Bucket]

    def __init__(self, name: str, spec: ObjectStoreSpec, context: Context) -> None:
        self._prefix = name
        self._context = context
        self._ground = ground(context)
        self._protected = spec.protect
        self._granted: set[str] = set()
        super().__init__(name, context, [self._ground.provider])
        self.native = {
            logical: self._bucket(logical, bucket) for logical, bucket in spec.buckets.items()
        }
        self.distribution = self._distribution(spec.distribution)
        self.done(buckets=dict(self.buckets))

    @property
    def buckets(self) -> Mapping[str, pulumi.Output[str]]:
        """Physical name, of account and container both, by logical name."""
        return {logical: bucket.container.name for logical, bucket in self.native.items()}

    @property
    def urls(self) -> Mapping[str, pulumi.Output[str]]:
        """``abfss://`` address by logical name."""
        return {
            logical: pulumi.Output.concat(
                "abfss://",
                bucket.container.name,
                "@",
                bucket.account.name,
                ".blob.core.windows.net",
            )
            for logical, bucket in self.native.items()
        }

    def grant(
        self, identity: WorkloadIdentity | Person, access: Access, bucket: str, prefix: str = ""
    ) -> Credentials:
        """Assign the identity, of this cloud or trusted here, a role on the container.

        With a prefix, taken as a folder, the assignment has a condition on the paths of blobs
        and on what is listed, and `Access.ADMINISTER` is `Access.WRITE`: a bucket's settings
        concern all its keys. ValueError for a prefix that Azure cannot express.
        """
        native = self.native[bucket]
        prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        allowed = credentials(identity, self._context)
        who = f"{self._prefix}-{bucket}-{identity.name}"
        if access is Access.VIEW:
            if prefix:
                raise ValueError("the settings of a bucket concern all its keys")
            seen = roles.custom(blob_roles.VIEWER, self._context)
            self._assign(f"{who}-view", identity, native.account.id, seen)
            return allowed
        writes = access is not Access.READ
        self._assign(
            f"{who}-{'write' if writes else 'read'}{blob_roles.suffix(prefix)}",
            identity,
            native.container.id,
            blob_roles.role_id(self._context, prefix, writes=writes),
            condition=blob_roles.under(prefix) if prefix else None,
        )
        if access is Access.ADMINISTER and not prefix:
            settings = roles.custom(blob_roles.SETTER, self._context)
            self._assign(f"{who}-settings", identity, native.account.id, settings)
        return allowed

    def _assign(
        self,
        logical: str,
        who: WorkloadIdentity | Person,
        scope: pulumi.Output[str],
        role: pulumi.Output[str],
        *,
        condition: str | None = None,
    ) -> None:
        """Once, however often asked: Azure refuses a role that is had already."""
        if logical in self._granted:
            return
        self._granted.add(logical)
        roles.assign(
            logical,
            scope=scope,
            role=role,
            principal=credentials(who, self._context).principal,
            to=who,
            condition=condition,
            options=self.child(protect=self._protected),
        )

    def _distribution(self, spec: DistributionSpec) -> Distribution | None:
        if not spec.enabled:
            return None
        native = self.native[spec.bucket]
        distribution = Distribution(
            f"{self._prefix}-distribution",
            spec,
            self._context,
            host=pulumi.Output.concat(native.account.name, ".blob.core.windows.net"),
            container=native.container.name,
        )
        roles.assign(
            f"{self._prefix}-{spec.bucket}-distribution",
            scope=native.container.id,
            role=blob_roles.role_id(self._context, "", writes=False),
            principal=distribution.principal_id,
            condition=blob_roles.NO_LISTING,
            # Not protected: a destroy leaves a protected bucket but no reader of it. The lock
            # would refuse to take the role back; it ends with the profile's identity.
            options=self.child(retain_on_delete=self._protected),
        )
        return distribution

    def _bucket(self, logical: str, spec: BucketSpec) -> Bucket:
        account = self._account(logical, spec)
        service = storage.BlobServiceProperties(
            f"{self._prefix}-{logical}",
            blob_services_name="default",
            account_name=account.name,
            resource_group_name=self._ground.group_name,
            is_versioning_enabled=spec.versioned,
            delete_retention_policy={"enabled": True, "days": _RECOVERY_DAYS},
            container_delete_retention_policy={"enabled": True, "days": _RECOVERY_DAYS},
            opts=self.child(protect=self._protected),
        )
        # One after the other: an account refuses what comes while it is being changed.
        container = storage.BlobContainer(
            f"{self._prefix}-{logical}",
            container_name=account.name,
            account_name=account.name,
            resource_group_name=self._ground.group_name,
            public_access=storage.PublicAccess.NONE,
            opts=self.child(protect=self._protected, depends_on=[service]),
        )
        lifecycle = self._lifecycle(logical, spec, account, container)
        lock = self._lock(logical, account, lifecycle or container) if self._protected else None
        return Bucket(account, service, container, lifecycle, lock)

    def _account(self, logical: str, spec: BucketSpec) -> storage.StorageAccount:
        return storage.StorageAccount(
            f"{self._prefix}-{logical}",
            account_name=self._ground.unique_name(f"{logical}-{self._prefix}", "storage_account"),
            resource_group_name=self._ground.group_name,
            location=self._ground.location,
            kind=storage.Kind.STORAGE_V2,
            sku={"name": redundancy(spec, self._ground.settings)},
            access_tier=storage.AccessTier.HOT,
            allow_blob_public_access=False,
            allow_shared_key_access=False,
            allow_cross_tenant_replication=False,
            default_to_o_auth_authentication=True,
            is_local_user_enabled=False,
            is_sftp_enabled=False,
            is_hns_enabled=False,
            enable_https_traffic_only=True,
            minimum_tls_version=storage.MinimumTlsVersion.TLS1_2,
            public_network_access=storage.PublicNetworkAccess.ENABLED,
            encryption={
                "key_source": storage.KeySource.MICROSOFT_STORAGE,
                "services": {
                    "blob": {"enabled": True, "key_type": storage.KeyType.ACCOUNT},
                },
            },
            tags=self._ground.tags,
            opts=self.child(protect=self._protected),
        )

    def _lifecycle(
        self,
        logical: str,
        spec: BucketSpec,
        account: storage.StorageAccount,
        after: pulumi.Resource,
    ) -> storage.ManagementPolicy | None:
        rule = lifecycle_rule(spec)
        if rule is None:
            return None
        return storage.ManagementPolicy(
            f"{self._prefix}-{logical}",
            management_policy_name="default",
            account_name=account.name,
            resource_group_name=self._ground.group_name,
            policy={"rules": [rule]},
            opts=self.child(protect=self._protected, depends_on=[after]),
        )

    def _lock(
        self, logical: str, account: storage.StorageAccount, after: pulumi.Resource
    ) -> authorization.ManagementLockByScope:
        return authorization.ManagementLockByScope(
            f"{self._prefix}-{logical}",
            lock_name="polycloud-protect",
            scope=account.id,
            level=authorization.LockLevel.CAN_NOT_DELETE,
            notes="The configuration asks to protect this store.",
            opts=self.child(protect=True, depends_on=[after]),
        )
