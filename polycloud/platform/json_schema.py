"""A JSON Schema of stack files, for editors, from the same declarations that check them."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin

import attrs

from polycloud.abstractions.capability import placed_capabilities
from polycloud.abstractions.setting import bounds_of
from polycloud.platform.configuration import Placement, configuration_type
from polycloud.platform.merging import environments
from polycloud.platform.namespaces import NAMESPACE
from polycloud.platform.registry import Registry
from polycloud.platform.structuring import field_types

Schema = dict[str, Any]

_SECRET: Schema = {
    "type": "object",
    "properties": {"secure": {"type": "string"}},
    "required": ["secure"],
    "additionalProperties": False,
    "description": "An encrypted value.",
}


def stack_file_schema(registry: Registry) -> Schema:
    """Return the JSON Schema (draft 2020-12) of ``Pulumi.<stack>.yaml``.

    Nothing is required, since an environment's profile has a default for everything. Keys of
    other namespaces are left to their owners.
    """
    keys = dict(_top_level(registry))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Stack configuration of polycloud",
        "type": "object",
        "properties": {
            "config": {
                "type": "object",
                "properties": {f"{NAMESPACE}:{name}": value for name, value in keys.items()},
                "patternProperties": {f"^(?!{NAMESPACE}:)[^:]+:": {}},
                "additionalProperties": False,
            },
            "environment": {"description": "ESC environments to import."},
            "secretsprovider": {"type": "string"},
            "encryptedkey": {"type": "string"},
            "encryptionsalt": {"type": "string"},
        },
        "additionalProperties": False,
    }


def _top_level(registry: Registry) -> Iterator[tuple[str, Schema]]:
    types = field_types(configuration_type())
    for attribute in attrs.fields(configuration_type()):
        if attribute.name != "clouds":
            yield attribute.name, _stored(_attribute(attribute, types[attribute.name], registry))
    for name, cloud in registry.items():
        types = field_types(cloud.settings_type)
        for attribute in attrs.fields(cloud.settings_type):  # pyright: ignore[reportUnknownVariableType]
            schema = _attribute(attribute, types[attribute.name], registry)
            yield f"{name}_{attribute.name}", _stored(schema)


def _stored(schema: Schema) -> Schema:
    """Also what ``pulumi config set`` writes: text for every scalar, and encrypted values."""
    forms = [schema]
    if schema.get("type") == "boolean":
        forms.append({"type": "string", "enum": ["true", "false"]})
    elif schema.get("type") == "integer":
        forms.append({"type": "string", "pattern": "^-?[0-9]+$"})
    return {"description": schema.get("description", ""), "anyOf": [*forms, _SECRET]}


def _attribute(attribute: attrs.Attribute[Any], type_: Any, registry: Registry) -> Schema:
    schema = _type(type_, registry)
    bounds = bounds_of(attribute)
    if bounds is not None:
        extra = {
            "description": bounds.description,
            "minimum": bounds.minimum,
            "maximum": bounds.maximum,
            "pattern": f"^(?:{bounds.pattern})$" if bounds.pattern else None,
        }
        schema |= {key: value for key, value in extra.items() if value is not None}
    if attribute.name == "environment":
        schema["enum"] = list(environments())
    if attribute.default is not attrs.NOTHING and isinstance(
        attribute.default, str | int | float | bool
    ):
        schema["default"] = attribute.default
    return schema


def _type(type_: Any, registry: Registry) -> Schema:
    origin = get_origin(type_)
    if origin in (Union, UnionType):
        (inner,) = (part for part in get_args(type_) if part is not type(None))
        schema = _type(inner, registry)
        kind = schema.get("type")
        return schema | ({"type": [kind, "null"]} if isinstance(kind, str) else {})
    if origin is dict:
        return {"type": "object", "additionalProperties": _type(get_args(type_)[1], registry)}
    if origin is tuple:
        return {"type": "array", "items": _type(get_args(type_)[0], registry)}
    if attrs.has(type_):
        return _object(type_, registry)
    if issubclass(type_, StrEnum):
        return {"type": "string", "enum": [str(member) for member in type_]}
    names = {str: "string", bool: "boolean", int: "integer", float: "number"}
    return {"type": names[type_]}


def _object(cls: Any, registry: Registry) -> Schema:
    types = field_types(cls)
    properties = {
        attribute.name: _attribute(attribute, types[attribute.name], registry)
        for attribute in attrs.fields(cls)
    }
    if issubclass(cls, Placement):
        for capability in placed_capabilities():
            properties[capability.word]["enum"] = list(registry.offering(capability))
    return {"type": "object", "properties": properties, "additionalProperties": False}
