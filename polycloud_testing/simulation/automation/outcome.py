"""What comes of an operation on a deployment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from attrs import field, frozen

from polycloud.graph import ResourceGraph
from polycloud_testing.simulation.engine.ledger import Failure

Operation = Literal["preview", "up", "refresh", "destroy"]

_UNCHANGED: Final = frozenset({"same", "read", "refresh"})


@frozen
class Outcome:
    """What came of an operation, or in a preview would.

    ``graph`` is the deployment after it. ``changes`` count resources by Pulumi's word for
    what was done (``create``, ``same`` …). ``failures`` are all that went wrong, the
    program's own errors among them, with the URN of the resource where there is one;
    ``warnings`` and ``notes`` say what a user should know. ``seconds`` is how long it took
    on the clock on the wall, ``cancelled`` whether it was interrupted.
    """

    operation: Operation
    graph: ResourceGraph
    changes: Mapping[str, int] = field(factory=dict[str, int])
    failures: tuple[Failure, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    cancelled: bool = False

    @property
    def succeeded(self) -> bool:
        """Whether all was done."""
        return not self.failures and not self.cancelled

    @property
    def outputs(self) -> Mapping[str, Any]:
        """The stack's outputs, without secrets."""
        return self.graph.outputs

    @property
    def changed(self) -> int:
        """How many resources were, or would be, changed in any way."""
        return sum(n for operation, n in self.changes.items() if operation not in _UNCHANGED)
