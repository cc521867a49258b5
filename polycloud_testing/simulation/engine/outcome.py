"""How the registration of a resource ends."""

from __future__ import annotations

from attrs import frozen

from polycloud_testing.simulation.engine.ledger import Entry


@frozen
class Made:
    """What came of a registration; ``entry`` only if it succeeded."""

    urn: str
    found: Entry | None = None
    skipped: bool = False

    @property
    def succeeded(self) -> bool:
        """Whether there is a resource now."""
        return self.found is not None

    @property
    def entry(self) -> Entry:
        """The resource. Raises LookupError where there is none."""
        if self.found is None:
            raise LookupError(self.urn)
        return self.found


class Refused(Exception):  # noqa: N818 - ends a registration, and is never seen outside
    """Why a resource cannot be made: pairs of property path and reason."""

    def __init__(self, *reasons: tuple[str, str]) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


class Skipped(Exception):  # noqa: N818 - ends a registration, and is never seen outside
    """What the resource needs has failed."""
