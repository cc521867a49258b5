"""Applying the rules of a type to its inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation import reasons
from polycloud_testing.simulation.constraints.formats import FORMATS
from polycloud_testing.simulation.constraints.relations import RELATIONS
from polycloud_testing.simulation.constraints.rules import (
    ANY,
    EVERY,
    Pattern,
    Requirement,
    Rule,
    TypeRules,
    rules_for,
)
from polycloud_testing.simulation.interface import CheckFailure, Properties
from polycloud_testing.simulation.packages import package_of
from polycloud_testing.simulation.paths import join


def check_constraints(
    token: str, inputs: Properties, *, relations: bool = True
) -> Iterator[CheckFailure]:
    """What a resource's provider or API refuses in inputs whose types are right.

    What is `UNKNOWN` or not given is never refused for its value. ``relations`` also asks
    whether properties fit one another, which makes no sense where their types are wrong.
    """
    package = rules_for(package_of(token))
    every, rules = package.get(EVERY, TypeRules()), package.get(token, TypeRules())
    for pattern, rule in (*every.properties, *rules.properties):
        for path, value in found(inputs, pattern):
            yield from _check(value, rule, path)
    if relations:
        yield from _relate(token, inputs, rules)


def _relate(token: str, inputs: Properties, rules: TypeRules) -> Iterator[CheckFailure]:
    for group in rules.conflicts:
        yield from _at_most_one(inputs, group)
    for group in rules.exactly_one:
        yield from _at_most_one(inputs, group)
        yield from _at_least_one(inputs, group)
    for group in rules.at_least_one:
        yield from _at_least_one(inputs, group)
    for requirement in rules.when:
        yield from _require(inputs, requirement)
    for relation in RELATIONS.get(token, ()):
        yield from relation(inputs)


def found(value: Any, pattern: Pattern, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each known value a pattern leads to, with its path."""
    if value is None or value is UNKNOWN:
        return
    if not pattern:
        yield path, value
        return
    step, rest = pattern[0], pattern[1:]
    if isinstance(value, Mapping):
        mapping = cast("Mapping[str, Any]", value)
        names = mapping if step == ANY else (str(step),)
        for name in names:
            yield from found(mapping.get(name), rest, join(path, name))
    elif step == ANY and isinstance(value, list | tuple):
        for index, item in enumerate(cast("Sequence[Any]", value)):
            yield from found(item, rest, join(path, index))


def _check(value: Any, rule: Rule, path: str) -> Iterator[CheckFailure]:
    if isinstance(value, list | tuple):
        items = cast("Sequence[Any]", value)
        if rule.items is not None and not _within(len(items), rule.items):
            yield CheckFailure(path, f"Expected {_bounds(rule.items)} items, got {len(items)}.")
        for index, item in enumerate(items):
            if item is not None and item is not UNKNOWN:
                yield from _check_one(item, rule, join(path, index))
    else:
        yield from _check_one(value, rule, path)


def _check_one(value: Any, rule: Rule, path: str) -> Iterator[CheckFailure]:
    if rule.any_of:
        attempts = [list(_check_one(value, each, path)) for each in rule.any_of]
        if all(attempts):
            shown = reasons.shown(path, value)
            says = f"{shown} is not valid: {rule.says}." if rule.says else attempts[0][0].reason
            yield CheckFailure(path, says)
        return
    if rule.values and not _among(value, rule.values):
        yield CheckFailure(path, reasons.not_among(value, rule.values))
    if rule.format is not None:
        yield from FORMATS[rule.format](value, path)
    yield from _check_text(value, rule, path)
    yield from _check_number(value, rule, path)


def _check_text(value: Any, rule: Rule, path: str) -> Iterator[CheckFailure]:
    if rule.pattern is None and rule.forbids is None and rule.length is None:
        return
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return
    text = value if isinstance(value, str) else str(value)
    shown = reasons.shown(path, value)
    if rule.length is not None and not _within(len(text), rule.length):
        wanted = f"{_bounds(rule.length)} characters"
        says = f" ({rule.says})" if rule.says else ""
        yield CheckFailure(path, f"Expected {wanted}{says}, got {len(text)}.")
        return
    matches = rule.pattern is None or rule.pattern.fullmatch(text)
    if not matches or (rule.forbids is not None and rule.forbids.search(text)):
        expected = rule.says or f"the pattern {rule.pattern.pattern if rule.pattern else ''}"
        yield CheckFailure(path, f"{shown} is not valid: expected {expected}.")


