"""Slices of accelerators: what a generation comes in, and what is said of a request."""

from __future__ import annotations

from math import prod
from typing import Literal

from attrs import frozen

from polycloud.catalog.values import Accelerator

Subject = Literal["accelerator", "topology", "region", "zone", "runtime"]


@frozen
class AcceleratorSlice:
    """A slice that is offered."""

    generation: str
    type: str
    chips: int
    topology: str
    hosts: int
    """Virtual machines that the slice consists of."""
    memory_gib: float
    """Memory of all its chips together, in GiB."""
    machine: str | None
    """The machine type of each host, where the hosts are ordinary machines."""
    runtime: str | None
    """The host software asked for, or else the recommended one; None where none is chosen."""
    zone: str | None
    """The zone asked for, or else the first of the region that offers the slice."""


@frozen
class AcceleratorProblem:
    """One thing wrong with a request for a slice."""

    subject: Subject
    """Which part of the request is at fault."""
    reason: str
    """A full sentence that ends with what would be right."""
    alternatives: tuple[str, ...] = ()
    """Values that would be right in its place, the nearest first."""


def type_name(generation: Accelerator, chips: int) -> str:
    """How the type of a slice of so many chips is written."""
    return f"{generation.type_prefix}{chips * generation.count_per_chip}"


def shapes(generation: Accelerator) -> dict[int, tuple[str, ...]]:
    """The sizes offered, in chips and in ascending order, each with its topologies.

    Of several topologies the most compact comes first.
    """
    found: dict[int, list[tuple[int, ...]]] = {}
    for topology in generation.topologies:
        sides = tuple(int(side) for side in topology.split("x"))
        found.setdefault(prod(sides), []).append(sides)
    if edge := generation.cube_edge:
        largest = generation.max_chips // edge**3
        for a in range(1, largest + 1):
            for b in range(a, largest // a + 1):
                for c in range(b, largest // (a * b) + 1):
                    sides = (a * edge, b * edge, c * edge)
                    found.setdefault(prod(sides), []).append(sides)
    return {
        chips: tuple("x".join(map(str, sides)) for sides in sorted(found[chips], key=sum))
        for chips in sorted(found)
    }


def zones_offering(generation: Accelerator, chips: int) -> tuple[str, ...]:
    """The zones in which a slice of so many chips can be had."""
    count = chips * generation.count_per_chip
    return tuple(
        zone for zone, counts in generation.zones.items() if counts is None or count in counts
    )
