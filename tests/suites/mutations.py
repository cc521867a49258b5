"""One thing wrong in the inputs of one resource, drawn from what the platform itself asks for.

A property, at any depth, is misspelled, has a value of the wrong type, has a value that is
not among those it may have, or is missing although it is required. Names and types are
mutated by what the values are, not by what the checks know of them, so that what the checks
do not know shows. Each has to be refused with the path of what is wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from fnmatch import fnmatchcase
from typing import Any, Final, cast

from attrs import frozen

from polycloud.graph.unknown import UNKNOWN
from polycloud.platform.assembly import Platform, load
from polycloud_testing.simulation import paths
from polycloud_testing.simulation.constraints.check import found
from polycloud_testing.simulation.constraints.rules import rules_for
from polycloud_testing.simulation.core import SimulatedClouds
from polycloud_testing.simulation.inprocess import run
from polycloud_testing.simulation.interface import CheckFailure, Properties
from polycloud_testing.simulation.packages import package_of
from polycloud_testing.simulation.property_types import (
    ArrayType,
    EnumType,
    MapType,
    ObjectType,
    Property,
    PropertyType,
)
from polycloud_testing.simulation.reasons import special
from polycloud_testing.simulation.schema import schema_for

OWN_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "aws:*": ("tags", "labels", "tagSpecifications[[]*].tags", "*.Condition.*"),
    "gcp:*": ("labels", "metadata", "attributeMapping"),
    "azure-native:*": ("tags",),
    "kubernetes:*": ("metadata.labels", "metadata.annotations"),
    "eks:*": ("tags", "labels"),
    "pulumi:providers:aws": ("defaultTags.tags",),
    "pulumi:providers:gcp": ("defaultLabels",),
}
"""Maps whose keys are the user's own, by type and path: no key there is misspelled."""

DOCUMENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "aws:*": ("assumeRolePolicy", "policy"),
    "pulumi:providers:aws": ("defaultTags",),
    "pulumi:providers:gcp": ("defaultLabels",),
}
"""Texts that hold JSON of a grammar that the provider, or the API, checks."""


class Kind(Enum):
    """What is done to a property."""

    MISSPELLED = "misspelled"
    MISTYPED = "mistyped"
    OUTSIDE = "outside its values"
    MISSING = "missing"


@frozen
class Asked:
    """What is asked of one resource, everything known."""

    stack: str
    urn: str
    type: str
    inputs: Properties


@frozen
class Mutation:
    """A change that makes a resource's inputs wrong at ``path``."""

    kind: Kind
    asked: Asked
    steps: tuple[paths.Step, ...]
    """To the property."""
    value: Any = None
    """The misspelled name, or the wrong value."""

    @property
    def path(self) -> str:
        """Where the refusal has to be."""
        steps = self.steps
        if self.kind is Kind.MISSPELLED:
            steps = (*steps[:-1], cast("str", self.value))
        return path_of(steps)

    def __str__(self) -> str:
        return f"{self.asked.type} {path_of(self.steps)} {self.kind.value}: {self.value!r}"

    def inputs(self) -> Properties:
        """The inputs with what is wrong in them."""
        return cast("Properties", self._within(self.asked.inputs, self.steps))

    def _within(self, value: Any, steps: Sequence[paths.Step]) -> Any:
        step, rest = steps[0], steps[1:]
        if isinstance(value, str):
            return json.dumps(self._within(json.loads(value), steps))
        if isinstance(step, int):
            items = list(cast("Sequence[Any]", value))
            items[step] = self._within(items[step], rest) if rest else self.value
            return items
        fields = dict(cast("Mapping[str, Any]", value))
        if rest:
            fields[step] = self._within(fields[step], rest)
        elif self.kind is Kind.MISSING:
            del fields[step]
        elif self.kind is Kind.MISSPELLED:
            fields = {(self.value if k == step else k): v for k, v in fields.items()}
        else:
            fields[step] = self.value
        return fields


def configured(stack: str) -> dict[str, str]:
    """The configuration of one of the project's stacks, as Pulumi keeps it."""
    return {
        "polycloud:environment": stack,
        "polycloud:enable_tpu_training": "true",
        "pulumi:disable-default-providers": '["*"]',
    }


def asked_of(stack: str, *, preview: bool = False) -> list[Asked]:
    """What the platform asks of each resource in ``stack``, the children of components and
    the providers among them.
    """
    core = _Recording(stack)
    run(
        lambda: Platform(load()),
        project="polycloud",
        stack=stack,
        config=configured(stack),
        preview=preview,
        core=core,
    ).raise_for_failures()
    return core.asked


class _Recording(SimulatedClouds):
    def __init__(self, stack: str) -> None:
        super().__init__()
        self._stack = stack
        self.asked: list[Asked] = []

    def check(self, urn: str, type: str, inputs: Properties) -> tuple[CheckFailure, ...]:
        self.asked.append(Asked(self._stack, urn, type, inputs))
        return super().check(urn, type, inputs)


