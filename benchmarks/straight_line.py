"""Writes a Pulumi program that registers a run's resources straight through the SDKs.

It has no adapter and no configuration: one call a resource, with the values of the run as
literals, but for those that another resource puts out. That is what the platform's own program is
measured against: without any component, and with those that the platform has, which are empty
ones here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pulumi._types import input_type_py_to_pulumi_names, resource_pulumi_to_py_names

from polycloud.graph import SECRET, Resource, ResourceGraph
from polycloud_testing.simulation.packages import find

_SHORTEST = 6
_REMOTE = "eks:index:"
_OURS = "polycloud:"


def straight_line(graph: ResourceGraph, *, components: bool = False) -> str:
    """The source of a program that makes every resource of ``graph``, in its components or in
    none.
    """
    return "\n".join(_Writer(graph, components).lines()) + "\n"


class _Writer:
    def __init__(self, graph: ResourceGraph, components: bool) -> None:
        self._graph = graph
        self._has_components = components
        self._components: dict[str, str] = {}
        self._variables: dict[str, str] = {}
        self._modules: dict[str, str] = {}
        self._outputs: dict[str, dict[str, str]] = {}

    def lines(self) -> list[str]:
        body: list[str] = []
        for item in self._graph.in_order():
            if self._is_ours(item):
                body += [*self._around(item), self._statement(item)]
        body += [f"{variable}.register_outputs({{}})" for variable in self._components.values()]
        imports = [f"import {module} as {alias}" for module, alias in self._modules.items()]
        return ["import pulumi", *sorted(imports), "", *body]

    def _is_ours(self, resource: Resource) -> bool:
        remote = resource.type.startswith(_REMOTE)
        inside = any(above.type.startswith(_REMOTE) for above in self._graph.ancestors(resource))
        return (resource.custom or remote) and not inside

    def _component(self, resource: Resource) -> Resource | None:
        """The innermost of the platform's components that the resource is in."""
        if not self._has_components:
            return None
        around = self._graph.ancestors(resource)
        return next((each for each in around if each.type.startswith(_OURS)), None)

    def _around(self, resource: Resource) -> list[str]:
        """What makes the components that the resource is in and that are not made yet."""
        component = self._component(resource)
        if component is None or component.urn in self._components:
            return []
        before = self._around(component)
        variable = self._components[component.urn] = f"c{len(self._components)}"
        arguments = f"{component.type!r}, {component.name!r}, {{}}, {self._options(component)}"
        return [*before, f"{variable} = pulumi.ComponentResource({arguments})"]

    def _statement(self, resource: Resource) -> str:
        classes = find(resource.type)
        module = classes.resource.__module__.rpartition(".")[0] or classes.resource.__module__
        alias = self._modules.setdefault(module, module.replace(".", "_"))
        variable = f"r{len(self._variables)}"
        self._variables[resource.urn] = variable
        wires = input_type_py_to_pulumi_names(_arguments(classes))
        names = {wire: _parameter(name) for name, wire in wires.items()}
        given = ", ".join(
            f"{names.get(key, key)}={self._value(resource, key, value)}"
            for key, value in resource.inputs.items()
            if key in names
        )
        self._outputs[resource.urn] = _texts(resource, classes.resource)
        label = f"{resource.name}-{len(self._variables)}"
        call = f"{alias}.{classes.resource.__name__}({label!r}, {given}"
        return f"{variable} = {call}{', ' if given else ''}opts={self._options(resource)})"

    def _value(self, resource: Resource, key: str, value: Any) -> str:
        needed = resource.property_dependencies.get(key, ())
        if resource.type.startswith(_REMOTE) and key in ("cluster", "serviceRole", "nodeRole"):
            return next(
                variable
                for urn, variable in self._variables.items()
                if value == urn or (value == self._graph.by_urn(urn).id and "iam/role:" in urn)
            )
        if resource.is_provider and isinstance(value, str) and value[:1] in "[{":
            value = json.loads(value)
        return self._expression(value, needed)

    def _expression(self, value: Any, needed: tuple[str, ...]) -> str:
        if value == SECRET:
            return 'pulumi.Output.secret("' + "k" * 32 + '")'
        if isinstance(value, str):
            for urn in needed:
                attribute = self._outputs.get(urn, {}).get(value)
                if attribute is not None:
                    return f"{self._variables[urn]}.{attribute}"
        if isinstance(value, Mapping):
            items = (f"{key!r}: {self._expression(item, needed)}" for key, item in value.items())
            return "{" + ", ".join(items) + "}"
        if isinstance(value, list | tuple):
            return "[" + ", ".join(self._expression(item, needed) for item in value) + "]"
        return repr(value)

    def _options(self, resource: Resource) -> str:
        depends = [self._variables[u] for u in resource.dependencies if u in self._variables]
        words = [f"depends_on=[{', '.join(depends)}]"] if depends else []
        if (component := self._component(resource)) is not None:
            words.append(f"parent={self._components[component.urn]}")
        if resource.provider in self._variables:
            words.append(f"provider={self._variables[resource.provider]}")
        if resource.type.startswith(_REMOTE):
            own = [p for p in self._graph if p.is_provider and p.package in ("aws", "eks")]
            words = [word for word in words if not word.startswith("provider")]
            mine = ", ".join(self._variables[p.urn] for p in own if p.urn in self._variables)
            words.append(f"providers=[{mine}]")
        return f"pulumi.ResourceOptions({', '.join(words)})"


def _parameter(name: str) -> str:
    """The constructor's word for an argument whose name is taken by the resource's own."""
    return f"{name}_" if name == "resource_name" else name


def _arguments(classes: Any) -> type:
    if classes.arguments is None:
        raise TypeError(f"{classes.resource.__name__} has no class for its arguments")
    return classes.arguments


def _texts(resource: Resource, cls: type) -> dict[str, str]:
    """Attributes of the resource by the text they hold."""
    if resource.type.startswith(_REMOTE):
        return {}
    wire_to_python = resource_pulumi_to_py_names(cls)
    found = {
        value: wire_to_python.get(key, key)
        for key, value in resource.outputs.items()
        if isinstance(value, str) and len(value) >= _SHORTEST and value != SECRET
    }
    return found | ({resource.id: "id"} if resource.id and len(resource.id) >= _SHORTEST else {})
