"""A project's stack on the simulated clouds, operated by the real Pulumi engine."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from pulumi.automation import CommandError, ConcurrentUpdateError, Stack

from polycloud.graph import ResourceGraph, from_export, from_preview
from polycloud.graph.states import plain
from polycloud_testing.simulation.automation.command import EngineCommand
from polycloud_testing.simulation.automation.errors import EngineError
from polycloud_testing.simulation.automation.eventlog import event_log
from polycloud_testing.simulation.automation.events import Event, Progress
from polycloud_testing.simulation.automation.folder import StateFolder
from polycloud_testing.simulation.automation.host import Worker
from polycloud_testing.simulation.automation.outcome import Operation, Outcome
from polycloud_testing.simulation.automation.references import stand_in
from polycloud_testing.simulation.automation.settings import read_project
from polycloud_testing.simulation.automation.workspace import open_stack


class Deployment:
    """Operates the stack ``stack`` of the Pulumi project in ``folder``.

    The engine is the pulumi CLI on PATH, the program is the project's own, run by this
    interpreter. What is made is in the project's state folder (`StateFolder`); nothing of
    the user's login, state or settings is touched. A context manager: at its end the
    process that serves the simulated clouds ends, and they stay as they are.

    An interrupt (Ctrl-C) during an operation ends it in good order: what is under way is
    completed and recorded; a second one ends it at once, after which `recover` is needed.
    """

    def __init__(
        self,
        folder: Path | str,
        stack: str,
        *,
        config: Path | None = None,
        time_scale: float = 0.0,
        faults: Iterable[str] = (),
        seed: str = "",
        on_event: Callable[[Event], None] | None = None,
        references: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        """``config`` takes the place of ``Pulumi.<stack>.yaml``. ``time_scale`` is real
        seconds a simulated second, ``faults`` are as `polycloud_testing.simulation.faults` reads
        them, ``seed`` changes what the clouds make up. ``on_event`` is told of everything
        that happens, from a thread. ``references`` are the outputs of other stacks, by
        ``organization/project/stack``; a stack of the state folder needs none.

        Raises:
            EngineMissingError: there is no pulumi CLI on PATH.
            EngineError: the project cannot be read.
        """
        self._command = EngineCommand()
        self._config = config
        self.project = read_project(Path(folder), stack, config)
        self.folder = StateFolder.of(self.project.folder)
        self._on_event = on_event if on_event is not None else _ignore
        self._progress = Progress(self._on_event)
        self._worker = Worker(
            {
                "folder": str(self.project.folder),
                "program": self.project.program,
                "inventory": str(self.folder.inventory),
                "time_scale": time_scale,
                "faults": list(faults),
                "seed": seed,
            },
            self._say,
        )
        self._references = references or {}
        self._stack: Stack | None = None

    def __enter__(self) -> Deployment:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process that serves the simulated clouds."""
        self._worker.close()

    def interrupt(self) -> None:
        """Interrupt the operation under way, as Ctrl-C does; from any thread."""
        self._command.interrupt()

    def preview(
        self,
        *,
        refresh: bool = False,
        targets: Sequence[str] = (),
        parallel: int | None = None,
    ) -> Outcome:
        """What `up` would do. The graph is that of the deployment after it.

        Raises:
            EngineError: the engine could not work, in this and all other operations.
        """
        arguments = ["--json", "--show-sames", *_choices(targets, parallel)]
        return self._operate("preview", [*arguments, *(["--refresh"] if refresh else [])])

    def up(
        self,
        *,
        refresh: bool = False,
        targets: Sequence[str] = (),
        parallel: int | None = None,
        continue_on_error: bool = False,
    ) -> Outcome:
        """Bring the deployment to what the program asks for. ``targets`` are URNs;
        ``refresh`` looks first how the clouds are.
        """
        arguments = ["--yes", "--skip-preview", *_choices(targets, parallel)]
        arguments += ["--refresh"] if refresh else []
        arguments += ["--continue-on-error"] if continue_on_error else []
        return self._operate("up", arguments)

    def refresh(self, *, targets: Sequence[str] = (), parallel: int | None = None) -> Outcome:
        """Bring the state to what is in the clouds."""
        return self._operate("refresh", ["--yes", "--skip-preview", *_choices(targets, parallel)])

    def destroy(self, *, protected: bool = False, parallel: int | None = None) -> Outcome:
        """Remove the deployment from the clouds; what is protected, and what that needs,
        only if ``protected`` says so.
        """
        if protected:
            self.run("state", "unprotect", "--all", "--yes")
        arguments = ["--yes", "--skip-preview", *_choices((), parallel)]
        return self._operate("destroy", arguments + ([] if protected else ["--exclude-protected"]))

    def preview_destroy(self) -> Outcome:
        """What `destroy` would remove; the graph is that of the deployment as it is."""
        return self._operate("destroy", ["--preview-only", "--exclude-protected"])

    def cancel(self) -> None:
        """Release the lock of an operation that was killed. `recover` does more."""
        self.run("cancel", "--yes")

    def graph(self) -> ResourceGraph:
        """The deployment as the state has it."""
        return from_export(self.export())

    def export(self) -> dict[str, Any]:
        """The state as ``pulumi stack export`` gives it; secrets are encrypted."""
        return json.loads(self.run("stack", "export"))

    def edit(self, change: Callable[[dict[str, Any]], None]) -> None:
        """Change the state, as ``pulumi stack export`` and ``import`` around an editor.

        ``change`` is given what `export` gives, to be changed in place.

        Raises:
            EngineError: the engine does not accept the changed state.
        """
        state = self.export()
        change(state)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "state.json")
            file.write_text(json.dumps(state), encoding="utf-8")
            self.run("stack", "import", "--file", str(file))

    def outputs(self) -> Mapping[str, Any]:
        """The stack's outputs, secrets included."""
        return {name: output.value for name, output in self._opened().outputs().items()}

    def run(self, *arguments: str) -> str:
        """Run another command of the CLI on the stack; what it printed.

        Raises:
            EngineError: it failed.
        """
        self._opened()
        try:
            result = self._command.run(
                [*arguments, "--stack", self.project.stack],
                str(self.folder.settings),
                self.folder.environment,
            )
        except CommandError as error:
            raise self._refusal(error) from error
        return result.stdout

    def _say(self, line: str) -> None:
        self._progress.say(line)

    def _opened(self) -> Stack:
        # The user may have edited the settings since the last operation.
        project = read_project(self.project.folder, self.project.stack, self._config)
        if self._stack is None or project != self.project:
            self.project = project
            self._stack = open_stack(project, self.folder, self._command)
            stand_in(self.folder.path / "state", self._references)
        return self._stack

    def _operate(self, operation: Operation, arguments: Sequence[str]) -> Outcome:
        started = time.monotonic()
        self._progress = progress = Progress(self._on_event)
        self._worker.begin()
        self._opened()
        attachment = self._worker.attach()
        error: CommandError | None = None
        with event_log(progress.take) as address:
            common = ["--stack", self.project.stack, "--client", attachment.program]
            common += ["--event-log", address, "--exec-kind", "auto.local", "--color", "never"]
            try:
                self._command.run(
                    [operation, *common, *arguments],
                    str(self.folder.settings),
                    {
                        **self.folder.environment,
                        **attachment.environment,
                        # Without it the CLI has no event log.
                        "PULUMI_DEBUG_COMMANDS": "true",
                    },
                )
            except CommandError as raised:
                error = raised
        cancelled, output = self._command.interrupts > 0, self._command.result.stdout
        if cancelled or self._command.result.code < 0:
            # The program may not have noticed, and the next run is not to wait for it.
            self._worker.close()
        if error is not None and not progress.failures and not cancelled:
            raise self._refusal(error) from error
        return Outcome(
            operation=operation,
            graph=_planned(output, progress.outputs) if operation == "preview" else self.graph(),
            changes=progress.changes,
            failures=progress.failures,
            warnings=tuple(progress.warnings),
            notes=self.project.notes,
            seconds=time.monotonic() - started,
            cancelled=cancelled,
        )

    def _refusal(self, error: CommandError) -> EngineError:
        """What the CLI said when it did not begin, for a person."""
        if isinstance(error, ConcurrentUpdateError):
            return EngineError(
                "The stack is locked: another operation is under way, or one was killed. If "
                "none runs, recover the stack."
            )
        result = self._command.result
        told = (result.stderr or result.stdout).strip()
        return EngineError(told.removeprefix("error: ") or f"pulumi ended with {result.code}.")


def _choices(targets: Sequence[str], parallel: int | None) -> list[str]:
    chosen = [argument for urn in targets for argument in ("--target", urn)]
    return chosen + (["--parallel", str(parallel)] if parallel is not None else [])


def _planned(output: str, outputs: Mapping[str, Any]) -> ResourceGraph:
    """The graph of a preview, empty where it failed before there was anything."""
    try:
        graph = from_preview(output)
    except ValueError:
        return ResourceGraph()
    planned = {name: plain(value, name, set()) for name, value in outputs.items()}
    return ResourceGraph(graph, outputs=planned, project=graph.project, stack=graph.stack)


def _ignore(event: Event) -> None:
    """Nobody asked to be told."""
