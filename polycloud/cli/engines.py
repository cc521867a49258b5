"""Other ways to do an operation than Pulumi on real clouds, found by entry point."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Final, Protocol

import click

from polycloud.platform.sources import Source

GROUP: Final = "polycloud.engines"


class Engine(Protocol):
    """Carries out ``preview``, ``up``, ``refresh`` and ``destroy`` in its own way."""

    flag: str
    """The parameter that asks for it; true when it was given."""

    def options(self, command: click.Command) -> click.Command:
        """Return the command with the engine's options, ``flag`` among them."""
        ...

    def run(
        self,
        operation: str,
        source: Source,
        folder: Path,
        config: Path | None,
        given: Mapping[str, Any],
        *,
        as_json: bool,
    ) -> int:
        """Do the operation with the options that were given; return the exit code.

        Raises:
            click.UsageError: an option cannot be what it is.
        """
        ...


@cache
def installed_engines() -> tuple[Engine, ...]:
    """Return the engines of every installed distribution."""
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return tuple(point.load() for point in points)
