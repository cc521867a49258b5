"""A run in time: what it had to wait for, and how short it could have been."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import pytest
from attrs import frozen
from hypothesis import given, reject
from hypothesis import strategies as st

from polycloud.graph import Resource, ResourceGraph
from polycloud.graph.timeline import Timeline, scheduled, timeline


def _resource(name: str, **more: object) -> Resource:
    return Resource(urn=f"urn:{name}", type="aws:x/y:Z", name=name, **more)  # pyright: ignore


def _names(found: Timeline) -> list[str]:
    return [step.name for step in found.critical_path]


@pytest.fixture
def graph() -> ResourceGraph:
    """Vpc ← subnet ← cluster ← nodes, the cluster inside a component; a bucket apart."""
    return ResourceGraph(
        [
            _resource("vpc"),
            _resource("subnet", dependencies=("urn:vpc",)),
            _resource("serving", custom=False, dependencies=("urn:subnet",)),
            _resource("cluster", parent="urn:serving"),
            _resource("nodes", dependencies=("urn:serving",)),
            _resource("bucket"),
        ]
    )


SECONDS = {"urn:vpc": 10.0, "urn:subnet": 5.0, "urn:cluster": 600.0, "urn:nodes": 120.0}


def test_what_a_component_waits_for_its_children_wait_for(graph: ResourceGraph) -> None:
    found = timeline(graph, scheduled(graph, {**SECONDS, "urn:bucket": 3.0}, workers=8))

    assert _names(found) == ["vpc", "subnet", "cluster", "nodes"]
    assert [step.started for step in found.critical_path] == [0, 10, 15, 615]
    assert found.parallel == found.duration == 735
    assert [step.name for step in found.steps] == ["bucket", "vpc", "subnet", "cluster", "nodes"]


def test_a_worker_does_not_wait_for_what_is_not_ready(graph: ResourceGraph) -> None:
    """The bucket is registered last and needs nothing: one of two workers makes it at once."""
    intervals = scheduled(graph, {**SECONDS, "urn:bucket": 3.0}, workers=2)

    assert intervals["urn:bucket"] == (0, 3)


def test_a_single_worker_does_one_thing_after_another(graph: ResourceGraph) -> None:
    seconds = {**SECONDS, "urn:bucket": 3.0}

    found = timeline(graph, scheduled(graph, seconds, workers=1))

    assert found.duration == sum(seconds.values()) == 738
    assert found.parallel == 735


def test_an_observed_run_is_measured_from_its_first_start(graph: ResourceGraph) -> None:
    found = timeline(graph, {"urn:vpc": (100, 112), "urn:subnet": (115, 120)})

    assert found.duration == 20
    # The same steps with nothing but their own order to wait for.
    assert found.parallel == 17


def test_what_is_not_of_the_graph_and_what_takes_no_time_is_not_on_the_path(
    graph: ResourceGraph,
) -> None:
    found = timeline(graph, {"urn:elsewhere": (0, 50), "urn:vpc": (0, 0), "urn:subnet": (0, 4)})

    assert [step.name for step in found.steps] == ["vpc", "subnet"]
    assert _names(found) == ["subnet"]


def test_nothing_done_takes_no_time(graph: ResourceGraph) -> None:
    for found in (timeline(graph, {}), timeline(ResourceGraph(), {})):
        assert (found.steps, found.critical_path) == ((), ())
        assert found.duration == found.parallel == 0


def test_no_worker_no_schedule(graph: ResourceGraph) -> None:
    with pytest.raises(ValueError, match="somebody"):
        scheduled(graph, SECONDS, workers=0)


def test_resources_that_wait_for_one_another_are_named() -> None:
    """A child that depends on what waits for its component is never begun."""
    deadlock = ResourceGraph(
        [
            _resource("outer", custom=False),
            _resource("waits", dependencies=("urn:outer",)),
            _resource("child", parent="urn:outer", dependencies=("urn:waits",)),
        ]
    )

    for attempt in (
        lambda: timeline(deadlock, {"urn:child": (0, 1)}),
        lambda: scheduled(deadlock, {"urn:child": 1.0}, 2),
    ):
        with pytest.raises(ValueError, match=r"wait for one another.*urn:child"):
            attempt()


@frozen
class Case:
    """A graph without a cycle, and how long each of its resources takes."""

    graph: ResourceGraph
    seconds: Mapping[str, float]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    count = draw(st.integers(1, 12))
    resources: list[Resource] = []
    for index in range(count):
        before = [item.urn for item in resources]
        above = [item.urn for item in resources if not item.custom]
        resources.append(
            _resource(
                str(index),
                custom=draw(st.booleans()) or draw(st.booleans()),
                parent=draw(st.none() | st.sampled_from(above)) if above else None,
                dependencies=tuple(
                    draw(st.lists(st.sampled_from(before), unique=True, max_size=3))
                    if before
                    else ()
                ),
            )
        )
    seconds = {
        item.urn: float(draw(st.integers(0, 50)))
        for item in resources
        if item.custom and draw(st.integers(0, 4))
    }
    graph = ResourceGraph(resources)
    try:
        timeline(graph, {})
    except ValueError:
        reject()
    return Case(graph, seconds)


def _waits(graph: ResourceGraph) -> Callable[[str], frozenset[str]]:
    """What must be there before a resource is begun, said once more and differently."""

    def waits(urn: str) -> frozenset[str]:
        resource = graph.by_urn(urn)
        above = {item.urn for item in graph.ancestors(urn)}
        found = {resource.parent} if resource.parent else set[str]()
        for needed in resource.all_dependencies:
            found.add(needed)
            if not graph.by_urn(needed).custom and needed not in above:
                found.update(item.urn for item in graph.descendants(needed))
        return frozenset(found - {urn})

    return waits


def _longest(case: Case) -> float:
    """The longest path through the graph, by trying all of them."""
    waits = _waits(case.graph)

    @cache
    def finish(urn: str) -> float:
        return case.seconds.get(urn, 0.0) + max(map(finish, waits(urn)), default=0.0)

    return max(finish(item.urn) for item in case.graph)


@given(cases())
def test_the_critical_path_is_as_long_as_the_longest_path(case: Case) -> None:
    found = timeline(case.graph, {urn: (7.0, 7.0 + took) for urn, took in case.seconds.items()})

    assert found.parallel == _longest(case)
    assert found.parallel == sum(step.seconds for step in found.critical_path)
    ends = [0.0, *(step.finished for step in found.critical_path)]
    assert [step.started for step in found.critical_path] == ends[:-1]


@given(cases(), st.integers(1, 5))
def test_a_schedule_keeps_the_order_and_the_number_of_workers(case: Case, workers: int) -> None:
    intervals = scheduled(case.graph, case.seconds, workers)
    waits = _waits(case.graph)

    assert intervals.keys() == case.seconds.keys()

    @cache
    def there(urn: str) -> float:
        if urn in intervals:
            return intervals[urn][1]
        return max(map(there, waits(urn)), default=0.0)

    for urn, (start, finish) in intervals.items():
        assert finish - start == case.seconds[urn]
        assert all(there(needed) <= start for needed in waits(urn))
        busy = sum(1 for begun, done in intervals.values() if begun <= start < done)
        assert busy <= workers


@given(cases(), st.integers(1, 5))
def test_no_schedule_beats_the_critical_path_and_none_idles(case: Case, workers: int) -> None:
    found = timeline(case.graph, scheduled(case.graph, case.seconds, workers))
    last = max((step.finished for step in found.steps), default=0.0)
    work = sum(case.seconds.values())

    assert found.parallel <= last
    # Graham's bound for workers that never idle while something is ready.
    assert last <= work / workers + found.parallel * (1 - 1 / workers) + 1e-9


@given(cases())
def test_with_a_worker_for_each_resource_nothing_waits(case: Case) -> None:
    found = timeline(case.graph, scheduled(case.graph, case.seconds, len(case.graph)))

    assert max((step.finished for step in found.steps), default=0.0) == found.parallel
