"""Registering the children of a remote component, as the real one does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from polycloud_testing.simulation import components
from polycloud_testing.simulation.engine.outcome import Made
from polycloud_testing.simulation.engine.registration import Registration, of_child
from polycloud_testing.simulation.interface import Properties, SimulationError


async def expanded(
    urn: str,
    asked: Registration,
    inputs: Properties,
    surroundings: components.Surroundings,
    register: Callable[[Registration], Awaitable[Made]],
) -> Properties:
    """Register every child of the component ``urn``; gives the component's outputs.

    Raises:
        SimulationError: the component is not simulated, or refuses its inputs, or a child
            failed.
    """
    expansion = components.expand(asked.type, asked.name, inputs, surroundings)
    try:
        request = next(expansion)
        while True:
            below = f"{request.provider}::" if request.provider else ""
            made = await register(of_child(request, urn, below))
            if not made.succeeded:
                raise SimulationError(f"its child {request.type} {request.name!r} failed.")
            identity = made.entry.resource.id or ""
            request = expansion.send(components.Child(made.urn, identity, made.entry.outputs))
    except StopIteration as finished:
        return finished.value
