"""Everything that is known of a deployment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from attrs import frozen

from polycloud.facts.registries import RegistryFacts
from polycloud.facts.stores import BucketFacts, TableFacts
from polycloud.facts.unknown import Fact, Unknown

T = TypeVar("T")


@frozen
class Token:
    """Tokens of an OpenID Connect issuer; ``*`` stands for any subject or audience."""

    issuer: str
    subject: str
    audience: str


@frozen
class Actor:
    """A principal, service or account, as the cloud names it; ``*`` for anyone."""

    name: str


@frozen
class PrincipalFacts:
    """Someone that grants can name, and who can become it.

    The cloud's own machines may be given any of its principals and are not listed.
    ``audiences`` are patterns of the audiences for which it can get tokens of its own.
    """

    cloud: str
    name: str
    urn: str
    assumed_by: Fact[frozenset[Token | Actor]]
    audiences: Fact[frozenset[str]]


@frozen
class StaticKey:
    """A secret that acts for a principal until somebody revokes it."""

    cloud: str
    kind: str
    urn: str


@frozen
class CloudFacts:
    """What one cloud's reader found."""

    buckets: tuple[BucketFacts, ...] = ()
    tables: tuple[TableFacts, ...] = ()
    principals: tuple[PrincipalFacts, ...] = ()
    static_keys: tuple[StaticKey, ...] = ()
    registries: tuple[RegistryFacts, ...] = ()


@frozen
class Facts(CloudFacts):
    """What all readers found; ``unread`` are resources that no reader is for."""

    unread: tuple[Unknown, ...] = ()

    def bucket(self, name: str) -> BucketFacts:
        """The bucket with this physical name. KeyError unless there is exactly one."""
        return _only((each for each in self.buckets if each.name == name), "bucket", name)

    def table(self, name: str) -> TableFacts:
        """The table with this physical name. KeyError unless there is exactly one."""
        return _only((each for each in self.tables if each.name == name), "table", name)

    def registry(self, address: str) -> RegistryFacts:
        """The registry that the images of an address are in. KeyError unless there is one."""
        found = (r for r in self.registries if f"{address}/".startswith(f"{r.name}/"))
        return _only(found, "registry", address)

    def principal(self, name: str) -> PrincipalFacts:
        """The principal that grants call so. KeyError unless there is exactly one."""
        return _only((each for each in self.principals if each.name == name), "principal", name)


def _only(found: Iterable[T], what: str, name: str) -> T:
    listed = list(found)
    if len(listed) != 1:
        raise KeyError(f"{len(listed)} times there is a {what} called {name}")
    return listed[0]
