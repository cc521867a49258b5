"""Secrets in Secrets Manager."""

from __future__ import annotations

from typing import Final

import pulumi
import pulumi_aws as aws

from polycloud.abstractions.identity import Access
from polycloud.abstractions.secret_store import SecretStoreSpec
from polycloud.adapters import secret_store
from polycloud.adapters.aws.encryption import EncryptionKey
from polycloud.adapters.aws.granting import GrantingHandle, Statements
from polycloud.adapters.secret_store import KeptSecret

_READ: Final = ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue")
"""https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html"""


class SecretStore(GrantingHandle, secret_store.SecretStore[Statements, aws.secretsmanager.Secret]):
    """Secrets of Secrets Manager, encrypted with a KMS key.

    Only identities of this account reach them: there is no resource policy. Nothing rotates
    them, as that takes a Lambda function which knows what the value opens; the tag
    ``rotation-days`` says when it is due. A deleted secret can be had back for the days
    that the spec says, and its name is not free until then.

    Costs the key (1 US dollar a month) and each secret.

    Escape hatch: ``native`` has each aws.secretsmanager.Secret by logical name, ``key`` is
    the `EncryptionKey` of all.
    """

    key: EncryptionKey

    def statements(self, access: Access, part: str, folder: str = "") -> Statements:
        """Return what reading a secret means in policies."""
        arn = self.native[part].arn
        allowed = {"Sid": "Secret", "Effect": "Allow", "Action": list(_READ), "Resource": arn}
        # For this secret's values only:
        # https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
        key = self.key.use(access, "secretsmanager", self.ground.region)
        key["Condition"]["StringEquals"]["kms:EncryptionContext:SecretARN"] = arn
        return [allowed, key]

    def _prepare(self, spec: SecretStoreSpec) -> None:
        self.key = EncryptionKey(self.name, self.context, protect=spec.protect)

    def _make_secret(self, kept: KeptSecret, spec: SecretStoreSpec) -> aws.secretsmanager.Secret:
        secret = aws.secretsmanager.Secret(
            kept.name,
            # A deleted secret's name stays taken: the next deployment has another salt.
            name=self.ground.unique_name(kept.logical, "secret"),
            description=f"{kept.logical} of {self.context.deployment.stack}",
            kms_key_id=self.key.arn,
            recovery_window_in_days=spec.recovery_days,
            tags=kept.tags or None,
            opts=self.kept(),
        )
        aws.secretsmanager.SecretVersion(
            kept.name,
            secret_id=secret.id,
            secret_string=kept.value,
            opts=self.kept(additional_secret_outputs=["secretString"]),
        )
        return secret

    def _secret_id(self, native: aws.secretsmanager.Secret) -> pulumi.Output[str]:
        """Return the ARN, for ``GetSecretValue``."""
        return native.arn
