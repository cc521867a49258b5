"""An operation on simulated clouds, shown as it goes and summed up at the end."""

from __future__ import annotations

import contextlib
import json
import runpy
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, cast

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from polycloud.cli.options import FAILED, SIMULATED
from polycloud.cli.tree import counts, placed_resources, resource_tree
from polycloud.platform.sources import Source
from polycloud.platform.structuring import GIVEN
from polycloud.simulation.inprocess import Event, Run, run


def simulate(operation: str, source: Source, folder: Path, *, as_json: bool) -> int:
    """Do ``operation`` on simulated clouds; gives the exit code."""
    console = Console(stderr=as_json)
    console.print(SIMULATED, highlight=False)
    if operation not in ("preview", "up"):
        raise click.UsageError(
            f"{operation} --simulated needs a pulumi CLI on PATH: without one, the simulated "
            "clouds live only as long as the command"
        )
    console.print(
        "No pulumi CLI on PATH: running the program in this process.", style="dim", highlight=False
    )
    with _progress(console) as report:
        result = run(
            lambda: runpy.run_path(str(folder / "__main__.py"), run_name="__main__"),
            project=source.project,
            stack=source.stack,
            config=_as_pulumi_keeps_it(source),
            secret_keys=[f"{source.project}:{key}" for key in source.secret_keys],
            preview=operation == "preview",
            on_event=report,
        )
    if as_json:
        click.echo(json.dumps(_document(result, operation), indent=2, default=repr))
    else:
        _show(console, result, operation)
    return FAILED if result.failures else 0


def _as_pulumi_keeps_it(source: Source) -> dict[str, str]:
    """The configuration by full key, as text; what cannot be read is left to its default."""
    whole = {f"{source.project}:{key}": value for key, value in source.raw.items()}
    return {
        key: value if isinstance(value, str) else json.dumps(_readable(value))
        for key, value in {**source.other, **whole}.items()
        if value is not GIVEN
    }


def _readable(value: Any) -> Any:
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value).items()
        return {key: _readable(item) for key, item in items if item is not GIVEN}
    return value


@contextlib.contextmanager
def _progress(console: Console) -> Generator[Callable[[Event], None]]:
    """A line that tells how far it is; nothing where no one is looking."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("loading the program")
        seen = 0

        def report(event: Event) -> None:
            nonlocal seen
            seen += 1
            name = event.urn.rsplit("::", 1)[-1]
            progress.update(task, description=f"{seen} resources · {escape(name)}")

        yield report


def _show(console: Console, result: Run, operation: str) -> None:
    graph = result.graph
    console.print(resource_tree(graph, f"{graph.project}/{graph.stack}"))
    done = "would be made" if operation == "preview" else "made"
    found = counts(graph)
    by_package = ", ".join(f"{package} {count}" for package, count in found.items())
    console.print(f"\n{sum(found.values())} resources {done}: {by_package}", highlight=False)
    if graph.outputs:
        console.print("\n[bold]Outputs[/bold]")
        for name, value in graph.outputs.items():
            shown = value if isinstance(value, str) else json.dumps(value, default=repr)
            console.print(f"  {name}: {escape(shown)}", highlight=False, soft_wrap=True)
    for failure in result.failures:
        console.print(f"[red]failed[/red] {escape(str(failure))}", highlight=False)
    for urn in result.skipped:
        console.print(f"[yellow]skipped[/yellow] {escape(urn)}", highlight=False)


def _document(result: Run, operation: str) -> dict[str, Any]:
    return {
        "ok": not result.failures,
        "simulated": True,
        "operation": operation,
        "project": result.graph.project,
        "stack": result.graph.stack,
        "counts": counts(result.graph),
        "resources": placed_resources(result.graph),
        "outputs": dict(result.graph.outputs),
        "simulated_seconds": result.duration,
        "failures": [str(failure) for failure in result.failures],
        "skipped": list(result.skipped),
    }
