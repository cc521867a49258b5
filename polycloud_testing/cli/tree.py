"""A run's resources as a tree: cloud, capability, resource."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from rich.markup import escape
from rich.tree import Tree

from polycloud.graph import ResourceGraph
from polycloud.graph.resource import Resource

_OURS = "polycloud:"
_SHARED = "shared"


def resource_tree(graph: ResourceGraph, title: str) -> Tree:
    """The platform's components under the cloud that each is on, resources below them."""
    tree = Tree(f"[bold]{escape(title)}[/bold]")
    clouds: dict[str, list[Resource]] = {}
    for resource in graph:
        if resource.type.startswith(_OURS) and not _is_root(resource):
            clouds.setdefault(resource.type.split(":")[1], []).append(resource)
    loose = [item for item in _top(graph) if not item.type.startswith(_OURS)]
    for cloud, components in sorted(clouds.items()):
        held = sum(_count(graph, component) for component in components)
        branch = tree.add(f"[cyan]{escape(cloud)}[/cyan] [dim]{_plural(held)}[/dim]")
        for component in components:
            kind = component.type.rsplit(":", 1)[1]
            label = f"[bold]{escape(kind)}[/bold] {escape(component.name)}"
            _below(graph, component, branch.add(label))
    if loose:
        branch = tree.add(f"{_SHARED} [dim]{_plural(len(loose))}[/dim]")
        for resource in loose:
            _add(graph, resource, branch)
    return tree


def counts(graph: ResourceGraph) -> dict[str, int]:
    """Cloud resources by Pulumi package; components, providers and the stack do not count."""
    found = Counter(item.package for item in graph if item.custom and not item.is_provider)
    return dict(sorted(found.items()))


def placed_resources(graph: ResourceGraph) -> list[dict[str, Any]]:
    """Each cloud resource with the cloud and the component that hold it, for machines."""
    found: list[dict[str, Any]] = []
    for resource in graph:
        if not resource.custom:
            continue
        owner = next(
            (item for item in graph.ancestors(resource) if item.type.startswith(_OURS)), None
        )
        cloud = owner.type.split(":")[1] if owner and not _is_root(owner) else None
        found.append(
            {
                "urn": resource.urn,
                "type": resource.type,
                "name": resource.name,
                "id": resource.id,
                "cloud": cloud,
                "component": owner.name if owner else None,
                "protect": resource.options.protect,
            }
        )
    return found


def _below(graph: ResourceGraph, parent: Resource, branch: Tree) -> None:
    for child in graph.children(parent):
        if not child.type.startswith(_OURS):
            _add(graph, child, branch)


def _add(graph: ResourceGraph, resource: Resource, branch: Tree) -> None:
    protected = " [yellow]protected[/yellow]" if resource.options.protect else ""
    label = f"[dim]{escape(_short_type(resource.type))}[/dim] {escape(resource.name)}{protected}"
    _below(graph, resource, branch.add(label))


def _top(graph: ResourceGraph) -> Iterable[Resource]:
    """What hangs on the platform itself, or on nothing of ours."""
    for resource in graph:
        if resource.type == "pulumi:pulumi:Stack" or _is_root(resource):
            continue
        above = graph.ancestors(resource)
        if not above or _is_root(above[0]) or above[0].type == "pulumi:pulumi:Stack":
            yield resource


def _count(graph: ResourceGraph, component: Resource) -> int:
    return sum(1 for item in graph.descendants(component) if item.custom)


def _is_root(resource: Resource) -> bool:
    return resource.type == "polycloud:platform:Platform"


def _short_type(token: str) -> str:
    """``aws:s3/bucket:Bucket`` reads ``aws.s3.Bucket``."""
    package, module, name = (*token.split(":"), "", "")[:3]
    module = module.split("/")[0]
    return ".".join(part for part in (package, module, name) if part not in ("", "index"))


def _plural(count: int) -> str:
    return f"{count} resource{'s' if count != 1 else ''}"
