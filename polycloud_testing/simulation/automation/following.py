"""Keeping the copies of a project's settings as the project's files are."""

from __future__ import annotations

import logging
import threading
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from polycloud_testing.simulation.automation.command import EngineCommand
from polycloud_testing.simulation.automation.errors import EngineError
from polycloud_testing.simulation.automation.folder import StateFolder
from polycloud_testing.simulation.automation.settings import Project, read_project
from polycloud_testing.simulation.automation.workspace import open_stack

_INTERVAL: Final = 0.5
"""Seconds between two looks at the files."""

_log = logging.getLogger(__name__)


@contextmanager
def following(root: Path, stacks: Iterable[str], state: StateFolder) -> Generator[None]:
    """Make the stacks, and have their copied settings follow the project's files.

    A file that cannot be read is told of in the log, and its copy stays as it was.

    Raises:
        EngineMissingError: there is no pulumi CLI on PATH.
        EngineError: the project cannot be read.
    """
    names = tuple(stacks)
    if not names:
        yield
        return
    command = EngineCommand()
    projects = {name: read_project(root, name) for name in names}
    for project in projects.values():
        open_stack(project, state, command)
    ended = threading.Event()
    follower = threading.Thread(target=_follow, args=(projects, state, command, ended))
    follower.start()
    try:
        yield
    finally:
        ended.set()
        follower.join()


def _follow(
    projects: Mapping[str, Project],
    state: StateFolder,
    command: EngineCommand,
    ended: threading.Event,
) -> None:
    known = dict(projects)
    told: dict[str, str] = {}
    while not ended.wait(_INTERVAL):
        for name, before in known.items():
            try:
                project = read_project(before.folder, name)
                if project != before:
                    open_stack(project, state, command)
                    known[name] = project
                told.pop(name, None)
            except EngineError as error:
                if told.get(name) != str(error):
                    told[name] = str(error)
                    _log.warning("%s", error)
