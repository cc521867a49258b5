"""When each resource of a run was made, and what it had to wait for."""

from __future__ import annotations

import heapq
from collections.abc import Mapping

from attrs import frozen

from polycloud.graph.graph import ResourceGraph
from polycloud.graph.resource import Resource


@frozen
class Step:
    """One resource's making; seconds since the run began."""

    urn: str
    type: str
    name: str
    started: float
    finished: float

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.finished - self.started


@frozen
class Timeline:
    """A run in time.

    ``steps`` are as they happened, in order of their start. ``critical_path`` is the chain of
    resources, each waiting for the one before, that no deployment of this graph can be shorter
    than; its times are those of a perfectly parallel deployment, whose length ``parallel`` is.
    All figures are simulated seconds.
    """

    steps: tuple[Step, ...]
    critical_path: tuple[Step, ...]

    @property
    def duration(self) -> float:
        """From the first start to the last finish."""
        if not self.steps:
            return 0.0
        return max(step.finished for step in self.steps) - min(step.started for step in self.steps)

    @property
    def parallel(self) -> float:
        """What the deployment takes when nothing waits but for what it depends on."""
        return self.critical_path[-1].finished if self.critical_path else 0.0


def timeline(graph: ResourceGraph, intervals: Mapping[str, tuple[float, float]]) -> Timeline:
    """The timeline of a run from each URN's start and finish.

    URNs that the graph does not know, and resources without an interval (components,
    resources that did not change), count for nothing. ValueError when the graph has a cycle.
    """
    steps = [
        _step(graph.by_urn(urn), *interval) for urn, interval in intervals.items() if urn in graph
    ]
    steps.sort(key=lambda step: (step.started, step.finished))
    return Timeline(tuple(steps), _critical_path(graph, {step.urn: step.seconds for step in steps}))


def scheduled(
    graph: ResourceGraph, seconds: Mapping[str, float], workers: int
) -> dict[str, tuple[float, float]]:
    """When each resource would be made by ``workers`` that take, of what is ready, the first.

    ``seconds`` are how long each takes, by URN; what is not in it takes none. The result is
    for `timeline`. ValueError when there is no worker, or the graph has a cycle.
    """
    if workers < 1:
        raise ValueError("somebody has to do the work")
    free = [0.0] * workers
    finished: dict[str, float] = {}
    intervals: dict[str, tuple[float, float]] = {}
    for resource in graph.in_order():
        urn = resource.urn
        ready = max((finished[needed] for needed in graph.network[urn]), default=0.0)
        if urn not in seconds:
            finished[urn] = ready
            continue
        start = max(ready, heapq.heappop(free))
        finished[urn] = start + seconds[urn]
        heapq.heappush(free, finished[urn])
        intervals[urn] = (start, finished[urn])
    return intervals


def _critical_path(graph: ResourceGraph, seconds: Mapping[str, float]) -> tuple[Step, ...]:
    finished: dict[str, float] = {}
    waited_for: dict[str, str | None] = {}
    for resource in graph.in_order():
        before = max(graph.network[resource.urn], key=finished.__getitem__, default=None)
        start = finished[before] if before is not None else 0.0
        waited_for[resource.urn] = before
        finished[resource.urn] = start + seconds.get(resource.urn, 0.0)
    path: list[Step] = []
    urn = max(finished, key=finished.__getitem__, default=None)
    while urn is not None:
        if urn in seconds:
            path.append(_step(graph.by_urn(urn), finished[urn] - seconds[urn], finished[urn]))
        urn = waited_for[urn]
    return tuple(step for step in reversed(path) if step.seconds > 0)


def _step(resource: Resource, started: float, finished: float) -> Step:
    return Step(resource.urn, resource.type, resource.name, started, finished)
