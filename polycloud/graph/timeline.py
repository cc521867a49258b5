"""When each resource of a run was made, and what it had to wait for."""

from __future__ import annotations

import heapq
from collections.abc import Mapping

import networkx as nx
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
    """When each resource would be made by ``workers`` that take, of what is ready, what has
    been ready longest.

    ``seconds`` are how long each takes, by URN; what is not in it takes none, and no worker.
    The result is for `timeline`. ValueError when there is no worker, or the graph has a cycle.
    """
    if workers < 1:
        raise ValueError("somebody has to do the work")
    waits = _waits(graph)
    position = {resource.urn: index for index, resource in enumerate(graph)}
    missing = {urn: len(waits[urn]) for urn in waits}
    ready_at = dict.fromkeys(waits, 0.0)
    ready = [(0.0, position[urn], urn) for urn, count in missing.items() if count == 0]
    heapq.heapify(ready)
    free = [0.0] * workers
    intervals: dict[str, tuple[float, float]] = {}
    # Whatever becomes ready later is finished by something here, so that the earliest of
    # those that are ready is the earliest of all.
    while ready:
        finished, _, urn = heapq.heappop(ready)
        if urn in seconds:
            start = max(finished, heapq.heappop(free))
            finished = start + seconds[urn]
            heapq.heappush(free, finished)
            intervals[urn] = (start, finished)
        for waiting in waits.predecessors(urn):
            ready_at[waiting] = max(ready_at[waiting], finished)
            missing[waiting] -= 1
            if missing[waiting] == 0:
                heapq.heappush(ready, (ready_at[waiting], position[waiting], waiting))
    return intervals


def _waits(graph: ResourceGraph) -> nx.DiGraph[str]:
    """URNs with an edge from each resource to each that must be there before it is begun.

    Besides what the graph says this is the parent: a child is registered by its parent's
    URN, which comes when what the parent depends on is there. So what is inside a component
    waits for all that the component waits for.
    """
    waits = graph.network.copy()
    for resource in graph:
        if resource.parent is not None and resource.parent in graph:
            waits.add_edge(resource.urn, resource.parent)
    if not nx.is_directed_acyclic_graph(waits):
        cycle: list[str] = [edge[0] for edge in nx.find_cycle(waits)]  # pyright: ignore
        raise ValueError("These resources wait for one another: " + ", ".join(cycle))
    return waits


def _critical_path(graph: ResourceGraph, seconds: Mapping[str, float]) -> tuple[Step, ...]:
    waits = _waits(graph)
    finished: dict[str, float] = {}
    waited_for: dict[str, str | None] = {}
    for step in nx.topological_sort(waits.reverse(copy=False)):
        before = max(waits[step], key=finished.__getitem__, default=None)
        start = finished[before] if before is not None else 0.0
        waited_for[step] = before
        finished[step] = start + seconds.get(step, 0.0)
    path: list[Step] = []
    urn: str | None = max(finished, key=finished.__getitem__, default=None)
    while urn is not None:
        if urn in seconds:
            path.append(_step(graph.by_urn(urn), finished[urn] - seconds[urn], finished[urn]))
        urn = waited_for[urn]
    return tuple(step for step in reversed(path) if step.seconds > 0)


def _step(resource: Resource, started: float, finished: float) -> Step:
    return Step(resource.urn, resource.type, resource.name, started, finished)
