"""The end of a program, waited for in few steps.

The SDK waits for one output at a time and goes through all outstanding ones at each
(`pulumi.runtime.stack.wait_for_rpcs`): a time that grows with the square of their number, and a
tenth of a preview of 150 resources. Here they are waited for together, and then the SDK finds them
there.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from pulumi.runtime.settings import SETTINGS

Program = Callable[[], Any]


def settling(program: Program) -> Callable[[], Awaitable[None]]:
    """``program``, for `pulumi.runtime.run_in_stack`, over when what it asked for is there.

    What fails is left to the SDK to raise.
    """

    async def run() -> None:
        try:
            made = program()
            if inspect.isawaitable(made):
                await made
            while outstanding := _outstanding():
                done, _ = await asyncio.wait(outstanding, return_when=asyncio.FIRST_EXCEPTION)
                if any(task.cancelled() or task.exception() is not None for task in done):
                    return
        except asyncio.CancelledError:
            # Once more, and as if the first were not: the SDK takes it for the program's own, and
            # goes on to wait; who cancelled counts how often.
            if (task := asyncio.current_task()) is not None:
                task.uncancel()
                task.cancel()
            raise

    return run


def _outstanding() -> set[asyncio.Future[Any]]:
    settings: Any = SETTINGS  # whose types are those of no instance
    with settings.lock:
        tasks: list[asyncio.Future[Any]] = [*settings.outputs, *settings.rpc_manager.rpcs]
    return {task for task in tasks if not task.done()}
