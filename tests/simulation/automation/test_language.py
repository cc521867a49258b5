"""Running a program for the engine, in this interpreter."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
from attrs import define, field
from google.protobuf import empty_pb2
from pulumi.runtime.proto import (
    engine_pb2_grpc,
    language_pb2,
    resource_pb2,
    resource_pb2_grpc,
)

from polycloud_testing.simulation.automation.language import ProgramLanguage
from polycloud_testing.simulation.wire import decode


@define
class FakeEngine(
    engine_pb2_grpc.EngineServicer,
    resource_pb2_grpc.ResourceMonitorServicer,
):
    """Registers everything at once, or holds it until ``released``."""

    address: str = ""
    log: list[str] = field(factory=list)
    registered: list[str] = field(factory=list)
    positions: dict[str, list[str]] = field(factory=dict)
    outputs: dict[str, Any] = field(factory=dict)
    released: threading.Event = field(factory=threading.Event)

    def Log(self, request: Any, context: Any) -> Any:  # noqa: N802
        self.log.append(request.message)
        return empty_pb2.Empty()

    def SupportsFeature(self, request: Any, context: Any) -> Any:  # noqa: N802
        return resource_pb2.SupportsFeatureResponse(hasSupport=True)

    def RegisterResource(self, request: Any, context: Any) -> Any:  # noqa: N802
        self.registered.append(request.name)
        told = [request.sourcePosition, *(frame.pc for frame in request.stackTrace.frames)]
        self.positions[request.name] = [f"{Path(each.uri).name}:{each.line}" for each in told]
        if request.custom:
            self.released.wait(30)
        urn = f"urn:pulumi:dev::p::{request.type}::{request.name}"
        return resource_pb2.RegisterResourceResponse(urn=urn, id="an-id", object=request.object)

    def RegisterResourceOutputs(self, request: Any, context: Any) -> Any:  # noqa: N802
        self.outputs |= decode(request.outputs).values
        return empty_pb2.Empty()

    def SignalAndWaitForShutdown(self, request: Any, context: Any) -> Any:  # noqa: N802
        return empty_pb2.Empty()


class FakeContext:
    """The side of a call that a servicer sees."""

    def __init__(self) -> None:
        self.ended: list[Callable[[], None]] = []

    def add_callback(self, callback: Callable[[], None]) -> bool:
        """Call it when the call ends."""
        self.ended.append(callback)
        return True


@pytest.fixture
def engine() -> Iterator[FakeEngine]:
    each = FakeEngine()
    server = grpc.server(ThreadPoolExecutor(8))
    engine_pb2_grpc.add_EngineServicer_to_server(each, server)
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(each, server)
    each.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    yield each
    each.released.set()
    server.stop(0)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    before = Path.cwd()
    yield tmp_path
    os.chdir(before)


def _run(
    language: ProgramLanguage, engine: FakeEngine, context: FakeContext | None = None
) -> language_pb2.RunResponse:
    request = language_pb2.RunRequest(
        project="p",
        stack="dev",
        monitor_address=engine.address,
        args=[engine.address],
        config={"p:size": "3"},
        parallel=4,
    )
    return language.Run(request, context or FakeContext())  # pyright: ignore[reportArgumentType]


def _program(folder: Path, text: str) -> ProgramLanguage:
    (folder / "__main__.py").write_text(text, encoding="utf-8")
    return ProgramLanguage(folder, ".")


def test_a_program_runs_with_its_configuration_and_in_its_folder(
    folder: Path, engine: FakeEngine
) -> None:
    (folder / "note.txt").write_text("here", encoding="utf-8")
    (folder / "own_module.py").write_text("seen = []", encoding="utf-8")
    language = _program(
        folder,
        "import pulumi, own_module, pathlib, sys\n"
        "own_module.seen.append(1)\n"
        "pulumi.export('size', pulumi.Config().require_int('size'))\n"
        "pulumi.export('note', pathlib.Path('note.txt').read_text())\n"
        "pulumi.export('seen', len(own_module.seen))\n"
        "pulumi.export('root', pulumi.runtime.get_root_directory())\n",
    )
    arguments = list(sys.argv)
    for _ in range(2):
        assert _run(language, engine) == language_pb2.RunResponse()
        assert engine.outputs == {"size": 3, "note": "here", "seen": 1, "root": str(folder)}
    assert engine.registered == ["p-dev", "p-dev"]
    assert sys.argv == arguments
    assert "own_module" not in sys.modules


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("raise ValueError('no more')", "ValueError: no more"),
        ("import pulumi\nraise pulumi.RunError('as configured')", "as configured"),
        ("import sys\nsys.exit(3)", "exited with 3"),
        ("import missing_module", "No module named 'missing_module'"),
        ("def broken(:", "SyntaxError"),
    ],
)
def test_a_program_that_fails_says_why_and_where(
    folder: Path, engine: FakeEngine, text: str, told: str
) -> None:
    assert _run(_program(folder, text), engine).bail
    message = engine.log[-1]
    assert told in message
    assert "polycloud_testing/simulation" not in message


def test_an_exit_without_an_error_is_none(folder: Path, engine: FakeEngine) -> None:
    assert _run(_program(folder, "import sys\nsys.exit()"), engine) == language_pb2.RunResponse()


def test_a_program_ends_when_the_engine_gives_up(folder: Path, engine: FakeEngine) -> None:
    language = _program(folder, "import pulumi_random as r\nr.RandomPet('waits')")
    context = FakeContext()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(_run, language, engine, context)
        while "waits" not in engine.registered:
            assert not running.done()
        context.ended[0]()
        assert running.result(10) == language_pb2.RunResponse()
    engine.released.set()
    assert _run(_program(folder, ""), engine) == language_pb2.RunResponse()


def test_no_package_is_asked_for(folder: Path) -> None:
    language = ProgramLanguage(folder, ".")
    request = language_pb2.GetRequiredPackagesRequest()
    context: Any = FakeContext()
    assert not language.GetRequiredPackages(request, context).packages


def test_a_registration_tells_where_in_the_project_it_was_asked_for(
    folder: Path, engine: FakeEngine
) -> None:
    (folder / "own_module.py").write_text(
        "import pulumi\n"
        "class Thing(pulumi.ComponentResource):\n"
        "    def __init__(self):\n"
        "        super().__init__('own:index:Thing', 'thing')\n"
        "def make():\n"
        "    Thing()\n",
        encoding="utf-8",
    )
    language = _program(folder, "import own_module\n\nown_module.make()\n")
    assert _run(language, engine) == language_pb2.RunResponse()
    # The position, and then the frames from the innermost on.
    assert engine.positions["thing"] == ["own_module.py:6", "own_module.py:6", "__main__.py:3"]


def test_the_engine_is_told_what_a_program_logs_but_for_debug_messages(
    folder: Path, engine: FakeEngine
) -> None:
    language = _program(
        folder,
        "from pulumi import log\nlog.debug('quiet')\nlog.info('said')\nlog.warn('loud')\n",
    )
    assert _run(language, engine) == language_pb2.RunResponse()
    assert engine.log == ["said", "loud"]
