"""Answers to provider functions (data sources), one module a Pulumi package."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Final

from polycloud_testing.simulation.interface import Properties, SimulationError
from polycloud_testing.simulation.inventory import Inventory
from polycloud_testing.simulation.invokes.asking import Asking

_MODULES: Final = {"aws": "aws", "gcp": "gcp", "azure-native": "azure_native"}


def answer(
    token: str, arguments: Properties, provider: Properties, inventory: Inventory
) -> Properties:
    """What the cloud answers to the function ``token``.

    Raises:
        SimulationError: the function is not simulated, or refuses its arguments.
    """
    module = _MODULES.get(token.split(":", 1)[0])
    functions: Mapping[str, Callable[[Asking], Properties]] = {}
    if module is not None:
        functions = importlib.import_module(f"{__name__}.{module}").FUNCTIONS
    function = functions.get(token)
    if function is None:
        raise SimulationError(f"{token} is a function that is not simulated.")
    return function(Asking(token, arguments, provider, inventory))
