"""Serving the simulated clouds to a pulumi CLI that somebody else runs."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path

from polycloud.simulation.automation.command import EngineCommand
from polycloud.simulation.automation.folder import StateFolder
from polycloud.simulation.automation.settings import read_project
from polycloud.simulation.automation.workspace import open_stack
from polycloud.simulation.core import SimulatedClouds
from polycloud.simulation.faults import Faults, parse_fault
from polycloud.simulation.inventory import SqliteInventory
from polycloud.simulation.rpc import InterruptibleClock, ProviderServers


@contextmanager
def serve(
    folder: Path | str,
    *,
    stacks: Iterable[str] = (),
    time_scale: float = 0.0,
    faults: Iterable[str] = (),
    seed: str = "",
) -> Generator[Mapping[str, str]]:
    """Serve the simulated clouds of the project in ``folder``; gives the environment in
    which ``pulumi up`` there uses them, and the project's state folder.

    Each of ``stacks`` is made where it is missing, so that it can be selected at once.
    Operations of several stacks may run at the same time. The clouds are served to the end
    of the context, and what is in them stays.

    Raises:
        EngineMissingError: there are ``stacks`` to be made, and no pulumi CLI on PATH.
        EngineError: the project cannot be read.
        ValueError: a fault is not written as it should be.
    """
    root = Path(folder).resolve()
    state = StateFolder.of(root)
    for stack in stacks:
        open_stack(read_project(root, stack), state, EngineCommand())
    clock = InterruptibleClock(time_scale)
    core = SimulatedClouds(
        SqliteInventory(state.inventory),
        faults=Faults(map(parse_fault, faults), seed=seed),
        clock=clock,
        seed=seed,
    )
    with ProviderServers(core, clock=clock) as servers:
        yield {
            **state.environment,
            **servers.environment,
            # The stack's key is in its state; the project's own files stay as they are.
            "PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER": "true",
            "PULUMI_PYTHON_CMD": sys.executable,
        }
