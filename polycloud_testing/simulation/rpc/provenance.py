"""Where the values come from that a component hands to its children.

A component taken apart into plain values no longer knows which output a value was. It is
found by the value itself: what a cloud makes up (an id, an ARN, an address) is its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation import paths
from polycloud_testing.simulation.components import Reference
from polycloud_testing.simulation.interface import Properties
from polycloud_testing.simulation.rpc.secrecy import secret_paths
from polycloud_testing.simulation.sealing import secret_texts

_TELLING: Final = 6
"""Shorter texts (``true``, ``3``, ``dev``) say nothing of where they come from."""


class Provenance:
    """Which resources values come from, and which of them are secret."""

    def __init__(self) -> None:
        self._sources: dict[str, frozenset[str]] = {}
        self._of_unknown: frozenset[str] = frozenset()
        self._secrets: frozenset[str] = frozenset()

    def learn(
        self,
        urn: str,
        values: Properties,
        secrets: Collection[str] = (),
        given: Properties | None = None,
    ) -> None:
        """Take note of the outputs of ``urn``, which was made from the inputs ``given``: what
        was among these does not come from it.
        """
        self._learn(values, frozenset([urn]), secret_texts(given or {}, given or ()))
        self._secrets |= secret_texts(values, secrets)

    def learn_inputs(
        self,
        inputs: Properties,
        dependencies: Mapping[str, Collection[str]],
        secrets: Collection[str],
    ) -> None:
        """Take note of a component's inputs, ``dependencies`` by property."""
        for name, urns in dependencies.items():
            if urns and name in inputs:
                self._learn(inputs[name], frozenset(urns), frozenset())
        self._secrets |= secret_texts(inputs, secrets)

    def of(self, value: Any) -> frozenset[str]:
        """The URNs of the resources that ``value`` comes from."""
        if value is UNKNOWN:
            return self._of_unknown
        if isinstance(value, Reference):
            return frozenset([value.urn])
        if isinstance(value, str):
            return self._sources.get(value, frozenset())
        return frozenset(urn for _, item in paths.children(value) for urn in self.of(item))

    def of_properties(self, values: Properties) -> dict[str, frozenset[str]]:
        """The same for each property that comes from anything."""
        found = {name: self.of(value) for name, value in values.items()}
        return {name: urns for name, urns in found.items() if urns}

    def secret_paths(self, values: Properties) -> frozenset[str]:
        """The paths of the values that tell a secret."""
        return frozenset(secret_paths(values, (), texts=self._secrets))

    def _learn(self, value: Any, urns: frozenset[str], given: frozenset[str]) -> None:
        if value is UNKNOWN:
            # In a preview nothing tells one unknown value from another.
            self._of_unknown |= urns
        elif isinstance(value, str):
            if len(value) >= _TELLING and value not in given:
                self._sources.setdefault(value, urns)
        else:
            for _, item in paths.children(value):
                self._learn(item, urns, given)
