"""The worker process of a deployment, seen from the process that started it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import frozen

from polycloud_testing.simulation.automation.errors import EngineError

_MODULE: Final = "polycloud_testing.simulation.automation.worker"
_PATIENCE: Final = 10.0
"""Seconds that the worker has to end in."""


@frozen
class Attachment:
    """Where the engine finds the program, and the environment with its providers."""

    program: str
    environment: Mapping[str, str]


class Worker:
    """A worker process, which is started when first needed and lives until it is closed."""

    def __init__(self, settings: Mapping[str, Any], on_output: Callable[[str], None]) -> None:
        """``on_output`` gets the lines that the program prints, from a thread."""
        self._settings = json.dumps(settings)
        self._on_output = on_output
        self._process: subprocess.Popen[str] | None = None
        self._attachment: Attachment | None = None

    def begin(self) -> None:
        """Start the process if it does not run, and do not wait for it."""
        if self._process is not None and (self._attachment is None or self._process.poll() is None):
            return
        self._attachment = None
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter, our module
            [
                sys.executable,
                "-m",
                "polycloud_testing.simulation.automation.worker",
                self._settings,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            process_group=0 if os.name == "posix" else None,
        )

    def attach(self) -> Attachment:
        """Where to attach, the process started if it does not run.

        Raises:
            EngineError: it does not start.
        """
        self.begin()
        if self._attachment is None:
            self._attachment = self._attached()
        return self._attachment

    def close(self) -> None:
        """End the process, if it runs."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _attached(self) -> Attachment:
        process = self._process
        if process is None or process.stdout is None:
            raise EngineError("The simulated clouds were stopped.")
        first = process.stdout.readline()
        try:
            attachment = Attachment(**json.loads(first))
        except (ValueError, TypeError):
            # Its input closed, it ends even if it was about to serve.
            self.close()
            rest = process.stdout.read()
            raise EngineError(f"The simulated clouds did not start:\n{first}{rest}") from None
        threading.Thread(target=self._pass_on, args=(process,), daemon=True).start()
        return attachment

    def _pass_on(self, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            self._on_output(line.rstrip())
