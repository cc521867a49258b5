"""What exists in the simulated clouds, kept in memory or in a file.

An inventory holds no secret: the core seals inputs and outputs before they come here.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

import attrs
from attrs import field, frozen

from polycloud_testing.simulation import paths
from polycloud_testing.simulation.interface import Properties

_TIMEOUT: Final = 30.0
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS resources (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    urn TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL,
    seed TEXT NOT NULL, inputs TEXT NOT NULL, outputs TEXT NOT NULL,
    created TEXT NOT NULL, updated TEXT NOT NULL,
    UNIQUE (type, id, scope)
);
CREATE INDEX IF NOT EXISTS by_urn ON resources (urn);
"""
_COLUMNS: Final = "urn, type, id, scope, seed, inputs, outputs, created, updated"


@frozen
class Record:
    """A resource that exists. ``scope`` tells apart what may share an id: the region of an
    AWS resource, else empty. ``seed`` is what its made-up values were made from. Times are
    ISO 8601 in UTC.
    """

    urn: str
    type: str
    id: str
    inputs: Properties = field(factory=dict[str, Any])
    outputs: Properties = field(factory=dict[str, Any])
    scope: str = ""
    seed: str = ""
    created: str = ""
    updated: str = ""


class TakenError(Exception):
    """The type, id and scope of a record to add belong to ``holder`` already."""

    def __init__(self, holder: Record) -> None:
        super().__init__(f"{holder.type} {holder.id} exists already as {holder.urn}")
        self.holder = holder


class Inventory(Protocol):
    """The resources that exist; safe to use from several threads."""

    def list(self) -> tuple[Record, ...]:
        """All of them, in the order of creation."""
        ...

    def get(self, type: str, id: str, scope: str | None = None) -> Record | None:
        """The resource of this type and id; the first of any scope where none is given."""
        ...

    def by_urn(self, urn: str) -> Record | None:
        """The resource last made for this URN."""
        ...

    def add(self, record: Record, *, overwrite: bool = False) -> None:
        """Keep a new resource. Raises `TakenError` where one is in its place, unless
        ``overwrite``.
        """
        ...

    def put(self, record: Record) -> None:
        """Keep ``record`` in the place of what has its type, id and scope."""
        ...

    def delete(self, type: str, id: str, scope: str | None = None) -> bool:
        """Remove a resource; whether there was one."""
        ...

    def wipe(self) -> int:
        """Remove everything; how many resources that were."""
        ...


def drift(inventory: Inventory, urn: str, path: str, value: Any) -> Record:
    """Change an output of a resource behind Pulumi's back, as in somebody's console.

    An input of that name changes with it, as it is what the cloud holds.

    Raises:
        KeyError: there is no resource with this URN.
        ValueError: the path leads nowhere.
    """
    record = inventory.by_urn(urn)
    if record is None:
        raise KeyError(urn)
    inputs = record.inputs
    if paths.parse(path)[0] in inputs:
        inputs = paths.replaced(inputs, path, value)
    changed = attrs.evolve(
        record, inputs=inputs, outputs=paths.replaced(record.outputs, path, value)
    )
    inventory.put(changed)
    return changed


class MemoryInventory:
    """An inventory for one process, gone with it."""

    def __init__(self) -> None:
        self._records: dict[tuple[str, str, str], Record] = {}
        self._lock = threading.Lock()

    def list(self) -> tuple[Record, ...]:
        """See `Inventory.list`."""
        with self._lock:
            return tuple(self._records.values())

    def get(self, type: str, id: str, scope: str | None = None) -> Record | None:
        """See `Inventory.get`."""
        with self._lock:
            if scope is not None:
                return self._records.get((type, id, scope))
            return next((r for (t, i, _), r in self._records.items() if (t, i) == (type, id)), None)

    def by_urn(self, urn: str) -> Record | None:
        """See `Inventory.by_urn`."""
        with self._lock:
            return next((r for r in reversed(self._records.values()) if r.urn == urn), None)

    def add(self, record: Record, *, overwrite: bool = False) -> None:
        """See `Inventory.add`."""
        with self._lock:
            key = (record.type, record.id, record.scope)
            if key in self._records and not overwrite:
                raise TakenError(self._records[key])
            self._records[key] = record

    def put(self, record: Record) -> None:
        """See `Inventory.put`."""
        self.add(record, overwrite=True)

    def delete(self, type: str, id: str, scope: str | None = None) -> bool:
        """See `Inventory.delete`."""
        record = self.get(type, id, scope)
        if record is None:
            return False
        with self._lock:
            return self._records.pop((record.type, record.id, record.scope), None) is not None

    def wipe(self) -> int:
        """See `Inventory.wipe`."""
        with self._lock:
            count = len(self._records)
            self._records.clear()
            return count


