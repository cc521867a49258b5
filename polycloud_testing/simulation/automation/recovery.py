"""Putting a stack in order whose operation was killed.

A killed engine leaves three things: the stack's lock, operations of which nobody knows how
they ended, and perhaps resources that exist and are not in the state. On a real cloud one
runs ``pulumi cancel``, looks in the cloud for each resource that was being created, and
either puts it into the state (``pulumi stack export``, an editor, ``pulumi stack import``;
or ``pulumi import``), or says that it is not there (``pulumi refresh
--clear-pending-creates``). Here the simulated clouds are asked, so that nothing is made
twice and nothing is left behind.

``pulumi refresh --import-pending-creates`` is not used: as of version 3.272 it marks the
operation as an import, which the refresh that follows drops without importing anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from attrs import frozen

from polycloud_testing.simulation.automation.deployment import Deployment
from polycloud_testing.simulation.automation.errors import EngineError
from polycloud_testing.simulation.automation.locks import wait_for_holders
from polycloud_testing.simulation.automation.outcome import Outcome
from polycloud_testing.simulation.inventory import Inventory, Record, SqliteInventory

_IN_STATE_ALONE: Final = frozenset({"random", "tls"})
"""Packages whose resources are in no cloud: what is not in the state is nowhere."""

_PATIENCE: Final = 15.0
"""Seconds that an engine whose providers are gone has to notice it and end."""


@frozen
class Recovery:
    """What was done to put a stack in order.

    ``adopted`` are resources that existed and are now in the state, ``removed`` those that
    existed beside the one in the state and are no more, ``cleared`` the URNs of resources
    that had not come into being; these the next `Deployment.up` makes. ``outcome`` is that
    of the refresh that brought the state to what is in the clouds.
    """

    outcome: Outcome
    adopted: tuple[Record, ...] = ()
    removed: tuple[Record, ...] = ()
    cleared: tuple[str, ...] = ()


def recover(deployment: Deployment, *, patience: float = _PATIENCE) -> Recovery:
    """Release the stack's lock, and bring its state to what is in the clouds.

    Without anything to recover this is a refresh.

    Raises:
        EngineError: an engine is at work on the stack, and still is after ``patience``
            seconds; or the engine could not work.
    """
    holders = wait_for_holders(deployment.folder, deployment.project.stack, patience)
    if holders:
        listed = ", ".join(map(str, holders))
        raise EngineError(f"An engine is at work on the stack: wait for process {listed} to end.")
    deployment.cancel()
    inventory = SqliteInventory(deployment.folder.inventory)
    adopted: list[Record] = []
    removed: list[Record] = []
    cleared: list[str] = []
    forgotten: list[Record] = []

    def resolve(exported: dict[str, Any]) -> None:
        state: dict[str, Any] = exported["deployment"]
        resources: list[dict[str, Any]] = list(state.get("resources") or ())
        for asked in _pending_creates(state):
            records = _unknown(asked["urn"], inventory, resources)
            if not records or _is_in_state_alone(asked["urn"]):
                cleared.append(asked["urn"])
                forgotten.extend(records)
                continue
            # Of a replacement the old one is in the state, and cannot be there twice.
            if not any(r["urn"] == asked["urn"] and not r.get("delete") for r in resources):
                adopted.append(records.pop())
                resources.append({**asked, "id": adopted[-1].id})
            removed.extend(records)
        state["resources"] = resources
        state["pending_operations"] = [
            operation
            for operation in state.get("pending_operations") or ()
            if operation["type"] != "creating"
        ]

    if any(_pending_creates(deployment.export().get("deployment") or {})):
        deployment.edit(resolve)
    for record in (*removed, *forgotten):
        inventory.delete(record.type, record.id, record.scope)
    outcome = deployment.refresh()
    return Recovery(outcome, tuple(adopted), tuple(removed), tuple(cleared))


def _pending_creates(state: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The resources that were being created, each once, as the state has them."""
    seen: set[str] = set()
    for operation in state.get("pending_operations") or ():
        asked: dict[str, Any] = operation["resource"]
        if operation["type"] == "creating" and asked["urn"] not in seen:
            seen.add(asked["urn"])
            yield asked


def _is_in_state_alone(urn: str) -> bool:
    return urn.split("::")[2].rpartition("$")[2].partition(":")[0] in _IN_STATE_ALONE


def _unknown(
    urn: str, inventory: Inventory, resources: Iterable[Mapping[str, Any]]
) -> list[Record]:
    """What exists for a URN and is not in the state, the oldest first."""
    ids = {resource.get("id") for resource in resources if resource["urn"] == urn}
    return [r for r in inventory.list() if r.urn == urn and r.id not in ids]
