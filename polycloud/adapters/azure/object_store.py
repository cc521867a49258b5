"""Buckets on Blob Storage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pulumi
from attrs import frozen
from pulumi_azure_native import authorization, storage

from polycloud.abstractions.distribution import DistributionSpec
from polycloud.abstractions.identity import Access
from polycloud.abstractions.object_store import BucketSpec
from polycloud.adapters import object_store
from polycloud.adapters.azure import blob_roles, roles
from polycloud.adapters.azure.distribution import Distribution
from polycloud.adapters.azure.granting import Assignment, GrantingHandle
from polycloud.adapters.azure.lifecycle import lifecycle_rule
from polycloud.adapters.azure.support import redundancy
from polycloud.adapters.granting import Grant

_RECOVERY_DAYS: Final = 7


@frozen(eq=False)
class Bucket:
    """The native resources of one bucket."""

    account: storage.StorageAccount
    service: storage.BlobServiceProperties
    container: storage.BlobContainer
    lifecycle: storage.ManagementPolicy | None
    lock: authorization.ManagementLockByScope | None


class ObjectStore(GrantingHandle, object_store.ObjectStore[Assignment, Bucket, Distribution]):
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

    def _bucket_name(self, native: Bucket) -> pulumi.Output[str]:
        """Return the name of account and container both."""
        return native.container.name

    def _bucket_url(self, native: Bucket) -> pulumi.Output[str]:
        host = _host(native)
        return pulumi.Output.concat("abfss://", native.container.name, "@", host)

    def _rights(self, grant: Grant) -> Mapping[str, Assignment]:
        native, context = self.native[grant.part], self.context
        account, container = native.account.id, native.container.id
        if grant.access is Access.VIEW:
            return {"view": Assignment(account, roles.custom(blob_roles.VIEWER, context))}
        writes = grant.access is not Access.READ
        assignment = Assignment(
            container,
            blob_roles.role_id(context, grant.digest, writes=writes),
            blob_roles.under(grant.folder) if grant.folder else None,
        )
        assignments = {"write" if writes else "read": assignment}
        if grant.administers:
            settings = roles.custom(blob_roles.SETTER, context)
            assignments["settings"] = Assignment(account, settings)
        return assignments

    def _distribute(self, name: str, spec: DistributionSpec) -> Distribution:
        native = self.native[spec.bucket]
        distribution = Distribution(
            name, spec, self.context, host=_host(native), container=native.container.name
        )
        roles.assign(
            f"{self.name}-{spec.bucket}-distribution",
            scope=native.container.id,
            role=blob_roles.role_id(self.context, writes=False),
            principal=distribution.principal_id,
            condition=blob_roles.NO_LISTING,
            # Not protected: a destroy leaves a protected bucket but no reader of it. The lock
            # would refuse to take the role back; it ends with the profile's identity.
            options=self.child(retain_on_delete=self.protected),
        )
        return distribution

    def _make_bucket(self, name: str, logical: str, spec: BucketSpec) -> Bucket:
        account = self._account(name, logical, spec)
        service = storage.BlobServiceProperties(
            name,
            blob_services_name="default",
            account_name=account.name,
            resource_group_name=self.ground.group_name,
            is_versioning_enabled=spec.versioned,
            delete_retention_policy={"enabled": True, "days": _RECOVERY_DAYS},
            container_delete_retention_policy={"enabled": True, "days": _RECOVERY_DAYS},
            opts=self.kept(),
        )
        # One after the other: an account refuses what comes while it is being changed.
        container = storage.BlobContainer(
            name,
            container_name=account.name,
            account_name=account.name,
            resource_group_name=self.ground.group_name,
            public_access=storage.PublicAccess.NONE,
            opts=self.kept(depends_on=[service]),
        )
        lifecycle = self._lifecycle(name, spec, account, container)
        lock = self.lock(name, account.id, "this store", [lifecycle or container])
        return Bucket(account, service, container, lifecycle, lock)

    def _account(self, name: str, logical: str, spec: BucketSpec) -> storage.StorageAccount:
        return storage.StorageAccount(
            name,
            account_name=self.ground.unique_name(f"{logical}-{self.name}", "storage_account"),
            kind=storage.Kind.STORAGE_V2,
            sku={"name": redundancy(spec, self.ground.settings)},
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
            opts=self.kept(),
            **self.ground.place,
        )

    def _lifecycle(
        self,
        name: str,
        spec: BucketSpec,
        account: storage.StorageAccount,
        after: pulumi.Resource,
    ) -> storage.ManagementPolicy | None:
        rule = lifecycle_rule(spec)
        if rule is None:
            return None
        return storage.ManagementPolicy(
            name,
            management_policy_name="default",
            account_name=account.name,
            resource_group_name=self.ground.group_name,
            policy={"rules": [rule]},
            opts=self.kept(depends_on=[after]),
        )


def _host(native: Bucket) -> pulumi.Output[str]:
    return pulumi.Output.concat(native.account.name, ".blob.core.windows.net")
