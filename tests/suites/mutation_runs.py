"""Hundreds of mistakes in what the platform asks for, each refused with its path.

    python -m tests.suites.mutation_runs [--count 300] [--previews 30] [--engine 20] [--seed S]

``--count`` mutations (0 for all there are) are checked as the simulated clouds check inputs;
``--previews`` of them in a preview of the whole platform in this process, and ``--engine`` by
the real engine, where a pulumi CLI is on PATH: a transform of the stack makes the mistake.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from polycloud.graph.unknown import UNKNOWN
from polycloud.platform.assembly import Platform, load
from polycloud_testing.simulation import paths
from polycloud_testing.simulation.automation import Deployment
from polycloud_testing.simulation.constraints.check import found
from polycloud_testing.simulation.constraints.rules import EVERY, TypeRules, rules_for
from polycloud_testing.simulation.core import SimulatedClouds
from polycloud_testing.simulation.inprocess import run
from polycloud_testing.simulation.packages import package_of
from tests.suites.mutations import (
    Asked,
    Kind,
    Mutation,
    asked_of,
    configured,
    distinct,
    path_of,
    place,
    properties,
    refused,
)
from tests.suites.platforms import copied_to, limited

SPOILING = """
import json, pathlib
import pulumi

_wrong = json.loads(pathlib.Path("mutation.json").read_text())


def _spoil(args):
    if (args.type_, args.name) == (_wrong["type"], _wrong["name"]):
        props = {name: value for name, value in args.props.items() if name not in _wrong["inputs"]}
        props = {name: value for name, value in props.items() if name != _wrong["without"]}
        return pulumi.ResourceTransformResult({**props, **_wrong["inputs"]}, args.opts)


