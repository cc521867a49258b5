"""What the catalog holds: plain frozen values, one a fact about a cloud."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Literal

from attrs import field, frozen

Access = Literal["open", "opt in", "restricted"]
"""Who may use a region: everyone, accounts that enabled it, or customers let in on request."""

Scope = Literal["global", "account", "region", "resource group", "project", "parent"]
"""Within what a name has to be unique. ``account`` is an account or a subscription,
``parent`` the resource that holds the named one."""

Case = Literal["lower", "any"]
Support = Literal["not released", "standard", "extended", "ended"]


@frozen
class Location:
    """Where a region lies, in degrees: north and east are positive.

    The place is the town or state the cloud names, not a building: good for comparing
    distances of hundreds of kilometres.
    """

    latitude: float
    longitude: float


@frozen
class Region:
    """A region, its zones by their full names, and where it lies."""

    name: str
    title: str
    zones: tuple[str, ...]
    location: Location
    access: Access = "open"


@frozen
class MachineAccelerator:
    """The accelerators inside a machine."""

    kind: str
    """The model in words common to all clouds, for example ``nvidia-a100-80gb``."""
    count: float
    """Devices in one machine; below 1 when the machine has a share of one."""
    memory_gib: float
    """Memory of one whole device, in GiB as the cloud states it."""


@frozen
class Machine:
    """A machine type.

    ``regions`` and ``zones`` are None where the catalog does not restrict the machine:
    believe it offered, and let the cloud have the last word.
    """

    name: str
    family: str
    vcpus: int
    memory_gib: float
    architecture: Literal["x86_64", "arm64"] = "x86_64"
    accelerator: MachineAccelerator | None = None
    regions: frozenset[str] | None = None
    zones: frozenset[str] | None = None

    def offered_in(self, region: str, zone: str | None = None) -> bool:
        """Whether nothing in the catalog says otherwise."""
        if zone is not None and self.zones is not None:
            return zone in self.zones
        return self.regions is None or region in self.regions


@frozen
class Accelerator:
    """A generation of accelerators that is rented in slices of many chips."""

    name: str
    title: str
    type_prefix: str
    """What stands before the count in the name of a slice's type, for example ``v4-``."""
    count_per_chip: int
    """What one chip adds to that count: 1 where the name counts chips, 2 where it counts
    the two cores of each."""
    memory_gib: float
    """Memory of one chip, in GiB."""
    chips_per_host: int
    """Chips on each host of a slice that spans several hosts."""
    single_host_chips: int
    """The largest slice, in chips, that is a single host."""
    topologies: tuple[str, ...]
    """The shapes offered, smallest first; more where `cube_edge` is set."""
    cube_edge: int | None = None
    """When set, every AxBxC of multiples of this edge is offered too, A <= B <= C."""
    max_chips: int = 0
    """The largest slice, in chips."""
    runtimes: tuple[str, ...] = ()
    """Host software that fits, the recommended one first; empty where the hosts are ordinary
    machines whose image is chosen like any other's."""
    runtime_pattern: str = ""
    """A regular expression of further host software that fits; empty for none."""
    zones: Mapping[str, frozenset[int] | None] = field(factory=dict[str, "frozenset[int] | None"])
    """Zone to the counts offered there, None for every size."""
    machines: Mapping[int, str] = field(factory=dict[int, str])
    """Chips on a host to the machine type of a host, where hosts are ordinary machines."""
    aliases: tuple[str, ...] = ()
    """Other names people use for the generation; none of them begins a valid type."""


@frozen
class KubernetesVersion:
    """A minor version as a managed cluster offers it."""

    version: str
    released: date
    """When the managed service made it generally available."""
    standard_support_ends: date
    """The last day of support at no further charge."""
    extended_support_ends: date | None
    """The last day of support that costs extra; None where there is none."""

    def support(self, on: date) -> Support:
        """What the service owes a cluster of this version on a day."""
        if on < self.released:
            return "not released"
        if on <= self.standard_support_ends:
            return "standard"
        if self.extended_support_ends is not None and on <= self.extended_support_ends:
            return "extended"
        return "ended"


@frozen
class NameRule:
    """What a cloud demands of the names of one type of resource. Lengths in characters."""

    name: str
    max_length: int
    pattern: str
    """A regular expression that the whole name matches (``\\w`` is ASCII); it need not repeat
    the lengths."""
    scope: Scope
    min_length: int = 1
    separator: str = "-"
    """What to put between words; empty where only letters and digits are allowed."""
    case: Case = "any"

    def problem(self, name: str) -> str | None:
        """Why a name would be refused, as the end of a sentence about it; None if it is good."""
        if not self.min_length <= len(name) <= self.max_length:
            return (
                f"has {len(name)} characters where {self.min_length} to {self.max_length} "
                "are allowed"
            )
        if self.case == "lower" and name != name.lower():
            return "has capital letters where only lower case is allowed"
        if not re.fullmatch(self.pattern, name, re.ASCII):
            return f"does not match {self.pattern}"
        return None


@frozen
class Limit:
    """A figure or a range that a cloud sets."""

    name: str
    value: int | float | str | tuple[int | str, ...]
    unit: str
    """What the value counts (``Gbit/s``, ``tunnels``) or is (``CIDR``, ``ASN``)."""
    note: str = ""
    source: str = ""
