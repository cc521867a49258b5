"""Simulated clouds as an engine of the deployment commands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from polycloud.platform.sources import Source
from polycloud_testing.cli.simulation_options import gathered, simulation_options


class Simulation:
    """Does the operation on simulated clouds; ``--simulated`` asks for it."""

    flag = "simulated"

    def options(self, command: click.Command) -> click.Command:
        """Return the command with ``--simulated`` and all that goes with it."""
        return simulation_options(command)

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
        """Do the operation; return the exit code.

        Raises:
            click.UsageError: a fault is malformed, or the operation needs the Pulumi engine.
        """
        options = gathered(given)
        # What simulates is loaded only when it is asked for.
        from polycloud_testing.cli import simulated

        return simulated.simulate(operation, source, folder, config, options, as_json=as_json)


engine = Simulation()
