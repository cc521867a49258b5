"""Where the engine sends its events."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.automation.events import EngineEvent
from pulumi.runtime.proto import events_pb2_grpc


class _Events(events_pb2_grpc.EventsServicer):
    def __init__(self, take: Callable[[EngineEvent], None]) -> None:
        self._take = take
        self.error: Exception | None = None

    def StreamEvents(
        self, request_iterator: Iterator[Any], context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """Take events as they come, to the end of the command."""
        for request in request_iterator:
            try:
                event = EngineEvent.from_json(json.loads(request.event))  # pyright: ignore[reportUnknownMemberType]
                self._take(event)
            except Exception as error:  # noqa: BLE001 - raised where it can be seen
                self.error = self.error or error
        return empty_pb2.Empty()


@contextmanager
def event_log(take: Callable[[EngineEvent], None]) -> Generator[str]:
    """Listen for events; gives the address for the CLI's ``--event-log``.

    What ``take`` raises is raised at the end, and the engine is not disturbed by it.
    """
    servicer = _Events(take)
    server = grpc.server(ThreadPoolExecutor(2), options=[("grpc.max_receive_message_length", -1)])
    events_pb2_grpc.add_EventsServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"tcp://127.0.0.1:{port}"
    finally:
        server.stop(grace=5).wait()
    if servicer.error is not None:
        raise servicer.error
