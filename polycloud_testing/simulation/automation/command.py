"""The pulumi CLI as a process that can be interrupted."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from typing import IO, Any, Final

from pulumi.automation import CommandResult, PulumiCommand
from pulumi.automation.errors import create_command_error

from polycloud_testing.simulation.automation.errors import EngineMissingError

Line = Callable[[str], Any]

_FOREIGN: Final = frozenset(
    {
        "PULUMI_ACCESS_TOKEN",
        "PULUMI_CONFIG",
        "PULUMI_CONFIG_PASSPHRASE",
        "PULUMI_CONFIG_SECRET_KEYS",
        "PULUMI_CREDENTIALS_PATH",
        "PULUMI_STACK",
    }
)
"""What the user's environment must not decide in a simulated deployment."""


class EngineCommand(PulumiCommand):
    """Runs the CLI in a process group of its own.

    So an interrupt from the terminal reaches only this process, which passes it on: the
    first asks the engine to end in good order, the second to end now.
    """

    def __init__(self) -> None:
        """Find the CLI.

        Raises:
            EngineMissingError: there is none on PATH.
            pulumi.automation.InvalidVersionError: it is too old for the SDK.
        """
        if shutil.which("pulumi") is None:
            raise EngineMissingError(
                "There is no pulumi CLI on PATH: see https://www.pulumi.com/docs/install/. "
                "Simulated deployments in process need none."
            )
        super().__init__()
        self._process: subprocess.Popen[str] | None = None
        self.interrupts = 0
        """How often the command under way, or the last one, was interrupted."""
        self.result = CommandResult("", "", 0)
        """What came of the last command, also where it failed."""

    def interrupt(self) -> None:
        """Interrupt what is under way, if anything is."""
        process = self._process
        if process is not None and process.poll() is None:
            self.interrupts += 1
            process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: Line | None = None,
        on_error: Line | None = None,
    ) -> CommandResult:
        """Run a command to its end.

        Raises:
            pulumi.automation.CommandError: it failed.
        """
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in _FOREIGN and not name.startswith("PULUMI_OPTION_")
        }
        environment |= {**additional_env, "PULUMI_AUTOMATION_API": "true"}
        self.interrupts = 0
        with subprocess.Popen(  # noqa: S603 - the arguments are ours
            [self.command, "--non-interactive", *args],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=environment,
            encoding="utf-8",
            process_group=0 if os.name == "posix" else None,
        ) as process:
            self._process = process
            output, errors = _Lines(process.stdout, on_output), _Lines(process.stderr, on_error)
            code = self._wait(process)
            self.result = CommandResult(stdout=output.text(), stderr=errors.text(), code=code)
        if code != 0:
            raise create_command_error(self.result)
        return self.result

    def _wait(self, process: subprocess.Popen[str]) -> int:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                self.interrupt()


class _Lines:
    """Reads a stream to its end, line by line, in a thread."""

    def __init__(self, stream: IO[str] | None, on_line: Line | None) -> None:
        self._lines: list[str] = []
        self._thread = threading.Thread(target=self._read, args=(stream, on_line), daemon=True)
        self._thread.start()

    def text(self) -> str:
        """All of it, once the stream has ended."""
        self._thread.join()
        return "\n".join(self._lines)

    def _read(self, stream: IO[str] | None, on_line: Line | None) -> None:
        for line in stream or ():
            self._lines.append(line.rstrip())
            if on_line is not None:
                on_line(line.rstrip())
