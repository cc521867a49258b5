"""The platform itself, as its own stacks ask for it, by the real engine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from polycloud_testing.simulation.automation import Deployment
from polycloud_testing.simulation.inventory import SqliteInventory

ROOT = Path(__file__).parents[2]
_ADMIN = {"users": ["00000005-0000-4000-8000-000000000005"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the project's files."""
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml", "__main__.py"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@pytest.fixture(params=["dev", "prod"])
def platform(folder: Path, request: pytest.FixtureRequest) -> Iterator[Deployment]:
    """The platform as one of its stacks asks for it."""
    with Deployment(folder, request.param) as deployment:
        yield deployment


def test_a_platform_from_first_preview_to_the_end(platform: Deployment) -> None:
    preview = platform.preview()
    assert [str(f) for f in preview.failures] == []
    update = platform.up()
    assert [str(f) for f in update.failures] == []
    assert {r.urn for r in update.graph} == {r.urn for r in preview.graph}
    assert update.changes == preview.changes

    assert platform.up().changed == 0
    assert platform.refresh().changed == 0
    assert platform.preview().changed == 0

    protected = {r.urn for r in update.graph if r.options.protect}
    assert platform.destroy().succeeded
    inventory = SqliteInventory(platform.folder.inventory)
    left = {r.urn for r in inventory.list()}
    assert {urn for urn in protected if "pulumi:providers" not in urn} <= left
    assert bool(left) is bool(protected)


def test_people_are_let_in_and_out_again(folder: Path) -> None:
    stack = folder / "Pulumi.dev.yaml"
    config = {"polycloud:enable_tpu_training": False}
    people = {"viewer": {"aws": {"groups": ["Viewers"]}}, "platform_admin": {"azure": _ADMIN}}
    stack.write_text(yaml.safe_dump({"config": {**config, "polycloud:roles": people}}))
    with Deployment(folder, "dev") as deployment:
        update = deployment.up()
        assert [str(f) for f in update.failures] == []
        assert deployment.up().changed == 0
        assert deployment.refresh().changed == 0
    stack.write_text(yaml.safe_dump({"config": config}))
    with Deployment(folder, "dev") as deployment:
        update_without = deployment.up()
        assert [str(f) for f in update_without.failures] == []
        gone = {r.type for r in update.graph} - {r.type for r in update_without.graph}
        assert "polycloud:aws:RoleOfPeople" in gone
        assert "azure-native:authorization:RoleAssignment" in gone
        assert deployment.destroy().succeeded
