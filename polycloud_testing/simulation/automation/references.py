"""Other stacks that a program refers to, in a state that is a folder of its own.

None of the user's stacks is in it, and a backend that is a folder knows one organization only
(https://www.pulumi.com/docs/iac/concepts/state-and-backends/). So a stack that was given is
written into it, with its outputs and nothing else, and every stack is asked for as that
organization's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from pulumi.runtime.proto import resource_pb2

from polycloud_testing.simulation import paths

TYPE: Final = "pulumi:pulumi:StackReference"

_ORGANIZATION: Final = "organization"
_MARK: Final = "stands in"
"""In place of the version of the engine that wrote a stack's state."""

Read = Callable[..., resource_pb2.ReadResourceResponse]


def stand_in(state: Path, references: Mapping[str, Mapping[str, Any]]) -> None:
    """Write what stands for each stack, by ``organization/project/stack``, into the state in a
    folder. One that was deployed there stays as it is.

    Raises:
        ValueError: a stack is not named by all three.
    """
    for name, outputs in references.items():
        _, project, stack = name.split("/")
        file = state / ".pulumi" / "stacks" / project / f"{stack}.json"
        if not file.exists() or _stands_in(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(_checkpoint(project, stack, outputs)), encoding="utf-8")


def of_one_organization(read: Read) -> Read:
    """``read``, a monitor's ReadResource, as a backend that is a folder can answer it."""

    def ask(request: resource_pb2.ReadResourceRequest, **options: Any) -> Any:
        if request.type == TYPE:
            request.id = _here(request.id)
            request.properties.update({"name": request.id})
        return read(request, **options)

    return ask


def _here(name: str) -> str:
    organization, slash, rest = name.partition("/")
    return f"{_ORGANIZATION}/{rest}" if slash and "/" in rest else organization + slash + rest


def _stands_in(file: Path) -> bool:
    written: Any = json.loads(file.read_text(encoding="utf-8"))
    return bool(paths.find(written, "checkpoint.latest.manifest.version") == _MARK)


def _checkpoint(project: str, stack: str, outputs: Mapping[str, Any]) -> dict[str, Any]:
    type_ = "pulumi:pulumi:Stack"
    resource = {
        "urn": f"urn:pulumi:{stack}::{project}::{type_}::{project}-{stack}",
        "custom": False,
        "type": type_,
        "outputs": dict(outputs),
    }
    manifest = {"time": "2026-01-01T00:00:00Z", "magic": "", "version": _MARK}
    latest = {"manifest": manifest, "resources": [resource], "metadata": {}}
    return {
        "version": 3,
        "checkpoint": {"stack": f"{_ORGANIZATION}/{project}/{stack}", "latest": latest},
    }
