"""Secrets: what every cloud's secret store has in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from functools import cached_property
from typing import Final, Generic, TypeVar

import pulumi
from attrs import frozen

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Access, Credentials
from polycloud.abstractions.secret_store import SecretStoreSpec
from polycloud.adapters.granting import Grant, Grantee, GrantingHandle, RightT

SecretT = TypeVar("SecretT")
"""The native resource of one secret."""

ROTATION: Final = "rotation-days"
"""The tag or label that says after how many days a secret's value is due to change."""


@frozen(eq=False)
class KeptSecret:
    """One secret to be made, and what it is called."""

    name: str
    """The logical name of its resources."""
    logical: str
    """The name in the configuration."""
    value: pulumi.Output[str]
    tags: Mapping[str, str]
    """Tags or labels of its own, beside those of the deployment."""


class SecretStore(GrantingHandle[RightT], Generic[RightT, SecretT]):
    """Secrets by logical name, each with one value.

    Escape hatch: `native` has the cloud's own resource of each secret, by logical name.
    """

    native: dict[str, SecretT]

    def __init__(
        self,
        name: str,
        spec: SecretStoreSpec,
        context: Context,
        values: Mapping[str, pulumi.Output[str]],
    ) -> None:
        super().__init__(name, context, protect=spec.protect)
        self._prepare(spec)
        self.native = {}
        for logical, secret in spec.secrets.items():
            days = secret.rotation_days
            kept = KeptSecret(
                name=f"{name}-{logical}",
                logical=logical,
                # Secret for Pulumi, whether or not it was given as one.
                value=pulumi.Output.secret(values[logical]),
                tags={} if days is None else {ROTATION: str(days)},
            )
            self.native[logical] = self._make_secret(kept, spec)
        self._safeguard()
        self.done(ids=dict(self.ids))

    @cached_property
    def ids(self) -> Mapping[str, pulumi.Output[str]]:
        """What the cloud's own SDK takes to read the newest value, by logical name."""
        return {logical: self._secret_id(native) for logical, native in self.native.items()}

    def grant(self, identity: Grantee, secret: str) -> Credentials:
        """Let somebody read a secret's value.

        Raises:
            KeyError: the store has no such secret.
        """
        return self.give(Grant(identity, Access.READ, secret))

    def _checked(self, grant: Grant) -> Grant:
        if grant.part not in self.native:
            raise KeyError(grant.part)
        return grant

    def _prepare(self, spec: SecretStoreSpec) -> None:
        """Make what the secrets need, such as a key or a vault."""

    @abstractmethod
    def _make_secret(self, kept: KeptSecret, spec: SecretStoreSpec) -> SecretT:
        """Make one secret with its value."""

    def _safeguard(self) -> None:
        """Make what protects the secrets once they exist."""

    @abstractmethod
    def _secret_id(self, native: SecretT) -> pulumi.Output[str]:
        """Return what the cloud's SDK takes to read the newest value."""
