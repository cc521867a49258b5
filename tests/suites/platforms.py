"""The platform in a folder of its own, and what must hold of it after every trouble."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.simulation.automation import Deployment, Outcome
from polycloud_testing.simulation.inventory import SqliteInventory

ROOT = Path(__file__).parents[2]
LIMIT = 300.0
"""Seconds after which an operation hangs."""

T = TypeVar("T")


class TroubleError(AssertionError):
    """Something that must hold does not."""


def copied_to(folder: Path) -> Path:
    """``folder`` with the project's files in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml", "__main__.py"):
        shutil.copy(ROOT / name, folder)
    return folder


def held(graph: ResourceGraph) -> list[tuple[str, str | None]]:
    """What the state says exists in the clouds: URN and id of every resource of a cloud."""
    return sorted((r.urn, r.id) for r in graph if r.custom and not r.is_provider)


def difference(deployment: Deployment) -> list[Any]:
    """What the inventory and the state do not agree on; nothing made twice, nothing lost."""
    inventory = SqliteInventory(deployment.folder.inventory)
    there = sorted((r.urn, r.id) for r in inventory.list() if "pulumi:providers" not in r.type)
    state = [(urn, id_) for urn, id_ in held(deployment.graph())]
    twice = [urn for urn in {u for u, _ in there} if sum(u == urn for u, _ in there) > 1]
    return sorted(set(there) ^ set(state)) + [("made twice", urn) for urn in twice]


def unlike(graph: ResourceGraph, undisturbed: ResourceGraph) -> list[str]:
    """In what a graph differs from that of a run without trouble. What the clouds make up is
    the same in both, as it comes of the same seed; ids of providers are the engine's, and
    dependencies have no order.
    """
    urns = {r.urn for r in graph} ^ {r.urn for r in undisturbed}
    found = [f"{urn}: in one only" for urn in sorted(urns)]
    ones, others = _comparable(graph), _comparable(undisturbed)
    for urn, one in ones.items():
        for name, value in one.items():
            if urn in others and others[urn][name] != value:
                found.append(f"{urn}: {name}: {value!r}, not {others[urn][name]!r}")
    return found


def _comparable(graph: ResourceGraph) -> dict[str, dict[str, Any]]:
    providers = {r.id: r.urn for r in graph if r.is_provider and r.id}

    def comparable(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: comparable(item) for key, item in value.items()}
        if isinstance(value, tuple):
            return sorted(map(str, value))
        if isinstance(value, list):
            return [comparable(item) for item in value]
        return providers.get(value, value) if isinstance(value, str) else value

    fields = [field.name for field in attrs.fields(Resource)]
    return {r.urn: {name: comparable(getattr(r, name)) for name in fields} for r in graph}


def settled(deployment: Deployment, undisturbed: ResourceGraph) -> None:
    """Raise `TroubleError` unless the clouds, the state and the program agree, and all is as in a
    run without trouble.
    """
    if wrong := difference(deployment):
        raise TroubleError(f"state and clouds differ: {wrong}")
    if pending := deployment.export()["deployment"].get("pending_operations"):
        raise TroubleError(f"operations are pending: {pending}")
    if wrong := unlike(deployment.graph(), undisturbed):
        raise TroubleError("not as without trouble:\n" + "\n".join(wrong[:5]))
    done("refresh", deployment.refresh(), unchanged=True)


def done(what: str, outcome: Outcome, *, unchanged: bool = False) -> Outcome:
    """The outcome, if all was done. Raises `TroubleError` otherwise."""
    if not outcome.succeeded:
        raise TroubleError(f"{what}: {[str(failure) for failure in outcome.failures]}")
    if unchanged and outcome.changed:
        raise TroubleError(f"{what} changed something: {dict(outcome.changes)}")
    return outcome


@contextmanager
def working_in(folder: Path | None) -> Iterator[Path]:
    """A folder to work in: the one given, in which what failed is kept, or one that is gone
    afterwards.
    """
    if folder is not None:
        yield folder.resolve()
    else:
        with tempfile.TemporaryDirectory() as temporary:
            yield Path(temporary)


@contextmanager
def limited(deployment: Deployment) -> Iterator[Deployment]:
    """End what hangs: it is interrupted, twice, and so fails."""
    timers = [threading.Timer(LIMIT + extra, deployment.interrupt) for extra in (0, 30)]
    for timer in timers:
        timer.daemon = True
        timer.start()
    try:
        yield deployment
    finally:
        for timer in timers:
            timer.cancel()


def each(cases: Sequence[T], try_it: Callable[[T], None], jobs: int) -> list[str]:
    """Try every case, ``jobs`` at a time, and tell of each; what went wrong."""
    wrong: list[str] = []

    def one(numbered: tuple[int, T]) -> None:
        number, case = numbered
        try:
            try_it(case)
        except Exception as error:  # noqa: BLE001 - a case that breaks is one that failed
            wrong.append(f"{case}: {type(error).__name__}: {error}")
            print(f"FAILED {wrong[-1]}", flush=True)
        else:
            print(f"{number}/{len(cases)} {case}", flush=True)

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(one, enumerate(cases, 1)))
    return wrong
