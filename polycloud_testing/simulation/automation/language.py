"""The program's side of the engine's protocol: a language host in this interpreter.

The engine's own language host looks for a Python, lists with pip what is installed in it
(seconds, and an error in an environment without pip), and starts a new interpreter that
imports the SDKs anew. Here the interpreter is known, every provider is attached so that no
package matters, and what a run has imported the next one finds.
"""

from __future__ import annotations

import asyncio
import contextvars
import runpy
import sys
import threading
import traceback
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import grpc
import pulumi
from google.protobuf import empty_pb2
from pulumi.runtime import reset_options, run_in_stack, set_all_config
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2
from pulumi.runtime.settings import get_engine, get_monitor

from polycloud_testing.simulation.automation.references import of_one_organization
from polycloud_testing.simulation.automation.trimming import with_frames_of, without_debug
from polycloud_testing.simulation.garbage import collector_at_rest
from polycloud_testing.simulation.settling import settling

_ENDED: Final = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED)
"""How a call ends when the engine is gone, or hangs up on what is under way."""

_THREADS_A_TASK: Final = 4
"""As the SDK's own host: each resource under way may wait in several threads."""

_HOST: Final = str(Path(__file__).parents[1])
"""Where the files are whose frames say nothing of a program."""

_PATIENCE: Final = 30.0
"""Seconds for which a run waits for the one before it to end."""


class ProgramLanguage(language_pb2_grpc.LanguageRuntimeServicer):
    """Runs the program ``program`` of the project in ``folder``, one run at a time.

    ``program`` is what ``main`` names in ``Pulumi.yaml``: a file, or a folder with a
    ``__main__.py``.
    """

    def __init__(self, folder: Path, program: str) -> None:
        self._folder = folder
        self._program = program
        self._running = threading.Lock()

    def GetRequiredPackages(
        self, request: language_pb2.GetRequiredPackagesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetRequiredPackagesResponse:
        """None: no plugin is to be installed, and each resource names its version itself."""
        return language_pb2.GetRequiredPackagesResponse()

    def GetPluginInfo(
        self, request: empty_pb2.Empty, context: grpc.ServicerContext
    ) -> plugin_pb2.PluginInfo:
        """No version of its own."""
        return plugin_pb2.PluginInfo()

    def Run(
        self, request: language_pb2.RunRequest, context: grpc.ServicerContext
    ) -> language_pb2.RunResponse:
        """Run the program to its end, and to that of all it registered."""
        if not self._running.acquire(timeout=_PATIENCE):
            return language_pb2.RunResponse(
                error="The program of an operation that was cancelled has not ended yet."
            )
        try:
            return contextvars.copy_context().run(self._run, request, context)
        finally:
            self._running.release()

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """The engine takes no more registrations after this, and so the program ends."""
        return empty_pb2.Empty()

    def _run(
        self, request: language_pb2.RunRequest, context: grpc.ServicerContext
    ) -> language_pb2.RunResponse:
        reset_options(
            project=request.project,
            stack=request.stack,
            root_directory=str(self._folder),
            parallel=request.parallel,
            engine_address=request.args[0] if request.args else "",
            monitor_address=request.monitor_address,
            preview=request.dryRun,
            organization=request.organization or "organization",
        )
        set_all_config(dict(request.config), list(request.configSecretKeys))
        monitor: Any = get_monitor()
        monitor.ReadResource = of_one_organization(monitor.ReadResource)
        monitor.RegisterResource = with_frames_of(self._folder, monitor.RegisterResource)
        engine: Any = get_engine()
        engine.Log = without_debug(engine.Log)
        loop = asyncio.new_event_loop()
        workers = ThreadPoolExecutor(max(request.parallel, 1) * _THREADS_A_TASK)
        loop.set_default_executor(workers)
        running = loop.create_task(run_in_stack(settling(self._main)))
        # The engine ends the call when it gives up; the program would wait for ever for the
        # resources that it asked for.
        context.add_callback(lambda: _cancel(loop, running))
        try:
            with as_main(self._folder, self._program), collector_at_rest():
                loop.run_until_complete(running)
        except asyncio.CancelledError:
            return _done()
        except grpc.RpcError as error:
            if isinstance(error, grpc.Call) and error.code() in _ENDED:
                return language_pb2.RunResponse()  # The engine ended first, and said why.
            return _failed(str(error))
        except pulumi.RunError as error:
            return _failed(str(error))
        except Exception as error:  # noqa: BLE001 - the user's program may raise anything
            return _failed(self._traceback(error))
        finally:
            _finish(loop)
            # Not waited for: those that are in a call end when the engine does.
            workers.shutdown(wait=False, cancel_futures=True)
            sys.stdout.flush()
            sys.stderr.flush()
        return _done()

    def _main(self) -> None:
        # Absolute, since the import system remembers what "." was when it first saw it.
        try:
            runpy.run_path(str(self._folder / self._program), run_name="__main__")
        except SystemExit as ended:
            # Not let through: it would end the event loop, and with it what is under way.
            if ended.code:
                raise pulumi.RunError(f"The program exited with {ended.code}.") from None

    def _traceback(self, error: Exception) -> str:
        """The traceback from the project's first frame on: what is before is of no use."""
        told = traceback.TracebackException.from_exception(error)
        frames = [frame for frame in told.stack if not frame.filename.startswith(_HOST)]
        for index, frame in enumerate(frames):
            if Path(frame.filename).is_relative_to(self._folder):
                frames = frames[index:]
                break
        told.stack = traceback.StackSummary.from_list(frames)
        return "Program failed with an unhandled exception:\n" + "".join(told.format())


@contextmanager
def as_main(folder: Path, program: str) -> Generator[None]:
    """Give a program the arguments, folder and modules of a new process, and take them back."""
    before = set(sys.modules)
    arguments, sys.argv = sys.argv, [program]
    try:
        with chdir(folder):
            yield
    finally:
        sys.argv = arguments
        for name in set(sys.modules) - before:
            if _is_own(name, folder):
                del sys.modules[name]


def _is_own(name: str, folder: Path) -> bool:
    """Whether a module is the program's, and may keep something from one run to the next.

    What is installed does not, wherever it is installed; polycloud may be as it is when
    its own repository is the project.
    """
    file = getattr(sys.modules.get(name), "__file__", None)
    if file is None or name.partition(".")[0] == __name__.partition(".")[0]:
        return False
    path = Path(file)
    return path.is_relative_to(folder) and not path.is_relative_to(sys.prefix)


def _cancel(loop: asyncio.AbstractEventLoop, task: asyncio.Task[None]) -> None:
    with suppress(RuntimeError):  # The loop is closed: the program has ended by itself.
        loop.call_soon_threadsafe(task.cancel)


def _finish(loop: asyncio.AbstractEventLoop) -> None:
    """Close the loop; a run that failed leaves tasks behind."""
    pending = asyncio.all_tasks(loop)
    for task in pending:
        task.cancel()
    if pending:
        loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
    loop.close()


def _done() -> language_pb2.RunResponse:
    return language_pb2.RunResponse()


def _failed(message: str) -> language_pb2.RunResponse:
    """Tell the user through the engine, which then needs nothing more of the program."""
    pulumi.log.error(message)
    return language_pb2.RunResponse(bail=True)
