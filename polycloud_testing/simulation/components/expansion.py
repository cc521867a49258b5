"""The words in which a remote component is taken apart into its children."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any, Protocol

from attrs import field, frozen

from polycloud_testing.simulation.interface import Properties


@frozen
class Reference:
    """A resource passed as a value: on the wire, a resource reference.

    ``id`` is None for a component, empty where it is unknown until the update.
    """

    urn: str
    id: str | None = None


@frozen
class ChildRequest:
    """One resource that a component registers.

    ``inputs`` are plain values (with `UNKNOWN`); ``secrets`` names the input properties
    that are secret as a whole. ``parent`` is the URN of a child registered earlier, None
    for the component itself. ``depends_on`` are URNs; ``property_dependencies`` gives, by
    input property, the URNs its value comes from. ``provider`` is the URN of a provider
    registered as a child; None means the provider that the component was given for the
    package of ``type``. ``version`` is the version of that package's provider.
    """

    type: str
    name: str
    inputs: Properties = field(factory=dict[str, Any])
    custom: bool = True
    parent: str | None = None
    provider: str | None = None
    depends_on: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(factory=dict[str, Any])
    secrets: frozenset[str] = frozenset()
    ignore_changes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    delete_before_replace: bool | None = None
    version: str = ""
    outputs: Properties | None = None
    """Of a component child: what it registers as its outputs."""


@frozen
class Child:
    """What came of a `ChildRequest`. ``id`` is empty for a component and in a preview."""

    urn: str
    id: str = ""
    outputs: Properties = field(factory=dict[str, Any])

    def reference(self, *, custom: bool = True) -> Reference:
        """The child as a value of the component's outputs."""
        return Reference(self.urn, self.id if custom else None)


class Surroundings(Protocol):
    """What a component can ask of the deployment it is constructed in."""

    @property
    def preview(self) -> bool:
        """Whether this is a preview."""
        ...

    def invoke(self, token: str, arguments: Properties) -> Properties:
        """Answer a provider function, as `Core.invoke`."""
        ...

    def outputs(self, urn: str) -> Properties:
        """The outputs of a resource registered before, ``id`` left out, with a
        `Reference` where they hold a resource. Raises KeyError for an unknown URN.
        """
        ...


Expansion = Generator[ChildRequest, Child, Mapping[str, Any]]
"""Yields the children in order, returns the component's outputs."""


def drive(expansion: Expansion, register: Callable[[ChildRequest], Child]) -> Properties:
    """Run an expansion against a registrar that answers at once."""
    try:
        request = next(expansion)
        while True:
            request = expansion.send(register(request))
    except StopIteration as finished:
        outputs: Mapping[str, Any] = finished.value
        return outputs
