"""How a program is waited for in process."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from typing import Any

import pulumi
import pytest

from polycloud_testing.simulation.inprocess import run


def _run(program: Any) -> dict[str, Any]:
    return dict(run(program, project="p", stack="dev").outputs)


def test_what_an_output_asks_for_when_it_is_there_is_waited_for() -> None:
    async def later(value: int) -> int:
        await asyncio.sleep(0.01)
        return value

    def deeper(value: int) -> pulumi.Output[int]:
        if value == 3:
            return pulumi.Output.from_input(value)
        return pulumi.Output.from_input(later(value + 1)).apply(deeper)

    seen: list[int] = []

    def program() -> None:
        # Nobody asks for what comes of it.
        pulumi.Output.from_input(later(0)).apply(deeper).apply(seen.append)

    assert _run(program) == {}
    assert seen == [3]


def test_a_program_may_be_a_coroutine() -> None:
    async def program() -> None:
        await asyncio.sleep(0.01)
        pulumi.export("late", 1)

    assert _run(program) == {"late": 1}


def test_what_fails_in_an_apply_fails_the_program() -> None:
    def program() -> None:
        def fail(_: Any) -> None:
            raise ValueError("no more")

        pulumi.Output.from_input(1).apply(fail)

    with pytest.raises(ValueError, match="no more"):
        _run(program)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """SIGINT raises KeyboardInterrupt, as in a command; a worker of pytest-xdist ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_ends_a_program_that_waits() -> None:
    def program() -> None:
        loop = asyncio.get_running_loop()
        waits: asyncio.Future[str] = loop.create_future()
        pulumi.export("late", pulumi.Output.from_input(waits))
        loop.call_later(0.05, signal.raise_signal, signal.SIGINT)
        loop.call_later(30, waits.set_result, "too late")

    with pytest.raises(KeyboardInterrupt):
        _run(program)
