"""Which slices of accelerators exist, and where: decided before anything is registered.

A slice is named by a type such as ``v4-8`` (a generation and a count of chips or cores)
and has a topology such as ``2x2x1``. Everything wrong with a request is found at once and
comes back as values, each with what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import prod

from polycloud.catalog import Catalog
from polycloud.catalog.geography import nearest_regions
from polycloud.catalog.nearness import either, nearest_names
from polycloud.catalog.slices import (
    AcceleratorProblem,
    AcceleratorSlice,
    shapes,
    type_name,
    zones_offering,
)
from polycloud.catalog.values import Accelerator, Region


def check_slice(
    catalog: Catalog,
    accelerator: str,
    *,
    topology: str | None = None,
    region: str | None = None,
    zone: str | None = None,
    runtime: str | None = None,
) -> AcceleratorSlice | tuple[AcceleratorProblem, ...]:
    """The slice that is asked for, or else everything that is wrong with the request.

    ``accelerator`` is a slice's type, or the name of a generation when ``topology`` gives
    the size. Where only a region is given its first zone that offers the slice is taken;
    where neither is given the place is not checked.
    """
    place = _place_problems(catalog, region, zone)
    size = _size(catalog, accelerator, topology)
    if isinstance(size, AcceleratorProblem):
        return (size, *place)
    generation, chips = size
    shape = _shape(generation, chips, topology)
    problems = [*place]
    if isinstance(shape, AcceleratorProblem):
        problems.append(shape)
    if not place:
        problems += _offer_problems(catalog, generation, chips, region, zone)
    problems += _runtime_problems(generation, runtime)
    if problems or isinstance(shape, AcceleratorProblem):
        return tuple(problems)
    hosts = 1 if chips <= generation.single_host_chips else chips // generation.chips_per_host
    if zone is None and region is not None:
        offered = zones_offering(generation, chips)
        zone = next(z for z in offered if _region_name(catalog, z) == region)
    return AcceleratorSlice(
        generation=generation.name,
        type=type_name(generation, chips),
        chips=chips,
        topology=shape,
        hosts=hosts,
        memory_gib=chips * generation.memory_gib,
        machine=generation.machines.get(chips // hosts),
        runtime=runtime or next(iter(generation.runtimes), None),
        zone=zone,
    )


def _size(
    catalog: Catalog, accelerator: str, topology: str | None
) -> tuple[Accelerator, int] | AcceleratorProblem:
    """The generation and the number of chips that a type means."""
    generations = catalog.accelerators
    if not generations:
        reason = f"accelerator {accelerator!r}: no accelerator is rented by the slice here"
        return AcceleratorProblem("accelerator", f"{reason}; name a machine type instead.")
    if (generation := generations.get(accelerator)) is not None:
        return _size_by_topology(generation, topology)
    for generation in generations.values():
        digits = accelerator.removeprefix(generation.type_prefix)
        if digits == accelerator or not re.fullmatch(r"[1-9]\d*", digits):
            continue
        chips, rest = divmod(int(digits), generation.count_per_chip)
        offered = shapes(generation)
        if rest or chips not in offered:
            near = _types(generation, sorted(offered, key=lambda size: abs(size - chips))[:2])
            unit = "chips" if generation.count_per_chip == 1 else "cores, two a chip"
            return AcceleratorProblem(
                "accelerator",
                f"accelerator type {accelerator!r} is not a size that {generation.title} comes "
                f"in (its number counts {unit}); the nearest are {either(near)}.",
                near,
            )
        return generation, chips
    return _unknown(generations.values(), accelerator)


def _size_by_topology(
    generation: Accelerator, topology: str | None
) -> tuple[Accelerator, int] | AcceleratorProblem:
    offered = shapes(generation)
    for chips, topologies in offered.items():
        if topology in topologies:
            return generation, chips
    types = _types(generation, list(offered)[:4])
    if topology is None:
        return AcceleratorProblem(
            "accelerator",
            f"accelerator {generation.name!r} says no size; say a type, such as {either(types)}, "
            "or a topology.",
            types,
        )
    every = [shape for topologies in offered.values() for shape in topologies]
    near = nearest_names(topology, every) or tuple(every[:3])
    return AcceleratorProblem(
        "topology",
        f"topology {topology!r} is not one of {generation.title}; say {either(near)}.",
        near,
    )


def _unknown(generations: Iterable[Accelerator], accelerator: str) -> AcceleratorProblem:
    """For a type of no known generation: the one that was probably meant."""
    known = tuple(generations)
    head, _, count = accelerator.lower().rpartition("-")
    meant = {
        alias: generation
        for generation in known
        for alias in (generation.type_prefix.rstrip("-"), generation.name, *generation.aliases)
    }
    if not head:
        head, count = count, ""
    name = head if head in meant else next(iter(nearest_names(head, meant)), None)
    if name is None:
        examples = tuple(type_name(each, min(shapes(each))) for each in known)
        return AcceleratorProblem(
            "accelerator",
            f"accelerator type {accelerator!r} is of no known generation; "
            f"the smallest of each are {either(examples)}.",
            examples,
        )
    generation = meant[name]
    sizes = [chips * generation.count_per_chip for chips in shapes(generation)]
    wanted = int(count) if count.isdecimal() else sizes[0]
    sizes.sort(key=lambda size: abs(size - wanted))
    near = tuple(f"{generation.type_prefix}{size}" for size in sizes[:1])
    return AcceleratorProblem(
        "accelerator",
        f"accelerator type {accelerator!r} does not exist; {generation.title} is named like "
        f"{either(near)}.",
        near,
    )


def _shape(generation: Accelerator, chips: int, topology: str | None) -> str | AcceleratorProblem:
    """The topology asked for, or else the most compact one of the size."""
    fitting = shapes(generation)[chips]
    if topology is None:
        return fitting[0]
    if topology in fitting:
        return topology
    name = type_name(generation, chips)
    what = "is not a topology"
    if re.fullmatch(r"[1-9]\d*(x[1-9]\d*){1,2}", topology):
        has = prod(int(side) for side in topology.split("x"))
        what = f"has {has} chips" if has != chips else "is not offered in that order or shape"
    return AcceleratorProblem(
        "topology",
        f"topology {topology!r} {what}; {name} has {chips} chips as {either(fitting[:4])}.",
        fitting,
    )


def _place_problems(
    catalog: Catalog, region: str | None, zone: str | None
) -> list[AcceleratorProblem]:
    """What is wrong with the place whatever is asked for there."""
    problems: list[AcceleratorProblem] = []
    if region is not None and region not in catalog.regions:
        near = nearest_names(region, catalog.regions)
        problems.append(AcceleratorProblem("region", _missing("region", region, near), near))
    if zone is None:
        return problems
    home = catalog.region_of(zone)
    if home is None:
        every = [name for each in catalog.regions.values() for name in each.zones]
        near = nearest_names(zone, every)
        problems.append(AcceleratorProblem("zone", _missing("zone", zone, near), near))
    elif region is not None and home.name != region and not problems:
        zones = catalog.regions[region].zones
        reason = f"zone {zone!r} is in region {home.name}, not {region}, which has {either(zones)}."
        problems.append(AcceleratorProblem("zone", reason, zones))
    return problems


def _offer_problems(
    catalog: Catalog, generation: Accelerator, chips: int, region: str | None, zone: str | None
) -> list[AcceleratorProblem]:
    """Whether the slice is offered at a place that exists, and where else it is."""
    home = catalog.region_of(zone) if zone is not None else catalog.regions.get(region or "")
    offered = zones_offering(generation, chips)
    if home is None or zone in offered:
        return []
    if zone is None and any(_region_name(catalog, each) == home.name for each in offered):
        return []
    nearest = _nearest_zones(catalog, home, offered)
    name = type_name(generation, chips)
    if zone is not None:
        return [
            AcceleratorProblem(
                "zone",
                f"{name} ({generation.title}) is not offered in zone {zone}; the nearest that "
                f"offer it are {either(nearest[:3])}.",
                nearest,
            )
        ]
    regions = tuple(dict.fromkeys(_region_name(catalog, each) for each in nearest))
    there = tuple(each for each in nearest if _region_name(catalog, each) == regions[0])
    return [
        AcceleratorProblem(
            "region",
            f"{name} ({generation.title}) is not offered in region {home.name}; the nearest that "
            f"offers it is {regions[0]} (zone {either(there)}).",
            regions,
        )
    ]


def _runtime_problems(generation: Accelerator, runtime: str | None) -> list[AcceleratorProblem]:
    fitting = generation.runtimes
    if runtime is None or runtime in fitting:
        return []
    if generation.runtime_pattern and re.fullmatch(generation.runtime_pattern, runtime):
        return []
    if not fitting:
        reason = f"runtime {runtime!r}: {generation.title} takes none, its hosts are machines"
        return [AcceleratorProblem("runtime", f"{reason} with an ordinary image.")]
    reason = f"runtime {runtime!r} does not fit {generation.title}; use {either(fitting)}."
    return [AcceleratorProblem("runtime", reason, fitting)]


def _nearest_zones(catalog: Catalog, home: Region, zones: tuple[str, ...]) -> tuple[str, ...]:
    """The zones from the nearest region to the farthest."""
    regions = {_region_name(catalog, zone) for zone in zones}
    order = nearest_regions(home, (catalog.regions[name] for name in regions))
    return tuple(
        zone for region in order for zone in zones if _region_name(catalog, zone) == region.name
    )


def _region_name(catalog: Catalog, zone: str) -> str:
    region = catalog.region_of(zone)
    return "" if region is None else region.name


def _types(generation: Accelerator, sizes: Iterable[int]) -> tuple[str, ...]:
    return tuple(type_name(generation, chips) for chips in sizes)


def _missing(kind: str, name: str, near: tuple[str, ...]) -> str:
    hint = f"; did you mean {either(near)}?" if near else "."
    return f"{kind} {name!r} does not exist{hint}"
