"""Serving the simulated clouds to a pulumi CLI that somebody else runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from polycloud_testing.simulation.automation.folder import StateFolder
from polycloud_testing.simulation.automation.following import following
from polycloud_testing.simulation.core import SimulatedClouds
from polycloud_testing.simulation.faults import Faults, parse_fault
from polycloud_testing.simulation.inventory import SqliteInventory
from polycloud_testing.simulation.rpc import InterruptibleClock, ProviderServers

_LONGEST: Final = 120
"""Characters of an interpreter's path that every kernel takes in a script's first line."""

_LAUNCHER: Final = """\
#!{python}
# Starts Python for the engine. The engine asks pip first which plugins it is to install:
# none, since all of them are attached; so the seconds that pip takes are saved, and an
# environment without pip will do.
import os, sys

if sys.argv[1:4] == ["-m", "pip", "list"]:
    print("[]")
else:
    os.execv({python!r}, [{python!r}, *sys.argv[1:]])
"""


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
    which ``pulumi up`` uses them, and the project's state folder.

    In it the CLI works on copies of the project's settings, whatever folder it is run in,
    since it writes into them what would disturb real deployments. The copies follow the
    project's files, which are the ones to edit. Each of ``stacks`` is made where it is
    missing, so that it can be selected at once. Operations of several stacks may run at the
    same time. The clouds are served to the end of the context, and what is in them stays.

    Raises:
        EngineMissingError: there are ``stacks`` to be made, and no pulumi CLI on PATH.
        EngineError: the project cannot be read.
        ValueError: a fault is not written as it should be.
    """
    root = Path(folder).resolve()
    state = StateFolder.of(root)
    clock = InterruptibleClock(time_scale)
    core = SimulatedClouds(
        SqliteInventory(state.inventory),
        faults=Faults(map(parse_fault, faults), seed=seed),
        clock=clock,
        seed=seed,
    )
    with ProviderServers(core, clock=clock) as servers, following(root, stacks, state):
        yield {
            **state.environment,
            **servers.environment,
            "PULUMI_OPTION_CWD": str(state.settings),
            "PULUMI_PYTHON_CMD": str(_launcher(state)),
        }


def _launcher(state: StateFolder) -> Path:
    """What the engine starts Python with: this interpreter, with a shortcut."""
    if os.name != "posix" or " " in sys.executable or len(sys.executable) > _LONGEST:
        return Path(sys.executable)
    launcher = state.path / "python"
    launcher.write_text(_LAUNCHER.format(python=sys.executable), encoding="utf-8")
    launcher.chmod(0o700)
    return launcher
