"""From a graph to facts: each package's reader is found and asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Final, Protocol, TypeVar

import attrs

from polycloud.facts.facts import CloudFacts, Facts
from polycloud.facts.stores import StoreFacts
from polycloud.facts.unknown import Unknown
from polycloud.graph import Resource, ResourceGraph

S = TypeVar("S", bound=StoreFacts)

GROUP: Final = "polycloud.facts"
"""The entry-point group of further readers; an entry's name is the package that it reads."""

_OWN: Final = {
    "aws": "polycloud.facts.aws.reader:read",
    "azure-native": "polycloud.facts.azure.reader:read",
    "gcp": "polycloud.facts.gcp.reader:read",
}

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
        _doubted(known[package](graph), _doubt(package, unread))
        for package in known
        if package in present
    ]
    return Facts(
        buckets=tuple(each for part in read for each in part.buckets),
        tables=tuple(each for part in read for each in part.tables),
        principals=tuple(each for part in read for each in part.principals),
        registries=tuple(each for part in read for each in part.registries),
        static_keys=tuple(each for part in read for each in part.static_keys),
        unread=tuple(unread.values()),
    )


@cache
def readers() -> Mapping[str, Reader]:
    """Each installed reader by the package that it reads; polycloud's own come first."""
    found: dict[str, Reader] = {package: _load(target) for package, target in _OWN.items()}
    for point in entry_points(group=GROUP):
        found.setdefault(point.name, point.load())
    return found


def _load(target: str) -> Reader:
    module, _, name = target.partition(":")

    def read(graph: ResourceGraph) -> CloudFacts:
        reader: Reader = getattr(import_module(module), name)
        return reader(graph)

    return read


def _is_placed(resource: Resource) -> bool:
    return resource.custom and not resource.is_provider


def _doubt(package: str, unread: Mapping[str, Unknown]) -> Unknown | None:
    """What makes a package's grants doubtful: a sibling, or a package nobody knows."""
    reaching = (
        doubt for other, doubt in unread.items() if _SAME_CLOUD.get(other, package) == package
    )
    return next(reaching, None)


def _doubted(found: CloudFacts, doubt: Unknown | None) -> CloudFacts:
    if doubt is None:
        return found
    return attrs.evolve(
        found,
        buckets=tuple(_without_grants(found.buckets, doubt)),
        tables=tuple(_without_grants(found.tables, doubt)),
        registries=tuple(
            attrs.evolve(each, access=doubt, public=doubt) for each in found.registries
        ),
    )


def _without_grants(stores: tuple[S, ...], doubt: Unknown) -> Iterator[S]:
    for store in stores:
        yield attrs.evolve(store, access=doubt, public=doubt)
