"""Tests by the real Pulumi engine: skipped, and that is said, where there is no CLI."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from attrs import define, field

from polycloud_testing.simulation.automation import Deployment, Event
from polycloud_testing.simulation.inventory import Record, SqliteInventory

PROGRAMS = Path(__file__).parent / "programs"
MISSING = "no pulumi CLI on PATH: the engine tests need one"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder, and skip them without a CLI."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.engine)
            if shutil.which("pulumi") is None:
                item.add_marker(pytest.mark.skip(reason=MISSING))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say in one line why they were skipped."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any(MISSING in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(f"skipped: {MISSING}")


@define
class Operated:
    """A project in a folder of its own, and the deployment that operates it."""

    folder: Path
    deployment: Deployment
    events: list[Event] = field(factory=list)

    @property
    def inventory(self) -> SqliteInventory:
        """What exists in its simulated clouds."""
        return SqliteInventory(self.deployment.folder.inventory)

    def configure(self, values: Mapping[str, Any] | None = None, **settings: Any) -> None:
        """Write the stack's settings anew: configuration, and what else is in the file."""
        written = {"config": dict(values or {}), **settings}
        (self.folder / "Pulumi.dev.yaml").write_text(yaml.safe_dump(written), encoding="utf-8")

    def existing(self, name: str, type: str = "") -> Record:
        """The one resource that exists under a logical name."""
        found = [
            r
            for r in self.inventory.list()
            if r.urn.endswith(f"::{name}") and r.type.startswith(type)
        ]
        assert len(found) == 1, [r.urn for r in found]
        return found[0]


Project = Callable[..., Operated]


def operated(folder: Path, program: Path, **settings: Any) -> Operated:
    """A copy of a program in ``folder``, deployed as ``settings`` of `Deployment` say."""
    shutil.copytree(program, folder, ignore=shutil.ignore_patterns("__pycache__"))
    events: list[Event] = []
    return Operated(folder, Deployment(folder, "dev", on_event=events.append, **settings), events)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Deploys a program of the folder ``programs`` by its name."""
    made: list[Operated] = []

    def make(name: str, **settings: Any) -> Operated:
        made.append(operated(tmp_path / f"{name}-{len(made)}", PROGRAMS / name, **settings))
        return made[-1]

    yield make
    for each in made:
        each.deployment.close()


@pytest.fixture(scope="module")
def warm_clouds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    """The program ``clouds`` in a process that has imported the SDKs."""
    each = operated(tmp_path_factory.mktemp("project") / "clouds", PROGRAMS / "clouds")
    with each.deployment:
        yield each


@pytest.fixture
def clouds(warm_clouds: Operated) -> Operated:
    """The program ``clouds``, deployed as its defaults say."""
    warm_clouds.configure()
    outcome = warm_clouds.deployment.up(refresh=True)
    assert outcome.failures == ()
    warm_clouds.events.clear()
    return warm_clouds
