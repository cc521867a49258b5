"""Which TPU slice a pool gets, with all that is wrong with what was asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from polycloud.abstractions.accelerator_pool import AcceleratorPoolSpec
from polycloud.abstractions.setting import Obstacle
from polycloud.adapters.gcp.settings import CATALOG, GcpSettings
from polycloud.catalog.accelerators import check_slice
from polycloud.catalog.reading import read
from polycloud.catalog.slices import AcceleratorProblem, AcceleratorSlice

_PATHS: Final = {
    "accelerator": "accelerator",
    "topology": "topology",
    "zone": "zone",
    "runtime": "runtime_version",
    # A pool names no region: what is not offered in the settings' region is the accelerator.
    "region": "accelerator",
}


def choose(
    spec: AcceleratorPoolSpec, settings: GcpSettings
) -> AcceleratorSlice | tuple[Obstacle, ...]:
    """The slice that a spec means, or every obstacle to it, with paths in the spec."""
    if spec.accelerator is not None and spec.accelerator in CATALOG.machines:
        return (_machine_obstacle(spec.accelerator),)
    if spec.accelerator is not None:
        found = _check(spec.accelerator, spec, settings)
    else:
        found = _default(spec, settings)
    if isinstance(found, tuple):
        return tuple(_obstacles(found, spec, settings))
    if found.generation not in _defaults()["generation_types"]:
        return (_unknown_to_api(found),)
    return found


def generation_type(generation: str) -> str:
    """What the Cloud TPU API calls a generation (``V5LITE_POD``); KeyError when unknown."""
    word: str = _defaults()["generation_types"][generation]
    return word


def _default(
    spec: AcceleratorPoolSpec, settings: GcpSettings
) -> AcceleratorSlice | tuple[AcceleratorProblem, ...]:
    """The first of the catalog's defaults that fits the rest; else what the first lacks."""
    found = [
        _check(_sized(accelerator) if spec.topology else accelerator, spec, settings)
        for accelerator in _defaults()["accelerators"].split()
    ]
    return next((each for each in found if isinstance(each, AcceleratorSlice)), found[0])


def _check(
    accelerator: str, spec: AcceleratorPoolSpec, settings: GcpSettings
) -> AcceleratorSlice | tuple[AcceleratorProblem, ...]:
    return check_slice(
        CATALOG,
        accelerator,
        topology=spec.topology,
        region=settings.region,
        zone=spec.zone,
        runtime=spec.runtime_version,
    )


def _sized(accelerator: str) -> str:
    """The generation of a type: a topology says the size."""
    return next(
        generation.name
        for generation in CATALOG.accelerators.values()
        if accelerator.startswith(generation.type_prefix)
    )


def _obstacles(
    problems: tuple[AcceleratorProblem, ...], spec: AcceleratorPoolSpec, settings: GcpSettings
) -> Iterator[Obstacle]:
    for problem in problems:
        if problem.subject == "region" and settings.region not in CATALOG.regions:
            continue  # An obstacle of the settings, and said there.
        reason, _, alternative = problem.reason.rstrip(".").partition("; ")
        if problem.subject == "region" and (here := _offered_here(settings)):
            alternative += f"; {settings.region} offers, for example, {here}"
        path = _PATHS[problem.subject]
        yield Obstacle(
            path,
            reason,
            alternative or ", ".join(problem.alternatives),
            getattr(spec, path),
        )


def _offered_here(settings: GcpSettings) -> str | None:
    """What a pool in the settings' region gets when nothing else is said."""
    found = _default(AcceleratorPoolSpec(), settings)
    return found.type if isinstance(found, AcceleratorSlice) else None


def _unknown_to_api(found: AcceleratorSlice) -> Obstacle:
    title = CATALOG.accelerators[found.generation].title
    return Obstacle(
        "accelerator",
        f"{title} is not offered through the Cloud TPU API, which pools are made with",
        f"another generation: {', '.join(_defaults()['generation_types'])}",
        found.type,
    )


def _machine_obstacle(machine: str) -> Obstacle:
    return Obstacle(
        "accelerator",
        f"{machine} is a Compute Engine machine type; pools on Google Cloud are of TPU slices",
        "a slice's type, such as v5litepod-8",
        machine,
    )


def _defaults() -> Mapping[str, Any]:
    defaults: Mapping[str, Any] = read(CATALOG.package, "defaults").content["defaults"]
    return defaults
