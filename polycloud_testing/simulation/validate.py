"""Checking a resource's inputs against its schema, as the provider and its API would.

Two ways in which the real thing is laxer are not imitated, since both hide a mistake in
the program: azure-native drops unknown properties in silence, and the bridged providers
only warn of a list where an object is meant.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

from attrs import frozen

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation import reasons
from polycloud_testing.simulation.coercion import empty_means_unset, fits, is_quantity
from polycloud_testing.simulation.constraints import check_constraints
from polycloud_testing.simulation.constraints.templates import check_template
from polycloud_testing.simulation.interface import CheckFailure, Properties
from polycloud_testing.simulation.packages import is_provider
from polycloud_testing.simulation.paths import join, parse
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
from polycloud_testing.simulation.reasons import special
from polycloud_testing.simulation.schema import FunctionSchema, ResourceSchema

_PROVIDER_OPTIONS: Final = frozenset({"version", "pluginDownloadURL"})
_AS_TEXT: Final = {"aws:ecr/lifecyclePolicy:LifecyclePolicy": "policy"}
"""Properties that take a document whole, or the same as JSON text."""


def check_inputs(
    schema: ResourceSchema | FunctionSchema, inputs: Properties
) -> tuple[CheckFailure, ...]:
    """Everything wrong with ``inputs``, in the order of the inputs; empty when all is well.

    Found are names the type does not have, at any depth, values of the wrong type or
    outside an enumeration, required properties that are missing, and what the provider or
    the API refuses beyond that (`constraints`). `UNKNOWN` stands for a value of any type;
    None for a property that is not given.
    """
    walker = _Walker(schema.package, from_json=is_provider(schema.token))
    extra = isinstance(schema, ResourceSchema) and schema.open
    failures = list(walker.object(inputs, schema.inputs, "", open_=extra))
    failures += _documents(schema, inputs, walker)
    # Where the type is wrong already, what it should hold is not asked.
    wrong = [parse(failure.path) for failure in failures]
    for failure in check_constraints(schema.token, inputs, relations=not wrong):
        steps = parse(failure.path)
        if not any(steps[: len(at)] == at or at[: len(steps)] == steps for at in wrong):
            failures.append(failure)
    return tuple(failures)


def _documents(
    schema: ResourceSchema | FunctionSchema, inputs: Properties, walker: _Walker
) -> Iterator[CheckFailure]:
    """What is wrong inside of values that the SDK does not look into."""
    if schema.token.startswith("azure-native:resources") and schema.token.endswith(":Deployment"):
        yield from check_template(inputs, walker.object)
    name = _AS_TEXT.get(schema.token)
    text = inputs.get(name) if name is not None else None
    if name is not None and isinstance(text, str) and (document := _parsed(text)) is not text:
        yield from walker.value(document, schema.inputs[name].type, name, name)


@frozen
class _Walker:
    package: str
    from_json: bool = False
    """Whether values other than strings arrive as JSON text, as the configuration of a
    provider does."""

    def object(
        self,
        value: Mapping[str, Any],
        known: Mapping[str, Property],
        path: str,
        *,
        open_: bool = False,
    ) -> Iterator[CheckFailure]:
        misspelled: set[str | None] = set()
        for name, item in value.items():
            here = join(path, name)
            declared = known.get(name)
            if declared is None:
                if not open_ and not (path == "" and self._is_internal(name)):
                    misspelled.add(reasons.nearest(name, known))
                    yield CheckFailure(here, reasons.unknown_name(name, known))
            elif item is not None:
                if declared.constant is not None and item not in (declared.constant, UNKNOWN):
                    yield CheckFailure(here, reasons.not_among(item, [declared.constant]))
                else:
                    yield from self.value(item, declared.type, here, name)
        for name, declared in known.items():
            if declared.required and value.get(name) is None and name not in misspelled:
                yield CheckFailure(join(path, name), f"The required property {name!r} is missing.")

    def value(
        self, value: Any, type_: PropertyType, path: str, name: str
    ) -> Iterator[CheckFailure]:
        if value is UNKNOWN or type_ is Scalar.ANY:
            return
        if self.from_json and path == name and type_ is not Scalar.STRING:
            value = _parsed(value)
        match type_:
            case Scalar():
                yield from self._scalar(value, type_, path, name)
            case EnumType():
                yield from self._enum(value, type_, path, name)
            case ArrayType() if isinstance(value, Sequence) and not isinstance(value, str | bytes):
                for index, item in enumerate(cast("Sequence[Any]", value)):
                    yield from self.value(item, type_.element, join(path, index), name)
            case MapType() if _is_plain_object(value):
                quantity = type_.element is Scalar.STRING and is_quantity(self.package, name)
                element = UnionType((Scalar.STRING, Scalar.NUMBER)) if quantity else type_.element
                for key, item in cast("Mapping[str, Any]", value).items():
                    yield from self.value(item, element, join(path, key), name)
            case ObjectType() if _is_plain_object(value):
                yield from self.object(cast("Mapping[str, Any]", value), type_.properties, path)
            case UnionType():
                yield from self._union(value, type_, path, name)
            case _:
                yield CheckFailure(path, reasons.mismatch(name, type_, value))

    def _scalar(self, value: Any, scalar: Scalar, path: str, name: str) -> Iterator[CheckFailure]:
        if scalar is Scalar.RESOURCE:
            # As a reference, or as a provider that takes none sees it: its id or URN.
            accepted = isinstance(value, str) or hasattr(value, "urn") or special(value) is scalar
        elif scalar in (Scalar.ASSET, Scalar.ARCHIVE):
            accepted = special(value) is scalar
        else:
            accepted = fits(value, scalar, self.package)
        if not accepted:
            yield CheckFailure(path, reasons.mismatch(name, scalar, value))

    def _enum(self, value: Any, type_: EnumType, path: str, name: str) -> Iterator[CheckFailure]:
        if not fits(value, type_.base, self.package):
            yield CheckFailure(path, reasons.mismatch(name, type_, value))
        elif (
            type_.exhaustive
            and value not in type_.values
            and not empty_means_unset(value, self.package)
        ):
            yield CheckFailure(path, reasons.not_among(value, type_.values))

    def _union(self, value: Any, type_: UnionType, path: str, name: str) -> Iterator[CheckFailure]:
        attempts: list[list[CheckFailure]] = []
        for member in type_.members:
            failures = list(self.value(value, member, path, name))
            if not failures:
                return
            if _shape_fits(value, member):
                if isinstance(member, ObjectType) and _named_by_constant(value, member):
                    yield from failures
                    return
                attempts.append(failures)
        if attempts:
            yield from min(attempts, key=len)
        else:
            yield CheckFailure(path, reasons.mismatch(name, type_, value))

    def _is_internal(self, name: str) -> bool:
        # Providers keep notes of their own among the inputs (__defaults, __internal).
        return name.startswith("__") or (self.from_json and name in _PROVIDER_OPTIONS)


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _is_plain_object(value: Any) -> bool:
    return isinstance(value, Mapping) and special(value) is None


def _shape_fits(value: Any, type_: PropertyType) -> bool:
    """Whether a value that fails against ``type_`` fails for what is in it."""
    match type_:
        case ObjectType() | MapType():
            return _is_plain_object(value)
        case ArrayType():
            return isinstance(value, list | tuple)
        case EnumType():
            return isinstance(value, str) == (type_.base is Scalar.STRING)
        case _:
            return False


def _named_by_constant(value: Mapping[str, Any], type_: ObjectType) -> bool:
    return any(
        property_.constant is not None and value.get(name) == property_.constant
        for name, property_ in type_.properties.items()
    )
