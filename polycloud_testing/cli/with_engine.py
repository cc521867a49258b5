"""An operation by the real Pulumi engine, on simulated clouds that are kept."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import click

from polycloud.graph import ResourceGraph
from polycloud.graph.timeline import Timeline, scheduled, timeline
from polycloud.platform.references import stand_ins
from polycloud.platform.sources import Source
from polycloud_testing.cli.report import Report, not_asked
from polycloud_testing.cli.simulation_options import SimulationOptions
from polycloud_testing.simulation.automation import Deployment, EngineError, Event, Outcome
from polycloud_testing.simulation.latency import Latency

_WORKERS_A_PROCESSOR: Final = 4
"""How many operations the engine does at once, a processor, unless it is told otherwise."""

_OPERATIONS: Final = {
    "create": ("create",),
    "create-replacement": ("create",),
    "update": ("update",),
    "replace": ("create",),
    "delete": ("delete",),
    "delete-replaced": ("delete",),
    "refresh": ("read",),
}
"""What the cloud does for each of the engine's steps."""


class _Watch:
    """Notes when each resource was worked on, as the engine's threads tell it."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self.operations: dict[str, str] = {}
        self.intervals: dict[str, tuple[float, float]] = {}

    def __call__(self, event: Event) -> None:
        if event.kind not in ("planned", "finished", "failed"):
            return
        self._tell(event.name)
        if event.kind == "finished" and event.operation in _OPERATIONS:
            now = time.monotonic() - self._began
            with self._lock:
                self.operations[event.urn] = event.operation
                self.intervals[event.urn] = (now - event.seconds, now)


def run(
    operation: str,
    source: Source,
    folder: Path,
    config: Path | None,
    options: SimulationOptions,
    tell: Callable[[str], None],
) -> Report:
    """Do the operation; UsageError when the engine cannot work at all."""
    watch = _Watch(tell)
    references = stand_ins(source)
    try:
        with Deployment(
            folder,
            source.stack,
            config=config,
            time_scale=options.time_scale,
            faults=options.faults,
            seed=options.seed,
            on_event=watch,
            references=references,
        ) as deployment:
            outcome: Outcome = getattr(deployment, operation)()
    except EngineError as error:
        raise click.ClickException(str(error)) from None
    return Report(
        operation=operation,
        graph=outcome.graph,
        changes=dict(outcome.changes),
        timeline=_timeline(operation, outcome.graph, watch, options),
        failures=tuple(map(str, outcome.failures)),
        notes=(*outcome.notes, *map(not_asked, references), *outcome.warnings),
        cancelled=outcome.cancelled,
        engine=True,
    )


def _timeline(
    operation: str, graph: ResourceGraph, watch: _Watch, options: SimulationOptions
) -> Timeline:
    """As it was observed, or as it would have been where nothing waited."""
    if options.speed:
        first = min((started for started, _ in watch.intervals.values()), default=0.0)
        return timeline(
            graph,
            {
                urn: ((started - first) * options.speed, (finished - first) * options.speed)
                for urn, (started, finished) in watch.intervals.items()
                if urn in graph and graph.by_urn(urn).custom
            },
        )
    workers = _WORKERS_A_PROCESSOR * (os.cpu_count() or 1)
    done = watch.operations
    if operation == "refresh":
        # The engine tells of what it found; all that the cloud did is answer.
        done = dict.fromkeys(done, "refresh")
    seconds = _seconds(graph, done, Latency(seed=options.seed))
    return timeline(graph, scheduled(graph, seconds, workers))


def _seconds(
    graph: ResourceGraph, operations: Mapping[str, str], latency: Latency
) -> dict[str, float]:
    return {
        urn: sum(latency.seconds(urn, graph.by_urn(urn).type, each) for each in _OPERATIONS[done])
        for urn, done in operations.items()
        if urn in graph and graph.by_urn(urn).custom
    }