def mutations(asked: Asked) -> Iterator[Mutation]:
    """Every mutation of a resource's inputs."""
    for steps, value in properties(asked):
        name = steps[-1]
        # A key of a map of the user's own, or an item of a list, has no name to misspell.
        if isinstance(name, str) and not _among(OWN_KEYS, asked.type, steps[:-1]):
            yield Mutation(Kind.MISSPELLED, asked, steps, misspelled(name))
        if special(value) is None:
            whole = _among(DOCUMENTS, asked.type, steps) and isinstance(value, str)
            yield Mutation(Kind.MISTYPED, asked, steps, f"{value}}}" if whole else mistyped(value))
    yield from _by_what_is_declared(asked)


def properties(asked: Asked) -> Iterator[tuple[tuple[paths.Step, ...], Any]]:
    """Every property that has a known value, and the steps to it, those inside of JSON
    documents among them; not a provider's own notes.
    """

    def below(value: Any, above: tuple[paths.Step, ...]) -> Iterator[Any]:
        if isinstance(value, str) and _among(DOCUMENTS, asked.type, above):
            value = json.loads(value)
        for step, item in paths.children(value):
            steps = (*above, step)
            if item is not None and item is not UNKNOWN and not str(step).startswith("__"):
                yield steps, item
                if special(item) is None:
                    yield from below(item, steps)

    yield from below(asked.inputs, ())


def _by_what_is_declared(asked: Asked) -> Iterator[Mutation]:
    """Required properties taken out, and values that are not among those listed."""
    for steps, declared, value in _declared(asked.inputs, schema_for(asked.type).inputs):
        if declared.required and isinstance(steps[-1], str):
            yield Mutation(Kind.MISSING, asked, steps)
        if isinstance(declared.type, EnumType) and declared.type.exhaustive and value:
            yield Mutation(Kind.OUTSIDE, asked, steps, misspelled(str(value)))
    rules = rules_for(package_of(asked.type)).get(asked.type)
    for pattern, rule in rules.properties if rules else ():
        for path, value in found(asked.inputs, pattern):
            if rule.values and isinstance(value, str):
                yield Mutation(Kind.OUTSIDE, asked, paths.parse(path), misspelled(value))


def _among(table: Mapping[str, tuple[str, ...]], type: str, steps: Sequence[paths.Step]) -> bool:
    path = _without_indices(path_of(steps))
    return any(
        fnmatchcase(type, pattern) and any(fnmatchcase(path, each) for each in listed)
        for pattern, listed in table.items()
    )


def misspelled(name: str) -> str:
    """Two neighbouring letters swapped, or the last one doubled where that is no change."""
    for at in range(len(name) // 2, 0, -1):
        if name[at - 1] != name[at]:
            return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]
    return name + name[-1:]


def mistyped(value: Any) -> Any:
    """A value of another type, which no provider turns into this one."""
    match value:
        case bool():
            return "perhaps"
        case int() | float():
            return "several"
        case Mapping():
            return "wrong type"
        case _:
            return {"wrong": "type"}


def refused(mutation: Mutation, failing: Iterable[str]) -> bool:
    """Whether one of the paths that are refused is where the mistake is: its own, or one
    below where a value is of another shape.
    """
    wrong = paths.parse(mutation.path)
    below = mutation.kind is Kind.MISTYPED
    return any(
        steps == wrong or (below and steps[: len(wrong)] == wrong)
        for steps in map(paths.parse, failing)
    )


def distinct(asked: Iterable[Asked]) -> list[Mutation]:
    """Every mutation once, wherever in a list or on how many resources of a type it is."""
    found_: dict[tuple[str, str, Kind], Mutation] = {}
    for each in asked:
        for mutation in mutations(each):
            found_.setdefault(place(mutation), mutation)
    return list(found_.values())


def path_of(steps: Sequence[paths.Step]) -> str:
    """Steps as a property path."""
    path = ""
    for step in steps:
        path = paths.join(path, step)
    return path


def place(mutation: Mutation) -> tuple[str, str, Kind]:
    """What two mutations have in common that would tell the same."""
    return mutation.asked.type, _without_indices(path_of(mutation.steps)), mutation.kind


def _without_indices(path: str) -> str:
    return re.sub(r"\[\d+\]", "[*]", path)


def _declared(
    value: Mapping[str, Any],
    known: Mapping[str, Property],
    above: tuple[paths.Step, ...] = (),
) -> Iterator[tuple[tuple[paths.Step, ...], Property, Any]]:
    for name, declared in known.items():
        item = value.get(name)
        if item is None or item is UNKNOWN:
            continue
        steps = (*above, name)
        yield steps, declared, item
        yield from _below(item, declared.type, steps)


def _below(
    value: Any, type_: PropertyType, steps: tuple[paths.Step, ...]
) -> Iterator[tuple[tuple[paths.Step, ...], Property, Any]]:
    match type_:
        case ObjectType() if isinstance(value, Mapping):
            fields = cast("Mapping[str, Any]", value)
            yield from _declared(fields, type_.properties, steps)
        case ArrayType() | MapType():
            for step, item in paths.children(value):
                if isinstance(type_.element, EnumType):
                    yield (*steps, step), Property(str(step), type_.element), item
                yield from _below(item, type_.element, (*steps, step))
        case _:
            return
