"""What the two fronts of the simulated clouds share with the core behind them.

The core never sees Pulumi's wire format. A front turns requests into the plain
values described here and turns the answers back:

* objects, lists, strings, numbers, booleans and ``None`` as in JSON, property
  names in the provider's own spelling (camelCase);
* `UNKNOWN` where the value exists only after an update;
* secrets unwrapped: which properties are secret is the front's to remember.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final, Literal, Protocol

from attrs import field, frozen


class Unknown(Enum):
    """The type of `UNKNOWN`: one value, safe to compare by identity."""

    UNKNOWN = "unknown until the update"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final[Literal[Unknown.UNKNOWN]] = Unknown.UNKNOWN

type_token = str
"""For example ``aws:s3/bucket:Bucket``."""

Properties = Mapping[str, Any]


@frozen
class CheckFailure:
    """One thing wrong with a resource's inputs.

    ``path`` is the property path in Pulumi's notation (``rules[0].filter.prefix``),
    empty when the resource as a whole is at fault. ``reason`` is a full sentence and,
    for a misspelled name or value, ends with the nearest valid one.
    """

    path: str
    reason: str


@frozen
class Difference:
    """What an update would do: property paths that change, and those that replace."""

    changed: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    delete_before_replace: bool = False


@frozen
class State:
    """A resource as its cloud answers for it. ``outputs`` include the inputs as set."""

    id: str
    outputs: Properties = field(factory=dict)


class SimulationError(Exception):
    """The simulated cloud refused a call, as the real one would; the text is its answer."""


class PartialCreation(SimulationError):
    """The resource was created but the answer did not come back whole.

    ``state`` is what exists in the cloud all the same.
    """

    def __init__(self, message: str, state: State) -> None:
        super().__init__(message)
        self.state = state


class Core(Protocol):
    """The simulated clouds, one object for all of them.

    Calls may come from several threads. Every call may raise `SimulationError`.
    """

    def check(self, urn: str, type: str, inputs: Properties) -> tuple[CheckFailure, ...]:
        """Everything wrong with ``inputs``: names, types, enums, required properties."""
        ...

    def diff(self, urn: str, type: str, old: Properties, new: Properties) -> Difference:
        """What changing the inputs from ``old`` to ``new`` would do."""
        ...

    def create(self, urn: str, type: str, inputs: Properties, *, preview: bool) -> State:
        """Make the resource. In a preview nothing is kept, the id is empty, and outputs
        that only the real cloud knows are `UNKNOWN`."""
        ...

    def read(self, type: str, id: str) -> State | None:
        """The resource as it is now, or None when it does not exist."""
        ...

    def update(
        self, urn: str, type: str, id: str, old: Properties, new: Properties, *, preview: bool
    ) -> State:
        """Bring the resource to ``new``; same id."""
        ...

    def delete(self, urn: str, type: str, id: str) -> None:
        """Remove the resource; removing what is not there is no error."""
        ...

    def invoke(self, token: str, arguments: Properties) -> Properties:
        """Answer a provider function (a data source), for example
        ``aws:index/getAvailabilityZones:getAvailabilityZones``."""
        ...
