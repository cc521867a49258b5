"""The remote components, taken apart into the children that the real ones register.

An expansion is a generator: it yields a `ChildRequest` for every child in the order
the real component registers them, is sent the `Child` that came of it, and returns the
component's outputs. So one expansion serves a front that registers at once and one that
awaits the engine::

    expansion = expand("eks:index:Cluster", "serving", inputs, surroundings)
    child = None
    while True:
        try:
            request = expansion.send(child)
        except StopIteration as finished:
            outputs = finished.value
            break
        child = register(request)
"""

from __future__ import annotations

from polycloud_testing.simulation.components.expansion import (
    Child,
    ChildRequest,
    Expansion,
    Reference,
    Surroundings,
    drive,
)
from polycloud_testing.simulation.components.registry import call, expand, methods, remote_types

__all__ = [
    "Child",
    "ChildRequest",
    "Expansion",
    "Reference",
    "Surroundings",
    "call",
    "drive",
    "expand",
    "methods",
    "remote_types",
]
