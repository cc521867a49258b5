"""The grammar of Azure Resource Manager templates, which the SDK types as any value.

Source: https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax and
https://learn.microsoft.com/azure/azure-resource-manager/templates/resource-declaration; as
of 2026-11-23. What is in a resource's ``properties`` is looked at for the types of which
azure-native's resource has the same names, as it does not for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final, cast

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation import paths, reasons
from polycloud_testing.simulation.interface import CheckFailure, Properties
from polycloud_testing.simulation.property_types import (
    ArrayType,
    MapType,
    Property,
    PropertyType,
    Scalar,
)
from polycloud_testing.simulation.schema import schema_for

Check = Callable[[Properties, Mapping[str, Property], str], Iterator[CheckFailure]]
"""Everything wrong with an object's properties, given what is known of them and its path."""

_SAME_NAMES: Final = {
    # https://learn.microsoft.com/rest/api/loganalytics/tables/create-or-update
    "microsoft.operationalinsights/workspaces/tables": "azure-native:operationalinsights:Table",
}
"""Resource types in lower case, and the resource whose inputs are their properties."""

_OBJECT: Final = MapType(Scalar.ANY)
_OBJECTS: Final = ArrayType(_OBJECT)


def _known(required: str, optional: Mapping[str, PropertyType]) -> dict[str, Property]:
    needed = {name: Property(name, Scalar.STRING, required=True) for name in required.split()}
    return needed | {name: Property(name, type_) for name, type_ in optional.items()}


_TEMPLATE: Final = _known(
    "$schema contentVersion",
    {
        "apiProfile": Scalar.STRING,
        "definitions": _OBJECT,
        "functions": _OBJECTS,
        "languageVersion": Scalar.STRING,
        "metadata": _OBJECT,
        "outputs": _OBJECT,
        "parameters": _OBJECT,
        "variables": _OBJECT,
    },
) | {"resources": Property("resources", Scalar.ANY, required=True)}
_RESOURCE: Final = _known(
    "type name",
    {
        "apiVersion": Scalar.STRING,
        "comments": Scalar.STRING,
        "condition": Scalar.BOOLEAN,
        "copy": _OBJECT,
        "dependsOn": ArrayType(Scalar.STRING),
        "existing": Scalar.BOOLEAN,
        "extendedLocation": _OBJECT,
        "identity": _OBJECT,
        "kind": Scalar.STRING,
        "location": Scalar.STRING,
        "managedBy": Scalar.STRING,
        "metadata": _OBJECT,
        "plan": _OBJECT,
        "properties": _OBJECT,
        "resources": _OBJECTS,
        "scope": Scalar.STRING,
        "sku": _OBJECT,
        "tags": MapType(Scalar.STRING),
        "zones": ArrayType(Scalar.STRING),
    },
)


def check_template(inputs: Properties, check: Check) -> Iterator[CheckFailure]:
    """What Resource Manager refuses in the template of a deployment.

    An expression (``[parameters('name')]``) may stand for a value of any type.
    """
    path = "properties.template"
    template = paths.find(inputs, path)
    if template is None or template is UNKNOWN:
        return
    if not isinstance(template, Mapping):
        yield CheckFailure(path, reasons.mismatch("template", _OBJECT, template))
        return
    template = cast("Properties", template)
    yield from _checked(template, _TEMPLATE, path, check)
    at, resources = paths.join(path, "resources"), template.get("resources")
    symbolic = template.get("languageVersion") == "2.0"
    if not isinstance(resources, Mapping if symbolic else list | tuple):
        if resources is not None and resources is not UNKNOWN:
            wanted = _OBJECT if symbolic else _OBJECTS
            yield CheckFailure(at, reasons.mismatch("resources", wanted, resources))
        return
    for step, resource in paths.children(resources):
        here = paths.join(at, step)
        if isinstance(resource, Mapping):
            fields = cast("Properties", resource)
            if "apiProfile" not in template and fields.get("apiVersion") is None:
                yield CheckFailure(
                    paths.join(here, "apiVersion"), "The required property 'apiVersion' is missing."
                )
            yield from _resource(fields, here, check)
        elif resource is not UNKNOWN:
            yield CheckFailure(here, reasons.mismatch(str(step), _OBJECT, resource))


def _resource(resource: Properties, path: str, check: Check) -> Iterator[CheckFailure]:
    yield from _checked(resource, _RESOURCE, path, check)
    type_, given = resource.get("type"), resource.get("properties")
    if isinstance(type_, str) and isinstance(given, Mapping):
        known = _properties_of(type_)
        if known is not None:
            here = paths.join(path, "properties")
            yield from _checked(cast("Properties", given), known, here, check)


def _checked(
    value: Properties, known: Mapping[str, Property], path: str, check: Check
) -> Iterator[CheckFailure]:
    opaque = {key: UNKNOWN if _is_expression(item) else item for key, item in value.items()}
    yield from check(opaque, known, path)


def _is_expression(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("[") and not value.startswith("[[")


@cache
def _properties_of(type_: str) -> Mapping[str, Property] | None:
    """What a type's ``properties`` may have; None where that is not known."""
    token = _SAME_NAMES.get(type_.lower())
    if token is None:
        return None
    # What is needed besides is in the resource's path, or has a default in the API.
    return {
        name: Property(name, declared.type)
        for name, declared in schema_for(token).inputs.items()
        if not name.endswith("Name")
    }
