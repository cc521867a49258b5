"""A secret of a stack's configuration, from the engine's first word to its last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from pulumi.automation import CommandResult

from polycloud.simulation.automation import Deployment, settings, workspace
from polycloud.simulation.automation.command import EngineCommand
from polycloud.simulation.inventory import SqliteInventory
from tests.suites.platforms import copied_to

CANARY = "canary7f3a9c"
ENCRYPTED = {"secure": "AAABAA=="}
OTHER_VALUES = {
    "polycloud:accelerator_pool": {"provisioning": "reserved", "reservation": ENCRYPTED},
    "polycloud:metadata_store": {"partition_key": {"name": ENCRYPTED}},
    "polycloud:tags": {"owner": ENCRYPTED, "cost-center": ENCRYPTED, "team": "models"},
}


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that the engine prints. The stack's encrypted values are the canary for it."""
    for module in (settings, workspace):
        monkeypatch.setattr(module, "PLACEHOLDER", CANARY)
    told: list[str] = []
    run = EngineCommand.run

    def listening(self: EngineCommand, *arguments: Any, **named: Any) -> CommandResult:
        try:
            return run(self, *arguments, **named)
        finally:
            told.extend((self.result.stdout, self.result.stderr))

    monkeypatch.setattr(EngineCommand, "run", listening)
    return told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project, with a stack that keeps secret whatever it can."""
    copied_to(tmp_path)
    file = tmp_path / "Pulumi.dev.yaml"
    stack = yaml.safe_load(file.read_text(encoding="utf-8"))
    stack["config"] |= OTHER_VALUES
    file.write_text(yaml.safe_dump(stack), encoding="utf-8")
    return tmp_path


def told_in(folder: Path, said: Sequence[object]) -> Iterator[str]:
    """Where the canary is found: files, and things said."""
    for file in folder.rglob("*"):
        if file.is_file() and CANARY.encode() in file.read_bytes().lower():
            yield str(file.relative_to(folder))
    for thing in said:
        if CANARY in str(thing).lower():
            yield str(thing)[:2000]


def test_a_secret_of_the_configuration_is_told_nowhere(folder: Path, said: list[str]) -> None:
    events: list[object] = []
    with Deployment(folder, "dev", on_event=events.append) as platform:
        update = platform.up()
        assert update.failures == ()
        found = [*told_in(folder, [*said, *events, *update.graph, update.graph.outputs])]
        assert found == []

        # It has come to where it belongs: what is not there tells nothing either.
        before = len(said)
        assert platform.run("stack", "export", "--show-secrets").count(CANARY) > 50
        del said[before:]

        refresh = platform.refresh()
        assert (refresh.failures, refresh.changed) == ((), 0)
        assert [*told_in(folder, [*said, *events, *refresh.graph])] == []

        assert platform.destroy().failures == ()
        assert SqliteInventory(platform.folder.inventory).list() == ()
        assert [*told_in(folder, [*said, *events])] == []
