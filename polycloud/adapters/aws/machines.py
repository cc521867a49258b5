"""Which EC2 machine a pool of a cluster gets, and what speaks against the one that is asked."""

from __future__ import annotations

import re
from typing import Final

from polycloud.abstractions.serving_cluster import GpuPoolSpec, NodePoolSpec
from polycloud.abstractions.setting import Obstacle
from polycloud.adapters.aws.settings import CATALOG
from polycloud.catalog import Machine
from polycloud.catalog.nearness import either, nearest_names

DEFAULT_GPU: Final = "nvidia-l4"
"""When nothing is said: the least that serves models of some ten billion parameters."""

_GPU_MAKER: Final = "nvidia-"
_FORM: Final = re.compile(r"[a-z]+[0-9]+[a-z0-9-]*\.(nano|micro|small|medium|[0-9]*x?large)")


def cpu_machine(pool: NodePoolSpec, region: str) -> str | tuple[Obstacle, ...]:
    """The machine type of a pool without accelerators, or why there is none.

    A type of a family that the catalog does not have is believed if it has a type's form.
    """
    if pool.machine_type is not None:
        found = _named(pool.machine_type, region)
        if isinstance(found, Machine) and found.accelerator is not None:
            return _one(
                "machine_type",
                "has accelerators, which this pool has no use for",
                _fitting_words(pool, region),
                found.name,
            )
        if isinstance(found, Machine) and found.architecture != "x86_64":
            return _one(
                "machine_type",
                f"has {found.architecture} processors; nodes are x86_64",
                _fitting_words(pool, region),
                found.name,
            )
        return found.name if isinstance(found, Machine) else found
    machine = _fitting(pool, region)
    if machine is None:
        largest = max(
            (each for each in CATALOG.machines.values() if _plain(each, region)),
            key=lambda each: (min(each.vcpus / pool.vcpus, 1), each.memory_gib),
        )
        return _one(
            "memory_gib",
            f"no machine in {region} has {pool.vcpus} vCPUs and {pool.memory_gib} GiB",
            f"at most {largest.memory_gib:g} GiB with {largest.vcpus} vCPUs ({largest.name})",
            pool.memory_gib,
        )
    return machine.name


def gpu_machine(pool: GpuPoolSpec, region: str) -> str | tuple[Obstacle, ...]:
    """The machine type of a pool with GPUs, or why there is none."""
    if pool.machine_type is not None:
        found = _named(pool.machine_type, region)
        if isinstance(found, Machine) and is_listed(found.name) and not _has_gpu(found):
            return _one(
                "machine_type",
                "has no GPU that Kubernetes hands out as nvidia.com/gpu",
                "for example 'g6.xlarge'",
                found.name,
            )
        return found.name if isinstance(found, Machine) else found
    gpu = pool.gpu or DEFAULT_GPU
    having = {
        each.accelerator.count: each
        for each in CATALOG.machines.values()
        if each.accelerator is not None and each.accelerator.kind == gpu and _has_gpu(each)
    }
    if not having:
        kinds = _gpu_kinds()
        near = nearest_names(gpu, kinds) or kinds
        return _one("gpu", "not a GPU that AWS has", either(near), pool.gpu)
    offered = sorted(count for count, each in having.items() if each.offered_in(region))
    if not offered:
        places = sorted(place for each in having.values() for place in each.regions or ())
        return _one("gpu", f"not offered in {region}", f"offered in {either(places)}", pool.gpu)
    machine = CATALOG.smallest_machine(
        1, 1, accelerator=gpu, accelerator_count=pool.gpus, region=region
    )
    if machine is None:
        return _one(
            "gpus",
            f"no machine has {pool.gpus} of {gpu}",
            either(f"{count:g}" for count in offered),
            pool.gpus,
        )
    return machine.name


def _named(name: str, region: str) -> Machine | tuple[Obstacle, ...]:
    machine = CATALOG.machines.get(name)
    if machine is not None:
        if machine.offered_in(region):
            return machine
        places = either(sorted(machine.regions or ()))
        return _one("machine_type", f"not offered in {region}", f"offered in {places}", name)
    siblings = [each.name for each in CATALOG.machines.values() if each.family == _family(name)]
    if _FORM.fullmatch(name) and not siblings:
        return Machine(name=name, family=_family(name), vcpus=0, memory_gib=0)
    near = nearest_names(name, siblings or CATALOG.machines) or nearest_names(
        name, CATALOG.machines
    )
    return _one("machine_type", "not a machine type of EC2", either(near or ("m7i.xlarge",)), name)


def is_listed(name: str) -> bool:
    """Whether the catalog knows the machine, and not only that the name could be one."""
    return name in CATALOG.machines


def _family(name: str) -> str:
    return name.partition(".")[0]


def _fitting(pool: NodePoolSpec, region: str) -> Machine | None:
    return CATALOG.smallest_machine(pool.vcpus, pool.memory_gib, region=region)


def _fitting_words(pool: NodePoolSpec, region: str) -> str:
    machine = _fitting(pool, region)
    return f"for example '{machine.name}'" if machine else "a machine without accelerators"


def _plain(machine: Machine, region: str) -> bool:
    return (
        machine.accelerator is None
        and machine.architecture == "x86_64"
        and machine.offered_in(region)
    )


def _has_gpu(machine: Machine) -> bool:
    return machine.accelerator is not None and machine.accelerator.kind.startswith(_GPU_MAKER)


def _gpu_kinds() -> tuple[str, ...]:
    kinds = (each.accelerator.kind for each in CATALOG.machines.values() if each.accelerator)
    return tuple(dict.fromkeys(kind for kind in kinds if kind.startswith(_GPU_MAKER)))


def _one(path: str, reason: str, alternative: str, value: object) -> tuple[Obstacle, ...]:
    return (Obstacle(path, reason, alternative, value),)
