"""An operation on simulated clouds, shown as it goes and summed up at the end."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Generator
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from polycloud.cli.options import FAILED
from polycloud.platform.sources import Source
from polycloud_testing.cli import in_process, with_engine
from polycloud_testing.cli.report import show, to_json
from polycloud_testing.cli.simulation_options import SIMULATED, SimulationOptions
from polycloud_testing.cli.timeline_page import timeline_page


def simulate(
    operation: str,
    source: Source,
    folder: Path,
    config: Path | None,
    options: SimulationOptions,
    *,
    as_json: bool,
) -> int:
    """Do ``operation`` on simulated clouds; gives the exit code."""
    console = Console(stderr=as_json, highlight=False)
    console.print(SIMULATED, soft_wrap=True)
    engine = shutil.which("pulumi") is not None and not options.in_process
    if not engine:
        console.print(_why_in_process(operation, options), style="dim", soft_wrap=True)
    with _progress(console) as tell:
        if engine:
            report = with_engine.run(operation, source, folder, config, options, tell)
        else:
            report = in_process.run(operation, source, folder, options, tell)
    if options.timeline is not None:
        title = f"{operation} of {source.project}/{source.stack} on simulated clouds"
        options.timeline.write_text(timeline_page(report.timeline, title), encoding="utf-8")
    if as_json:
        click.echo(to_json(report))
    else:
        show(console, report)
    return FAILED if report.failures or report.cancelled else 0


def _why_in_process(operation: str, options: SimulationOptions) -> str:
    why = "--in-process" if options.in_process else "no pulumi CLI on PATH"
    if operation not in ("preview", "up"):
        raise click.UsageError(
            f"{why}: without the Pulumi engine the simulated clouds live only as long as the "
            f"command, so there is nothing to {operation}"
        )
    return (
        f"Without the Pulumi engine ({why}): the program runs in this process, and nothing is kept."
    )


@contextlib.contextmanager
def _progress(console: Console) -> Generator[Callable[[str], None], None, None]:
    """A line that tells how far it is; nothing where no one is looking."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("loading the program")
        seen = 0

        def tell(what: str) -> None:
            nonlocal seen
            seen += 1
            progress.update(task, description=f"{seen} resources · {escape(what)}")

        yield tell
