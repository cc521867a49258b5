"""A call of a provider function."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from polycloud_testing.simulation.interface import Properties, SimulationError
from polycloud_testing.simulation.inventory import Inventory


@frozen
class Asking:
    """The function asked, its arguments, and whom it is asked of."""

    token: str
    arguments: Properties
    provider: Properties
    inventory: Inventory

    def get(self, name: str, default: Any = None) -> Any:
        """An argument, or ``default`` where it is null or missing."""
        value = self.arguments.get(name)
        return default if value is None else value

    def need(self, name: str) -> Any:
        """An argument. Raises `SimulationError` where it is missing."""
        value = self.arguments.get(name)
        if value is None:
            raise SimulationError(f"{self.token}: the argument {name!r} is required.")
        return value

    def setting(self, name: str, default: str) -> str:
        """A text of the provider's configuration."""
        value = self.provider.get(name)
        return value if isinstance(value, str) and value else default
