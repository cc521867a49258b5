"""An operation without the Pulumi engine: the program runs in this process."""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

from polycloud.graph.timeline import timeline
from polycloud.platform.namespaces import NAMESPACE
from polycloud.platform.references import stand_ins
from polycloud.platform.secrets import SECTION, encrypted, with_stand_ins
from polycloud.platform.sources import Source
from polycloud.platform.structuring import GIVEN
from polycloud_testing.cli.report import Report, not_asked
from polycloud_testing.cli.simulation_options import SimulationOptions
from polycloud_testing.simulation import inprocess
from polycloud_testing.simulation.automation.language import as_main
from polycloud_testing.simulation.core import SimulatedClouds
from polycloud_testing.simulation.faults import Faults, parse_fault
from polycloud_testing.simulation.latency import ScaledClock, VirtualClock


def run(
    operation: str,
    source: Source,
    folder: Path,
    options: SimulationOptions,
    tell: Callable[[str], None],
) -> Report:
    """Preview or up on clouds that are empty at first and gone afterwards."""
    clouds = SimulatedClouds(
        faults=Faults(map(parse_fault, options.faults), seed=options.seed),
        clock=ScaledClock(options.time_scale) if options.time_scale else VirtualClock(),
        seed=options.seed,
    )
    references = stand_ins(source)
    with as_main(folder.resolve(), "__main__.py"):
        done = inprocess.run(
            lambda: runpy.run_path("__main__.py", run_name="__main__"),
            project=source.project,
            stack=source.stack,
            config=_as_pulumi_keeps_it(source),
            secret_keys=[f"{NAMESPACE}:{key}" for key in source.secret_keys],
            preview=operation == "preview",
            core=clouds,
            on_event=lambda event: tell(event.name),
            references=references,
        )
    intervals = {
        item.urn: (done.timeline[item.urn].started, done.timeline[item.urn].finished)
        for item in done.graph
        if item.custom and item.urn in done.timeline
    }
    return Report(
        operation=operation,
        graph=done.graph,
        changes={"create": sum(1 for item in done.graph if item.type != "pulumi:pulumi:Stack")},
        timeline=timeline(done.graph, intervals),
        failures=tuple(map(str, done.failures)),
        skipped=tuple(done.skipped),
        notes=(*map(not_asked, references), *_notes(source)),
        engine=False,
    )


def _notes(source: Source) -> Iterator[str]:
    """What of the configuration is not as it will be, since only the engine can decrypt it."""
    closed = encrypted(source.raw.get(SECTION))
    for name in closed:
        yield f"'{SECTION}.secrets.{name}.value' is encrypted: a stand-in is kept in its place"
    for key in source.secret_keys:
        if key != SECTION or not closed:
            yield f"'{key}' is encrypted: its default stands in for it"


def _as_pulumi_keeps_it(source: Source) -> dict[str, str]:
    """The configuration by full key, as text; what cannot be read is left to its default."""
    whole = {
        f"{NAMESPACE}:{key}": with_stand_ins(value) if key == SECTION else value
        for key, value in source.raw.items()
    }
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
