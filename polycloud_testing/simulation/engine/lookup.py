"""Resources that a program looks up instead of making them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from polycloud.graph import Resource
from polycloud_testing.simulation import wire
from polycloud_testing.simulation.engine.ledger import Entry, Interval, Ledger, without_secrets
from polycloud_testing.simulation.engine.providers import Providers
from polycloud_testing.simulation.interface import Core, SimulationError, State

_REFERENCE_TYPE: Final = "pulumi:pulumi:StackReference"


class Lookups:
    """Answers the lookups of a run."""

    def __init__(
        self,
        core: Core,
        ledger: Ledger,
        providers: Providers,
        references: Mapping[str, Mapping[str, Any]],
    ) -> None:
        """``references`` are the outputs of other stacks by the name that is asked for."""
        self._core = core
        self._ledger = ledger
        self._providers = providers
        self._references = references

    def find(self, urn: str, request: Any) -> Entry:
        """The resource that a ``ReadResourceRequest`` asks for, kept in the ledger.

        What the simulated clouds do not have is taken to have been made by someone else,
        with whatever properties the lookup gives.

        Raises:
            SimulationError: another stack is asked for that the run was not given, or no
                provider may serve the lookup.
        """
        decoded = wire.decode(request.properties)
        provider: str | None = None
        if request.type == _REFERENCE_TYPE:
            state, always = self._of_stack(request.id), frozenset[str]()
        else:
            package = request.type.split(":", 1)[0]
            reference = self._providers.resolve(request.provider, {}, request.parent, package)
            provider = self._providers.serving(reference, package, urn)
            always = self._core.secret_outputs(request.type)
            found = self._core.read(request.type, request.id, known=decoded.values)
            state = found or self._core.create(
                urn,
                request.type,
                decoded.values,
                preview=True,
                provider=self._providers.configuration(provider, package),
            )
        resource = Resource(
            urn=urn,
            type=request.type,
            name=request.name,
            parent=request.parent if request.parent in self._ledger else None,
            provider=provider,
            dependencies=self._ledger.in_order(request.dependencies),
            id=request.id,
            external=True,
            secret_paths=decoded.secrets | always,
        )
        shown = without_secrets(resource, decoded.values, state.outputs, decoded.secrets)
        entry = Entry(shown, state.outputs, resource.secret_paths)
        self._ledger.begin(urn)
        self._ledger.add(entry)
        self._ledger.intervals[urn] = Interval(0.0, 0.0)
        return entry

    def _of_stack(self, name: str) -> State:
        outputs = self._references.get(name)
        if outputs is None:
            known = ", ".join(sorted(self._references)) or "none"
            raise SimulationError(f"unknown stack {name!r}: the run was given those of {known}.")
        return State(name, {"name": name, "outputs": dict(outputs), "secretOutputNames": []})
