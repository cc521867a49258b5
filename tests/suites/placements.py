"""Every placement of the platform comes up with the real engine.

    python -m tests.suites.placements [--stack dev] [--of CAPABILITY ...] [--count N] [--jobs J]

Each capability that ``--of`` names (once or several times; the three stores of data when nothing
is said, ``all`` for all of them) is placed on every cloud that offers it, in every combination;
the others stay where the stack has them. ``--count`` draws so many by seed. Each placement is
brought up in a deployment of its own on simulated clouds, and what its state says exists must
be what the clouds hold. Needs a pulumi CLI on PATH.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, Final

import yaml

from polycloud.abstractions.capability import AnyCapability, placed_capabilities
from polycloud.abstractions.image_registry import IMAGE_REGISTRY
from polycloud.abstractions.metadata_store import METADATA_STORE
from polycloud.abstractions.object_store import OBJECT_STORE
from polycloud.platform.registry import installed_clouds
from polycloud_testing.simulation.automation import Deployment
from tests.suites.platforms import (
    TroubleError,
    copied_to,
    difference,
    done,
    each,
    held,
    limited,
    working_in,
)

STORES: Final = (OBJECT_STORE, METADATA_STORE, IMAGE_REGISTRY)

Placement = tuple[tuple[AnyCapability, str], ...]


def placements(capabilities: Sequence[AnyCapability] = STORES) -> Iterator[Placement]:
    """Every combination of clouds that offer the capabilities."""
    registry = installed_clouds()
    for clouds in product(*(registry.offering(capability) for capability in capabilities)):
        yield tuple(zip(capabilities, clouds, strict=True))


def configuration(placement: Placement, environment: str) -> dict[str, Any]:
    """What a stack file says for a placement. A domain is given to a cloud whose delivery
    network serves nothing without, where the environment distributes.
    """
    clouds = dict(placement)
    given: dict[str, Any] = {
        "environment": environment,
        "enable_tpu_training": True,
        "placement": {str(capability): cloud for capability, cloud in placement},
    }
    if environment == "prod" and clouds.get(OBJECT_STORE) == "gcp":
        given["object_store"] = {"distribution": {"domain": "models.example.com"}}
    return given


def words(placement: Placement) -> str:
    """A placement in a few words, also as the name of a folder."""
    return ",".join(f"{capability}={cloud}" for capability, cloud in placement)


def bring_up(folder: Path, environment: str, placement: Placement) -> str:
    """Bring a placement up; what came of it. Raises `TroubleError` unless all is as it must be."""
    place = copied_to(folder / words(placement))
    keys = configuration(placement, environment)
    content = {"config": {f"polycloud:{key}": value for key, value in keys.items()}}
    (place / f"Pulumi.{environment}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    started = time.monotonic()
    with Deployment(place, environment) as deployment, limited(deployment):
        outcome = done("up", deployment.up())
        seconds = time.monotonic() - started
        if wrong := difference(deployment):
            raise TroubleError(f"state and clouds differ: {wrong}")
    shutil.rmtree(place)
    return f"{len(held(outcome.graph))} resources in {seconds:.1f} s"


def _chosen(names: Sequence[str]) -> tuple[AnyCapability, ...]:
    if "all" in names:
        return placed_capabilities()
    return tuple(each for each in placed_capabilities() if each.word in names) or STORES


def main() -> int:
    """Run the suite; 1 when a placement did not come up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stack", default="dev", choices=["dev", "prod"])
    parser.add_argument(
        "--of", action="append", default=[], choices=[*map(str, placed_capabilities()), "all"]
    )
    parser.add_argument("--count", type=int, default=0, help="how many, drawn; 0 for all")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="keeps what failed")
    given = parser.parse_args()
    cases = list(placements(_chosen(given.of)))
    if given.count:
        cases = random.Random(given.seed).sample(cases, min(given.count, len(cases)))
    started = time.monotonic()
    told: dict[Placement, str] = {}
    with working_in(given.folder) as folder:
        try_it = partial(_tell, told, folder, given.stack)
        wrong = each([_Case(case, told) for case in cases], try_it, given.jobs)
    print(
        f"placements of {given.stack}: {len(cases)}, {len(wrong)} did not come up; "
        f"{time.monotonic() - started:.0f} s"
    )
    return 1 if wrong else 0


class _Case:
    """A placement, told of with what came of it."""

    def __init__(self, placement: Placement, told: Mapping[Placement, str]) -> None:
        self.placement = placement
        self._told = told

    def __str__(self) -> str:
        return f"{words(self.placement)}: {self._told.get(self.placement, 'not up')}"


def _tell(told: dict[Placement, str], folder: Path, environment: str, case: _Case) -> None:
    told[case.placement] = bring_up(folder, environment, case.placement)


if __name__ == "__main__":
    sys.exit(main())
