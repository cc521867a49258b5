"""How much of what runs for one cloud is code that runs for every cloud.

    python -m tests.suites.reuse [PLAN ...]

Brings up a platform of each cloud alone, in process and with coverage, and counts statements
inside function bodies:

- *reuse of a run*: those that run for every cloud, over all that run for this one;
- *reuse while making*: the same, but only what runs while resources are made;
- *shared in adapters*: those of the modules right in ``polycloud/adapters``, over those of the
  whole folder, while resources are made.

The plan ``portable`` has the three stores that every cloud offers. The plan ``whole`` also has
what else the cloud offers, a secret for every reader there, and people with every role.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import attrs
import coverage
from attrs import frozen

from polycloud.abstractions.capability import installed_capabilities
from polycloud.abstractions.image_registry import IMAGE_REGISTRY
from polycloud.abstractions.metadata_store import METADATA_STORE
from polycloud.abstractions.object_store import OBJECT_STORE
from polycloud.platform.assembly import Platform
from polycloud.platform.configuration import configuration_type
from polycloud.platform.planning import Plan, make_plan
from polycloud.platform.registry import installed_clouds
from polycloud.platform.sources import Source
from polycloud_testing.simulation.inprocess import run

ROOT: Final = Path(__file__).parents[2]
PLANS: Final = ("portable", "whole")
STORES: Final = (OBJECT_STORE, METADATA_STORE, IMAGE_REGISTRY)
MAKING: Final = "making"

_ADMIN: Final = "00000005-0000-4000-8000-000000000005"
_PEOPLE: Final[Mapping[str, Mapping[str, list[str]]]] = {
    "aws": {"groups": ["Admins"]},
    "azure": {"users": [_ADMIN]},
    "gcp": {"users": ["alex@example.com"]},
}

Statement = tuple[str, int]
"""A module, by its path in the repository, and a line."""


@frozen
class Executed:
    """The statements in function bodies that ran for one cloud."""

    all: frozenset[Statement]
    making: frozenset[Statement]

    @property
    def of_adapters(self) -> frozenset[Statement]:
        """Those of adapters that ran while resources were made."""
        return frozenset(each for each in self.making if each[0].startswith("polycloud/adapters/"))

    @property
    def shared_in_adapters(self) -> frozenset[Statement]:
        """Those of them that are in no cloud's own folder."""
        return frozenset(each for each in self.of_adapters if each[0].count("/") == 2)


def plan_of(cloud: str, kind: str) -> Plan:
    """Return the plan of a platform that is on one cloud alone."""
    config: dict[str, Any] = {"placement": {capability.word: cloud for capability in STORES}}
    if kind == "whole":
        config |= {
            "enable_tpu_training": True,
            "secret_store": {"secrets": {"hub-token": {"readers": ["training", "serving"]}}},
            "roles": {"platform_admin": {cloud: _PEOPLE[cloud]}},
        }
    plan = make_plan(Source("reuse", "dev", config))
    here = {
        capability: placed
        for capability, placed in plan.placed.items()
        if placed.cloud == cloud and (kind == "whole" or capability in STORES)
    }
    secrets = {name: placed for name, placed in plan.secrets.items() if name == cloud}
    return attrs.evolve(plan, placed=here, secrets=secrets, links=())


def measure(cloud: str, kind: str) -> dict[str, Any]:
    """Bring the plan up, and return the lines that ran, all and while making, by module."""
    recorder = coverage.Coverage(data_file=None, source=[str(ROOT / "polycloud")], branch=False)
    for cached in (installed_clouds, installed_capabilities, configuration_type):
        cached.cache_clear()
    recorder.start()

    def program() -> None:
        plan = plan_of(cloud, kind)
        recorder.switch_context(MAKING)
        Platform(plan)

    run(program, project="reuse", stack="dev", config={}).raise_for_failures()
    recorder.stop()
    data = recorder.get_data()
    lines = {"all": _lines(data)}
    data.set_query_contexts([MAKING])
    return {**lines, MAKING: _lines(data)}


def measured_apart(cloud: str, kind: str) -> Executed:
    """Return what `measure` says in a process of its own, where nothing was read before."""
    words = [sys.executable, "-m", "tests.suites.reuse", "--measure", cloud, kind]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    lines: dict[str, dict[str, list[int]]] = json.loads(done.stdout.splitlines()[-1])
    return Executed(_in_bodies(lines["all"]), _in_bodies(lines[MAKING]))


def report(kind: str) -> str:
    """Return the three figures for every cloud, as lines of text."""
    runs = {cloud: measured_apart(cloud, kind) for cloud in installed_clouds()}
    everywhere = frozenset.intersection(*(each.all for each in runs.values()))
    always_made = frozenset.intersection(*(each.making for each in runs.values()))
    text = [f"{kind}: reuse of a run, reuse while making, shared in adapters"]
    for cloud, each in runs.items():
        figures = (
            _share(everywhere, each.all),
            _share(always_made, each.making),
            _share(each.shared_in_adapters, each.of_adapters),
        )
        text.append(f"  {cloud:6}" + "".join(f"{figure:>20}" for figure in figures))
    return "\n".join(text)


def _share(part: frozenset[Statement], whole: frozenset[Statement]) -> str:
    return f"{len(part)}/{len(whole)} = {len(part) / len(whole):.0%}"


def _lines(data: coverage.CoverageData) -> dict[str, list[int]]:
    return {
        str(Path(file).relative_to(ROOT)): sorted(data.lines(file) or ())
        for file in data.measured_files()
    }


def _in_bodies(lines: Mapping[str, Iterable[int]]) -> frozenset[Statement]:
    return frozenset(
        (module, line)
        for module, executed in lines.items()
        for line in _bodies((ROOT / module).read_text()) & set(executed)
    )


def _bodies(source: str) -> set[int]:
    """Return the lines of all statements in function bodies: what an import does not execute."""
    return {
        inner.lineno
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in function.body
        for inner in ast.walk(statement)
        if isinstance(inner, ast.stmt)
    }


def main(words: list[str]) -> None:
    """Print the figures for the plans that are named, for all when none is."""
    if words[:1] == ["--measure"]:
        print(json.dumps(measure(*words[1:])))
        return
    for kind in words or PLANS:
        print(report(kind), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
