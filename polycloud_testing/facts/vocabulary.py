"""Which resources of a package a reader knows, and what the others could change."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import frozen

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.resources import label
from polycloud_testing.facts.unknown import Unknown


@frozen
class Vocabulary:
    """Kinds of resources, each a module and class as ``kind`` names it.

    ``read`` are interpreted, ``harmless`` change no answer. What is neither and of a module
    among ``reaching`` could change one.
    """

    package: str
    kind: Callable[[Resource], str]
    read: frozenset[str]
    harmless: frozenset[str]
    reaching: frozenset[str]

    def of_kind(self, graph: ResourceGraph, *kinds: str) -> tuple[Resource, ...]:
        """The package's resources that are of some kinds."""
        return tuple(
            each for each in graph if each.package == self.package and self.kind(each) in kinds
        )

    def strangers(self, graph: ResourceGraph) -> Iterator[Unknown]:
        """Why answers are not known: a doubt for each resource that could change them."""
        for resource in graph:
            own = resource.custom and not resource.is_provider
            if own and resource.package == self.package and self._is_strange(self.kind(resource)):
                yield Unknown(f"What {label(resource)} changes is not known here.")

    def _is_strange(self, kind: str) -> bool:
        known = kind in self.read or kind in self.harmless
        return kind.partition(".")[0] in self.reaching and not known
