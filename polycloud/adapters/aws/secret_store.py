"""Secrets in Secrets Manager."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pulumi
import pulumi_aws as aws

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Access, Credentials, WorkloadIdentity
from polycloud.abstractions.secret_store import SecretStoreSpec
from polycloud.adapters.aws.encryption import EncryptionKey
from polycloud.adapters.aws.ground import Ground
from polycloud.adapters.aws.identity import permit
from polycloud.adapters.component import Handle

_READ: Final = ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue")
"""https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html"""

_SALT: Final = 8


class SecretStore(Handle):
    """Secrets of Secrets Manager, encrypted with a KMS key.

    Only identities of this account reach them: there is no resource policy. Nothing rotates
    them, as that takes a Lambda function which knows what the value opens; the tag
    ``rotation-days`` says when it is due. A deleted secret can be had back for the days
    that the spec says, and its name is not free until then.

    Costs the key (1 US dollar a month) and each secret.

    Escape hatch: ``native`` has each aws.secretsmanager.Secret by logical name, ``key`` is
    the `EncryptionKey` of all.
    """

    def __init__(
        self,
        name: str,
        spec: SecretStoreSpec,
        context: Context,
        values: Mapping[str, pulumi.Output[str]],
    ) -> None:
        self._ground = ground = Ground.of(context)
        super().__init__(name, context, [ground.provider])
        self.key = EncryptionKey(name, context, protect=spec.protect)
        self.native: dict[str, aws.secretsmanager.Secret] = {
            logical: self._secret(logical, spec, values[logical]) for logical in spec.secrets
        }
        self.done(ids=dict(self.ids))

    @property
    def ids(self) -> Mapping[str, pulumi.Output[str]]:
        """The ARN by logical name, for ``GetSecretValue``."""
        return {logical: made.arn for logical, made in self.native.items()}

    def grant(self, identity: WorkloadIdentity, secret: str) -> Credentials:
        """Let a workload read a secret. KeyError for an unknown one."""
        arn = self.native[secret].arn
        allowed = {"Sid": "Secret", "Effect": "Allow", "Action": list(_READ), "Resource": arn}
        # For this secret's values only:
        # https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
        key = self.key.use(Access.READ, "secretsmanager", self._ground.region)
        key["Condition"]["StringEquals"]["kms:EncryptionContext:SecretARN"] = arn
        return permit(
            self,
            secret,
            identity,
            Access.READ,
            statements=[allowed, key],
            context=self._ground.context,
        )

    def _secret(
        self, logical: str, spec: SecretStoreSpec, value: pulumi.Output[str]
    ) -> aws.secretsmanager.Secret:
        ground, days = self._ground, spec.secrets[logical].rotation_days
        name = f"{self.pulumi_resource_name}-{logical}"
        stem = ground.name(logical, "secret", reserve=_SALT + 1)
        secret = aws.secretsmanager.Secret(
            name,
            # A deleted secret's name stays taken: the next deployment has another salt.
            name=pulumi.Output.concat(stem, "-", ground.context.salt),
            description=f"{logical} of {ground.context.deployment.stack}",
            kms_key_id=self.key.arn,
            recovery_window_in_days=spec.recovery_days,
            tags={"rotation-days": str(days)} if days is not None else None,
            opts=self.child(protect=spec.protect),
        )
        aws.secretsmanager.SecretVersion(
            name,
            secret_id=secret.id,
            secret_string=pulumi.Output.secret(value),
            opts=self.child(protect=spec.protect, additional_secret_outputs=["secretString"]),
        )
        return secret
