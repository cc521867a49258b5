"""Pulumi's wire format and plain values, both ways.

A value on the wire is a protobuf Struct in which secrets, resources, assets and outputs
are objects with a signature, and what is unknown is a certain text.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, cast

from attrs import field, frozen
from google.protobuf import struct_pb2

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation import paths
from polycloud_testing.simulation.components import Reference
from polycloud_testing.simulation.interface import Properties

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a marker of the format
RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
ASSET = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


@frozen
class Decoded:
    """Plain values, and what the wire says of them.

    ``secrets`` are the paths of the secret values, ``dependencies`` by top-level property
    the URNs that its outputs name.
    """

    values: dict[str, Any]
    secrets: frozenset[str]
    dependencies: Mapping[str, frozenset[str]] = field(factory=dict[str, Any])


def decode(struct: struct_pb2.Struct, *, references: bool = False) -> Decoded:
    """Plain values of ``struct``; properties that are null are left out.

    With ``references`` a resource becomes a `Reference`, otherwise what the engine hands
    to a provider that takes none: its id, or its URN where it has no id.
    """
    reader = _Reader(references)
    values = {
        key: reader.value(value, paths.join("", key))
        for key, value in sorted(struct.fields.items())
        if value.WhichOneof("kind") != "null_value"
    }
    return Decoded(values, frozenset(reader.secrets), reader.dependencies)


def encode(values: Properties, *, secrets: Collection[str] = ()) -> struct_pb2.Struct:
    """The wire form of ``values``, with those at the paths ``secrets`` marked secret."""
    struct = struct_pb2.Struct()
    marked = frozenset(secrets)
    for key, value in values.items():
        _write(struct.fields[key], value, paths.join("", key), marked)
    return struct


class _Reader:
    def __init__(self, references: bool) -> None:
        self.references = references
        self.secrets: list[str] = []
        self.dependencies: dict[str, frozenset[str]] = {}

    def value(self, value: struct_pb2.Value, path: str) -> Any:
        kind = value.WhichOneof("kind")
        if kind == "string_value":
            return UNKNOWN if value.string_value == UNKNOWN_TEXT else value.string_value
        if kind == "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        if kind == "bool_value":
            return value.bool_value
        if kind == "list_value":
            items = value.list_value.values
            return [self.value(item, paths.join(path, i)) for i, item in enumerate(items)]
        if kind == "struct_value":
            return self.object(value.struct_value, path)
        return None

    def object(self, struct: struct_pb2.Struct, path: str) -> Any:
        fields = struct.fields
        signature = fields[SIGNATURE].string_value if SIGNATURE in fields else None
        if signature == SECRET:
            self.secrets.append(path)
            return self.value(fields["value"], path)
        if signature == OUTPUT:
            return self.output(struct, path)
        if signature == RESOURCE:
            return self.resource(struct)
        return {
            key: self.value(item, paths.join(path, key)) for key, item in sorted(fields.items())
        }

    def output(self, struct: struct_pb2.Struct, path: str) -> Any:
        fields = struct.fields
        if "secret" in fields and fields["secret"].bool_value:
            self.secrets.append(path)
        if "dependencies" in fields:
            top = str(paths.parse(path)[0])
            urns = {item.string_value for item in fields["dependencies"].list_value.values}
            self.dependencies[top] = self.dependencies.get(top, frozenset()) | urns
        return self.value(fields["value"], path) if "value" in fields else UNKNOWN

    def resource(self, struct: struct_pb2.Struct) -> Any:
        fields = struct.fields
        urn = fields["urn"].string_value
        identity = fields["id"].string_value if "id" in fields else None
        if identity == UNKNOWN_TEXT:
            identity = ""
        if self.references:
            return Reference(urn, identity)
        if identity is None:
            return urn
        return identity or UNKNOWN


def _write(into: struct_pb2.Value, value: Any, path: str, secrets: frozenset[str]) -> None:
    if path in secrets:
        fields = into.struct_value.fields
        fields[SIGNATURE].string_value = SECRET
        _write(fields["value"], value, path, secrets - {path})
    elif value is None:
        into.null_value = struct_pb2.NULL_VALUE
    elif value is UNKNOWN:
        into.string_value = UNKNOWN_TEXT
    elif isinstance(value, bool):
        into.bool_value = value
    elif isinstance(value, str):
        into.string_value = value
    elif isinstance(value, int | float):
        into.number_value = value
    elif isinstance(value, Reference):
        fields = into.struct_value.fields
        fields[SIGNATURE].string_value = RESOURCE
        fields["urn"].string_value = value.urn
        if value.id is not None:
            fields["id"].string_value = value.id
    elif isinstance(value, Mapping):
        into.struct_value.SetInParent()
        for key, item in cast("Mapping[str, Any]", value).items():
            _write(into.struct_value.fields[key], item, paths.join(path, key), secrets)
    elif isinstance(value, list | tuple):
        into.list_value.SetInParent()
        for index, item in enumerate(cast("list[Any]", value)):
            _write(into.list_value.values.add(), item, paths.join(path, index), secrets)
    else:
        raise TypeError(f"{path}: a {type(value).__name__} has no form on the wire.")
