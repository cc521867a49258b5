"""Finding the provider that serves a resource, as the engine does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from polycloud_testing.simulation.engine.ledger import Ledger
from polycloud_testing.simulation.interface import Properties, SimulationError
from polycloud_testing.simulation.sealing import with_secrets

_DISABLED = "pulumi:disable-default-providers"


class Providers:
    """Who serves what in a run."""

    def __init__(self, ledger: Ledger, config: Mapping[str, str]) -> None:
        """``config`` is the stack's: it configures default providers, or bars them.

        Raises:
            ValueError: ``pulumi:disable-default-providers`` is not a list of texts.
        """
        self._ledger = ledger
        self._config = config
        self._barred = _barred(config)

    def resolve(self, given: str, providers: Mapping[str, str], parent: str, package: str) -> str:
        """The provider reference (``urn::id``) for a resource of ``package``: the one given,
        the one given for the package, that of the nearest component; empty for none.
        """
        if given:
            return given
        if package in providers:
            return providers[package]
        entry = self._ledger.get(parent)
        return entry.providers.get(package, "") if entry is not None else ""

    def serving(self, reference: str, package: str, what: str) -> str | None:
        """The URN of the provider behind a reference; None for the default provider.

        Raises:
            SimulationError: there is no such provider, it is one of another package, or
                the default provider is needed and barred.
        """
        if not reference:
            if self._barred & {"*", package}:
                raise SimulationError(
                    f"Default provider for '{package}' disabled. '{what}' must use an explicit "
                    "provider."
                )
            return None
        urn = reference.rpartition("::")[0]
        entry = self._ledger.get(urn)
        if entry is None:
            raise SimulationError(f"unknown provider '{reference}' for resource {what}")
        served = entry.resource.package
        if served != package:
            raise SimulationError(
                f"'{what}' is of the package '{package}' and was given the provider "
                f"'{entry.resource.name}', which serves '{served}'."
            )
        return urn

    def configuration(self, urn: str | None, package: str) -> Properties:
        """The configuration of a provider as plain values; of the default provider it is
        the stack's configuration for the package.
        """
        if urn is not None:
            entry = self._ledger.get(urn)
            if entry is None:
                return {}
            values = {name: _plain(value) for name, value in entry.outputs.items()}
            return with_secrets(values, entry.secrets)
        prefix = f"{package}:"
        return {
            key.removeprefix(prefix): _plain(value)
            for key, value in self._config.items()
            if key.startswith(prefix)
        }


def _plain(value: Any) -> Any:
    """SDKs hand a provider's configuration over as JSON, except for texts."""
    if isinstance(value, str) and (value[:1] in ("{", "[") or value in ("true", "false")):
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            return value
    return value


def _barred(config: Mapping[str, str]) -> frozenset[str]:
    text = config.get(_DISABLED, "")
    if not text:
        return frozenset()
    try:
        names: Any = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"Failed to parse {_DISABLED}: {error}") from error
    if not isinstance(names, list) or not all(isinstance(n, str) for n in cast("list[Any]", names)):
        raise ValueError(f"{_DISABLED} must be a list of strings, not {text}")
    return frozenset(name.strip() for name in cast("list[str]", names))
