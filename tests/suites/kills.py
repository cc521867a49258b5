"""The engine is killed in the midst of an operation, again and again, and nothing is lost.

    python -m tests.suites.kills [--count 50] [--jobs J] [--seed S] [--folder F]

At a moment drawn by seed, in a first `up`, in an `up` that changes most of what there is, or
in a `destroy`, either the pulumi process alone is killed or every process of the deployment.
Then comes the documented recovery, and the operation again: the clouds and the state agree,
and all is as without the kill. Needs a pulumi CLI on PATH.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Literal

import yaml
from attrs import define, field, frozen

from polycloud.graph import ResourceGraph
from polycloud_testing.simulation.automation import Deployment, EngineError, Event, recover
from polycloud_testing.simulation.inventory import SqliteInventory
from tests.suites.platforms import TroubleError, copied_to, done, each, limited, settled, working_in

STACK = "dev"
SCALE = 0.008
"""Real seconds a simulated one: a first up takes some seconds more than it must."""

Doing = Literal["make", "change", "destroy"]


@frozen
class Case:
    """A kill: of what, in what, after how many events and how many seconds more."""

    number: int
    doing: Doing
    everything: bool
    after: float
    """Of the operation's events, the share that comes before."""
    delay: float

    def __str__(self) -> str:
        killed = "all processes" if self.everything else "the engine"
        return f"{self.number}: {self.doing}, {killed} after {self.after:.0%} + {self.delay:.2f} s"


@define
class Assassin:
    """Kills a deployment's processes once enough has happened."""

    after: int
    delay: float
    everything: bool
    deployment: Deployment | None = None
    struck: bool = False
    _seen: int = 0
    _lock: threading.Lock = field(factory=threading.Lock)

    def take(self, event: Event) -> None:
        """Count an event."""
        with self._lock:
            self._seen += event.kind in ("started", "finished")
            if self._seen <= self.after or self.struck:
                return
            self.struck = True
        threading.Timer(self.delay, self.strike).start()

    def strike(self) -> None:
        """Kill, without a word."""
        assert self.deployment is not None
        engine = self.deployment._command._process
        worker = self.deployment._worker._process
        if self.everything and worker is not None:
            os.kill(worker.pid, signal.SIGKILL)
        if engine is not None and engine.poll() is None:
            kill = os.killpg if self.everything else os.kill
            kill(engine.pid, signal.SIGKILL)


@frozen
class Reference:
    """The operations without a kill."""

    folder: Path
    """Of a deployment that is made and not changed."""
    made: ResourceGraph
    changed: ResourceGraph
    events: Mapping[Doing, int]


def prepared(folder: Path) -> Reference:
    """Every operation once, without a kill."""
    counts: Counter[str] = Counter()
    doing: Doing = "make"

    def count(event: Event) -> None:
        counts[doing] += event.kind in ("started", "finished")

    made_in = copied_to(folder / "made")
    with Deployment(made_in, STACK, on_event=count) as deployment:
        made = done("up", deployment.up()).graph
    changed_in = folder / "changed"
    shutil.copytree(made_in, changed_in)
    change(changed_in)
    with Deployment(changed_in, STACK, on_event=count) as deployment:
        doing = "change"
        changed = done("up", deployment.up()).graph
        doing = "destroy"
        done("destroy", deployment.destroy(protected=True))
    return Reference(made_in, made, changed, {k: counts[k] for k in ("make", "change", "destroy")})


def change(folder: Path) -> None:
    """Change the configuration so that most resources are changed by it."""
    file = folder / f"Pulumi.{STACK}.yaml"
    settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    settings["config"]["polycloud:tags"] = {"cost-centre": "4711"}
    file.write_text(yaml.safe_dump(settings), encoding="utf-8")


def killed_and_recovered(root: Path, reference: Reference, case: Case) -> None:
    """One case; raises `TroubleError` when something was lost or made twice."""
    folder = root / str(case.number)
    if case.doing == "make":
        copied_to(folder)
    else:
        shutil.copytree(reference.folder, folder)
        if case.doing == "change":
            change(folder)
    assassin = Assassin(int(case.after * reference.events[case.doing]), case.delay, case.everything)
    with Deployment(folder, STACK, time_scale=SCALE, on_event=assassin.take) as deployment:
        assassin.deployment = deployment
        try:
            with limited(deployment):
                _do(deployment, case.doing)
        except EngineError:
            pass  # The engine was killed, and says nothing.
        if not assassin.struck:
            raise TroubleError("it was done before it was killed")
    with Deployment(folder, STACK) as again, limited(again):
        recovery = recover(again)
        done("refresh of the recovery", recovery.outcome)
        _do(again, case.doing)
        if case.doing == "destroy":
            if left := SqliteInventory(again.folder.inventory).list():
                raise TroubleError(f"left behind: {[record.urn for record in left]}")
        else:
            settled(again, reference.made if case.doing == "make" else reference.changed)
    shutil.rmtree(folder)


def _do(deployment: Deployment, doing: Doing) -> None:
    done(doing, deployment.destroy(protected=True) if doing == "destroy" else deployment.up())


def main() -> int:
    """Run the suite; 1 when a kill was not recovered from."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="keeps what failed")
    given = parser.parse_args()
    started, draw = time.monotonic(), random.Random(given.seed)
    kinds: tuple[Doing, ...] = ("make", "make", "change", "destroy")
    cases = [
        Case(
            number, kinds[number % 4], draw.random() < 0.5, 0.95 * draw.random(), draw.random() / 4
        )
        for number in range(given.count)
    ]
    with working_in(given.folder) as root:
        reference = prepared(root / "reference")
        print(f"events without a kill: {dict(reference.events)}", flush=True)
        try_it = partial(killed_and_recovered, root, reference)
        wrong = each(cases, try_it, given.jobs)
    what = Counter(case.doing for case in cases)
    print(
        f"kills: {len(cases)} ({', '.join(f'{count} {doing}' for doing, count in what.items())}; "
        f"{sum(case.everything for case in cases)} of all processes), {len(wrong)} not recovered "
        f"from; seed {given.seed}, {time.monotonic() - started:.0f} s"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
