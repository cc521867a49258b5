"""The rules in the data files of constraints, and how they are loaded.

A file has ``shared``, named rules, and ``types``: for each type token ``properties``
(property path to rule, or to the name of a shared one) and the relations of `TypeRules`.
Rules under ``every`` hold for each type that has the property. ``groups`` are named sets of
properties that a type includes at a path (``include: {spec: pod}``).
In a path ``[*]`` stands for every item and ``*`` for every key of a map; a rule on a
list holds for its items. Every entry says its ``source``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, cast

from attrs import field, frozen

from polycloud_testing.simulation import data_files
from polycloud_testing.simulation.paths import Step, parse

Pattern = tuple[Step, ...]
ANY: Final = "*"


@frozen
class Rule:
    """What a value must be. ``says`` puts it in words, for what a pattern cannot explain.

    ``length`` counts characters, ``range`` bounds numbers, ``items`` counts a list's
    items (all inclusive, None for no bound); ``format`` names one of `formats.FORMATS`.
    ``any_of`` are alternatives, one of which has to hold.
    """

    values: tuple[Any, ...] = ()
    pattern: re.Pattern[str] | None = None
    forbids: re.Pattern[str] | None = None
    length: tuple[int | None, int | None] | None = None
    range: tuple[float | None, float | None] | None = None
    multiple_of: int | None = None
    items: tuple[int | None, int | None] | None = None
    format: str | None = None
    any_of: tuple[Rule, ...] = ()
    says: str = ""


@frozen
class Requirement:
    """When ``path`` has one of ``values`` (or any, when empty), ``needs`` have to be given
    and ``excludes`` must not be.
    """

    path: Pattern
    values: tuple[Any, ...] = ()
    needs: tuple[Pattern, ...] = ()
    excludes: tuple[Pattern, ...] = ()


@frozen
class TypeRules:
    """What the data say of one type.

    ``conflicts`` are groups of which at most one may be given, ``exactly_one`` and
    ``at_least_one`` speak for themselves. Paths in a group share all but the last step.
    """

    properties: tuple[tuple[Pattern, Rule], ...] = ()
    conflicts: tuple[tuple[Pattern, ...], ...] = ()
    exactly_one: tuple[tuple[Pattern, ...], ...] = ()
    at_least_one: tuple[tuple[Pattern, ...], ...] = ()
    when: tuple[Requirement, ...] = field(default=())


EVERY: Final = ""
"""The key of the rules that hold for every type of a package."""


@cache
def rules_for(package: str) -> Mapping[str, TypeRules]:
    """The rules of a package's types by token, and `EVERY`; empty for one without a file."""
    data = data_files.read("polycloud_testing.simulation.constraints", f"{package}.yaml")
    if data is None:
        return {}
    shared = {name: _rule(entry, {}) for name, entry in data.get("shared", {}).items()}
    groups: dict[str, dict[str, Any]] = data.get("groups", {})
    types = data["types"] | {EVERY: {"properties": data.get("every", {})}}
    return {token: _type_rules(entry, shared, groups) for token, entry in types.items()}


def _type_rules(
    entry: Mapping[str, Any],
    shared: Mapping[str, Rule],
    groups: Mapping[str, Mapping[str, Any]],
) -> TypeRules:
    properties: dict[str, Any] = {}
    for place, name in entry.get("include", {}).items():
        prefix = f"{place}." if place else ""
        properties |= {f"{prefix}{path}": rule for path, rule in groups[name].items()}
    # What a type says itself takes the place of what it includes.
    properties |= entry.get("properties", {})
    return TypeRules(
        properties=tuple(
            (pattern_of(path), _rule(rule, shared)) for path, rule in properties.items()
        ),
        conflicts=_groups(entry.get("conflicts", ())),
        exactly_one=_groups(entry.get("exactly_one", ())),
        at_least_one=_groups(entry.get("at_least_one", ())),
        when=tuple(_requirement(each) for each in entry.get("when", ())),
    )


def _rule(entry: Any, shared: Mapping[str, Rule]) -> Rule:
    if isinstance(entry, str):
        return shared[entry]
    if isinstance(entry, list):
        return Rule(values=tuple(cast("list[Any]", entry)))
    return Rule(
        values=tuple(entry.get("values", ())),
        pattern=_compiled(entry.get("pattern")),
        forbids=_compiled(entry.get("forbids")),
        length=_pair(entry.get("length")),
        range=_pair(entry.get("range")),
        multiple_of=entry.get("multiple_of"),
        items=_pair(entry.get("items")),
        format=entry.get("format"),
        any_of=tuple(_rule(each, shared) for each in entry.get("any_of", ())),
        says=entry.get("says", ""),
    )


def _requirement(entry: Mapping[str, Any]) -> Requirement:
    return Requirement(
        path=pattern_of(entry["property"]),
        values=tuple(entry.get("is", ())),
        needs=tuple(pattern_of(path) for path in entry.get("needs", ())),
        excludes=tuple(pattern_of(path) for path in entry.get("excludes", ())),
    )


def pattern_of(path: str) -> Pattern:
    """``rules[*].status`` as the steps ``rules``, ``*``, ``status``."""
    return parse(path.replace("[*]", ".*"))


def _groups(groups: Any) -> tuple[tuple[Pattern, ...], ...]:
    return tuple(tuple(pattern_of(path) for path in group) for group in groups)


def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern is not None else None


def _pair(bounds: Any) -> tuple[Any, Any] | None:
    if bounds is None:
        return None
    return (bounds, bounds) if isinstance(bounds, int) else (bounds[0], bounds[1])
