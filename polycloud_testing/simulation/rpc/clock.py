"""A clock whose waits end when the call that waits is cancelled."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager


class InterruptibleClock:
    """Waits a fraction of the simulated time, at most until its call is interrupted.

    An interrupted wait returns early and raises nothing: the simulated cloud completes
    what it had begun, as a real one does when its caller goes away.
    """

    def __init__(self, factor: float = 0.0) -> None:
        """``factor`` is real seconds a simulated second: 1 is as slow as the clouds, 0 does
        not wait at all.

        Raises:
            ValueError: ``factor`` is negative.
        """
        if factor < 0:
            raise ValueError(f"A clock runs forward: {factor} is below 0.")
        self.factor = factor
        self._calls = threading.local()

    @contextmanager
    def interrupted_by(self, interruption: threading.Event) -> Generator[None]:
        """End the waits of this thread as soon as ``interruption`` is set."""
        before = getattr(self._calls, "interruption", None)
        self._calls.interruption = interruption
        try:
            yield
        finally:
            self._calls.interruption = before

    def sleep(self, seconds: float) -> None:
        """Let simulated ``seconds`` pass."""
        wait = min(seconds * self.factor, threading.TIMEOUT_MAX)
        if wait <= 0:
            return
        interruption = getattr(self._calls, "interruption", None) or threading.Event()
        interruption.wait(wait)
