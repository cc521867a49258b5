"""Who has which role, checked beforehand and given its rights on what was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from attrs import evolve

from polycloud.abstractions.capability import AnyCapability, installed_capabilities
from polycloud.abstractions.cloud import Context
from polycloud.abstractions.roles import Right, Role
from polycloud.abstractions.support import Unsupported
from polycloud.platform.configuration import Configuration
from polycloud.platform.problems import Problem, nearest, problem_of
from polycloud.platform.registry import Registry

if TYPE_CHECKING:
    import pulumi

    from polycloud.platform.outputs import Made
    from polycloud.platform.planning import Placed, Plan

Roles = dict[str, dict[str, dict[str, "pulumi.Output[str]"]]]
"""By role and cloud: what the cloud's own access control calls those who have the role."""


def role_problems(configuration: Configuration, registry: Registry) -> list[Problem]:
    """Clouds that there are not, and principals that a cloud cannot take."""
    return [*_strange_clouds(configuration, registry), *_refused(configuration, registry)]


def role_notes(
    configuration: Configuration, placed: Mapping[AnyCapability, Placed[Any]]
) -> Iterator[str]:
    """People who are named for a cloud on which nothing is placed."""
    used = {item.cloud for item in placed.values()}
    for cloud in sorted(configuration.roles.clouds - used):
        yield f"roles on {cloud} give nothing: nothing is placed there"


def admit_people(
    plan: Plan, registry: Registry, contexts: Mapping[str, Context], made: Made
) -> Roles:
    """Give everybody their role's rights on what was made, cloud by cloud."""
    held_by_role: Roles = {}
    for cloud, context in contexts.items():
        for role, principals in plan.configuration.roles.on(cloud).members.items():
            rights = list(_rights(role, made, cloud))
            if rights:
                held = registry[cloud].admit(role, principals, rights, context)
                held_by_role.setdefault(role, {})[cloud] = dict(held)
    return held_by_role


def _strange_clouds(configuration: Configuration, registry: Registry) -> Iterator[Problem]:
    for role in Role:
        for cloud in configuration.roles.of(role):
            if cloud not in registry:
                path = f"roles.{role}.{cloud}"
                yield Problem(path, "no such cloud", nearest(cloud, registry), cloud)


def _refused(configuration: Configuration, registry: Registry) -> Iterator[Problem]:
    for cloud in sorted(configuration.roles.clouds):
        if cloud not in registry or cloud not in configuration.clouds:
            continue
        spec = configuration.roles.on(cloud)
        support = registry[cloud].support(spec, configuration.clouds[cloud])
        for obstacle in support.obstacles if isinstance(support, Unsupported) else ():
            role, _, rest = obstacle.path.partition(".")
            yield problem_of(evolve(obstacle, path=rest), f"roles.{role}.{cloud}")


def _rights(role: Role, made: Made, cloud: str) -> Iterator[Right]:
    """Yield what a role has on the handles that are on a cloud."""
    for capability, handle in made.handles():
        if capability.rights and handle.cloud == cloud:
            for part in capability.parts(handle):
                yield Right(handle, capability.access(role, part), part)


def rights_table() -> list[tuple[str, ...]]:
    """Return rows of words, one for each capability or part: its label, then each role's access."""
    rows: list[tuple[str, ...]] = []
    for capability in installed_capabilities():
        if not capability.rights:
            continue
        for part in capability.rights_on:
            words = (capability.access(role, part) for role in Role)
            rows.append((f"{capability.label}: {part}", *words))
        label = f"{capability.label}: others" if capability.rights_on else capability.label
        rows.append((label, *(capability.access(role) for role in Role)))
    return rows