pulumi.runtime.register_resource_transform(_spoil)
"""
"""Before the program: one property of one resource is replaced by a mutated one."""


def spoiling(mutation: Mutation) -> dict[str, Any]:
    """What the transform puts in place: the one top-level property that the mutation is in."""
    top = mutation.steps[0]
    name = mutation.value if mutation.kind is Kind.MISSPELLED and len(mutation.steps) == 1 else top
    inputs = {key: value for key, value in mutation.inputs().items() if key == name}
    return {
        "type": mutation.asked.type,
        "name": mutation.asked.urn.rpartition("::")[2],
        "without": top,
        "inputs": inputs,
    }


def known_before(mutation: Mutation) -> bool:
    """Whether all of the property that it is in is known in a preview, and can be written."""
    value = mutation.asked.inputs[mutation.steps[0]]
    try:
        json.dumps(value)
    except TypeError:
        return False
    return not _has_unknown(value)


def _has_unknown(value: Any) -> bool:
    return value is UNKNOWN or any(_has_unknown(item) for _, item in paths.children(value))


def missed_in_checks(mutations: Iterable[Mutation]) -> list[str]:
    """Those that the simulated clouds do not refuse where they are."""
    clouds = SimulatedClouds()
    missed: list[str] = []
    for mutation in mutations:
        asked = mutation.asked
        failures = clouds.check(asked.urn, asked.type, mutation.inputs())
        if not refused(mutation, (failure.path for failure in failures)):
            missed.append(f"{mutation}: {failures}")
    return missed


def missed_in_previews(mutations: Iterable[Mutation]) -> list[str]:
    """Those that a preview in this process does not refuse, by resource and path."""
    missed: list[str] = []
    for mutation in mutations:
        stack = mutation.asked.stack
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "mutation.json")
            file.write_text(json.dumps(spoiling(mutation)), encoding="utf-8")
            program = SPOILING.replace('"mutation.json"', repr(str(file)))

            def spoiled(program: str = program) -> None:
                exec(program, {})  # noqa: S102 - the text above
                Platform(load())

            told = _told(spoiled, stack)
        if not any(_says(line, mutation) for line in told):
            missed.append(f"{mutation}: {told}")
    return missed


def _told(program: Callable[[], None], stack: str) -> list[str]:
    """The failures of a preview, also where they end the program: an SDK raises for a
    function that it asks of a provider that failed.
    """
    try:
        outcome = run(
            program, project="polycloud", stack=stack, config=configured(stack), preview=True
        )
    except Exception as error:
        if not hasattr(error, "__notes__"):
            raise
        return error.__notes__
    return [str(failure) for failure in outcome.failures]


def missed_by_engine(mutations: Sequence[Mutation]) -> list[str]:
    """Those that a preview by the engine does not refuse, by resource and path."""
    missed: list[str] = []
    with tempfile.TemporaryDirectory() as root:
        folder = copied_to(Path(root))
        program = folder / "__main__.py"
        program.write_text(SPOILING + program.read_text(encoding="utf-8"), encoding="utf-8")
        deployments = {stack: Deployment(folder, stack) for stack in ("dev", "prod")}
        for mutation in mutations:
            text = json.dumps(spoiling(mutation))
            (folder / "mutation.json").write_text(text, encoding="utf-8")
            with limited(deployments[mutation.asked.stack]) as deployment:
                outcome = deployment.preview()
            told = [str(failure) for failure in outcome.failures]
            if not any(_says(line, mutation) for line in told):
                missed.append(f"{mutation}: {told}")
        for deployment in deployments.values():
            deployment.close()
    return missed


def _says(failure: str, mutation: Mutation) -> bool:
    """Whether a failure is of the resource, and has the path or one below it."""
    who = f"{mutation.asked.type} {mutation.asked.urn.rpartition('::')[2]!r}"
    _, at, told = failure.partition(who)
    # A remote component has no URN yet by which the engine could name it: its provider does.
    named = bool(at) and told.startswith((": ", " cannot be made"))
    _, also, rest = told.partition(f" {mutation.path}")
    below = mutation.kind is Kind.MISTYPED and rest[:1] in (".", "[")
    return named and bool(also) and (rest.startswith((":", " with value ")) or below)


def unconstrained(asked: Iterable[Asked], mutations: Iterable[Mutation]) -> tuple[int, int, int]:
    """How many properties there are, how many have no mutation, and of how many texts the
    clouds look at the type alone.
    """
    mutated = {place(mutation)[:2] for mutation in mutations}
    listed = {place(m)[:2] for m in mutations if m.kind is Kind.OUTSIDE}
    everything: set[tuple[str, str]] = set()
    free: set[tuple[str, str]] = set()
    for each in asked:
        package = rules_for(package_of(each.type))
        rules = (package.get(EVERY, TypeRules()), package.get(each.type, TypeRules()))
        ruled = {
            path
            for part in rules
            for pattern, _ in part.properties
            for path, _ in found(each.inputs, pattern)
        }
        for steps, value in properties(each):
            where = place(Mutation(Kind.MISTYPED, each, steps))[:2]
            everything.add(where)
            path = path_of(steps)
            if isinstance(value, str) and not any(path.startswith(at) for at in ruled):
                free.add(where)
    return len(everything), len(everything - mutated), len(free - listed)


def main() -> int:
    """Run the suite; 1 when a mistake passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--previews", type=int, default=30)
    parser.add_argument("--engine", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    started, draw = time.monotonic(), random.Random(given.seed)
    asked = asked_of("dev") + asked_of("prod")
    everything = distinct(asked)
    count = given.count or len(everything)
    chosen = draw.sample(everything, min(count, len(everything)))
    missed = missed_in_checks(chosen)
    previewed = asked_of("dev", preview=True) + asked_of("prod", preview=True)
    reachable = [mutation for mutation in distinct(previewed) if known_before(mutation)]
    in_previews = draw.sample(reachable, given.previews)
    missed += missed_in_previews(in_previews)
    by_engine = draw.sample(reachable, given.engine) if shutil.which("pulumi") else []
    missed += missed_by_engine(by_engine)
    for line in missed:
        print(f"MISSED {line}")
    kinds = Counter(mutation.kind.value for mutation in chosen)
    total, none, free = unconstrained(asked, everything)
    print(
        f"mutations: {len(chosen)} of {len(everything)} checked "
        f"({', '.join(f'{n} {kind}' for kind, n in kinds.items())}), {len(in_previews)} in "
        f"previews in process, {len(by_engine)} by the engine; {len(missed)} not refused with "
        f"their path; of {total} properties {none} ({none / total:.0%}) have no mutation, of "
        f"{free} texts ({free / total:.0%}) the type alone is looked at; seed {given.seed}, "
        f"{time.monotonic() - started:.0f} s"
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
