"""Operations that are interrupted or killed, and what puts the stack in order again."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable

import pytest

from polycloud_testing.simulation.automation import Deployment, EngineError, recover
from tests.engine.conftest import Operated, Project

SLOW = 0.6
"""Real seconds a simulated one: what takes seconds in a cloud takes seconds here."""


def test_an_interrupt_leaves_a_state_that_needs_no_recovery(project: Project) -> None:
    clouds = project("clouds", time_scale=SLOW)
    clouds.deployment.preview()
    began = time.monotonic()
    _when_something_starts(clouds, clouds.deployment.interrupt)
    outcome = clouds.deployment.up()
    assert outcome.cancelled
    assert not outcome.succeeded
    assert time.monotonic() - began < 20
    recorded = {r.urn for r in outcome.graph}
    assert {r.urn for r in clouds.inventory.list()} <= recorded
    assert not clouds.deployment.export()["deployment"].get("pending_operations")
    assert clouds.deployment.refresh().succeeded


def test_a_killed_engine_is_recovered_from_with_nothing_made_twice(project: Project) -> None:
    clouds = project("clouds", time_scale=SLOW)
    clouds.deployment.preview()
    _when_something_starts(clouds, lambda: _kill_engine(clouds.deployment))
    with pytest.raises(EngineError):
        clouds.deployment.up()
    # The clouds complete what they had begun, whoever asked for it.
    _wait_for(lambda: len(clouds.inventory.list()) > 0)
    with pytest.raises(EngineError, match="recover"):
        clouds.deployment.up()

    before = {r.urn for r in clouds.inventory.list() if not r.type.startswith("random:")}
    with Deployment(clouds.folder, "dev") as fast:
        recovery = recover(fast)
        assert recovery.outcome.failures == ()
        assert {r.urn for r in recovery.adopted} == before - _recorded_before(clouds, before)
        assert before <= {r.urn for r in recovery.outcome.graph}

        assert fast.up().failures == ()
        urns = [r.urn for r in clouds.inventory.list()]
        assert len(urns) == len(set(urns))
        assert fast.up().changed == 0
        assert fast.destroy(protected=True).succeeded
    assert clouds.inventory.list() == ()


def test_recovery_from_the_death_of_all_processes(project: Project) -> None:
    clouds = project("clouds", time_scale=SLOW)
    clouds.deployment.preview()

    def kill_all() -> None:
        worker = clouds.deployment._worker._process
        assert worker is not None
        worker.kill()
        _kill_engine(clouds.deployment)

    _when_something_starts(clouds, kill_all)
    with pytest.raises(EngineError):
        clouds.deployment.up()
    with Deployment(clouds.folder, "dev") as another:
        recovery = recover(another)
        assert recovery.cleared
        assert another.up().failures == ()
        assert another.up().changed == 0


def test_a_recovery_waits_for_an_engine_at_work(project: Project) -> None:
    clouds = project("clouds", time_scale=SLOW)
    clouds.deployment.preview()
    refused: list[str] = []

    def recover_too_soon() -> None:
        with Deployment(clouds.folder, "dev") as another, pytest.raises(EngineError) as raised:
            recover(another, patience=0.5)
        refused.append(str(raised.value))
        clouds.deployment.interrupt()

    _when_something_starts(clouds, recover_too_soon)
    clouds.deployment.up()
    assert refused
    assert "is at work" in refused[0]


def test_a_partial_creation_is_recorded_and_completed(project: Project) -> None:
    clouds = project("clouds", faults=["partial gcp:compute/network:*#create:1"])
    first = clouds.deployment.up()
    assert [f.name for f in first.failures] == ["network"]
    network = clouds.existing("network")
    second = clouds.deployment.up()
    assert second.failures == ()
    assert clouds.existing("network").id == network.id
    assert clouds.deployment.up().changed == 0


def _when_something_starts(clouds: Operated, act: Callable[[], None]) -> None:
    """Do it in the midst of the first creation on a cloud."""

    def watch() -> None:
        _wait_for(lambda: any(_is_creation(e.kind, e.type) for e in clouds.events))
        time.sleep(0.5)
        act()

    clouds.events.clear()
    threading.Thread(target=watch, daemon=True).start()


def _is_creation(kind: str, type: str) -> bool:
    return kind == "started" and not type.startswith("pulumi:")


def _kill_engine(deployment: Deployment) -> None:
    process = deployment._command._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)


def _recorded_before(clouds: Operated, urns: set[str]) -> set[str]:
    """What the killed engine had recorded itself."""
    finished = {e.urn for e in clouds.events if e.kind == "finished" and e.operation == "create"}
    return urns & finished


def _wait_for(condition: Callable[[], bool], patience: float = 20.0) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
