"""Secrets: on which clouds they are, where their values come from, who is let in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from attrs import evolve

from polycloud.abstractions.identity import Credentials, WorkloadIdentity, WorkloadKind
from polycloud.abstractions.secret_store import (
    SECRET_STORE,
    SecretSpec,
    SecretStore,
    SecretStoreSpec,
)
from polycloud.platform.problems import Problem
from polycloud.platform.structuring import GIVEN

if TYPE_CHECKING:
    import pulumi

SECTION: Final = SECRET_STORE.word
"""The configuration key."""

ENCRYPTED: Final = "encrypted-in-the-configuration"
"""Stands for a given value that only Pulumi's engine can decrypt; nothing else reads so."""


def spec_for(spec: SecretStoreSpec, readers: Iterable[WorkloadKind]) -> SecretStoreSpec:
    """The secrets that the readers of one cloud read, and no others."""
    there = frozenset(readers)
    return evolve(
        spec,
        secrets={
            name: secret for name, secret in spec.secrets.items() if there & set(secret.readers)
        },
    )


def in_plain_text(raw: Mapping[str, Any], decrypted: Iterable[str]) -> Iterator[Problem]:
    """A problem for each value that the configuration does not keep secret.

    An encrypted value is a text only where its key is among ``decrypted``.
    """
    if SECTION in decrypted:
        return
    for name, value in given_values(raw.get(SECTION)):
        if isinstance(value, str):
            yield Problem(
                f"{SECTION}.secrets.{name}.value",
                "a secret in plain text",
                "make the value secret, and another since this one was told: "
                f"pulumi config set --path --secret '{SECTION}.secrets.{name}.value'",
            )


def given_values(section: Any) -> Iterator[tuple[str, Any]]:
    """The values in the raw section, which may be text as Pulumi keeps it, by the secret's
    name; whatever is not of the right form has none.
    """
    if isinstance(section, str):
        try:
            section = json.loads(section)
        except ValueError:
            return
    secrets = _mapping(_mapping(section).get("secrets"))
    for name, secret in secrets.items():
        if (value := _mapping(secret).get("value")) is not None:
            yield name, value


def encrypted(section: Any) -> tuple[str, ...]:
    """The names of the secrets in the raw section whose values are encrypted."""
    return tuple(name for name, value in given_values(section) if value is GIVEN)


def with_stand_ins(section: Any) -> Any:
    """The raw section with `ENCRYPTED` for each value that is encrypted: it is given, and so
    nothing is generated.
    """
    hidden = encrypted(section)
    if not hidden:
        return section
    secrets = {
        name: {**secret, "value": ENCRYPTED} if name in hidden else secret
        for name, secret in section["secrets"].items()
    }
    return {**section, "secrets": secrets}


def values(
    specs: Mapping[str, SecretSpec], options: pulumi.ResourceOptions
) -> dict[str, pulumi.Output[str]]:
    """What the secrets are, by name: the same on every cloud."""
    return {name: _value(name, spec, options) for name, spec in specs.items()}


def let_in(
    store: SecretStore | None,
    spec: SecretStoreSpec,
    reader: WorkloadKind,
    identity: WorkloadIdentity,
) -> tuple[list[Credentials], dict[str, pulumi.Output[str]]]:
    """Grant a reader its secrets. What it needs at run time, and where each secret is: in
    variables, which tell ids and never a value.
    """
    if store is None:
        return [], {}
    mine = [name for name, secret in spec.secrets.items() if reader in secret.readers]
    granted = [store.grant(identity, name) for name in mine]
    return granted, {variable(name): store.ids[name] for name in mine}


def variable(name: str) -> str:
    """``hub-token`` makes ``POLYCLOUD_HUB_TOKEN_SECRET``."""
    return f"POLYCLOUD_{name.replace('-', '_').upper()}_SECRET"


def _value(name: str, spec: SecretSpec, options: pulumi.ResourceOptions) -> pulumi.Output[str]:
    # Planning asks this module, too, and has no use for Pulumi.
    import pulumi
    import pulumi_random as random

    if spec.value is not None:
        return pulumi.Output.secret(spec.value)
    return random.RandomPassword(
        f"secret-{name}", length=spec.length, special=False, opts=options
    ).result


def _mapping(value: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}
