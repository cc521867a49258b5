"""Calls that take as long as the clouds do, and how they end before that."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from google.protobuf import empty_pb2

from polycloud_testing.simulation.core import SimulatedClouds
from polycloud_testing.simulation.rpc import InterruptibleClock, ProviderServers
from tests.simulation.rpc.conftest import Client, Connect

CLUSTER = "aws:eks/cluster:Cluster"
INPUTS = {
    "name": "slow",
    "roleArn": "arn:aws:iam::000000000000:role/r",
    "vpcConfig": {"subnetIds": ["subnet-0", "subnet-1"]},
}
PROMPT = 5.0
"""Seconds within which an interrupted call is answered, on a busy machine."""


def test_a_cancelled_call_ends_at_once_and_others_go_on(
    slow_servers: ProviderServers, connect: Connect
) -> None:
    ours, theirs = connect(slow_servers, "aws"), connect(slow_servers, "aws")
    mine, other = _create(ours, "ours"), _create(theirs, "theirs")
    _let_begin()
    began = time.monotonic()
    ours.stub.Cancel(empty_pb2.Empty())
    # The cloud completes what it had begun, and so the engine can record it.
    assert mine.result(PROMPT).id == "ours"
    assert time.monotonic() - began < PROMPT
    assert not other.done()


def test_a_lost_connection_leaves_the_resource_behind(connect: Connect) -> None:
    clock = InterruptibleClock(1.0)
    core = SimulatedClouds(clock=clock)
    with ProviderServers(core, clock=clock, packages=["aws"]) as servers:
        client = connect(servers, "aws")
        _create(client, "orphan")
        _let_begin()
        assert core.inventory.list() == ()
        client.channel.close()
        _wait_for(lambda: core.inventory.get(CLUSTER, "orphan") is not None)


def test_servers_stop_with_calls_under_way(slow_servers: ProviderServers, connect: Connect) -> None:
    calls = [_create(connect(slow_servers, "aws"), f"c{i}") for i in range(20)]
    _let_begin()
    began = time.monotonic()
    slow_servers.stop()
    assert time.monotonic() - began < PROMPT
    assert all(call.result(PROMPT).id for call in calls)
    assert slow_servers.environment == {"PULUMI_DEBUG_PROVIDERS": ""}


def test_more_calls_wait_at_once_than_an_engine_makes(connect: Connect) -> None:
    clock = InterruptibleClock(0.002)
    core = SimulatedClouds(clock=clock)
    with ProviderServers(core, clock=clock, packages=["aws"]) as servers:
        client = connect(servers, "aws")
        seconds = core.seconds("", CLUSTER, "create") * clock.factor
        began = time.monotonic()
        with ThreadPoolExecutor(64) as pool:
            calls = [_create(client, f"c{i}", pool) for i in range(64)]
            assert all(call.result(60).id for call in calls)
        assert time.monotonic() - began < 64 * seconds / 4


def test_a_clock_runs_forward() -> None:
    with pytest.raises(ValueError, match="forward"):
        InterruptibleClock(-1)


def test_a_wait_ends_by_itself_where_nothing_interrupts_it() -> None:
    clock, never = InterruptibleClock(0.01), threading.Event()
    began = time.monotonic()
    with clock.interrupted_by(never):
        clock.sleep(5)
    assert time.monotonic() - began >= 0.05


def _create(client: Client, name: str, pool: ThreadPoolExecutor | None = None) -> Future[Any]:
    pool = pool or ThreadPoolExecutor(1)
    return pool.submit(client.create, CLUSTER, name, {**INPUTS, "name": name})


def _let_begin() -> None:
    time.sleep(1.0)


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PROMPT
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