def _check_number(value: Any, rule: Rule, path: str) -> Iterator[CheckFailure]:
    if rule.range is None and rule.multiple_of is None:
        return
    number = _number(value)
    if number is None:
        return
    if rule.range is not None and not _within(number, rule.range):
        says = f" ({rule.says})" if rule.says else ""
        yield CheckFailure(path, f"Expected {_bounds(rule.range)}{says}, got {value}.")
    elif rule.multiple_of is not None and number % rule.multiple_of:
        yield CheckFailure(path, f"Expected a multiple of {rule.multiple_of}, got {value}.")


def _at_most_one(inputs: Properties, group: Sequence[Pattern]) -> Iterator[CheckFailure]:
    for path, parent, names in _siblings(inputs, group):
        # What is not known yet may turn out not to be there.
        given = [name for name in names if _given(parent, name) and parent[name] is not UNKNOWN]
        if len(given) > 1:
            yield CheckFailure(
                join(path, given[1]),
                f"Of {_listed(names)} only one may be given; {given[0]!r} is given too.",
            )


def _at_least_one(inputs: Properties, group: Sequence[Pattern]) -> Iterator[CheckFailure]:
    for path, parent, names in _siblings(inputs, group):
        if not any(_given(parent, name) for name in names):
            yield CheckFailure(path, f"One of {_listed(names)} has to be given.")


def _require(inputs: Properties, requirement: Requirement) -> Iterator[CheckFailure]:
    name = str(requirement.path[-1])
    for path, parent, _ in _siblings(inputs, [requirement.path]):
        value = parent.get(name)
        if value is None or (value is UNKNOWN and (requirement.values or requirement.excludes)):
            continue
        if requirement.values and not _among(value, requirement.values):
            continue
        state = (
            f"{name!r} is {reasons.shown(name, value)}"
            if requirement.values
            else f"{name!r} is given"
        )
        for needed in requirement.needs:
            if not _given(parent, str(needed[-1])):
                here = join(path, str(needed[-1]))
                yield CheckFailure(here, f"{needed[-1]!r} has to be given when {state}.")
        for excluded in requirement.excludes:
            # Saying no to what is excluded is no contradiction.
            if _given(parent, str(excluded[-1])) and parent[str(excluded[-1])] is not False:
                here = join(path, str(excluded[-1]))
                yield CheckFailure(here, f"{excluded[-1]!r} must not be given when {state}.")


def _siblings(
    inputs: Properties, group: Sequence[Pattern]
) -> Iterator[tuple[str, Mapping[str, Any], list[str]]]:
    """Each object that a group of properties belongs to, with its path and their names."""
    names = [str(pattern[-1]) for pattern in group]
    for path, parent in found(inputs, group[0][:-1]):
        if isinstance(parent, Mapping):
            yield path, cast("Mapping[str, Any]", parent), names


def _given(parent: Mapping[str, Any], name: str) -> bool:
    # An empty list or object sets nothing; an unknown value may turn out to be there.
    return parent.get(name) not in (None, [], {})


def _among(value: Any, values: Sequence[Any]) -> bool:
    if isinstance(value, bool) != isinstance(values[0], bool):
        return False
    return value in values or (not isinstance(values[0], str) and _number(value) in values)


def _number(value: Any) -> float | None:
    try:
        return None if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return None


def _within(number: float, bounds: tuple[float | None, float | None]) -> bool:
    low, high = bounds
    return (low is None or number >= low) and (high is None or number <= high)


def _bounds(bounds: tuple[float | None, float | None]) -> str:
    low, high = bounds
    if low == high:
        return f"exactly {low}"
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"{low} to {high}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names))
