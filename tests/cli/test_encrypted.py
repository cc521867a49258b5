"""Configuration that is encrypted, in a run without the Pulumi engine, which cannot read it."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from polycloud.cli.main import commands
from polycloud.platform.secrets import ENCRYPTED

HERE = Path(__file__).parents[2]
SECURE = {"secure": "AAAB"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("Pulumi.yaml", "__main__.py"):
        copy(HERE / name, tmp_path)
    return tmp_path


def up(project: Path, **config: Any) -> dict[str, Any]:
    whole = {"enable_tpu_training": True, "enable_monitoring": False, **config}
    keys = {f"polycloud:{key}": value for key, value in whole.items()}
    (project / "Pulumi.dev.yaml").write_text(yaml.safe_dump({"config": keys}))
    words = ["up", "--simulated", "--in-process", "--json", "--cwd", str(project)]
    result = CliRunner().invoke(commands, words)
    assert result.exit_code == 0, result.output
    assert ENCRYPTED not in result.output
    return json.loads(result.stdout)


def test_an_encrypted_value_is_stood_in_for_and_not_generated(project: Path) -> None:
    secrets = {
        "closed": {"readers": ["training"], "value": SECURE},
        "made": {"readers": ["training"]},
    }
    report = up(project, secret_store={"secrets": secrets})
    names = {item["name"] for item in report["resources"]}
    assert {"secrets-closed", "secrets-made", "secret-made"} <= names
    assert "secret-closed" not in names
    (note,) = report["notes"]
    assert "'secret_store.secrets.closed.value'" in note
    assert "stand-in" in note
    assert "\n" not in note


def test_what_else_is_encrypted_has_its_default_and_that_is_said(project: Path) -> None:
    (note,) = up(project, tags={"owner": SECURE})["notes"]
    assert "'tags'" in note
    assert "default" in note


def test_nothing_is_said_where_nothing_is_encrypted(project: Path) -> None:
    assert up(project)["notes"] == []
