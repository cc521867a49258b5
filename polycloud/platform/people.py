"""Who has which role, checked beforehand and given its rights on what was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

from polycloud.abstractions.cloud import Capability, Context
from polycloud.abstractions.object_store import ObjectStore
from polycloud.abstractions.roles import RIGHTS, Right, Rights, Role
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

REACHED: Final = frozenset(
    {
        Capability.OBJECT_STORE,
        Capability.METADATA_STORE,
        Capability.IMAGE_REGISTRY,
        Capability.SERVING_CLUSTER,
        Capability.TELEMETRY,
        Capability.ACCELERATOR_POOL,
    }
)
"""The capabilities with something that roles are given on; of a pool, its checkpoints."""


def role_problems(configuration: Configuration, registry: Registry) -> list[Problem]:
    """Clouds that there are not, and principals that a cloud cannot take."""
    return [*_strange_clouds(configuration, registry), *_refused(configuration, registry)]


def role_notes(configuration: Configuration, placed: Mapping[Capability, Placed]) -> Iterator[str]:
    """People who are named for a cloud on which nothing is placed."""
    used = {placed[capability].cloud for capability in REACHED if capability in placed}
    for cloud in sorted(configuration.roles.clouds - used):
        yield f"roles on {cloud} give nothing: nothing is placed there"


def admit_people(
    plan: Plan, registry: Registry, contexts: Mapping[str, Context], made: Made, namespace: str
) -> Roles:
    """Give everybody their role's rights on what was made, cloud by cloud.

    ``namespace`` is where model servers run in the cluster.
    """
    found: Roles = {}
    for cloud, context in contexts.items():
        for role, principals in plan.configuration.roles.on(cloud).members.items():
            rights = list(_rights(RIGHTS[role], made, cloud, namespace))
            if rights:
                held = registry[cloud].admit(role, principals, rights, context)
                found.setdefault(role, {})[cloud] = dict(held)
    return found


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


def _rights(rights: Rights, made: Made, cloud: str, namespace: str) -> Iterator[Right]:
    """What a role has on those of the handles that are of the cloud."""

    def here(handle: Any) -> bool:
        return handle is not None and handle.cloud == cloud

    for store in (made.object_store, made.checkpoints):
        if here(store):
            yield from _on_buckets(rights, store)
    if here(made.metadata_store):
        yield Right(made.metadata_store, rights.metadata_store)
    if made.image_registry is not None and here(made.image_registry):
        for repository in made.image_registry.repositories:
            yield Right(made.image_registry, rights.image_registry, repository)
    if here(made.serving_cluster):
        yield Right(made.serving_cluster, rights.serving_cluster, namespace)
    if here(made.telemetry):
        yield Right(made.telemetry, rights.telemetry)


def _on_buckets(rights: Rights, store: ObjectStore | None) -> Iterator[Right]:
    for bucket in store.buckets if store is not None else ():
        yield Right(store, rights.bucket(bucket), bucket)
