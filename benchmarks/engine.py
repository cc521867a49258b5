"""The platform against straight-line programs, under the real Pulumi engine.

    python benchmarks/engine.py [RUNS]

All make the same resources on the same kind of simulated clouds, without waiting; one of the
straight lines in the same components too, which tells what those cost. They take turns, so that a
slow moment of the machine falls on all; what counts is the ratio. Processor seconds are those of
this process, the worker and the engine. Needs a pulumi CLI on PATH.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

from straight_line import straight_line

from polycloud.platform.assembly import Platform, load
from polycloud_testing.simulation.automation import Deployment
from polycloud_testing.simulation.inprocess import run

ROOT = Path(__file__).parents[1]
STACK = "dev"
STRAIGHT_LINES = {"components": True, "straight": False}
"""The programs to measure against, and whether they have the platform's components."""
OPERATIONS = ("preview", "up", "up again", "destroy")
Taken = tuple[float, float]
"""Processor and wall seconds."""
CONFIG = {"polycloud:enable_tpu_training": "true", "pulumi:disable-default-providers": '["*"]'}


def projects(folder: Path) -> dict[str, Path]:
    """A project with the platform's program and one with each straight line."""
    made = {name: folder / name for name in ("platform", *STRAIGHT_LINES)}
    for path in made.values():
        path.mkdir()
        for name in ("Pulumi.yaml", f"Pulumi.{STACK}.yaml", "__main__.py"):
            shutil.copy(ROOT / name, path)
    done = run(lambda: Platform(load()), project="polycloud", stack=STACK, config=CONFIG)
    for name, components in STRAIGHT_LINES.items():
        program = straight_line(done.graph, components=components)
        (made[name] / "__main__.py").write_text(program, encoding="utf-8")
    return made


def once(folder: Path) -> tuple[dict[str, Taken], int]:
    """What each operation takes in a fresh process for program and providers."""
    taken: dict[str, Taken] = {}
    count = 0
    for operation in OPERATIONS:
        before, started = processor(), time.perf_counter()
        # The worker's time is counted once it has ended, and so the deployment ends in between.
        with Deployment(folder, STACK) as deployment:
            outcome = getattr(deployment, operation.split()[0])()
        taken[operation] = processor() - before, time.perf_counter() - started
        if not outcome.succeeded:
            raise RuntimeError("; ".join(map(str, outcome.failures)))
        if operation == "up":
            count = sum(1 for item in outcome.graph if item.custom)
    return taken, count


def processor() -> float:
    """Processor seconds so far, of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    measured: dict[tuple[str, str], list[Taken]] = defaultdict(list)
    counts: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        made = projects(Path(folder))
        for turn in range(runs + 1):
            for name, path in made.items():
                taken, counts[name] = once(path)
                if turn:
                    for operation, both in taken.items():
                        measured[name, operation].append(both)
    print("resources: " + ", ".join(f"{name} {count}" for name, count in counts.items()))
    for index, kind in enumerate(("processor", "wall")):
        print(f"\n{kind} s, median of {runs}")
        heads = "".join(f"{name:>12}{'ratio':>8}" for name in STRAIGHT_LINES)
        print(f"{'':<20}{'platform':>10}{heads}")
        for operation in OPERATIONS:
            taken = {name: [each[index] for each in measured[name, operation]] for name in made}
            row = f"{operation:<20}{median(taken['platform']):>10.2f}"
            for name in STRAIGHT_LINES:
                pairs = zip(taken["platform"], taken[name], strict=True)
                ratio = median(ours / theirs for ours, theirs in pairs)
                row += f"{median(taken[name]):>12.2f}{ratio:>8.2f}"
            print(row)


if __name__ == "__main__":
    main()
