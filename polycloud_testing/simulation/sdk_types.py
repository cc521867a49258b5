"""Reading the neutral property types off the SDKs' generated classes."""

from __future__ import annotations

import builtins
import collections.abc
import enum
import re
import sys
import types
import typing
from collections.abc import Mapping
from functools import cache, partial
from typing import Any, Final, cast

from polycloud_testing.simulation.documented import with_documented_values
from polycloud_testing.simulation.enumerations import is_exhaustive
from polycloud_testing.simulation.property_types import (
    ArrayType,
    EnumType,
    MapType,
    ObjectType,
    Property,
    PropertyType,
    Scalar,
    UnionType,
)

_SCALARS: Final[dict[Any, Scalar]] = {
    builtins.str: Scalar.STRING,
    builtins.int: Scalar.INTEGER,
    builtins.float: Scalar.NUMBER,
    builtins.bool: Scalar.BOOLEAN,
    Any: Scalar.ANY,
    object: Scalar.ANY,
}
_NONE: Final = type(None)
_CONSTANT: Final = re.compile(r"Expected value is '([^']+)'")


class _Foreign(type):
    """A class of another SDK, named in an annotation and not loaded for it."""

    def load(cls) -> type:
        module, _, name = cls.__qualname__.rpartition(".")
        loaded: type = getattr(__import__(module, fromlist=[name]), name)
        return loaded


