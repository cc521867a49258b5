"""What is secret in a stack's configuration is found nowhere in plain text."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from polycloud.graph import SECRET
from polycloud_testing.simulation.automation import Deployment, Event, Outcome, settings, workspace

ROOT = Path(__file__).parents[2]
CANARY = "canary_9f3c2a71d5e8"
TOLD = "9f3c2a71d5e8"
"""What is left of it however a cloud writes labels."""

SECURE = {"secure": "v1:AAAA:BBBB"}
CONFIG: dict[str, Any] = {
    "polycloud:environment": "dev",
    "polycloud:enable_tpu_training": True,
    "polycloud:tags": {"owner": SECURE, "cost-centre": SECURE, "team": "ml"},
    "polycloud:metadata_store": {
        "partition_key": {"name": SECURE, "type": "string"},
        "sort_key": {"name": "version", "type": "number"},
    },
    "polycloud:secret_store": {
        "secrets": {
            "hub-token": {"value": SECURE, "readers": ["training", "serving"]},
            "session-key": {"readers": ["serving"], "rotation_days": 90},
        }
    },
}


@pytest.fixture
def told() -> list[str]:
    """What the engine told while it worked."""
    return []


@pytest.fixture
def platform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: list[str]
) -> Iterator[Deployment]:
    """A platform whose encrypted values are all the canary."""
    monkeypatch.setattr(settings, "PLACEHOLDER", CANARY)
    monkeypatch.setattr(workspace, "PLACEHOLDER", CANARY)
    for name in ("Pulumi.yaml", "__main__.py"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "Pulumi.dev.yaml").write_text(yaml.safe_dump({"config": CONFIG}), "utf-8")

    def listen(event: Event) -> None:
        told.append(str(event))

    with Deployment(tmp_path, "dev", on_event=listen) as deployment:
        yield deployment


def leaks(platform: Deployment) -> list[str]:
    """The files of the simulation in which the canary can be read."""
    files = (path for path in platform.folder.path.rglob("*") if path.is_file())
    return [str(path) for path in files if TOLD.encode() in path.read_bytes().lower()]


def shown(outcome: Outcome, told: list[str]) -> list[str]:
    """What was told of an operation, and has the canary in it."""
    assert [str(failure) for failure in outcome.failures] == []
    return [line for line in (repr(outcome), *told) if TOLD in line.lower()]


def test_a_canary_in_secret_configuration_is_nowhere_in_plain_text(
    platform: Deployment, told: list[str]
) -> None:
    for operation in (platform.preview, platform.up, platform.refresh):
        assert shown(operation(), told) == []
        assert leaks(platform) == []
    # The program did get it: what would be plain without further ado is there, sealed.
    (table,) = platform.graph().by_type("aws:dynamodb/table:Table")
    (group,) = platform.graph().by_type("azure-native:resources:ResourceGroup")
    assert table.inputs["hashKey"] == SECRET
    assert SECRET in str(group.inputs["tags"])
    versions = [r for r in platform.graph() if r.type.endswith(":SecretVersion")]
    assert {r.package for r in versions} == {"aws", "gcp"}
    assert all(
        SECRET in (r.inputs.get("secretString"), r.inputs.get("secretData")) for r in versions
    )
    exported = str(platform.export())
    assert TOLD not in exported
    assert "ciphertext" in exported
    assert platform.up().changed == 0
    assert shown(platform.destroy(protected=True), told) == []
    assert leaks(platform) == []
