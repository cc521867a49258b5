"""Every resource of the platform fails to be made once, and the deployment converges.

    python -m tests.suites.faults [--stack dev] [--count N] [--partial N] [--jobs J] [--seed S]

First all of them in one deployment, where the first creation of *every* resource fails: each
`up` gets as far as it can, and what failed is named. Then each resource in turn (or ``--count``
of them, drawn by seed) in a deployment of its own: `up` fails and names it, a second one
converges. Then ``--partial`` of them, which are made but the answer is lost; there the
documented recovery comes before the second `up`, and nothing is made twice. Needs a pulumi CLI
on PATH.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import sys
import time
from functools import partial
from pathlib import Path

from polycloud.graph import ResourceGraph
from polycloud_testing.simulation.automation import Deployment, recover
from tests.suites.platforms import (
    TroubleError,
    copied_to,
    difference,
    done,
    each,
    held,
    limited,
    settled,
    working_in,
)

MOST_UPS = 60


def undisturbed(folder: Path, stack: str) -> ResourceGraph:
    """The deployment as it is without trouble."""
    with Deployment(copied_to(folder), stack) as deployment:
        return done("up", deployment.up()).graph


def all_at_once(folder: Path, stack: str, expected: ResourceGraph) -> int:
    """Every creation fails once; how many ups that takes."""
    failed: set[str] = set()
    with Deployment(copied_to(folder), stack, faults=["fail *#create:1"]) as deployment:
        for count in range(1, MOST_UPS + 1):
            with limited(deployment):
                outcome = deployment.up()
            failed |= {failure.urn for failure in outcome.failures if failure.urn}
            if wrong := difference(deployment):
                raise TroubleError(f"after up {count}: {wrong}")
            if outcome.succeeded:
                if missed := {urn for urn, _ in held(outcome.graph)} - failed:
                    raise TroubleError(f"made without having failed: {sorted(missed)}")
                settled(deployment, expected)
                return count
    raise TroubleError(f"not done after {MOST_UPS} ups")


def in_turn(folder: Path, stack: str, expected: ResourceGraph, kind: str, urn: str) -> None:
    """One resource fails once; a second up, after a recovery if need be, converges."""
    place = folder / f"{kind}-{hashlib.sha256(urn.encode()).hexdigest()[:12]}"
    with (
        Deployment(copied_to(place), stack, faults=[f"{kind} {urn}#create:1"]) as deployment,
        limited(deployment),
    ):
        named = {failure.urn for failure in deployment.up().failures}
        if named - {"", _stack_of(urn)} != {urn}:
            raise TroubleError(f"failures are of {sorted(named)}")
        if kind == "partial":
            recover(deployment)
        done("second up", deployment.up())
        settled(deployment, expected)
    shutil.rmtree(place)


def _stack_of(urn: str) -> str:
    before, project, _, _ = urn.split("::", 3)
    stack = before.rpartition(":")[2]
    return f"{before}::{project}::pulumi:pulumi:Stack::{project}-{stack}"


def main() -> int:
    """Run the suite; 1 when a resource did not converge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stack", default="dev")
    parser.add_argument("--count", type=int, default=0, help="how many fail in turn; 0 for all")
    parser.add_argument("--partial", type=int, default=20, help="0 for all")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="keeps what failed")
    given = parser.parse_args()
    started, draw = time.monotonic(), random.Random(given.seed)
    with working_in(given.folder) as folder:
        expected = undisturbed(folder / "undisturbed", given.stack)
        urns = [urn for urn, _ in held(expected)]
        ups = all_at_once(folder / "all", given.stack, expected)
        seconds = time.monotonic() - started
        print(f"all {len(urns)} at once: done after {ups} ups, {seconds:.0f} s", flush=True)
        wrong: list[str] = []
        tried = 0
        for kind, count in (("fail", given.count), ("partial", given.partial)):
            chosen = draw.sample(urns, min(count or len(urns), len(urns)))
            tried += len(chosen)
            wrong += each(chosen, partial(in_turn, folder, given.stack, expected, kind), given.jobs)
    print(
        f"faults of {given.stack}: {len(urns)} resources, {ups} ups for all at once; "
        f"{tried} deployments in turn, {len(wrong)} did not converge; seed {given.seed}, "
        f"{time.monotonic() - started:.0f} s"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
