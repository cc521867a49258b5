"""The platform in a folder of its own, and what must hold of it after every trouble."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from polycloud.graph import ResourceGraph
from polycloud.simulation.automation import Deployment
from polycloud.simulation.inventory import SqliteInventory

ROOT = Path(__file__).parents[2]


def copied_to(folder: Path) -> Path:
    """``folder`` with the project's files in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml", "__main__.py"):
        shutil.copy(ROOT / name, folder)
    return folder


def held(graph: ResourceGraph) -> list[tuple[str, str | None]]:
    """What the state says exists in the clouds: URN and id of every resource of a cloud."""
    return sorted((r.urn, r.id) for r in graph if r.custom and not r.is_provider)


def difference(deployment: Deployment) -> list[Any]:
    """What the inventory and the state do not agree on; nothing made twice, nothing lost."""
    inventory = SqliteInventory(deployment.folder.inventory)
    there = sorted((r.urn, r.id) for r in inventory.list() if "pulumi:providers" not in r.type)
    state = [(urn, id_) for urn, id_ in held(deployment.graph())]
    twice = [urn for urn in {u for u, _ in there} if sum(u == urn for u, _ in there) > 1]
    return sorted(set(there) ^ set(state)) + [("made twice", urn) for urn in twice]
