"""Every resource of the platform fails to be made once, and the deployment converges.

    python -m tests.suites.faults [--stack dev] [--each N] [--partial] [--seed S]

First all of them in one deployment, where the first creation of *every* resource fails: each
`up` gets as far as it can, and what failed is named. With ``--each N``, then N resources (all
with 0), drawn by seed, in turn in deployments of their own. With ``--partial`` the resource is
made but the answer is lost, and the documented recovery comes before the second `up`. Needs a
pulumi CLI on PATH.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from polycloud.simulation.automation import Deployment, recover
from tests.suites.platforms import copied_to, difference, held

MOST_UPS = 60


def all_at_once(folder: Path, stack: str) -> tuple[set[str], int]:
    """The URNs whose creation failed and was reported, and how many ups it took."""
    failed: set[str] = set()
    with Deployment(copied_to(folder), stack, faults=["fail *#create:1"]) as deployment:
        for count in range(1, MOST_UPS + 1):
            outcome = deployment.up()
            failed |= {failure.urn for failure in outcome.failures if failure.urn}
            if wrong := difference(deployment):
                raise AssertionError(f"after up {count}: {wrong}")
            if outcome.succeeded:
                made = {urn for urn, _ in held(outcome.graph)}
                if missed := made - failed:
                    raise AssertionError(f"made without having failed: {sorted(missed)}")
                return made, count
    raise AssertionError(f"not done after {MOST_UPS} ups")


def in_turn(folder: Path, stack: str, urn: str, kind: str, undisturbed: set[str]) -> None:
    """One resource fails once; a second up, after a recovery if need be, converges."""
    with Deployment(copied_to(folder), stack, faults=[f"{kind} {urn}#create:1"]) as deployment:
        first = deployment.up()
        named = [failure.urn for failure in first.failures]
        if urn not in named:
            raise AssertionError(f"{urn} is not among the failures {named}")
        if kind == "partial":
            recover(deployment)
        second = deployment.up()
        if not second.succeeded:
            raise AssertionError(f"{urn}: {[str(failure) for failure in second.failures]}")
        if wrong := difference(deployment):
            raise AssertionError(f"{urn}: {wrong}")
        if (made := {each for each, _ in held(second.graph)}) != undisturbed:
            raise AssertionError(f"{urn}: {sorted(made ^ undisturbed)}")


def main() -> int:
    """Run the suite; 1 when a resource did not converge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stack", default="dev")
    parser.add_argument("--each", type=int, default=0, metavar="N")
    parser.add_argument("--partial", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    started, bad = time.monotonic(), 0
    with tempfile.TemporaryDirectory() as folder:
        made, ups = all_at_once(Path(folder) / "all", given.stack)
        seconds = time.monotonic() - started
        print(f"{len(made)} resources, each failed once: done after {ups} ups, {seconds:.0f} s")
        draw = random.Random(given.seed)  # noqa: S311 - which resources, no secret
        chosen = draw.sample(sorted(made), given.each or len(made))
        kind = "partial" if given.partial else "fail"
        for index, urn in enumerate(chosen, 1):
            try:
                in_turn(Path(folder) / str(index), given.stack, urn, kind, made)
            except AssertionError as error:
                bad += 1
                print(f"FAILED {error}")
            print(f"{index}/{len(chosen)} {urn.rsplit('::', 1)[-1]}", flush=True)
    print(f"{len(chosen) - bad} passed, {bad} failed, {time.monotonic() - started:.0f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
