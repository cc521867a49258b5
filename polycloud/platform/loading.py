"""From raw keys to a `Configuration` and each cloud's settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from polycloud.abstractions.setting import obstacles_in
from polycloud.platform.configuration import Configuration, configuration_type
from polycloud.platform.merging import Raw, environments, profile
from polycloud.platform.problems import Problem, nearest, problem_of
from polycloud.platform.registry import Registry
from polycloud.platform.secrets import SECTION, with_stand_ins
from polycloud.platform.structuring import GIVEN, field_types, read_text, structure


def own_keys(registry: Registry) -> tuple[str, ...]:
    """Return every key that a stack may set, without the namespace."""
    return (*_section_types(), *_cloud_keys(registry))


def configure(raw: Mapping[str, Any], registry: Registry) -> tuple[Configuration, list[Problem]]:
    """The configuration that ``raw`` (keys without a namespace) asks for, and its problems.

    Values may be text, as Pulumi hands them to a program, or plain values, as a stack file
    has them. Looks at each value by itself and at what specs say of their own attributes;
    whether a cloud can do it is `polycloud.platform.planning`'s to find out.
    """
    types = _section_types()
    general: Raw = {}
    special: dict[str, Raw] = {name: {} for name in registry}
    problems: list[Problem] = []
    cloud_keys = _cloud_keys(registry)
    for key, value in raw.items():
        if key in cloud_keys:
            cloud, attribute = cloud_keys[key]
            wanted = field_types(registry[cloud].settings_type)[attribute]
            special[cloud][attribute] = read_text(value, wanted)
        elif key in types:
            readable = with_stand_ins(value) if key == SECTION else value
            general[key] = read_text(readable, types[key])
        else:
            problems.append(Problem(key, "no such key", nearest(key, [*types, *cloud_keys]), value))

    configuration, found = structure(general, configuration_type(), _defaults(general, problems))
    problems += found
    settings: dict[str, Any] = {}
    for name, placeable in registry.items():
        settings[name], found = structure(special[name], placeable.settings_type, {})
        problems += [attrs.evolve(problem, path=f"{name}_{problem.path}") for problem in found]
    configuration = attrs.evolve(configuration, clouds=settings)
    return configuration, problems + _semantic(configuration, registry, {p.path for p in problems})


def _section_types() -> dict[str, Any]:
    types = field_types(configuration_type())
    del types["clouds"]
    return types


def _cloud_keys(registry: Registry) -> dict[str, tuple[str, str]]:
    """Return the cloud and the attribute of its settings that each of the clouds' keys sets."""
    return {
        f"{name}_{attribute.name}": (name, attribute.name)
        for name, cloud in registry.items()
        for attribute in attrs.fields(cloud.settings_type)
    }


def _defaults(general: Raw, problems: list[Problem]) -> Raw:
    known = environments()
    environment = general.get("environment", "dev")
    if environment in known:
        return profile(environment)
    if environment is not GIVEN:
        hint = nearest(environment, known)
        problems.append(Problem("environment", "no such environment", hint, environment))
    del general["environment"]
    return profile("dev")


def _semantic(configuration: Configuration, registry: Registry, seen: set[str]) -> list[Problem]:
    found = [
        problem_of(obstacle, "")
        for obstacle in obstacles_in(attrs.evolve(configuration, clouds={}))
    ]
    for name, settings in configuration.clouds.items():
        for obstacle in (*obstacles_in(settings), *registry[name].settings_obstacles(settings)):
            problem = problem_of(obstacle, "")
            found.append(attrs.evolve(problem, path=f"{name}_{problem.path}"))
    unique: dict[str, Problem] = {}
    for problem in found:
        unique.setdefault(problem.path, problem)
    return [problem for path, problem in unique.items() if path not in seen]
