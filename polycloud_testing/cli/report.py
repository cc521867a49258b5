"""What came of an operation on simulated clouds, for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen
from rich.console import Console
from rich.markup import escape

from polycloud.graph import ResourceGraph
from polycloud.graph.graph import as_json
from polycloud.graph.timeline import Timeline
from polycloud_testing.cli.timeline_page import duration_text
from polycloud_testing.cli.tree import counts, placed_resources, resource_tree

_DONE = {
    "create": "made",
    "update": "changed",
    "replace": "replaced",
    "delete": "removed",
    "same": "unchanged",
    "refresh": "looked at",
}


@frozen
class Report:
    """An operation's outcome, whatever did it. ``changes`` count by Pulumi's words."""

    operation: str
    graph: ResourceGraph
    changes: Mapping[str, int]
    timeline: Timeline
    failures: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(factory=tuple)
    cancelled: bool = False
    engine: bool = True


def not_asked(stack: str) -> str:
    """The note on another stack that ids are taken from."""
    return (
        f"the stack '{stack}' is not asked in a simulation: ids of the right form, which nothing "
        "has, stand for its outputs"
    )


def show(console: Console, report: Report) -> None:
    """A tree of resources by cloud and capability, counts, outputs, time, failures."""
    graph = report.graph
    if report.operation != "refresh" and len(graph):
        title = f"{graph.project}/{graph.stack}" if graph.project else "what is left"
        console.print(resource_tree(graph, title))
    _show_counts(console, report)
    if graph.outputs and report.operation in ("preview", "up"):
        console.print("\n[bold]Outputs[/bold]")
        for name, value in graph.outputs.items():
            shown = value if isinstance(value, str) else json.dumps(value, default=as_json)
            console.print(f"  {name}: {escape(shown)}", soft_wrap=True)
    _show_time(console, report)
    for note in report.notes:
        console.print(f"[dim]note[/dim] {escape(note)}", soft_wrap=True)
    for failure in report.failures:
        console.print(f"[red]failed[/red] {escape(failure)}", soft_wrap=True)
    for urn in report.skipped:
        console.print(f"[yellow]skipped[/yellow] {escape(urn)}", soft_wrap=True)
    if report.cancelled:
        console.print("[yellow]Interrupted: what was under way was finished and kept.[/yellow]")


def to_json(report: Report) -> str:
    """The report as a JSON document."""
    document: dict[str, Any] = {
        "ok": not report.failures and not report.cancelled,
        "simulated": True,
        "engine": report.engine,
        "operation": report.operation,
        "project": report.graph.project,
        "stack": report.graph.stack,
        "changes": dict(report.changes),
        "counts": counts(report.graph),
        "resources": placed_resources(report.graph),
        "outputs": dict(report.graph.outputs),
        "simulated_seconds": round(report.timeline.duration, 1),
        "parallel_seconds": round(report.timeline.parallel, 1),
        "critical_path": [
            {"urn": step.urn, "seconds": round(step.seconds, 1)}
            for step in report.timeline.critical_path
        ],
        "failures": list(report.failures),
        "skipped": list(report.skipped),
        "notes": list(report.notes),
    }
    return json.dumps(document, indent=2, default=as_json)


def _show_counts(console: Console, report: Report) -> None:
    preview = report.operation == "preview"
    done = ", ".join(
        f"{count} {'to ' + word if preview else _DONE.get(word, word)}"
        for word, count in sorted(report.changes.items())
        if count
    )
    console.print(f"\n{done or 'nothing to do'}")
    held = counts(report.graph)
    by_package = ", ".join(f"{package} {count}" for package, count in held.items())
    protected = [item for item in report.graph if item.options.protect]
    if report.operation == "destroy":
        names = ", ".join(sorted({item.name for item in protected}))
        stay = "cloud resource stays" if sum(held.values()) == 1 else "cloud resources stay"
        kept = (
            f"{sum(held.values())} {stay}, because these are protected, with what they need: "
            f"{names}"
        )
        console.print(kept if held else "Nothing is left.", soft_wrap=True)
    else:
        console.print(f"{sum(held.values())} cloud resources: {by_package}", soft_wrap=True)


def _show_time(console: Console, report: Report) -> None:
    path = report.timeline.critical_path
    if not path:
        return
    console.print(
        "\n[bold]Time on real clouds[/bold], simulated: "
        f"{duration_text(report.timeline.duration)}; perfectly parallel: "
        f"{duration_text(report.timeline.parallel)}, on this path:",
        soft_wrap=True,
    )
    for step in path:
        kind = step.type.split(":")[0] + "." + step.type.rsplit(":", 1)[1]
        done = duration_text(step.finished)
        console.print(
            f"  {duration_text(step.seconds):>8}  done at {done:>8}  {escape(step.name)} "
            f"[dim]{escape(kind)}[/dim]",
            soft_wrap=True,
        )
