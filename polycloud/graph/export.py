"""The graph of a deployed stack, from ``pulumi stack export``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

import attrs

from polycloud.graph.graph import ResourceGraph
from polycloud.graph.resource import Resource
from polycloud.graph.states import resource_of

_STACK_TYPE = "pulumi:pulumi:Stack"


def from_export(document: str | Mapping[str, Any]) -> ResourceGraph:
    """Read what ``pulumi stack export`` prints, with or without ``--show-secrets``.

    The stack itself and the default providers are left out: the first gives the graph's
    outputs, and a resource of a default provider has the provider None. Resources that
    are only kept to be deleted are left out too.

    Raises:
        ValueError: the document is not a stack's export.
    """
    parsed = parse(document)
    deployment: Any = parsed.get("deployment")
    if not isinstance(deployment, Mapping) or "version" not in parsed:
        raise ValueError("This is not the output of `pulumi stack export`: no deployment in it.")
    states = cast("list[Mapping[str, Any]]", cast("Any", deployment).get("resources") or [])
    return graph_of([state for state in states if not state.get("delete")])


def graph_of(states: list[Mapping[str, Any]]) -> ResourceGraph:
    """A graph of resource states as Pulumi writes them, the stack's among them."""
    resources = [resource_of(state) for state in states]
    stack = next((r for r in resources if r.type == _STACK_TYPE), None)
    project, stack_name = _names(resources[0].urn if resources else "")
    hidden = {r.urn for r in resources if r.type == _STACK_TYPE or _is_default_provider(r.urn)}
    return ResourceGraph(
        (_without(r, hidden) for r in resources if r.urn not in hidden),
        outputs=stack.outputs if stack is not None else None,
        project=project,
        stack=stack_name,
    )


def parse(document: str | Mapping[str, Any]) -> Mapping[str, Any]:
    """The JSON object that pulumi printed, which may be given parsed already."""
    if not isinstance(document, str):
        return document
    try:
        parsed = json.loads(document)
    except json.JSONDecodeError as error:
        raise ValueError(f"This is not JSON: {error}.") from error
    if not isinstance(parsed, dict):
        raise ValueError("This is not the output of pulumi: an object is expected.")
    return cast("Mapping[str, Any]", parsed)


def _names(urn: str) -> tuple[str, str]:
    parts = urn.removeprefix("urn:pulumi:").split("::")
    return (parts[1], parts[0]) if len(parts) >= 4 else ("", "")


def _is_default_provider(urn: str) -> bool:
    qualified_type, _, name = urn.partition("::")[2].partition("::")[2].partition("::")
    return qualified_type.startswith("pulumi:providers:") and (
        name == "default" or name.startswith("default_")
    )


def _without(resource: Resource, hidden: set[str]) -> Resource:
    return attrs.evolve(
        resource,
        parent=None if resource.parent in hidden else resource.parent,
        provider=None if resource.provider in hidden else resource.provider,
        dependencies=tuple(urn for urn in resource.dependencies if urn not in hidden),
    )
