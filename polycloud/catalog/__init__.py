"""Dated facts about clouds: regions, machines, accelerators, versions, names, limits.

The facts are data files beside this code, a package for each cloud; a cloud made
elsewhere ships a package of its own with the same files. A file is read when first asked
for, once a process. Nothing here needs a cloud's SDK, a network or Pulumi.

Facts age: `Catalog.as_of` says when those of one kind were last compared with their
sources, `Catalog.sources` says with which. Where the catalog is silent the cloud decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from attrs import frozen

from polycloud.catalog import reading
from polycloud.catalog.reading import CatalogError
from polycloud.catalog.values import (
    Accelerator,
    KubernetesVersion,
    Limit,
    Location,
    Machine,
    MachineAccelerator,
    NameRule,
    Region,
)

__all__ = [
    "Accelerator",
    "Catalog",
    "CatalogError",
    "KubernetesVersion",
    "Limit",
    "Location",
    "Machine",
    "MachineAccelerator",
    "NameRule",
    "Region",
]


@frozen
class Catalog:
    """What is known of one cloud; ``package`` holds its data files.

    Every mapping is read-only, keyed by name, in the order of the file. Each property
    raises `CatalogError` when its file is missing or malformed.
    """

    package: str

    @cached_property
    def regions(self) -> Mapping[str, Region]:
        """The regions a customer can use, the restricted ones included."""
        return MappingProxyType(reading.regions(self._read("regions")))

    @cached_property
    def machines(self) -> Mapping[str, Machine]:
        """Machine types, in the order of preference between equally large ones."""
        return MappingProxyType(reading.machines(self._read("machines"), self._zone_regions))

    @cached_property
    def accelerators(self) -> Mapping[str, Accelerator]:
        """Generations of accelerators rented in slices; empty where a cloud has none."""
        return MappingProxyType(reading.accelerators(self._read("accelerators")))

    @cached_property
    def kubernetes_versions(self) -> Mapping[str, KubernetesVersion]:
        """Minor versions of the managed cluster, the newest first."""
        return MappingProxyType(reading.kubernetes_versions(self._read("kubernetes_versions")))

    @cached_property
    def names(self) -> Mapping[str, NameRule]:
        """What names the cloud accepts, by type of resource in the cloud's own words."""
        return MappingProxyType(reading.names(self._read("names")))

    @cached_property
    def limits(self) -> Mapping[str, Limit]:
        """Figures and reserved ranges."""
        return MappingProxyType(reading.limits(self._read("limits")))

    def as_of(self, name: str) -> date:
        """The day on which the facts of a kind (``"regions"``) were true to their sources."""
        return self._read(name).as_of

    def sources(self, name: str) -> tuple[str, ...]:
        """Where the facts of a kind are from."""
        return self._read(name).sources

    def region_of(self, zone: str) -> Region | None:
        """The region of a zone given by its full name.

        None for an unknown zone, and on a cloud whose zones are numbered alike in every
        region.
        """
        region = self._zone_regions.get(zone)
        return None if region is None else self.regions[region]

    def smallest_machine(
        self,
        vcpus: int,
        memory_gib: float,
        *,
        architecture: Literal["x86_64", "arm64"] = "x86_64",
        accelerator: str | None = None,
        accelerator_count: float = 1,
        region: str | None = None,
    ) -> Machine | None:
        """The smallest machine with at least so many vCPUs and GiB, or None.

        Smallest is by accelerators, then vCPUs, then memory; of equally large ones the
        family that the data file puts first. Machines with accelerators are considered
        only when ``accelerator`` names their kind. With ``region``, only machines not
        known to be missing there.
        """

        def fits(machine: Machine) -> bool:
            has = machine.accelerator
            return (
                machine.vcpus >= vcpus
                and machine.memory_gib >= memory_gib
                and machine.architecture == architecture
                and (has.kind if has else None) == accelerator
                and (has is None or has.count >= accelerator_count)
                and (region is None or machine.offered_in(region))
            )

        def size(machine: Machine) -> tuple[float, int, float]:
            count = machine.accelerator.count if machine.accelerator else 0
            return count, machine.vcpus, machine.memory_gib

        return min(filter(fits, self.machines.values()), key=size, default=None)

    def default_kubernetes_version(self, on: date) -> KubernetesVersion | None:
        """The newest version in standard support on a day that has been out a quarter.

        A version younger than 90 days is taken only when there is no other: add-ons and
        drivers follow a release by weeks.
        """
        supported = [
            version
            for version in self.kubernetes_versions.values()
            if version.support(on) == "standard"
        ]
        settled = [version for version in supported if (on - version.released).days >= 90]
        return max(settled or supported, key=lambda version: version.released, default=None)

    def _read(self, name: str) -> reading.Document:
        return reading.read(self.package, name)

    @cached_property
    def _zone_regions(self) -> dict[str, str]:
        """Zone to region, of the zones whose name is found in one region only."""
        found: dict[str, str] = {}
        ambiguous: set[str] = set()
        for region in self.regions.values():
            for zone in region.zones:
                ambiguous.update({zone} & found.keys())
                found[zone] = region.name
        return {zone: region for zone, region in found.items() if zone not in ambiguous}
