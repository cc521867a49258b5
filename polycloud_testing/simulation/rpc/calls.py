"""The calls that are being answered, and how one is answered that fails."""

from __future__ import annotations

import logging
import threading
from collections.abc import Generator, Iterable
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Final

import grpc
from attrs import frozen
from google.protobuf.message import Message
from pulumi.runtime.proto import errors_pb2, status_pb2

from polycloud_testing.simulation.interface import CheckFailure, SimulationError
from polycloud_testing.simulation.rpc.clock import InterruptibleClock

_DEFECT: Final = grpc.StatusCode.INTERNAL
_log = logging.getLogger(__name__)


class Calls:
    """The calls under way by the connection they came over, which is one a provider.

    The engine opens a connection for each provider resource, so that a connection stands
    for one provider's configuration as well.
    """

    def __init__(self, clock: InterruptibleClock | None) -> None:
        self._clock = clock
        self._under_way: dict[str, set[threading.Event]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def under_way(self, context: grpc.ServicerContext) -> Generator[None]:
        """Answer a call: its waits end when its connection is lost or is interrupted."""
        peer, interruption = context.peer(), threading.Event()
        with self._lock:
            self._under_way.setdefault(peer, set()).add(interruption)
        # Refused only where the call is over already.
        if not context.add_callback(interruption.set):
            interruption.set()
        waiting: AbstractContextManager[None] = nullcontext()
        if self._clock is not None:
            waiting = self._clock.interrupted_by(interruption)
        try:
            with waiting:
                yield
        finally:
            with self._lock:
                calls = self._under_way[peer]
                calls.discard(interruption)
                if not calls:
                    del self._under_way[peer]

    def interrupt(self, peer: str | None = None) -> None:
        """End the waits of all calls, or of those of one connection."""
        with self._lock:
            connections = self._under_way.values() if peer is None else [self._under_way.get(peer)]
            for interruption in {event for calls in connections for event in calls or ()}:
                interruption.set()


@frozen
class Refusal(Exception):  # noqa: N818 - an answer, no defect
    """An answer that is an error; ``detail`` is what the engine reads of it."""

    message: str
    detail: Message | None = None
    code: grpc.StatusCode = grpc.StatusCode.UNKNOWN


def refusal_of(message: str, failures: Iterable[CheckFailure]) -> Refusal:
    """The refusal of inputs for all that is wrong with them."""
    detail = errors_pb2.InputPropertiesError()
    for failure in failures:
        detail.errors.add(property_path=failure.path, reason=failure.reason)
    return Refusal(message, detail, grpc.StatusCode.INVALID_ARGUMENT)


@contextmanager
def answering(context: grpc.ServicerContext, calls: Calls) -> Generator[None]:
    """Answer a call; a refusal by the simulated clouds, or by the engine, ends it."""
    with calls.under_way(context):
        try:
            yield
            return
        except Refusal as refused:
            refusal = refused
        except SimulationError as error:
            refusal = Refusal(str(error))
        except grpc.RpcError as error:
            # Of the engine's own services: it has told the user what is the matter.
            refusal = Refusal(str(error.details() if isinstance(error, grpc.Call) else error))
        except Exception as error:  # noqa: BLE001 - told to the user and to the log
            _log.exception("A simulated provider failed.")
            refusal = Refusal(f"The simulated provider failed: {error!r}.", None, _DEFECT)
    if refusal.detail is not None:
        status = status_pb2.Status(code=refusal.code.value[0], message=refusal.message)
        status.details.add().Pack(refusal.detail)
        context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(refusal.code, refusal.message)
