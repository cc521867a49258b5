"""The simulated clouds served to a pulumi CLI that somebody runs by hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from polycloud_testing.simulation.automation import Deployment, StateFolder, serve
from polycloud_testing.simulation.inventory import SqliteInventory
from tests.engine.conftest import PROGRAMS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with settings that only its owner's login could open."""
    folder = tmp_path / "clouds"
    shutil.copytree(PROGRAMS / "clouds", folder, ignore=shutil.ignore_patterns("__pycache__"))
    settings = "encryptedkey: AQICAHg=\nsecretsprovider: awskms://alias/ours\nconfig: {}\n"
    (folder / "Pulumi.dev.yaml").write_text(settings, encoding="utf-8")
    return folder


def test_a_plain_pulumi_uses_the_simulated_clouds(folder: Path) -> None:
    before = (folder / "Pulumi.dev.yaml").read_text(encoding="utf-8")
    inventory = SqliteInventory(StateFolder.of(folder).inventory)
    with serve(folder, stacks=["dev"]) as environment:
        _pulumi(folder, environment, "up", "--yes", "--skip-preview", "--stack", "dev")
        assert len(inventory.list()) == 9
        outputs = _pulumi(folder, environment, "stack", "output", "--stack", "dev")
        assert "a-bucket-for-bronze" in outputs
        assert (folder / "Pulumi.dev.yaml").read_text(encoding="utf-8") == before

        # An edit of the project's own file is what counts.
        (folder / "Pulumi.dev.yaml").write_text("config:\n  clouds:tier: gold\n", "utf-8")
        time.sleep(2)
        _pulumi(folder, environment, "up", "--yes", "--skip-preview", "--stack", "dev")
        assert "a-bucket-for-gold" in {r.id for r in inventory.list()}

    # The same clouds and the same state as with polycloud's own commands.
    with Deployment(folder, "dev") as deployment:
        assert deployment.up().changed == 0
        assert deployment.destroy(protected=True).succeeded
    assert inventory.list() == ()


def _pulumi(folder: Path, environment: Mapping[str, str], *arguments: str) -> str:
    done = subprocess.run(
        ["pulumi", "--non-interactive", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
