"""Which remote components can be taken apart, and the methods they answer."""

from __future__ import annotations

from polycloud_testing.simulation.components import eks
from polycloud_testing.simulation.components.expansion import Expansion, Surroundings
from polycloud_testing.simulation.interface import Properties, SimulationError


def remote_types() -> frozenset[str]:
    """The type tokens that `expand` knows."""
    return frozenset(eks.COMPONENTS)


def expand(type: str, name: str, inputs: Properties, surroundings: Surroundings) -> Expansion:
    """Take the remote component ``type`` apart.

    ``inputs`` are plain values in the provider's spelling, with `UNKNOWN` and with a
    `Reference` where a resource is passed.

    Raises:
        SimulationError: the component is not one that is simulated.
    """
    try:
        component = eks.COMPONENTS[type]
    except KeyError:
        known = ", ".join(sorted(remote_types()))
        raise SimulationError(
            f"{type} is a remote component that is not simulated; simulated are: {known}."
        ) from None
    return component(name, inputs, surroundings)


def methods() -> frozenset[str]:
    """The tokens of the component methods that `call` answers."""
    return frozenset(eks.METHODS)


def call(
    token: str, self_: Properties, arguments: Properties, surroundings: Surroundings
) -> Properties:
    """Answer a method of a component whose outputs are ``self_``.

    Raises:
        SimulationError: the method is not simulated.
    """
    try:
        method = eks.METHODS[token]
    except KeyError:
        raise SimulationError(f"{token} is a method that is not simulated.") from None
    return method(self_, arguments, surroundings)
