"""Secrets in a key vault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pulumi
from pulumi_azure_native import authorization, keyvault

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Credentials, WorkloadIdentity
from polycloud.abstractions.secret_store import SecretStoreSpec
from polycloud.adapters.azure import roles
from polycloud.adapters.azure.ground import ground
from polycloud.adapters.azure.identity import credentials
from polycloud.adapters.component import Handle

_READ: Final = "4633458b-17de-408a-b874-0445c86b69e6"
"""Key Vault Secrets User: learn.microsoft.com/azure/key-vault/general/rbac-guide, as of
2026-11-25."""


class SecretStore(Handle):
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

    native: dict[str, keyvault.Secret]
    vault: keyvault.Vault

    def __init__(
        self,
        name: str,
        spec: SecretStoreSpec,
        context: Context,
        values: Mapping[str, pulumi.Output[str]],
    ) -> None:
        self._prefix = name
        self._context = context
        self._ground = ground(context)
        self._protected = spec.protect
        self._granted: set[str] = set()
        super().__init__(name, context, [self._ground.provider])
        self.vault = self._vault(spec)
        self.native = {
            logical: self._secret(logical, spec, values[logical]) for logical in spec.secrets
        }
        if spec.protect:
            authorization.ManagementLockByScope(
                name,
                lock_name="polycloud-protect",
                scope=self.vault.id,
                level=authorization.LockLevel.CAN_NOT_DELETE,
                notes="The configuration asks to protect these secrets.",
                opts=self.child(protect=True),
            )
        self.done(ids=dict(self.ids))

    @property
    def ids(self) -> Mapping[str, pulumi.Output[str]]:
        """``https://<vault>.vault.azure.net/secrets/<secret>`` by logical name."""
        return {
            logical: made.properties.apply(lambda properties: properties.secret_uri)
            for logical, made in self.native.items()
        }

    def grant(self, identity: WorkloadIdentity, secret: str) -> Credentials:
        """Assign the identity, of this cloud or trusted here, to reading the secret.

        KeyError for an unknown one.
        """
        native = self.native[secret]
        allowed = credentials(identity, self._context)
        logical = f"{self._prefix}-{secret}-{identity.name}-read"
        if logical not in self._granted:
            self._granted.add(logical)
            roles.assign(
                logical,
                scope=native.id,
                role=roles.built_in(self._ground, _READ),
                principal=allowed.principal,
                options=self.child(protect=self._protected),
            )
        return allowed

    def _vault(self, spec: SecretStoreSpec) -> keyvault.Vault:
        return keyvault.Vault(
            self._prefix,
            vault_name=self._ground.unique_name(self._prefix, "key_vault"),
            resource_group_name=self._ground.group_name,
            location=self._ground.location,
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
            tags=self._ground.tags,
            opts=self.child(protect=spec.protect),
        )

    def _tenant(self) -> pulumi.Output[str]:
        if self._ground.settings.tenant_id:
            return pulumi.Output.from_input(self._ground.settings.tenant_id)
        return authorization.get_client_config_output(
            opts=pulumi.InvokeOutputOptions(parent=self, provider=self._ground.provider)
        ).tenant_id

    def _secret(
        self, logical: str, spec: SecretStoreSpec, value: pulumi.Output[str]
    ) -> keyvault.Secret:
        days = spec.secrets[logical].rotation_days
        stated = {} if days is None else {"rotation-days": str(days)}
        return keyvault.Secret(
            f"{self._prefix}-{logical}",
            secret_name=logical,
            vault_name=self.vault.name,
            resource_group_name=self._ground.group_name,
            properties={"value": pulumi.Output.secret(value)},
            tags={**self._ground.tags, **stated},
            opts=self.child(protect=spec.protect),
        )
