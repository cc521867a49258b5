"""Secrets in Secret Manager."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pulumi
import pulumi_gcp as gcp

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Credentials, WorkloadIdentity
from polycloud.abstractions.secret_store import SecretStoreSpec
from polycloud.adapters.component import Handle
from polycloud.adapters.gcp.ground import ground
from polycloud.adapters.gcp.identity import trust

_READ: Final = "roles/secretmanager.secretAccessor"
"""https://docs.cloud.google.com/secret-manager/docs/access-control"""

_DAY_SECONDS: Final = 86400


class SecretStore(Handle):
    """Secrets of Secret Manager, kept in the deployment's region and no other.

    Google encrypts them with keys of its own. Nothing rotates them: a rotation schedule only
    sends messages, to a topic that somebody has to listen to; the label ``rotation-days``
    says when it is due. A version that is destroyed can be had back for the days that the
    spec says; a secret that is deleted cannot.

    What it costs: by the version and the access.

    Escape hatch: `native` has each `gcp.secretmanager.Secret` by logical name.
    """

    native: dict[str, gcp.secretmanager.Secret]

    def __init__(
        self,
        name: str,
        spec: SecretStoreSpec,
        context: Context,
        values: Mapping[str, pulumi.Output[str]],
    ) -> None:
        self._name = name
        self._context = context
        self._ground = ground(context)
        self._granted: set[str] = set()
        super().__init__(name, context, [self._ground.provider])
        self.native = {
            logical: self._secret(logical, spec, values[logical]) for logical in spec.secrets
        }
        self.done(ids=dict(self.ids))

    @property
    def ids(self) -> Mapping[str, pulumi.Output[str]]:
        """``projects/<project>/secrets/<secret>/versions/latest`` by logical name."""
        return {
            logical: pulumi.Output.concat(made.name, "/versions/latest")
            for logical, made in self.native.items()
        }

    def grant(self, identity: WorkloadIdentity, secret: str) -> Credentials:
        """Bind the identity, of this cloud or trusted here, to reading the secret.

        KeyError for an unknown one.
        """
        native = self.native[secret]
        allowed = trust(identity, self._context)
        logical = f"{self._name}-{secret}-{identity.name}-read"
        if logical not in self._granted:
            self._granted.add(logical)
            gcp.secretmanager.SecretIamMember(
                logical,
                project=native.project,
                secret_id=native.secret_id,
                role=_READ,
                member=allowed.principal,
                opts=self.child(),
            )
        return allowed

    def _secret(
        self, logical: str, spec: SecretStoreSpec, value: pulumi.Output[str]
    ) -> gcp.secretmanager.Secret:
        days = spec.secrets[logical].rotation_days
        name = f"{self._name}-{logical}"
        secret = gcp.secretmanager.Secret(
            name,
            secret_id=self._ground.name(logical, "secret"),
            replication={"user_managed": {"replicas": [{"location": self._ground.region}]}},
            labels={"rotation-days": str(days)} if days is not None else None,
            version_destroy_ttl=f"{spec.recovery_days * _DAY_SECONDS}s",
            deletion_protection=spec.protect,
            opts=self.child(
                protect=spec.protect, depends_on=self._ground.services("secretmanager")
            ),
        )
        gcp.secretmanager.SecretVersion(
            name,
            secret=secret.id,
            secret_data=pulumi.Output.secret(value),
            opts=self.child(protect=spec.protect, additional_secret_outputs=["secretData"]),
        )
        return secret
