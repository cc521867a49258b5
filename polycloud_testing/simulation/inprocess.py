"""Running a Pulumi program against the simulated clouds, in this process.

Nothing but the Pulumi SDKs is needed: no CLI, no plugin, no account, no network. The
program does what it does under ``pulumi up``, with the same configuration, transforms,
secrets and unknowns, and what comes of it is a `Run` with the resource graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import field, frozen

from polycloud.graph import ResourceGraph
from polycloud_testing.simulation import sealing
from polycloud_testing.simulation.core import SimulatedClouds
from polycloud_testing.simulation.engine.events import Event
from polycloud_testing.simulation.engine.ledger import Failure, Interval, Ledger
from polycloud_testing.simulation.garbage import collector_at_rest
from polycloud_testing.simulation.interface import Core

__all__ = ["Event", "Failure", "Interval", "Run", "RunError", "run"]


class RunError(Exception):
    """A run in which something failed; the message lists all of it."""

    def __init__(self, failures: Iterable[Failure]) -> None:
        self.failures = tuple(failures)
        super().__init__("\n".join(str(failure) for failure in self.failures))


@frozen
class Run:
    """What came of running a program.

    ``outputs`` are the stack's outputs as the program exported them, secrets included;
    ``graph.outputs`` are the same without secrets. ``duration`` is how long the update
    takes in simulated seconds if everything that can is done in parallel; ``timeline``
    says from when to when each resource was made. ``failures`` are all that went wrong,
    ``skipped`` the URNs of what was not tried because it needs what failed.
    """

    graph: ResourceGraph
    outputs: Mapping[str, Any]
    secret_outputs: frozenset[str] = frozenset()
    duration: float = 0.0
    failures: tuple[Failure, ...] = ()
    skipped: tuple[str, ...] = ()
    timeline: Mapping[str, Interval] = field(factory=dict[str, Any])

    def raise_for_failures(self) -> Run:
        """This run, if nothing failed. Raises `RunError` otherwise."""
        if self.failures:
            raise RunError(self.failures)
        return self


def run(
    program: Callable[[], Any],
    *,
    project: str,
    stack: str,
    config: Mapping[str, str] | None = None,
    secret_keys: Iterable[str] = (),
    preview: bool = False,
    core: Core | None = None,
    on_event: Callable[[Event], None] | None = None,
    organization: str = "organization",
    references: Mapping[str, Mapping[str, Any]] | None = None,
) -> Run:
    """Run ``program`` as ``pulumi up`` would, or with ``preview`` as ``pulumi preview``.

    ``config`` is the stack's configuration by full key (``aws:region``), every value a
    text as Pulumi keeps it (JSON for what is structured); ``secret_keys`` are the keys of
    it that are secret. Without ``core`` the run has clouds of its own, empty at first.
    ``references`` are the outputs of other stacks by the name under which a
    ``StackReference`` asks for them. ``on_event`` is told of every resource as it comes.

    A resource that is refused does not end the run: the failure is noted, what depends on
    it is skipped, and the rest goes on, so that all that is wrong is known at once. An
    update starts from nothing: the program's resources are created, and with a ``core``
    that has been used before, names that are taken there are refused.

    Runs may follow one another in a process, and may be made from several threads at
    once, each with its own state; within an event loop a run is refused.

    Raises:
        ValueError: the configuration of the engine itself (``pulumi:``) is malformed.
        RuntimeError: called on a thread whose event loop is running.
        Exception: whatever the program raises, as it is; with failures noted before it
            added as notes.
    """
    # The Pulumi SDK takes half a second to import; who only wants the types of this
    # module does not pay for it.
    from polycloud_testing.simulation.engine.lookup import Lookups
    from polycloud_testing.simulation.engine.monitor import Monitor
    from polycloud_testing.simulation.engine.providers import Providers
    from polycloud_testing.simulation.engine.registrar import Registrar
    from polycloud_testing.simulation.engine.runtime import Callbacks, run_program
    from polycloud_testing.simulation.engine.transforms import Transforms

    clouds = core if core is not None else SimulatedClouds()
    settings = dict(config or {})
    ledger = Ledger()
    providers = Providers(ledger, settings)
    callbacks = Callbacks()
    transforms = Transforms(callbacks.find)
    registrar = Registrar(
        clouds,
        ledger,
        providers,
        transforms,
        project=project,
        stack=stack,
        preview=preview,
        on_event=on_event if on_event is not None else _ignore,
    )
    lookups = Lookups(clouds, ledger, providers, references or {})
    monitor = Monitor(clouds, ledger, registrar, providers, transforms, lookups)
    callbacks.serve_for(monitor)
    try:
        with collector_at_rest():
            run_program(
                program,
                monitor,
                callbacks,
                project=project,
                stack=stack,
                organization=organization,
                preview=preview,
                config=settings,
                secret_keys=frozenset(secret_keys),
            )
    except Exception as error:
        for failure in ledger.failures:
            error.add_note(str(failure))
        raise
    shown = sealing.sealed(
        monitor.outputs,
        monitor.secret_outputs,
        sealing.secret_texts(monitor.outputs, monitor.secret_outputs),
    )
    return Run(
        graph=ResourceGraph(
            (entry.resource for entry in ledger), outputs=shown, project=project, stack=stack
        ),
        outputs=monitor.outputs,
        secret_outputs=monitor.secret_outputs,
        duration=max((i.finished for i in ledger.intervals.values()), default=0.0),
        failures=tuple(ledger.failures),
        skipped=tuple(ledger.skipped),
        timeline=ledger.intervals,
    )


def _ignore(event: Event) -> None:
    """Nobody asked to be told."""
