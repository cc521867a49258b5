"""What happens in a deployment, as the engine tells it and as a user is told."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from attrs import frozen
from pulumi.automation.events import (
    DiagnosticEvent,
    EngineEvent,
    OpType,
    StepEventMetadata,
    SummaryEvent,
)

from polycloud_testing.simulation.engine.ledger import Failure

Happening = Literal["planned", "started", "finished", "failed", "message"]

_STACK: Final = "pulumi:pulumi:Stack"
_WRONG_INPUT: Final = re.compile(
    r"\S+ resource '.*?'(?:: property (?P<path>\S+) value .*?)? has a problem: (?P<reason>.*)",
    re.DOTALL,
)
"""What the engine says of inputs that a provider refuses."""
_VERDICT: Final = re.compile(r"(preview|update|refresh|destroy) failed")
_AFTERMATH: Final = re.compile(r"client connection is closing|context canceled")
"""How calls end that were under way when the engine gave up: it hangs up, which is no fault."""
_COLOUR: Final = re.compile(r"<\{%.*?%\}>")


@frozen
class Event:
    """Something that happened to a resource, or a ``message`` of the program or the engine.

    ``operation`` is Pulumi's word (``create``, ``same``, ``delete-replaced`` …), ``changed``
    the properties at which inputs differ, ``seconds`` how long the operation took, on the
    clock on the wall.
    """

    kind: Happening
    operation: str = ""
    urn: str = ""
    type: str = ""
    name: str = ""
    seconds: float = 0.0
    message: str = ""
    changed: tuple[str, ...] = ()


class Progress:
    """Turns the engine's events into ours, and keeps what the outcome says of them.

    ``outputs`` are the stack's, in the engine's form: a text stands for what is unknown.
    """

    def __init__(self, on_event: Callable[[Event], None]) -> None:
        self._on_event = on_event
        self._started: dict[str, tuple[float, str]] = {}
        self._lock = threading.Lock()
        self.changes: dict[str, int] = {}
        self._failures: list[Failure] = []
        self.warnings: list[str] = []
        self.outputs: Mapping[str, Any] = {}

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What went wrong. The engine's verdict at the end, and the ends of calls that it hung up
        on, are left out where there is a cause.
        """
        causes = tuple(failure for failure in self._failures if not _is_consequence(failure))
        return causes or tuple(self._failures)

    def take(self, event: EngineEvent) -> None:
        """Take an event of the engine."""
        with self._lock:
            if event.resource_pre_event:
                self._starts(event.resource_pre_event.metadata, event.resource_pre_event.planning)
            elif event.res_outputs_event:
                self._ends(event.res_outputs_event.metadata, event.res_outputs_event.planning)
            elif event.res_op_failed_event:
                self._fails(event.res_op_failed_event.metadata)
            elif event.diagnostic_event:
                self._is_told(event.diagnostic_event)
            elif event.summary_event:
                self._sums_up(event.summary_event)

    def say(self, text: str) -> None:
        """Pass a line on that the program printed."""
        self._on_event(Event("message", message=text))

    def _starts(self, step: StepEventMetadata, planning: bool | None) -> None:
        if not planning and step.op != OpType.SAME and not _is_hidden(step.urn):
            self._started[step.urn] = time.monotonic(), step.op.value
            self._on_event(_event("started", step))

    def _ends(self, step: StepEventMetadata, planning: bool | None) -> None:
        seconds, _ = self._lasted(step.urn)
        if step.type == _STACK and step.new is not None:
            self.outputs = step.new.outputs or {}
            if planning and not self.outputs:
                return  # The stack is told of at its start and at its end.
        if not _is_hidden(step.urn):
            self._on_event(_event("planned" if planning else "finished", step, seconds))

    def _fails(self, step: StepEventMetadata) -> None:
        if any(failure.urn == step.urn for failure in self._failures):
            return  # The engine has said before what is wrong, and so have we.
        seconds, _ = self._lasted(step.urn)
        failure = _failure(step.urn, f"{step.op.value} failed")
        self._failures.append(failure)
        self._on_event(_event("failed", step, seconds, failure.reason))

    def _is_told(self, diagnostic: DiagnosticEvent) -> None:
        text = _COLOUR.sub("", diagnostic.message).strip()
        urn = diagnostic.urn or ""
        if not text or diagnostic.ephemeral:
            return
        if diagnostic.severity == "error":
            self._failures.append(_failure(urn, text))
            seconds, operation = self._lasted(urn)
            kind: Happening = "failed" if urn else "message"
            told = Event(kind, operation, urn, seconds=seconds, message=text, **_who(urn))
        elif diagnostic.severity in ("warning", "info", "info#err"):
            told = Event("message", urn=urn, message=text, **_who(urn))
            self.warnings += [text] if diagnostic.severity == "warning" else []
        else:
            return
        self._on_event(told)

    def _lasted(self, urn: str) -> tuple[float, str]:
        """How long the operation on ``urn`` took that ends now, and which it is."""
        started, operation = self._started.pop(urn, (None, ""))
        return (time.monotonic() - started if started is not None else 0.0), operation

    def _sums_up(self, summary: SummaryEvent) -> None:
        changes: Mapping[Any, int] = summary.resource_changes or {}
        self.changes = {OpType(op).value: count for op, count in changes.items()}


def _is_consequence(failure: Failure) -> bool:
    verdict = not failure.urn and _VERDICT.fullmatch(failure.reason)
    return bool(verdict or _AFTERMATH.search(failure.reason))


def _event(
    kind: Happening, step: StepEventMetadata, seconds: float = 0.0, message: str = ""
) -> Event:
    changed = tuple(step.detailed_diff or ()) or tuple(step.diffs or ())
    operation = step.op.value
    who = _who(step.urn)
    return Event(
        kind, operation, step.urn, seconds=seconds, message=message, changed=changed, **who
    )


def _failure(urn: str, reason: str) -> Failure:
    match = _WRONG_INPUT.match(reason)
    path, text = (match["path"] or "", match["reason"]) if match else ("", reason)
    return Failure(urn=urn, path=path, reason=text.strip(), **_who(urn))


def _is_hidden(urn: str) -> bool:
    """Whether this is a default provider, which no program asked for."""
    who = _who(urn)
    name: str = who["name"]
    default = name == "default" or name.startswith("default_")
    return default and str(who["type"]).startswith("pulumi:providers:")


def _who(urn: str) -> Any:
    parts = urn.split("::", 3)
    if len(parts) < 4:
        return {"type": "", "name": ""}
    return {"type": parts[2].rpartition("$")[2], "name": parts[3]}
