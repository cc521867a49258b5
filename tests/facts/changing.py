"""Graphs that differ from a good one in what a test is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts import Facts, read_facts

Change = Callable[[Resource], Mapping[str, Any] | None]


def with_inputs(graph: ResourceGraph, token: str, change: Change) -> ResourceGraph:
    """The graph with other inputs of the resources of a type, where ``change`` gives any."""

    def changed(resource: Resource) -> Resource:
        inputs = change(resource) if resource.type == token else None
        if inputs is None:
            return resource
        present = {name: value for name, value in inputs.items() if value is not None}
        return evolve(resource, inputs=present, outputs={**resource.outputs, **present})

    return ResourceGraph([changed(each) for each in graph])


def setting(name: str | None = None, **inputs: Any) -> Change:
    """Sets inputs of the resource of this name, or of all; None takes one away."""

    def change(resource: Resource) -> Mapping[str, Any] | None:
        return {**resource.inputs, **inputs} if name in (None, resource.name) else None

    return change


def without(graph: ResourceGraph, token: str, name: str | None = None) -> ResourceGraph:
    """The graph without the resources of a type, or the one of this name."""
    kept = [each for each in graph if each.type != token or name not in (None, each.name)]
    return ResourceGraph(kept)


def with_resource(graph: ResourceGraph, token: str, name: str = "added", **inputs: Any) -> Facts:
    """What is read of the graph with one more resource."""
    urn = f"urn:pulumi:dev::contracts::{token}::{name}"
    added = Resource(urn=urn, type=token, name=name, id=name, inputs=inputs)
    return read_facts(ResourceGraph([*graph, added]))
