"""Copies of a project's settings, without what is real."""

from __future__ import annotations

from pathlib import Path

import pytest

from polycloud_testing.simulation.automation import EngineError, StateFolder
from polycloud_testing.simulation.automation.settings import PLACEHOLDER, read_project

PROJECT = """\
name: shop
runtime:
  name: python
  options: {toolchain: uv, virtualenv: .venv}
main: infrastructure
stackConfigDir: stacks
backend: {url: s3://ours}
config:
  size: {type: integer, default: 3}
"""
STACK = """\
secretsprovider: gcpkms://projects/p
encryptedkey: AAAA
environment:
  - team/shared
config:
  shop:size: 4
  shop:key: {secure: AAABBB}
  shop:deep:
    list: [{a: 1, b: {secure: CCC}}]
    "a.b": {secure: DDD}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with everything that is not for a simulation."""
    (tmp_path / "Pulumi.yaml").write_text(PROJECT, encoding="utf-8")
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "Pulumi.dev.yaml").write_text(STACK, encoding="utf-8")
    return tmp_path


def test_what_is_real_is_left_out(folder: Path) -> None:
    project = read_project(folder, "dev")
    assert project.name == "shop"
    assert project.program == "infrastructure"
    assert project.settings == {
        "name": "shop",
        "runtime": "python",
        "main": str(folder / "infrastructure"),
        "config": {"size": {"type": "integer", "default": 3}},
    }
    assert set(project.stack_settings) == {"config"}
    assert any("ESC" in note for note in project.notes)


def test_encrypted_values_are_placeholders_wherever_they_are(folder: Path) -> None:
    project = read_project(folder, "dev")
    assert project.placeholders == ("shop:key", "shop:deep.list[0].b", 'shop:deep["a.b"]')
    assert project.stack_settings["config"] == {
        "shop:size": 4,
        "shop:key": PLACEHOLDER,
        "shop:deep": {"list": [{"a": 1, "b": PLACEHOLDER}], "a.b": PLACEHOLDER},
    }
    assert "shop:key" in project.notes[0]


def test_a_stack_without_a_file_has_the_defaults(folder: Path) -> None:
    project = read_project(folder, "fresh")
    assert project.stack_settings == {}
    assert project.notes == ()


def test_another_file_may_take_the_stacks_place(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("config: {shop:size: 9}", encoding="utf-8")
    settings = read_project(folder, "dev", other).stack_settings
    assert settings == {"config": {"shop:size": 9}}
    with pytest.raises(EngineError, match=r"missing\.yaml"):
        read_project(folder, "dev", tmp_path / "missing.yaml")


@pytest.mark.parametrize("text", ["- a list", "name: [", "runtime: python"])
def test_what_is_no_project_is_refused_by_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "Pulumi.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(EngineError, match=r"Pulumi\.yaml"):
        read_project(tmp_path, "dev")


def test_the_state_folder_keeps_to_itself(tmp_path: Path) -> None:
    state = StateFolder.of(tmp_path)
    assert (state.path / ".gitignore").read_text(encoding="utf-8") == "*\n"
    passphrase = state.path / "passphrase"
    before = passphrase.read_text(encoding="utf-8")
    assert passphrase.stat().st_mode & 0o077 == 0
    assert StateFolder.of(tmp_path).path == state.path
    assert passphrase.read_text(encoding="utf-8") == before
    environment = state.environment
    assert environment["PULUMI_BACKEND_URL"].startswith("file://")
    assert environment["PULUMI_HOME"].startswith(str(state.path))
