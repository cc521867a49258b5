"""Who holds the lock of a stack in the state folder."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from polycloud_testing.simulation.automation.folder import StateFolder

_POLL: Final = 0.2


def wait_for_holders(folder: StateFolder, stack: str, patience: float) -> tuple[int, ...]:
    """Wait until no process holds the stack's lock; those that hold it after ``patience``
    seconds, by process id. Locks of processes that are gone do not count.
    """
    deadline = time.monotonic() + patience
    while True:
        holders = tuple(_holders(folder, stack))
        if not holders or time.monotonic() > deadline:
            return holders
        time.sleep(_POLL)


def _holders(folder: StateFolder, stack: str) -> Iterator[int]:
    locks = folder.path / "state" / ".pulumi" / "locks"
    for file in locks.rglob("*.json"):
        if file.parent.name != stack:
            continue
        try:
            content: Any = json.loads(file.read_text(encoding="utf-8"))
            holder = int(content["pid"])
        except (OSError, ValueError, KeyError):
            continue  # Gone in the meantime, or half written by one that was killed.
        if _is_engine(holder):
            yield holder


def _is_engine(process: int) -> bool:
    """Whether a process runs, and is not another one that got the number later."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    command = Path(f"/proc/{process}/comm")
    try:
        return command.read_text(encoding="utf-8").strip().startswith("pulumi")
    except OSError:
        return True  # A system that does not tell.
