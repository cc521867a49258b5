"""Which properties replace a resource when they change.

Three sources, the first that speaks of a property deciding:

1. the data file of the package (``aws.yaml`` and so on): for a type ``replaces`` and
   ``updates`` (changed in place, whatever the other sources say), and ``always``, which
   holds for every type of the package. ``*`` in ``always`` stands for every property.
2. for azure-native, the form of its API: a property that is part of the resource's path
   names it, so it replaces. The SDK shows which these are: they are inputs and no outputs.
3. the SDK's documentation of the property ("Forces new resource").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from attrs import frozen

from polycloud_testing.simulation import data_files
from polycloud_testing.simulation.interface import Properties
from polycloud_testing.simulation.packages import package_of
from polycloud_testing.simulation.paths import Step, children, find, join, parse
from polycloud_testing.simulation.property_types import (
    ArrayType,
    MapType,
    ObjectType,
    Property,
    PropertyType,
    Scalar,
)
from polycloud_testing.simulation.schema import schema_for

Pattern = tuple[Step, ...]

_ANY: Final = "*"
_FORCES_NEW: Final = re.compile(
    r"(?i)(?<!might )(?<!can )(?:forces? (?:a |the )?(?:new resource|re-?creation|replacement)"
    r"|(?:must|will) be (?:re-?created|replaced)"
    r"|changing (?:this|the value)[^.]{0,40} (?:creates|recreates|replaces))"
)
_CONDITIONAL: Final = re.compile(
    r"(?i)\b(?:if|when|unless|after|changing from|removing|subsequent|optional)\b[^.]*$"
)


@frozen
class TypeRules:
    """What the data say of one type: patterns of property paths."""

    replaces: tuple[Pattern, ...] = ()
    updates: tuple[Pattern, ...] = ()
    deletes_first: bool = False


@frozen
class PackageRules:
    """What the data say of one package."""

    always: tuple[Pattern, ...]
    types: Mapping[str, TypeRules]


def replaces(
    token: str,
    changed: Iterable[str],
    old: Properties | None = None,
    new: Properties | None = None,
) -> tuple[str, ...]:
    """Those of the ``changed`` property paths that replace a resource of this type.

    Paths are in Pulumi's notation and lead as deep as the change (``vpcConfig.subnetIds[0]``).
    Given the ``old`` and ``new`` inputs, an object that comes or goes as a whole replaces
    when something in it does, as with the bridged providers; azure-native's looks no deeper.

    Raises:
        MissingSdkError: The SDK of the type's package is not installed.
        UnknownTypeError: The SDK has no such type.
    """
    package = rules_for(package_of(token))
    rules = package.types.get(token, TypeRules())
    result: list[str] = []
    for path in changed:
        reached = [parse(path)]
        if package_of(token) != "azure-native":
            reached += [parse(leaf) for inputs in (old, new) for leaf in _leaves(inputs, path)]
        if any(_replaces(token, steps, package, rules) for steps in reached):
            result.append(path)
    return tuple(result)


def _leaves(inputs: Properties | None, path: str) -> Iterator[str]:
    """The paths of what is set below a path."""
    pending = [(path, find(inputs, path))] if inputs is not None else []
    while pending:
        at, value = pending.pop()
        below = [(join(at, step), item) for step, item in children(value)]
        pending += below
        if not below and at != path and value is not None:
            yield at


def _replaces(token: str, path: tuple[Step, ...], package: PackageRules, rules: TypeRules) -> bool:
    if _covered(path, rules.replaces):
        return True
    if _covered(path, rules.updates):
        return False
    if _covered(path, package.always):
        return True
    return _names_azure_resource(token, path) or _documented(token, path)


def _covered(path: tuple[Step, ...], patterns: Iterable[Pattern]) -> bool:
    """Whether the path is at or beneath one of the patterns."""
    return any(
        len(pattern) <= len(path)
        and all(want in (_ANY, step) for want, step in zip(pattern, path, strict=False))
        for pattern in patterns
    )


def _names_azure_resource(token: str, path: tuple[Step, ...]) -> bool:
    if package_of(token) != "azure-native" or len(path) != 1:
        return False
    schema = schema_for(token)
    declared = schema.inputs.get(str(path[0]))
    if declared is None or declared.type is not Scalar.STRING or path[0] in schema.outputs:
        return False
    return declared.name.endswith(("Name", "Id", "Uri", "scope"))


def _documented(token: str, path: tuple[Step, ...]) -> bool:
    """Whether a property on the way says so of itself, without an if."""
    known: Mapping[str, Property] = schema_for(token).inputs
    for step in path:
        if isinstance(step, int):
            continue
        declared = known.get(step)
        if declared is None:
            return False
        for match in _FORCES_NEW.finditer(declared.description):
            if not _CONDITIONAL.search(declared.description[: match.start()]):
                return True
        known = _inside(declared.type)
    return False


def _inside(type_: PropertyType) -> Mapping[str, Property]:
    while isinstance(type_, ArrayType | MapType):
        type_ = type_.element
    return type_.properties if isinstance(type_, ObjectType) else {}


@cache
def rules_for(package: str) -> PackageRules:
    """The data of a package; nothing for one that has no file."""
    data = data_files.read("polycloud_testing.simulation.replacement", f"{package}.yaml")
    if data is None:
        return PackageRules((), {})
    return PackageRules(
        always=_patterns(data.get("always", ())),
        types={
            token: TypeRules(
                replaces=_patterns(entry.get("replaces", ())),
                updates=_patterns(entry.get("updates", ())),
                deletes_first=entry.get("deletes_first", False),
            )
            for token, entry in data.get("types", {}).items()
        },
    )


def _patterns(paths: Iterable[str]) -> tuple[Pattern, ...]:
    # "rules[*].name" is the pattern rules, *, name.
    return tuple(parse(path.replace("[*]", ".*")) for path in paths)
