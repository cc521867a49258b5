"""Secrets on Toy Cloud."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_toy as toy

from polycloud.abstractions.secret_store import SecretStoreSpec
from polycloud.adapters import secret_store
from polycloud.adapters.granting import Grant
from polycloud.adapters.secret_store import KeptSecret
from polycloud_toy.granting import GrantingHandle
from polycloud_toy.ground import labels


class SecretStore(GrantingHandle, secret_store.SecretStore[list[str], toy.Secret]):
    """Secrets with one value each."""

    def physical(self, part: str) -> pulumi.Output[str]:
        return self.ids[part]

    def _make_secret(self, kept: KeptSecret, spec: SecretStoreSpec) -> toy.Secret:
        return toy.Secret(
            kept.name,
            name=self.ground.name(kept.name),
            value=kept.value,
            rotation_days=spec.secrets[kept.logical].rotation_days,
            recovery_days=spec.recovery_days,
            labels=labels(self.context),
            protected=self.protected,
            opts=self.kept(additional_secret_outputs=["value"]),
        )

    def _secret_id(self, native: toy.Secret) -> pulumi.Output[str]:
        return native.name

    def _rights(self, grant: Grant) -> Mapping[str, list[str]]:
        return {grant.access.value: ["read"]}
