"""What the two fronts of the simulated clouds share with the core behind them.

The core never sees Pulumi's wire format. A front turns requests into the plain
values described here and turns the answers back:

* objects, lists, strings, numbers, booleans and ``None`` as in JSON, property
  names in the provider's own spelling (camelCase);
* `UNKNOWN` where the value exists only after an update;
* secrets unwrapped: which properties are secret is the front's to remember.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from attrs import field, frozen


class SecretText(str):
    """A text of a provider's configuration that is secret; nothing it is copied to is kept."""

    __slots__ = ()


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
    """A resource as its cloud answers for it. ``outputs`` include the inputs as set.

    ``inputs`` are those that would lead to what is there now, with ``[secret]`` for each
    secret; only `Core.read` gives them.
    """

    id: str
    outputs: Properties = field(factory=dict[str, Any])
    inputs: Properties | None = None


class SimulationError(Exception):
    """The simulated cloud refused a call, as the real one would; the text is its answer."""


class PartialCreation(SimulationError):  # noqa: N818 - says what happened
    """The resource was created but the answer did not come back whole.

    ``state`` is what exists in the cloud all the same.
    """

    def __init__(self, message: str, state: State) -> None:
        super().__init__(message)
        self.state = state


class Core(Protocol):
    """The simulated clouds, one object for all of them.

    Calls may come from several threads. Every call may raise `SimulationError`.

    ``provider`` is the configuration of the provider that serves the call, as plain
    values (``region``, ``project``, ``defaultTags`` …): it decides regions, projects,
    subscriptions and default tags in what is made; its secret texts are `SecretText`.
    ``secrets`` are the paths of the inputs that are secret; no value under them, nor any
    text containing one, is kept in the inventory.
    """

    def check(self, urn: str, type: str, inputs: Properties) -> tuple[CheckFailure, ...]:
        """Everything wrong with ``inputs``: names, types, enums, required properties."""
        ...

    def complete(
        self,
        urn: str,
        type: str,
        inputs: Properties,
        *,
        old: Properties | None = None,
        seed: str = "",
    ) -> Properties:
        """The inputs as the provider's Check returns them: with the generated physical
        name where the real provider decides it there. ``old`` are the inputs of the
        existing resource, whose generated name is kept; ``seed`` is the engine's, which
        differs when a resource is replaced, so that the new one gets another name.
        """
        ...

    def diff(self, urn: str, type: str, old: Properties, new: Properties) -> Difference:
        """What changing the inputs from ``old`` to ``new`` would do."""
        ...

    def create(
        self,
        urn: str,
        type: str,
        inputs: Properties,
        *,
        preview: bool,
        provider: Properties | None = None,
        secrets: Collection[str] = (),
    ) -> State:
        """Make the resource. In a preview nothing is kept, the id is empty, and outputs
        that only the real cloud knows are `UNKNOWN`.
        """
        ...

    def read(
        self, type: str, id: str, *, known: Properties | None = None, urn: str = ""
    ) -> State | None:
        """The resource as it is now, or None when it does not exist; ``urn`` tells apart
        what has no id of its own, such as a random password. Secrets, which the
        inventory does not keep, are filled in from ``known``, the last state the caller
        has, where the paths agree; elsewhere they are the text ``[secret]``.
        """
        ...

    def update(
        self,
        urn: str,
        type: str,
        id: str,
        old: Properties,
        new: Properties,
        *,
        preview: bool,
        provider: Properties | None = None,
        secrets: Collection[str] = (),
    ) -> State:
        """Bring the resource to ``new``; same id."""
        ...

    def delete(self, urn: str, type: str, id: str) -> None:
        """Remove the resource; removing what is not there is no error."""
        ...

    def invoke(
        self, token: str, arguments: Properties, *, provider: Properties | None = None
    ) -> Properties:
        """Answer a provider function (a data source), for example
        ``aws:index/getAvailabilityZones:getAvailabilityZones``.
        """
        ...

    def secret_outputs(self, type: str) -> frozenset[str]:
        """The output properties that the real provider always marks secret."""
        ...

    def seconds(self, urn: str, type: str, operation: str) -> float:
        """How long the real cloud takes for ``create``, ``update``, ``read`` or
        ``delete``, in seconds.
        """
        ...
