"""Secrets in Secret Manager."""

from __future__ import annotations

from typing import Final

import pulumi
import pulumi_gcp as gcp

from polycloud.abstractions.identity import Access
from polycloud.abstractions.secret_store import SecretStoreSpec
from polycloud.adapters import secret_store
from polycloud.adapters.gcp.custom_roles import Roles
from polycloud.adapters.gcp.granting import GrantingHandle, RoleName
from polycloud.adapters.granting import Grant
from polycloud.adapters.secret_store import KeptSecret

_ROLES: Final = Roles(data={Access.READ: "roles/secretmanager.secretAccessor"})
"""https://docs.cloud.google.com/secret-manager/docs/access-control"""

_DAY_SECONDS: Final = 86400


class SecretStore(GrantingHandle, secret_store.SecretStore[RoleName, gcp.secretmanager.Secret]):
    """Secrets of Secret Manager, kept in the deployment's region and no other.

    Google encrypts them with keys of its own. Nothing rotates them: a rotation schedule only
    sends messages, to a topic that somebody has to listen to; the label ``rotation-days``
    says when it is due. A version that is destroyed can be had back for the days that the
    spec says; a secret that is deleted cannot.

    What it costs: by the version and the access.

    Escape hatch: `native` has each `gcp.secretmanager.Secret` by logical name.
    """

    roles = _ROLES

    def _make_secret(self, kept: KeptSecret, spec: SecretStoreSpec) -> gcp.secretmanager.Secret:
        secret = gcp.secretmanager.Secret(
            kept.name,
            secret_id=self.ground.name(kept.logical, "secret"),
            replication={"user_managed": {"replicas": [{"location": self.ground.region}]}},
            labels=kept.tags or None,
            version_destroy_ttl=f"{spec.recovery_days * _DAY_SECONDS}s",
            deletion_protection=spec.protect,
            opts=self.kept(depends_on=self.ground.services("secretmanager")),
        )
        gcp.secretmanager.SecretVersion(
            kept.name,
            secret=secret.id,
            secret_data=kept.value,
            opts=self.kept(additional_secret_outputs=["secretData"]),
        )
        return secret

    def _secret_id(self, native: gcp.secretmanager.Secret) -> pulumi.Output[str]:
        """Return ``projects/<project>/secrets/<secret>/versions/latest``."""
        return pulumi.Output.concat(native.name, "/versions/latest")

    def _bind(
        self, name: str, grant: Grant, principal: pulumi.Output[str], right: RoleName
    ) -> gcp.secretmanager.SecretIamMember:
        secret = self.native[grant.part]
        return gcp.secretmanager.SecretIamMember(
            name,
            project=secret.project,
            secret_id=secret.secret_id,
            role=right,
            member=principal,
            opts=self.child(),
        )
