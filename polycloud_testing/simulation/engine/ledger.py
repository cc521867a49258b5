"""What a run has registered so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs
from attrs import define, field, frozen

from polycloud.graph import Resource
from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation import paths
from polycloud_testing.simulation.interface import Properties
from polycloud_testing.simulation.sealing import sealed, telltales


@frozen
class Failure:
    """One thing that would stop an update. ``path`` is the property at fault, or empty."""

    urn: str
    type: str
    name: str
    path: str
    reason: str

    def __str__(self) -> str:
        if not self.name:
            return self.reason
        where = f"{self.type} {self.name!r}"
        return f"{where}: {self.path}: {self.reason}" if self.path else f"{where}: {self.reason}"


@frozen
class Interval:
    """Simulated seconds since the start of the run."""

    started: float
    finished: float


@define
class Entry:
    """A registered resource with its values as they are, secrets included.

    ``providers`` are the provider references by package that a component hands down;
    ``options`` are the options in wire form, which children inherit in part.
    """

    resource: Resource
    outputs: Properties
    secrets: frozenset[str]
    options: Any = None
    providers: Mapping[str, str] = field(factory=dict[str, Any])
    failed: bool = False


class Ledger:
    """The entries of a run by URN, in the order of registration."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._position: dict[str, int] = {}
        self.intervals: dict[str, Interval] = {}
        self.failures: list[Failure] = []
        self.skipped: list[str] = []

    def __contains__(self, urn: str) -> bool:
        return urn in self._entries or urn in self._position

    def __iter__(self) -> Iterator[Entry]:
        return iter(sorted(self._entries.values(), key=lambda e: self._position[e.resource.urn]))

    def get(self, urn: str) -> Entry | None:
        """The entry of ``urn``, once it is registered."""
        return self._entries.get(urn)

    def begin(self, urn: str) -> None:
        """Take a place in the order; the entry comes when the resource is made."""
        self._position[urn] = len(self._position)

    def add(self, entry: Entry) -> None:
        """Keep an entry."""
        self._entries[entry.resource.urn] = entry

    def in_order(self, urns: Iterable[str]) -> tuple[str, ...]:
        """URNs, each once, in the order of registration."""
        last = len(self._position)
        return tuple(sorted(set(urns), key=lambda urn: (self._position.get(urn, last), urn)))

    def ancestors(self, urn: str) -> Iterator[str]:
        """``urn`` itself, its parent, and so on."""
        while urn:
            yield urn
            entry = self._entries.get(urn)
            urn = entry.resource.parent or "" if entry is not None else ""

    def fail(self, urn: str, type: str, name: str, reasons: Iterable[tuple[str, str]]) -> None:
        """Note what is wrong with a resource: pairs of path and reason."""
        self.failures.extend(Failure(urn, type, name, path, reason) for path, reason in reasons)

    def started_after(self, urns: Iterable[str]) -> float:
        """When something may start that waits for ``urns``, in simulated seconds."""
        return max((self.intervals[u].finished for u in urns if u in self.intervals), default=0.0)

    def finished_below(self, urn: str) -> float:
        """When the last descendant of ``urn`` is done."""
        below = {urn}
        for entry in self:
            if entry.resource.parent in below:
                below.add(entry.resource.urn)
        return self.started_after(below)


def without_secrets(
    resource: Resource, inputs: Properties, outputs: Properties, asked: frozenset[str]
) -> Resource:
    """``resource`` with these values, those at its secret paths and every text that tells
    one of them left out. ``asked`` are the paths that the program marks secret.
    """
    hidden = resource.secret_paths
    texts = telltales(inputs, outputs, asked, hidden - asked)
    return attrs.evolve(
        resource,
        inputs=sealed(inputs, hidden, texts),
        outputs=sealed(outputs, hidden, texts),
        secret_paths=frozenset(
            path for path in hidden if _is_there(inputs, path) or _is_there(outputs, path)
        ),
    )


def contains_unknown(value: Any) -> bool:
    """Whether a value, at any depth, is unknown."""
    return value is UNKNOWN or any(contains_unknown(item) for _, item in paths.children(value))


_NOTHING = object()


def _is_there(values: Properties, path: str) -> bool:
    return paths.find(values, path, _NOTHING) is not _NOTHING
