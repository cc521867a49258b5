"""What the suite of secret stores has adapters make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import pulumi

from polycloud.abstractions.identity import Credentials, WorkloadKind
from polycloud.abstractions.secret_store import (
    SECRET_STORE,
    SecretSpec,
    SecretStore,
    SecretStoreSpec,
)
from polycloud_testing.contracts.harness import OWN, Stage
from polycloud_testing.contracts.programs import own, who_of

ROTATIONS: Final[dict[str, int | None]] = {"lasting": None, "due": 90, "due-soon": 7}
"""A secret for every way of rotating: the days between."""

LONG_RECOVERY: Final = 30
READ: Final = "read"
"""The secret that every identity is granted."""
UNTOUCHED: Final = "untouched"
"""The secret beside it that nobody is granted."""


def canary(secret: str) -> str:
    """A value that is found wherever it is told."""
    return f"canary-{secret}-6f1d0c5b"


def secrets(stage: Stage) -> Mapping[str, Any]:
    """Secrets of every kind, nothing granted on them."""
    made = _store(stage, SecretStoreSpec({name: _spec(days) for name, days in ROTATIONS.items()}))
    return {"secrets": dict(made.ids), "who": own(stage)}


def protected_secrets(stage: Stage) -> Mapping[str, Any]:
    """Protected ones that can be had back for long, with grants on one of them."""
    spec = {name: _spec(ROTATIONS["due"]) for name in (READ, UNTOUCHED)}
    made = _store(stage, SecretStoreSpec(spec, recovery_days=LONG_RECOVERY, protect=True))
    return _granted(stage, made)


def secret_grants(stage: Stage) -> Mapping[str, Any]:
    """Every identity may read one of two secrets, each granted twice."""
    made = _store(stage, SecretStoreSpec({name: _spec() for name in (READ, UNTOUCHED)}))
    return {**_granted(stage, made), "refused": _refuses_unknown_secret(stage, made)}


def _spec(rotation_days: int | None = None) -> SecretSpec:
    return SecretSpec((WorkloadKind.TRAINING,), rotation_days=rotation_days)


def _store(stage: Stage, spec: SecretStoreSpec) -> SecretStore:
    """The store; its values are not marked as secret, which is the adapter's to do."""
    values = {name: pulumi.Output.from_input(canary(name)) for name in spec.secrets}
    return stage.cloud.make(SECRET_STORE, "secrets", spec, stage.context, values)


def _granted(stage: Stage, made: SecretStore) -> Mapping[str, Any]:
    held: Iterable[Credentials] = ()
    for _ in range(2):
        held = [made.grant(identity, READ) for identity in stage.identities.values()]
    return {"secrets": dict(made.ids), "who": who_of(stage, held)}


def _refuses_unknown_secret(stage: Stage, made: SecretStore) -> bool:
    try:
        made.grant(stage.identities[OWN], "no-such-secret")
    except KeyError:
        return True
    return False
