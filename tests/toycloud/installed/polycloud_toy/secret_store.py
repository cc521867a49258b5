"""Secrets on Toy Cloud."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_toy as toy

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Access, Credentials, WorkloadIdentity
from polycloud.abstractions.secret_store import SecretStoreSpec
from polycloud.adapters.component import Handle
from polycloud_toy.ground import labels, provider
from polycloud_toy.ground import name as physical
from polycloud_toy.identity import permit


class SecretStore(Handle):
    """Secrets with one value each."""

    def __init__(
        self,
        name: str,
        spec: SecretStoreSpec,
        context: Context,
        values: Mapping[str, pulumi.Output[str]],
    ) -> None:
        super().__init__(name, context, [provider(context)])
        self._context = context
        self.native = {
            logical: toy.Secret(
                f"{name}-{logical}",
                name=physical(context, f"{name}-{logical}"),
                value=pulumi.Output.secret(values[logical]),
                rotation_days=secret.rotation_days,
                recovery_days=spec.recovery_days,
                labels=labels(context),
                protected=spec.protect,
                opts=self.child(protect=spec.protect, additional_secret_outputs=["value"]),
            )
            for logical, secret in spec.secrets.items()
        }
        self.ids = {logical: made.name for logical, made in self.native.items()}
        self.done()

    def grant(self, identity: WorkloadIdentity, secret: str) -> Credentials:
        where = self.ids[secret]
        return permit(self, where, secret, identity, Access.READ, "*", self._context, ["read"])
