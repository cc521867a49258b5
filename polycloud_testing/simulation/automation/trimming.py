"""What the SDK tells the engine and nobody reads, left out.

Each registration comes with its whole stack of calls, down to the thread that the program runs
in, and the engine keeps it in the state, which it writes at every step: half of a state would be
frames of the SDK, of what is installed and of the host. And each step of a registration is a
debug message of its own, a call that the program waits for, which the engine throws away: it is
never started with ``--debug`` here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, resource_pb2, source_pb2

Register = Callable[..., resource_pb2.RegisterResourceResponse]
Log = Callable[..., empty_pb2.Empty]


def with_frames_of(folder: Path, register: Register) -> Register:
    """``register``, a monitor's RegisterResource, told of each stack the frames in ``folder``,
    but for those of an environment in it. The position of the registration is told apart, and
    stays.
    """
    within, installed = f"{folder.as_uri()}/", f"{Path(sys.prefix).as_uri()}/"

    def is_own(uri: str) -> bool:
        return uri.startswith(within) and not uri.startswith(installed)

    def ask(request: resource_pb2.RegisterResourceRequest, **options: Any) -> Any:
        trace: source_pb2.StackTrace = cast("Any", request).stackTrace  # not in the SDK's types
        told = [frame for frame in trace.frames if is_own(frame.pc.uri)]
        trace.CopyFrom(source_pb2.StackTrace(frames=told))
        return register(request, **options)

    return ask


def without_debug(log: Log) -> Log:
    """``log``, an engine's Log, but for debug messages."""

    def ask(request: engine_pb2.LogRequest, **options: Any) -> Any:
        if request.severity == engine_pb2.DEBUG:
            return empty_pb2.Empty()
        return log(request, **options)

    return ask
