"""How simulated clouds behave: fast or slow, and what goes wrong on purpose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import click
from attrs import frozen

F = TypeVar("F", bound=Callable[..., Any])

SIMULATED: Final = "Simulated clouds: nothing here is real, no account is touched, nothing is paid."
"""The first line of everything that is simulated."""


@frozen
class SimulationOptions:
    """``speed`` is simulated seconds a real second, 0 for no waiting at all. ``faults`` are
    in the words of `polycloud_testing.simulation.faults`.
    """

    speed: float = 0.0
    faults: tuple[str, ...] = ()
    seed: str = ""
    timeline: Path | None = None
    in_process: bool = False

    @property
    def time_scale(self) -> float:
        """Real seconds a simulated second."""
        return 1 / self.speed if self.speed else 0.0


def simulation_options(command: F) -> F:
    """``--simulated`` and all that goes with it, gathered by `gathered`."""
    pattern = "PATTERN[:N]"
    options = (
        click.option("--simulated", is_flag=True, help="On simulated clouds, on this machine."),
        click.option(
            "--in-process",
            is_flag=True,
            help="With --simulated: without the Pulumi engine, even where its CLI is installed.",
        ),
        click.option(
            "--speed",
            type=click.FloatRange(min=0),
            default=0.0,
            metavar="N",
            help="With --simulated: N times as fast as real clouds; 0, the default, does not wait.",
        ),
        click.option(
            "--timeline",
            type=click.Path(dir_okay=False, path_type=Path),
            metavar="FILE.html",
            help="With --simulated: draw when each resource was made.",
        ),
        click.option(
            "--fail",
            multiple=True,
            metavar=pattern,
            help="With --simulated: refuse the resources whose URN, type or name matches, N times.",
        ),
        click.option("--hang", multiple=True, metavar=pattern, help="Likewise: never answer."),
        click.option(
            "--partial", multiple=True, metavar=pattern, help="Likewise: make it, lose the answer."
        ),
        click.option(
            "--throttle",
            type=click.FloatRange(0, 1),
            metavar="P",
            help="With --simulated: answer a share P of the calls with a rate limit.",
        ),
        click.option("--seed", default="", help="With --simulated: change what chance decides."),
    )
    for option in options:
        command = option(command)
    return command


def gathered(given: Mapping[str, Any]) -> SimulationOptions:
    """The simulation's options out of a command's. UsageError for a malformed fault."""
    from polycloud_testing.simulation.faults import parse_fault

    faults = [
        f"{kind} {pattern}" for kind in ("fail", "hang", "partial") for pattern in given[kind]
    ]
    if given["throttle"] is not None:
        faults.append(f"throttle {given['throttle']}")
    for fault in faults:
        try:
            parse_fault(fault)
        except ValueError as error:
            raise click.UsageError(str(error)) from None
    return SimulationOptions(
        speed=given["speed"],
        faults=tuple(faults),
        seed=given["seed"],
        timeline=given["timeline"],
        in_process=given["in_process"],
    )
