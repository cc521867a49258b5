"""Running a program under the Pulumi SDK with a monitor in the same process.

Everything private of the SDK that an in-process run needs is used here and nowhere else.
The SDK keeps its state in context variables, so a run in a context of its own leaves
nothing behind; it awaits the monitor in threads of the event loop's executor, which is
replaced by one that lets the monitor answer on the loop itself, in order.
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import logging
import threading
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol, cast

from google.protobuf import empty_pb2
from pulumi.runtime import mocks, set_all_config
from pulumi.runtime._callbacks import _CallbackServicer  # pyright: ignore[reportPrivateUsage]
from pulumi.runtime.settings import configure, set_root_resource
from pulumi.runtime.stack import run_in_stack

from polycloud_testing.simulation.settling import settling

_log = logging.getLogger(__name__)

Callback = Callable[[bytes], Awaitable[Any]]


class Monitor(Protocol):
    """What the SDK calls of a resource monitor; a coroutine is awaited on the loop."""

    def GetDeploymentInfo(self, request: Any) -> Any:
        """The features that the SDK may use."""
        ...


class Callbacks(_CallbackServicer):
    """The functions a program registers, found by token without a server in between."""

    def __init__(self) -> None:  # pyright: ignore[reportMissingSuperCall]
        # Not the base's: that one opens a port.
        self._callbacks: dict[str, Callback] = {}
        self._transforms = {}
        self._state_migrations = {}
        self._target = "in-process"

    def serve_for(self, monitor: Monitor) -> None:
        """Tell ``monitor`` of what is registered for the whole stack."""
        self._monitor: Any = monitor

    def find(self, token: str) -> Callback:
        """The function registered under ``token``."""
        return self._callbacks[token]


class _Engine(mocks.MockEngine):
    """Takes the program's log messages; any version of the CLI is as good as none."""

    def RequirePulumiVersion(self, request: Any) -> None:
        """A program that demands a version of the CLI is content."""


class _LoopExecutor(ThreadPoolExecutor):
    """Answers the SDK's calls of the monitor at once, on the event loop."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if not getattr(fn, "__qualname__", "").startswith("wrap_with_context."):
            return super().submit(fn, *args, **kwargs)
        future: Future[Any] = Future()
        try:
            answer: Any = fn(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - handed to whoever awaits the call
            future.set_exception(error)
            return future
        if isinstance(answer, tuple):
            answer = _first_awaited(*cast("tuple[Any, ...]", answer))
        if inspect.iscoroutine(answer):
            task = asyncio.ensure_future(answer)
            task.add_done_callback(lambda done: _settle(future, done))
        else:
            future.set_result(answer)
        return future


async def _first_awaited(answer: Any, *others: Any) -> tuple[Any, ...]:
    """An answer as the SDK takes those of functions, with the error beside it."""
    return (await answer if inspect.isawaitable(answer) else answer, *others)


def _settle(future: Future[Any], task: asyncio.Task[Any]) -> None:
    if task.cancelled():
        future.cancel()
    elif (error := task.exception()) is not None:
        future.set_exception(error)
    else:
        future.set_result(task.result())


def run_program(
    program: Callable[[], Any],
    monitor: Monitor,
    callbacks: Callbacks,
    *,
    project: str,
    stack: str,
    organization: str,
    preview: bool,
    config: Mapping[str, str],
    secret_keys: frozenset[str],
) -> None:
    """Run ``program`` to its end, all registrations included; its exceptions come through.

    Raises:
        RuntimeError: called on a thread whose event loop is running.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        pass
    else:
        raise RuntimeError(
            "A program cannot be run from within an event loop: call run() on a thread of its own "
            "(asyncio.to_thread)."
        )
    settings = mocks.MockSettings(
        monitor=monitor,
        monitor_features=set(monitor.GetDeploymentInfo(empty_pb2.Empty()).supportedFeatures),
        engine=_Engine(logging.getLogger("pulumi")),
        project=project,
        stack=stack,
        root_directory=None,
        parallel=None,
        dry_run=preview,
        legacy_apply_enabled=False,
        organization=organization,
        outputs=set(),
        lock=threading.Lock(),
        package_refs={},
        base_providers_by_ref={},
        callbacks=callbacks,
    )

    def inside() -> None:
        configure(settings)
        set_root_resource(None)  # pyright: ignore[reportArgumentType] - how the SDK resets it
        set_all_config(dict(config), list(secret_keys))
        with asyncio.Runner(loop_factory=_loop) as runner:
            runner.run(run_in_stack(settling(program)))

    contextvars.copy_context().run(inside)


def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    loop.set_default_executor(_LoopExecutor(thread_name_prefix="pulumi-program"))
    # After a failure, outputs that nobody awaits hold the same error again.
    loop.set_exception_handler(lambda _, context: _log.debug("%s", context.get("message")))
    return loop
