"""From a graph to facts: each package's reader is found and asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final, Protocol

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.facts import CloudFacts, Facts
from polycloud_testing.facts.unknown import Unknown

GROUP: Final = "polycloud.facts"
"""The entry-point group of readers; an entry's name is the package that it reads."""

_NO_STORES: Final = frozenset(
    {"pulumi", "polycloud", "random", "tls", "time", "kubernetes", "docker", "eks", "awsx"}
)
"""Packages that hold no store and change none but through resources of the clouds' own."""

_SAME_CLOUD: Final[Mapping[str, str]] = {
    "aws-native": "aws",
    "azure": "azure-native",
    "azuread": "azure-native",
    "google-native": "gcp",
    "gcp-global-cloudrun": "gcp",
}
"""Other packages that reach a cloud that has a reader."""


_DOUBTFUL: Final = ("access", "public", "rights", "ingress", "within", "inbound")
"""The facts that another package's resources on the same cloud can change."""


class Reader(Protocol):
    """Says what a graph's resources of one package mean, as the cloud documents them.

    What it does not know it calls `Unknown`; it never assumes that to be fine. It shares no
    code with what made the resources.
    """

    def __call__(self, graph: ResourceGraph) -> CloudFacts: ...


def read_facts(graph: ResourceGraph) -> Facts:
    """What the graph means, by the readers of all its packages.

    Where resources of a package without a reader may reach into a cloud, what that cloud's
    reader says of grants and the public is unknown.
    """
    present = {resource.package: resource for resource in graph if _is_placed(resource)}
    known = readers()
    unread = {
        package: Unknown(f"Nothing here reads resources of {package}, such as {resource.name}.")
        for package, resource in present.items()
        if package not in known and package not in _NO_STORES
    }
    read = [
        _doubted(point.load()(graph), _doubt(package, unread))
        for package, point in known.items()
        if package in present
    ]
    return Facts(**_joined(read), unread=tuple(unread.values()))


@cache
def readers() -> Mapping[str, EntryPoint]:
    """Where each installed reader is, by the package that it reads."""
    return {point.name: point for point in entry_points(group=GROUP)}


def _joined(parts: list[CloudFacts]) -> dict[str, tuple[Any, ...]]:
    """What all clouds have of each kind of thing."""
    kinds: tuple[attrs.Attribute[Any], ...] = attrs.fields(CloudFacts)
    return {
        kind.name: tuple(each for part in parts for each in getattr(part, kind.name))
        for kind in kinds
    }


def _is_placed(resource: Resource) -> bool:
    return resource.custom and not resource.is_provider


def _doubt(package: str, unread: Mapping[str, Unknown]) -> Unknown | None:
    """What makes a package's grants doubtful: a sibling, or a package nobody knows."""
    reaching = (
        doubt for other, doubt in unread.items() if _SAME_CLOUD.get(other, package) == package
    )
    return next(reaching, None)


def _doubted(found: CloudFacts, doubt: Unknown | None) -> CloudFacts:
    """What was found, with everything that others could change in doubt."""
    if doubt is None:
        return found
    kinds: tuple[attrs.Attribute[Any], ...] = attrs.fields(CloudFacts)
    return CloudFacts(
        **{kind.name: tuple(_in_doubt(getattr(found, kind.name), doubt)) for kind in kinds}
    )


def _in_doubt(things: tuple[Any, ...], doubt: Unknown) -> Iterator[Any]:
    for thing in things:
        known = {name: doubt for name in _DOUBTFUL if hasattr(thing, name)}
        yield attrs.evolve(thing, **known)
