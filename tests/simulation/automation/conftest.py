"""A stand-in for the pulumi CLI, for what does not need the engine itself."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen


@frozen
class StandIn:
    """A pulumi on PATH that does as it is told."""

    folder: Path

    def script(self, **answers: Any) -> None:
        """What it does for each command, underscores for blanks."""
        written = {name.replace("_", " "): answer for name, answer in answers.items()}
        (self.folder / "script.json").write_text(json.dumps(written), encoding="utf-8")

    @property
    def state(self) -> dict[str, Any]:
        """The state that it keeps."""
        return json.loads((self.folder / "state.json").read_text(encoding="utf-8"))

    def keep(self, **deployment: Any) -> None:
        """Have it keep this state."""
        state = {"version": 3, "deployment": deployment}
        (self.folder / "state.json").write_text(json.dumps(state), encoding="utf-8")

    @property
    def calls(self) -> list[dict[str, Any]]:
        """What it was called with: arguments and environment."""
        lines = (self.folder / "calls.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def call(self, command: str) -> dict[str, Any]:
        """The one call of a command."""
        (found,) = [c for c in self.calls if command in c["arguments"]]
        return found


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """A stand-in that succeeds in everything and keeps an empty state."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = (Path(__file__).parent / "pulumi_stand_in.py").read_text(encoding="utf-8")
    command = folder / "pulumi"
    command.write_text(f"#!{sys.executable}\n{program}", encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    each = StandIn(folder)
    each.script()
    each.keep()
    return each


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project whose program exports one value."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "Pulumi.yaml").write_text("name: p\nruntime: python\n", encoding="utf-8")
    (project / "__main__.py").write_text("print('hello')\n", encoding="utf-8")
    return project