class SqliteInventory:
    """An inventory in a file, which several processes and threads may use at once.

    Every call is one transaction on a connection of its own, so nothing is held between
    calls and a process that dies leaves nothing locked.
    """

    def __init__(self, path: str | Path) -> None:
        """Use the file at ``path``; it and its directory are made when missing."""
        self.path = Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=_TIMEOUT)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(_SCHEMA)

    def list(self) -> tuple[Record, ...]:
        """See `Inventory.list`."""
        return self._select("ORDER BY sequence")

    def get(self, type: str, id: str, scope: str | None = None) -> Record | None:
        """See `Inventory.get`."""
        if scope is None:
            found = self._select("WHERE type = ? AND id = ? ORDER BY sequence LIMIT 1", type, id)
        else:
            found = self._select("WHERE type = ? AND id = ? AND scope = ?", type, id, scope)
        return found[0] if found else None

    def by_urn(self, urn: str) -> Record | None:
        """See `Inventory.by_urn`."""
        found = self._select("WHERE urn = ? ORDER BY sequence DESC LIMIT 1", urn)
        return found[0] if found else None

    def add(self, record: Record, *, overwrite: bool = False) -> None:
        """See `Inventory.add`."""
        try:
            self._insert(record, overwrite)
        except sqlite3.IntegrityError:
            holder = self.get(record.type, record.id, record.scope)
            raise TakenError(holder or record) from None

    def put(self, record: Record) -> None:
        """See `Inventory.put`."""
        self._insert(record, overwrite=True)

    def delete(self, type: str, id: str, scope: str | None = None) -> bool:
        """See `Inventory.delete`."""
        record = self.get(type, id, scope)
        if record is None:
            return False
        with self._transaction() as connection:
            done = connection.execute(
                "DELETE FROM resources WHERE type = ? AND id = ? AND scope = ?",
                (record.type, record.id, record.scope),
            )
            return done.rowcount > 0

    def wipe(self) -> int:
        """See `Inventory.wipe`."""
        with self._transaction() as connection:
            return connection.execute("DELETE FROM resources").rowcount

    def _insert(self, record: Record, overwrite: bool) -> None:
        changes = "inputs = excluded.inputs, outputs = excluded.outputs, updated = excluded.updated"
        conflict = (
            f"ON CONFLICT (type, id, scope) DO UPDATE SET urn = excluded.urn, {changes}"
            if overwrite
            else ""
        )
        row = (
            *(record.urn, record.type, record.id, record.scope, record.seed),
            *(json.dumps(record.inputs), json.dumps(record.outputs)),
            *(record.created, record.updated),
        )
        with self._transaction() as connection:
            connection.execute(
                f"INSERT INTO resources ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) {conflict}",  # noqa: S608 - constants
                row,
            )

    def _select(self, clause: str, *values: str) -> tuple[Record, ...]:
        with self._transaction() as connection:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM resources {clause}", values)  # noqa: S608 - constants
            return tuple(
                Record(
                    *(urn, type, id, json.loads(inputs), json.loads(outputs)),
                    *(scope, seed, created, updated),
                )
                for urn, type, id, scope, seed, inputs, outputs, created, updated in rows
            )

    @contextmanager
    def _transaction(self) -> Generator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=_TIMEOUT)) as connection, connection:
            yield connection
