"""The resources of one deployment and how they hang together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, cast

import attrs
import networkx as nx

from polycloud.graph.resource import SECRET, Resource
from polycloud.graph.unknown import UNKNOWN

UNKNOWN_TEXT = "[unknown]"
"""What stands in JSON for a value that is not known before the update."""


class ResourceGraph:
    """What one run made or would make; every reader gives the same kind of graph.

    Iteration is in the order of registration. Resources are found by URN; every method
    that takes one takes the `Resource` as well.
    """

    def __init__(
        self,
        resources: Iterable[Resource] = (),
        *,
        outputs: Mapping[str, Any] | None = None,
        project: str = "",
        stack: str = "",
    ) -> None:
        """``outputs`` are the stack's, with `SECRET` for those that are secret.

        Raises:
            ValueError: two resources have the same URN.
        """
        self._resources: dict[str, Resource] = {}
        for resource in resources:
            if resource.urn in self._resources:
                raise ValueError(f"Two resources have the URN {resource.urn}.")
            self._resources[resource.urn] = resource
        self.outputs: Mapping[str, Any] = dict(outputs or {})
        self.project = project
        self.stack = stack

    def __iter__(self) -> Iterator[Resource]:
        return iter(self._resources.values())

    def __len__(self) -> int:
        return len(self._resources)

    def __contains__(self, resource: object) -> bool:
        urn = resource.urn if isinstance(resource, Resource) else resource
        return urn in self._resources

    def __repr__(self) -> str:
        return f"<ResourceGraph {self.project}/{self.stack}: {len(self)} resources>"

    def by_urn(self, urn: str) -> Resource:
        """The resource with this URN. Raises KeyError when there is none."""
        return self._resources[urn]

    def by_type(self, *types: str) -> tuple[Resource, ...]:
        """The resources of these type tokens; a token that ends in ``*`` is a prefix."""
        exact = {name for name in types if not name.endswith("*")}
        prefixes = tuple(name[:-1] for name in types if name.endswith("*"))
        return tuple(
            r for r in self if r.type in exact or (prefixes and r.type.startswith(prefixes))
        )

    def by_name(self, name: str) -> tuple[Resource, ...]:
        """The resources with this logical name, whatever their type."""
        return tuple(r for r in self if r.name == name)

    def package(self, name: str) -> tuple[Resource, ...]:
        """The resources of a Pulumi package (``aws``), providers among them."""
        return tuple(r for r in self if r.package == name)

    def packages(self) -> tuple[str, ...]:
        """The packages of the custom resources, in order of first appearance."""
        return tuple(dict.fromkeys(r.package for r in self if r.custom))

    def children(self, resource: Resource | str) -> tuple[Resource, ...]:
        """The resources whose parent this is."""
        return self._children.get(_urn(resource), ())

    def descendants(self, resource: Resource | str) -> tuple[Resource, ...]:
        """Children, their children and so on, in the order of registration."""
        found: set[str] = set()
        frontier = [_urn(resource)]
        while frontier:
            below = [child.urn for child in self._children.get(frontier.pop(), ())]
            found.update(below)
            frontier.extend(below)
        return tuple(r for r in self if r.urn in found)

    def ancestors(self, resource: Resource | str) -> tuple[Resource, ...]:
        """Parent, grandparent and so on, nearest first."""
        above: list[Resource] = []
        parent = self.by_urn(_urn(resource)).parent
        while parent is not None and parent in self._resources:
            above.append(self._resources[parent])
            parent = above[-1].parent
        return tuple(above)

    def dependencies(
        self, resource: Resource | str, *, transitive: bool = False
    ) -> tuple[Resource, ...]:
        """What this waits for: by `depends_on`, by its inputs, and its provider. A
        component stands for all that is beneath it.
        """
        urn = _urn(resource)
        self.by_urn(urn)
        found: set[str] = set(self.network[urn])
        if transitive:
            found = nx.descendants(self.network, urn)  # pyright: ignore[reportUnknownMemberType]
        return tuple(r for r in self if r.urn in found)

    def dependents(
        self, resource: Resource | str, *, transitive: bool = False
    ) -> tuple[Resource, ...]:
        """What waits for this, the reverse of `dependencies`."""
        urn = _urn(resource)
        self.by_urn(urn)
        found: set[str] = set(self.network.predecessors(urn))
        if transitive:
            found = nx.ancestors(self.network, urn)  # pyright: ignore[reportUnknownMemberType]
        return tuple(r for r in self if r.urn in found)

    @cached_property
    def network(self) -> nx.DiGraph[str]:
        """URNs with an edge from each resource to each it waits for. Not to be changed."""
        network: nx.DiGraph[str] = nx.DiGraph()
        network.add_nodes_from(self._resources)
        for resource in self:
            for urn in resource.all_dependencies:
                for needed in self._stands_for(urn, resource):
                    if needed != resource.urn:
                        network.add_edge(resource.urn, needed)
        return network

    def in_order(self) -> tuple[Resource, ...]:
        """Every resource after all that it waits for.

        Raises:
            ValueError: the dependencies have a cycle, which is named.
        """
        position = {urn: index for index, urn in enumerate(self._resources)}
        try:
            order = nx.lexicographical_topological_sort(
                self.network.reverse(copy=False), key=position.__getitem__
            )
            return tuple(self._resources[urn] for urn in order)
        except nx.NetworkXUnfeasible:
            cycle: list[str] = [
                edge[0]
                for edge in nx.find_cycle(self.network)  # pyright: ignore
            ]
            raise ValueError("These resources wait for one another: " + ", ".join(cycle)) from None

    def to_json(self, *, indent: int | None = 2) -> str:
        """The graph as JSON, in the order of registration and without secrets."""
        document = {
            "project": self.project,
            "stack": self.stack,
            "resources": [attrs.asdict(resource, recurse=True) for resource in self],
            "outputs": self.outputs,
        }
        return json.dumps(document, indent=indent, default=as_json)

    @cached_property
    def _children(self) -> dict[str, tuple[Resource, ...]]:
        children: dict[str, list[Resource]] = {}
        for resource in self:
            if resource.parent is not None:
                children.setdefault(resource.parent, []).append(resource)
        return {urn: tuple(found) for urn, found in children.items()}

    def _stands_for(self, urn: str, waiting: Resource) -> Iterator[str]:
        """``urn`` and, if that is a component, all beneath it; but what is beneath it
        itself waits for the component alone.
        """
        needed = self._resources.get(urn)
        if needed is None:
            return
        yield urn
        if not needed.custom and needed not in self.ancestors(waiting):
            yield from (below.urn for below in self.descendants(urn))


def _urn(resource: Resource | str) -> str:
    return resource.urn if isinstance(resource, Resource) else resource


def as_json(value: Any) -> Any:
    """What stands in JSON for a value of a graph that has no form there."""
    if value is UNKNOWN:
        return UNKNOWN_TEXT
    if isinstance(value, frozenset | set):
        return sorted(cast("set[str]", value))
    raise TypeError(f"A {type(value).__name__} has no form in JSON.")


__all__ = ["SECRET", "UNKNOWN_TEXT", "ResourceGraph"]
