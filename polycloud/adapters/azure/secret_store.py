"""Secrets in a key vault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pulumi
from pulumi_azure_native import authorization, keyvault

from polycloud.abstractions.secret_store import SecretStoreSpec
from polycloud.adapters import secret_store
from polycloud.adapters.azure import roles
from polycloud.adapters.azure.granting import Assignment, GrantingHandle
from polycloud.adapters.granting import Grant
from polycloud.adapters.secret_store import KeptSecret

_READ: Final = "4633458b-17de-408a-b874-0445c86b69e6"
"""Key Vault Secrets User: learn.microsoft.com/azure/key-vault/general/rbac-guide, as of
2026-11-25."""


class SecretStore(GrantingHandle, secret_store.SecretStore[Assignment, keyvault.Secret]):
    """A key vault that only Azure's roles open, and the secrets in it.

    Its endpoint is public, TLS only, as workloads of other clouds come to it; every request
    needs a token of an Entra identity that has a role on the secret. Secrets are encrypted
    with Azure's own keys. Nothing rotates them; the tag ``rotation-days`` says when it is
    due. What is deleted can be had back for the days that the spec says.

    Protection: a CanNotDelete lock, and nobody purges the vault before those days are over,
    which can never be taken back. Under the lock Azure refuses to take back role assignments,
    too, so those are protected with it.

    What it costs: by the request.

    Escape hatch: `native` has each `keyvault.Secret` by logical name, `vault` is theirs.
    """

    vault: keyvault.Vault

    def _prepare(self, spec: SecretStoreSpec) -> None:
        self.vault = keyvault.Vault(
            self.name,
            vault_name=self.ground.unique_name(self.name, "key_vault"),
            properties={
                "tenant_id": self._tenant(),
                "sku": {"family": keyvault.SkuFamily.A, "name": keyvault.SkuName.STANDARD},
                "enable_rbac_authorization": True,
                "enable_soft_delete": True,
                "soft_delete_retention_in_days": spec.recovery_days,
                # Azure takes true or nothing.
                "enable_purge_protection": True if spec.protect else None,
                "public_network_access": "Enabled",
            },
            opts=self.kept(),
            **self.ground.place,
        )

    def _make_secret(self, kept: KeptSecret, spec: SecretStoreSpec) -> keyvault.Secret:
        return keyvault.Secret(
            kept.name,
            secret_name=kept.logical,
            vault_name=self.vault.name,
            resource_group_name=self.ground.group_name,
            properties={"value": kept.value},
            tags={**self.ground.tags, **kept.tags},
            opts=self.kept(),
        )

    def _safeguard(self) -> None:
        self.lock(self.name, self.vault.id, "these secrets")

    def _secret_id(self, native: keyvault.Secret) -> pulumi.Output[str]:
        """Return ``https://<vault>.vault.azure.net/secrets/<secret>``."""
        return native.properties.apply(lambda properties: properties.secret_uri)

    def _rights(self, grant: Grant) -> Mapping[str, Assignment]:
        secret = self.native[grant.part].id
        return {"read": Assignment(secret, roles.built_in(self.ground, _READ))}

    def _tenant(self) -> pulumi.Output[str]:
        if self.ground.settings.tenant_id:
            return pulumi.Output.from_input(self.ground.settings.tenant_id)
        return authorization.get_client_config_output(
            opts=pulumi.InvokeOutputOptions(parent=self, provider=self.ground.provider)
        ).tenant_id
