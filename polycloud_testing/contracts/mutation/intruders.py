"""What no adapter makes, and what would change an answer if it were there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from polycloud.graph import Resource


@frozen(kw_only=True)
class Intruder:
    """A resource beside every one of the type ``host``, or beside all where that is empty.

    ``by`` are properties of its own and those of the host's that they take their values from.
    """

    type: str = field(kw_only=False)
    host: str = ""
    by: Mapping[str, str] = field(factory=dict[str, str])
    inputs: Mapping[str, Any] = field(factory=dict[str, Any])

    def beside(self, resource: Resource) -> Resource:
        """The intruder, in the scene that a resource is of."""
        known = {**resource.outputs, "id": resource.id}
        taken = {name: known.get(source) for name, source in self.by.items()}
        return Resource(
            urn=f"{resource.urn}-{self.type}",
            type=self.type,
            name=f"intruder-{resource.name}",
            provider=resource.provider,
            inputs={**self.inputs, **taken},
        )


@frozen
class Stray:
    """A setting, as it would be on every resource of a type; within an object that is there,
    the name has dots.
    """

    type: str
    name: str
    value: Any

    def on(self, resource: Resource) -> Iterator[Mapping[str, Any]]:
        """The inputs of a resource with the setting; none when it has it already."""
        changed = _with(resource.inputs, self.name.split("."), self.value)
        if resource.type == self.type and changed != resource.inputs:
            yield changed


def _with(inputs: Mapping[str, Any], path: list[str], value: Any) -> Mapping[str, Any]:
    name, *rest = path
    return {**inputs, name: _with(inputs.get(name) or {}, rest, value) if rest else value}
