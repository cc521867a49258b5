"""Scenes by the real Pulumi engine; needs a pulumi CLI on PATH.

What a state means must be what a run in process means: readers find the same facts in both.
"""

from __future__ import annotations

import json
import pickle
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pulumi
from attrs import frozen

from polycloud.graph import ResourceGraph
from polycloud_testing.contracts.harness import Harness, Program, Setting
from polycloud_testing.simulation.automation import Deployment


@frozen
class Engine:
    """A `Harness.run` that previews and updates with the engine, on simulated clouds.

    ``where`` is where another process finds the harness, as ``module:ATTRIBUTE``. Programs are
    functions of a module, or partials of such.
    """

    where: str

    def __call__(
        self, harness: Harness, program: Program, setting: Setting
    ) -> tuple[ResourceGraph, Mapping[str, Any]]:
        """Make the scene in a deployment of its own. RunError when anything was refused."""
        with tempfile.TemporaryDirectory() as folder:
            _write(Path(folder), self.where, program, setting)
            with Deployment(folder, setting.stack) as deployment:
                outcome = deployment.preview() if setting.preview else deployment.up()
        if outcome.failures:
            raise pulumi.RunError("\n".join(map(str, outcome.failures)))
        return outcome.graph, outcome.outputs


def play(where: str, packed: str) -> None:
    """What the engine runs: the harness at ``where`` plays a program that `Engine` packed."""
    program, setting = pickle.loads(b64decode(packed))  # noqa: S301 (packed by this module)
    harness: Harness = resolve_name(where)
    harness.play(program, setting)


def _write(folder: Path, where: str, program: Program, setting: Setting) -> None:
    """A Pulumi project whose program plays the scene."""
    packed = b64encode(pickle.dumps((program, setting))).decode()
    source = f"from polycloud_testing.contracts.engine import play\n\nplay({where!r}, {packed!r})\n"
    (folder / "__main__.py").write_text(source, encoding="utf-8")
    project = {"name": setting.project, "runtime": "python"}
    stack = {"config": {"pulumi:disable-default-providers": ["*"]}}
    for name, content in (("Pulumi", project), (f"Pulumi.{setting.stack}", stack)):
        (folder / f"{name}.yaml").write_text(json.dumps(content), encoding="utf-8")