class _ForeignModule:
    """Stands for another SDK while an annotation that names its classes is evaluated.

    pulumi-eks refers to resources of pulumi-aws, and loading those modules takes longer
    than all the rest together.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    def __getattr__(self, name: str) -> Any:
        path = f"{self._path}.{name}"
        return _Foreign(path, (), {}) if name[:1].isupper() else _ForeignModule(path)


@cache
def properties_of(cls: type) -> Mapping[str, Property]:
    """The properties an SDK class declares, by their name on the wire.

    ``cls`` is a class of arguments, an output type or a resource; properties inherited
    from Pulumi's own base classes (``id``, ``urn``) are left out.
    """
    from pulumi._types import is_input_type

    scope = _scope(cls)
    module = cls.__module__.split(".")
    package = module[0].removeprefix("pulumi_").replace("_", "-")
    owner = ".".join([*module[:2], cls.__name__])
    result: dict[str, Property] = {}
    for attribute in vars(cls).values():
        getter = attribute.fget if isinstance(attribute, property) else None
        # What pulumi.getter and pulumi.input_type set on the getter of each property.
        name: str | None = getattr(getter, "_pulumi_name", None)
        if getter is None or name is None:
            continue
        hint = _evaluate(getter, scope)
        description = getter.__doc__ or ""
        constant = _CONSTANT.search(description)
        declared = Property(
            name=name,
            type=convert(hint),
            required=not _is_optional(hint),
            constant=constant[1] if constant else None,
            description=description,
        )
        if is_input_type(cls):
            declared = with_documented_values(declared, owner, package)
        result[name] = declared
    return types.MappingProxyType(result)


def convert(hint: Any) -> PropertyType:
    """The neutral type for an evaluated annotation of a generated class.

    ``Input``, ``Output`` and ``Optional`` are looked through; of an arguments class and
    its dictionary form, the class is taken.
    """
    members = list(dict.fromkeys(_members(hint)))
    members = [member for member in members if not _is_other_form(member, members)]
    choices = [m for m in members if isinstance(m, type) and issubclass(m, enum.Enum)]
    if choices:
        # Beside an enumeration, a bare string stands for the enumeration's own values.
        relaxed = str in members
        members = [member for member in members if member is not str]
    else:
        relaxed = False
    converted = tuple(dict.fromkeys(_single(member, relaxed) for member in members))
    if not converted or Scalar.ANY in converted:
        return Scalar.ANY
    return converted[0] if len(converted) == 1 else UnionType(converted)


def _members(hint: Any) -> list[Any]:
    """The alternatives in a hint, without the wrappers Pulumi adds."""
    if hint is _NONE:
        return []
    if _is_union(hint):
        return [found for argument in typing.get_args(hint) for found in _members(argument)]
    origin = typing.get_origin(hint) or hint
    if origin is collections.abc.Awaitable:
        return []
    if origin is _output_class():
        # Inputs carry a placeholder here (None); outputs carry their type.
        return [found for argument in typing.get_args(hint) for found in _members(argument)]
    return [hint]


def _is_other_form(member: Any, members: list[Any]) -> bool:
    """Whether a member is the dictionary or the output form of an arguments class beside it."""
    from pulumi._types import is_input_type, is_output_type

    classes = [other for other in members if isinstance(other, type)]
    if not any(is_input_type(other) or isinstance(other, _Foreign) for other in classes):
        return False
    return typing.is_typeddict(member) or (isinstance(member, type) and is_output_type(member))


def _single(hint: Any, relaxed: bool) -> PropertyType:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return EnumType("constant", _base_of(arguments), tuple(arguments))
    if origin in (collections.abc.Sequence, list):
        return ArrayType(convert(arguments[0]))
    if origin in (collections.abc.Mapping, dict):
        return MapType(convert(arguments[1]))
    if isinstance(hint, _Foreign):
        return _object(hint.load()) if hint.__name__.endswith("Args") else Scalar.RESOURCE
    if isinstance(hint, type):
        return _class(cast("type[Any]", hint), relaxed)
    return _SCALARS.get(hint, Scalar.ANY)


def _class(cls: type[Any], relaxed: bool) -> PropertyType:
    import pulumi
    from pulumi._types import is_input_type, is_output_type

    scalar = _SCALARS.get(cls)
    if scalar is not None:
        return scalar
    if issubclass(cls, enum.Enum):
        values = tuple(member.value for member in cls)
        exhaustive = is_exhaustive(pulumi.get_type_token(cls) or "", relaxed=relaxed)
        return EnumType(cls.__name__, _base_of(values), values, exhaustive)
    if is_input_type(cls) or is_output_type(cls):
        return _object(cls)
    known = {
        pulumi.Asset: Scalar.ASSET,
        pulumi.Archive: Scalar.ARCHIVE,
        pulumi.Resource: Scalar.RESOURCE,
    }
    return next((scalar for base, scalar in known.items() if issubclass(cls, base)), Scalar.ANY)


@cache
def _object(cls: type) -> ObjectType:
    return ObjectType(cls.__name__, partial(properties_of, cls))


def _base_of(values: tuple[Any, ...]) -> Scalar:
    return _SCALARS.get(type(values[0]), Scalar.STRING) if values else Scalar.STRING


def _is_union(hint: Any) -> bool:
    return typing.get_origin(hint) in (typing.Union, types.UnionType)


def _is_optional(hint: Any) -> bool:
    """Whether None is among the alternatives, outside Pulumi's placeholder ``Output[None]``."""
    if hint is _NONE:
        return True
    if typing.get_origin(hint) is _output_class():
        return any(_is_optional(argument) for argument in typing.get_args(hint))
    return _is_union(hint) and any(
        argument is _NONE
        for argument in typing.get_args(hint)
        if typing.get_origin(argument) is not _output_class()
    )


@cache
def _output_class() -> type:
    import pulumi

    return pulumi.Output


def _scope(cls: type) -> dict[str, Any]:
    """Names that annotations of ``cls`` may use: its module's, and other SDKs' unloaded."""
    module = sys.modules[cls.__module__]
    own = cls.__module__.partition(".")[0]
    foreign = {
        name: _ForeignModule(name)
        for name, value in vars(module).items()
        if name.startswith("pulumi_") and isinstance(value, types.ModuleType) and name != own
    }
    return {**vars(module), **foreign, "Output": _output_class(), "T": _NONE}


def _evaluate(getter: Any, scope: dict[str, Any]) -> Any:
    # ``Input[T]`` holds a forward reference to ``Output[T]`` that only a local name resolves.
    return typing.get_type_hints(getter, globalns=scope, localns=dict(scope)).get("return", Any)
