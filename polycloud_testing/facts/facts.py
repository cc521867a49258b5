"""Everything that is known of a deployment."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import TypeVar

from attrs import astuple, frozen

from polycloud_testing.facts.access import literal
from polycloud_testing.facts.distributions import DistributionFacts
from polycloud_testing.facts.links import LinkFacts
from polycloud_testing.facts.networks import EndpointFacts, NetworkFacts
from polycloud_testing.facts.registries import RegistryFacts
from polycloud_testing.facts.secrets import SecretFacts
from polycloud_testing.facts.stores import BucketFacts, TableFacts
from polycloud_testing.facts.unknown import Fact, Unknown

T = TypeVar("T")


@frozen
class Token:
    """Tokens of an OpenID Connect issuer, whose URL has no trailing slash. Each part is a
    pattern in the notation of `fnmatch`; `of` makes one of plain texts.
    """

    issuer: str
    subject: str
    audience: str

    @classmethod
    def of(cls, issuer: str, subject: str, audience: str) -> Token:
        """The tokens that have exactly these claims."""
        return cls(literal(issuer.rstrip("/")), literal(subject), literal(audience))

    def takes(self, issuer: str, subject: str, audience: str) -> bool:
        """Whether a token with these claims is one of these."""
        claims = (issuer.rstrip("/"), subject, audience)
        return all(fnmatchcase(*pair) for pair in zip(claims, astuple(self), strict=True))

    def covers(self, other: Token) -> bool:
        """Whether all of the others are among these."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return all(_within(theirs, ours) for ours, theirs in pairs)

    def meets(self, other: Token) -> bool:
        """Whether some token is one of these and one of the others."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return all(_within(a, b) or _within(b, a) for a, b in pairs)


@frozen
class Actor:
    """A principal, service or account, as the cloud names it, with the cloud's own wildcards;
    ``*`` for anyone.
    """

    name: str


@frozen
class PrincipalFacts:
    """Someone that grants can name, and who can become it.

    The cloud's own machines may be given any of its principals and are not listed.
    ``tokens`` are those that it can get of its own, to be known by on other clouds: a machine's
    from the cloud, a pod's from its cluster.
    """

    cloud: str
    name: str
    urn: str
    assumed_by: Fact[frozenset[Token | Actor]]
    tokens: Fact[frozenset[Token]]


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
    distributions: tuple[DistributionFacts, ...] = ()
    links: tuple[LinkFacts, ...] = ()
    secrets: tuple[SecretFacts, ...] = ()
    networks: tuple[NetworkFacts, ...] = ()
    endpoints: tuple[EndpointFacts, ...] = ()


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

    def distribution(self, bucket: str) -> DistributionFacts:
        """The distribution of the bucket with this physical name. KeyError unless there is one."""
        found = (each for each in self.distributions if each.bucket == bucket)
        return _only(found, "distribution of a bucket", bucket)

    def secret(self, id_: str) -> SecretFacts:
        """The secret that workloads read by an id. KeyError unless there is exactly one."""
        return _only((s for s in self.secrets if f"{id_}/".startswith(f"{s.name}/")), "secret", id_)

    def network(self, name: str) -> NetworkFacts:
        """The network that its cloud calls so. KeyError unless there is exactly one."""
        return _only((each for each in self.networks if each.name == name), "network", name)

    def principal(self, name: str) -> PrincipalFacts:
        """The principal that grants call so. KeyError unless there is exactly one."""
        return _only((each for each in self.principals if each.name == name), "principal", name)


def _within(inner: str, outer: str) -> bool:
    """Whether one pattern surely matches nothing that the other does not."""
    return inner == outer or fnmatchcase(inner, outer)


def _only(found: Iterable[T], what: str, name: str) -> T:
    listed = list(found)
    if len(listed) != 1:
        raise KeyError(f"{len(listed)} times there is a {what} called {name}")
    return listed[0]
