"""What a component can ask of an in-process run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from polycloud_testing.simulation.engine.ledger import Ledger
from polycloud_testing.simulation.interface import Core, Properties, SimulationError

if TYPE_CHECKING:
    from polycloud_testing.simulation.engine.registrar import Registrar


@frozen
class RunSurroundings:
    """A `components.Surroundings` of the component ``urn``."""

    core: Core
    ledger: Ledger
    registrar: Registrar
    urn: str

    @property
    def preview(self) -> bool:
        """Whether this is a preview."""
        return self.registrar.preview

    def invoke(self, token: str, arguments: Properties) -> Properties:
        """Answer a provider function with the provider the component was given."""
        package = token.split(":", 1)[0]
        providers = self.registrar.providers
        reference = providers.resolve("", {}, self.urn, package)
        urn = providers.serving(reference, package, f"Invoke of {token}")
        configuration = providers.configuration(urn, package)
        return self.core.invoke(token, arguments, provider=configuration)

    def outputs(self, urn: str) -> Properties:
        """The outputs of a resource of this run."""
        entry = self.ledger.get(urn)
        if entry is None:
            raise SimulationError(f"unknown resource {urn}")
        return entry.outputs
