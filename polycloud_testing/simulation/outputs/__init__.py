"""The outputs that a real cloud would make, one module a Pulumi package.

A package's module holds rules by type token for what has a form of its own (ARNs, self
links, addresses); whatever is left of the outputs that the SDK declares is made by name
and type, so that every type of every SDK has outputs of the right types.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation.interface import State
from polycloud_testing.simulation.making import Making
from polycloud_testing.simulation.outputs import generic
from polycloud_testing.simulation.outputs.rules import Package, Rule, make
from polycloud_testing.simulation.property_types import ObjectType, Property
from polycloud_testing.simulation.schema import ResourceSchema

Fill = Callable[[Property, str], Any]
"""Makes what was not asked: the property, and its path."""

_MODULES: Final = {
    "aws": "aws",
    "gcp": "gcp",
    "azure-native": "azure_native",
    "kubernetes": "kubernetes",
    "eks": "eks",
    "random": "random",
}


def created(making: Making, schema: ResourceSchema) -> State:
    """The resource as its cloud answers for it once it exists."""
    package = package_of(schema.package)
    rule = package.rules.get(_plain(making.type), {})
    facts = package.facts(making)
    making.made.update(_made(rule, making, facts))
    identity = making.made.pop("id", None) or package.identify(making)
    making.made["id"] = identity
    for name, maker in package.common.items():
        if name in schema.outputs and name not in making.made and not _asked(name, making):
            making.made[name] = make(maker, making, facts, name)
    shapes = {**package.shapes.get("*", {}), **package.shapes.get(_plain(making.type), {})}
    for name, maker in shapes.items():
        if name in schema.outputs:
            making.made[name] = make(maker, making, facts, name)
    outputs = _outputs(making, schema, _fill(making, package.fill))
    if "id" not in schema.outputs:
        outputs.pop("id", None)
    return State(str(identity), outputs)


def planned(making: Making, schema: ResourceSchema) -> State:
    """What a preview knows of it: the inputs, and little else."""
    package = package_of(schema.package)
    facts = package.facts(making)
    rule = package.rules.get(_plain(making.type), {})
    for name in schema.outputs:
        if name == "id" or _asked(name, making):
            continue
        if name in package.planned:
            making.made[name] = make(package.common[name], making, facts, name)
        elif name in rule or name in package.common:
            making.made[name] = UNKNOWN
    fill = generic.unknown if package.fill != "none" else generic.nothing
    return State("", _outputs(making, schema, fill))


@cache
def package_of(name: str) -> Package:
    """What is known of a Pulumi package."""
    module = _MODULES.get(name, "unlisted")
    return importlib.import_module(f"{__name__}.{module}").PACKAGE


def _plain(type: str) -> str:
    """A type token without the API version that azure-native has in it for older ones."""
    package, _, rest = type.partition(":")
    if package != "azure-native":
        return type
    module, _, name = rest.partition(":")
    return f"{package}:{module.split('/')[0]}:{name}"


def _made(rule: Rule, making: Making, facts: Mapping[str, str]) -> dict[str, Any]:
    # One at a time into the making, since later ones build on earlier ones.
    for name, maker in rule.items():
        if name == "id" or not _asked(name, making):
            making.made[name] = make(maker, making, facts, name)
    return making.made


def _asked(name: str, making: Making) -> bool:
    return making.inputs.get(name) is not None


def _fill(making: Making, mode: str) -> Fill:
    def fill(prop: Property, path: str) -> Any:
        if mode == "none" or (mode == "sparse" and isinstance(prop.type, ObjectType)):
            return None
        return generic.value_of(prop, making, path)

    return fill


def _outputs(making: Making, schema: ResourceSchema, fill: Fill) -> dict[str, Any]:
    given = {k: v for k, v in making.inputs.items() if schema.open or k in schema.outputs}
    given.update(making.made)
    outputs: dict[str, Any] = {}
    for name, value in given.items():
        prop = schema.outputs.get(name)
        if prop is None:
            if schema.open or name == "id":
                outputs[name] = value
        elif value is not None:
            outputs[name] = generic.completed(value, prop.type, fill, name)
    for name, prop in schema.outputs.items():
        if prop.required and name not in outputs:
            value = fill(prop, name)
            if value is not None:
                outputs[name] = value
    return outputs
