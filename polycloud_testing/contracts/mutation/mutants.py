"""Graphs that differ from a given one in one place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

import attrs
from attrs import frozen

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.contracts.mutation.intruders import Intruder, Stray
from polycloud_testing.contracts.mutation.values import changes


@frozen(eq=False)
class Mutant:
    """One change to one resource. ``path`` is empty when it is to the resource as a whole."""

    type: str
    name: str
    path: str
    change: str
    make: Callable[[], ResourceGraph]

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What was changed how: type, name, path, change."""
        return self.type, self.name, self.path, self.change

    def __str__(self) -> str:
        return f"{self.type} {self.name}: {self.path or 'the resource'} {self.change}"


def mutants(
    graph: ResourceGraph,
    packages: Collection[str],
    intruders: Collection[Intruder] = (),
    strays: Collection[Stray] = (),
) -> Iterator[Mutant]:
    """Every change to the resources of some packages, and every resource or setting added."""
    resources = list(graph)
    for index, resource in enumerate(resources):
        if resource.custom and resource.package in packages:
            for path, change, changed in (*_changed(resource), *_strayed(resource, strays)):
                yield Mutant(
                    resource.type,
                    resource.name,
                    path,
                    change,
                    _replacing(resources, index, changed),
                )
    last = next(each for each in reversed(resources) if each.package in packages)
    for intruder in intruders:
        hosts = [each for each in resources if each.type == intruder.host]
        for host in hosts if intruder.host else [last]:
            added = intruder.beside(host)
            yield Mutant(added.type, added.name, "", "added", _replacing(resources, None, added))


def _changed(resource: Resource) -> Iterator[tuple[str, str, Resource | None]]:
    if not resource.is_provider:
        yield "", "dropped", None
    if not resource.is_provider:
        options = attrs.evolve(resource.options, protect=not resource.options.protect)
        change = "protected" if options.protect else "left unprotected"
        yield "options.protect", change, attrs.evolve(resource, options=options)
    for path, change, inputs in changes(dict(resource.inputs)):
        yield path, change, _with(resource, inputs)


def _strayed(
    resource: Resource, strays: Collection[Stray]
) -> Iterator[tuple[str, str, Resource | None]]:
    for stray in strays:
        for inputs in stray.on(resource):
            yield stray.name, "set", _with(resource, dict(inputs))


def _with(resource: Resource, inputs: dict[str, Any]) -> Resource:
    """The resource with other inputs, and with outputs that follow them."""
    outputs = dict(resource.outputs)
    for name in {**resource.inputs, **inputs}:
        if inputs.get(name) == resource.inputs.get(name):
            continue
        if name in inputs:
            outputs[name] = inputs[name]
        else:
            outputs.pop(name, None)
    return attrs.evolve(resource, inputs=inputs, outputs=outputs)


def _replacing(
    resources: list[Resource], index: int | None, changed: Resource | None
) -> Callable[[], ResourceGraph]:
    def make() -> ResourceGraph:
        others = [each for at, each in enumerate(resources) if at != index]
        if changed is not None:
            others.insert(len(others) if index is None else index, changed)
        return ResourceGraph(others)

    return make
