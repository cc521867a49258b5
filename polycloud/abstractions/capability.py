"""A capability as one value, from which everything that names it derives.

A capability is declared in the file of its spec and handle, and found by the entry-point group
``polycloud.capabilities``, whose names are the capabilities' words. Placement, configuration,
JSON Schema, outputs, roles and the clouds' offers are made from these values; a capability that
runs no workload of its own needs no other mention.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import Any, Final, Generic, ParamSpec, TypeAlias, TypeVar

from attrs import field, frozen

from polycloud.abstractions.identity import Access, WorkloadKind
from polycloud.abstractions.roles import Role

GROUP: Final = "polycloud.capabilities"

S = TypeVar("S")
P = ParamSpec("P")
H = TypeVar("H")


@frozen
class Switch:
    """A configuration key, true or false, that decides whether a capability is made at all."""

    key: str
    description: str
    default: bool


def _whole(_handle: object) -> Iterable[str]:
    return ("",)


def _no_outputs(_handle: object) -> Mapping[str, Any]:
    return {}


def _no_notes(_spec: object) -> Iterable[str]:
    return ()


def _no_rights() -> Mapping[Role, Access]:
    return {}


@frozen(eq=False, kw_only=True)
class Capability(Generic[S, P, H]):
    """What can be asked of a cloud: a spec ``S`` goes in, a handle ``H`` comes out.

    A cloud makes it with ``factory(name, spec, context, *more)``, where ``more`` are the
    arguments ``P`` that only exist while a platform is made, such as a workload.
    """

    word: str
    """The configuration key, the placement's word, and the adapters' module."""
    name: str
    """The logical name of what a platform makes."""
    description: str
    """A sentence for configuration and schema."""
    spec: type[S]
    outputs: Callable[[H], Mapping[str, Any]] = _no_outputs
    """The stack outputs of a handle, by name; of what is not placed, the platform makes them."""
    rights: Mapping[Role, Access] = field(factory=_no_rights)
    """What each role may do with it; nothing for a capability that roles do not reach."""
    rights_on: Mapping[str, Mapping[Role, Access]] = field(factory=dict[str, Mapping[Role, Access]])
    """The same for single parts (a bucket by logical name) that differ from the rest."""
    parts: Callable[[H], Iterable[str]] = _whole
    """The parts of a handle that rights are given on one by one; one empty text for the whole."""
    notes: Callable[[S], Iterable[str]] = _no_notes
    """What whoever asks for a spec should know, as full sentences without a full stop."""
    placed: bool = True
    """Whether a placement says which cloud holds it; otherwise the platform decides."""
    switch: Switch | None = None
    """The key that leaves it out; None for what every platform has."""
    runs: WorkloadKind | None = None
    """The workload that runs on it."""
    calls: tuple[Capability[Any, ..., Any], ...] = ()
    """The capabilities that it calls at private addresses, so that a link joins their clouds."""

    def __str__(self) -> str:
        return self.word

    @property
    def label(self) -> str:
        """The word as people write it."""
        return self.word.replace("_", " ")

    def access(self, role: Role, part: str = "") -> Access:
        """Return what a role may do with a part, or with the whole.

        Raises:
            KeyError: roles do not reach the capability.
        """
        return self.rights_on.get(part, self.rights)[role]


AnyCapability: TypeAlias = Capability[Any, ..., Any]


@cache
def installed_capabilities() -> tuple[AnyCapability, ...]:
    """Return the capabilities of every installed distribution, in alphabetical order.

    Raises:
        ValueError: an entry point's name is not its capability's word.
    """
    capabilities: list[AnyCapability] = []
    for point in sorted(entry_points(group=GROUP), key=lambda each: each.name):
        capability: AnyCapability = point.load()
        if capability.word != point.name:
            raise ValueError(
                f"The entry point {point.name!r} ({point.value}) must be named after its "
                f"capability, which is {capability.word!r}."
            )
        capabilities.append(capability)
    return tuple(capabilities)


def placed_capabilities() -> tuple[AnyCapability, ...]:
    """Return the installed capabilities that a placement puts on a cloud."""
    return tuple(each for each in installed_capabilities() if each.placed)
