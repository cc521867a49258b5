"""What came of a program: facts, and what it exported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, cast

import attrs
from attrs import frozen

from polycloud.graph import ResourceGraph
from polycloud_testing.facts import (
    BucketFacts,
    CloudFacts,
    DistributionFacts,
    Facts,
    LinkFacts,
    NetworkFacts,
    PrincipalFacts,
    RegistryFacts,
    SecretFacts,
    StoreFacts,
    TableFacts,
    Token,
)
from polycloud_testing.facts.unknown import Unknown


@frozen
class Who:
    """An identity, as the program's run made it out.

    ``principal`` is what the adapter's cloud calls it, the rest the neutral triple.
    """

    principal: str
    token: Token


@frozen(slots=False, eq=False)
class Scene:
    """One run, and what it means.

    The program exported ``buckets`` and ``tables`` (physical name by logical name),
    ``registries`` (address by logical name), ``secrets`` and ``networks`` (id by logical name),
    ``distributions`` (the name of the bucket by logical name), ``link`` (what was planned of one,
    see `contracts.linking`) and ``who`` (identities by name), as far as it has any.
    """

    graph: ResourceGraph
    outputs: Mapping[str, Any]
    read: Callable[[ResourceGraph], Facts]

    @cached_property
    def facts(self) -> Facts:
        """What the graph means."""
        return self.read(self.graph)

    def bucket(self, logical: str) -> BucketFacts:
        """What is known of a bucket. AssertionError when facts do not have it once."""
        return _there(self.facts.bucket, self.outputs["buckets"][logical])

    def table(self, logical: str) -> TableFacts:
        """What is known of a table. AssertionError when facts do not have it once."""
        return _there(self.facts.table, self.outputs["tables"][logical])

    def registry(self, logical: str) -> RegistryFacts:
        """What is known of where a repository's images are. AssertionError unless it is once."""
        return _there(self.facts.registry, self.outputs["registries"][logical])

    def registries(self) -> Iterator[tuple[str, RegistryFacts]]:
        """All repositories that the program made, by logical name."""
        for logical in self.outputs.get("registries", ()):
            yield logical, self.registry(logical)

    def distribution(self, logical: str) -> DistributionFacts:
        """What is known of a bucket's distribution. AssertionError unless it has one."""
        return _there(self.facts.distribution, self.outputs["distributions"][logical])

    def distributions(self) -> Iterator[tuple[str, DistributionFacts]]:
        """All distributions that the program made, by logical name."""
        for logical in self.outputs.get("distributions", ()):
            yield logical, self.distribution(logical)

    def secret(self, logical: str) -> SecretFacts:
        """What is known of a secret. AssertionError when facts do not have it once."""
        return _there(self.facts.secret, self.outputs["secrets"][logical])

    def secrets(self) -> Iterator[tuple[str, SecretFacts]]:
        """All secrets that the program made, by logical name."""
        for logical in self.outputs.get("secrets", ()):
            yield logical, self.secret(logical)

    def network(self, logical: str) -> NetworkFacts:
        """What is known of a network. AssertionError when facts do not have it once."""
        return _there(self.facts.network, self.outputs["networks"][logical])

    def networks(self) -> Iterator[tuple[str, NetworkFacts]]:
        """All networks that the program asked for, by logical name."""
        for logical in self.outputs.get("networks", ()):
            yield logical, self.network(logical)

    @property
    def packages(self) -> frozenset[str]:
        """The packages of what the program made."""
        things = (self.stores(), self.registries(), self.secrets(), self.networks())
        made = [each for some in things for _, each in some]
        own_ends = [self.link_end("own")] if "link" in self.outputs else []
        return frozenset(each.cloud for each in (*made, *own_ends))

    def link_end(self, side: str) -> LinkFacts:
        """What is known of the ``own`` side of a link, or the ``peer``'s. AssertionError when
        facts do not have it once.
        """
        asn = self.outputs["link"][side]["asn"]
        found = [each for each in self.facts.links if each.asn == asn]
        assert len(found) == 1, f"{len(found)} ends of links have the number {asn}"
        return found[0]

    def stores(self) -> Iterator[tuple[str, StoreFacts]]:
        """All buckets and tables that the program made, by logical name."""
        for logical in self.outputs.get("buckets", ()):
            yield logical, self.bucket(logical)
        for logical in self.outputs.get("tables", ()):
            yield logical, self.table(logical)

    def who(self, name: str) -> Who:
        """An identity that the program granted something."""
        found = self.outputs["who"][name]
        token = Token.of(found["issuer"], found["subject"], found["audience"])
        return Who(found["principal"], token)

    def principal(self, name: str) -> PrincipalFacts:
        """What is known of an identity's principal."""
        return _there(self.facts.principal, self.who(name).principal)

    def principals(self) -> frozenset[str]:
        """The principals of all identities that the program granted something."""
        return frozenset(self.who(name).principal for name in self.outputs.get("who", ()))


def _there(find: Callable[[str], Any], name: str) -> Any:
    try:
        return find(name)
    except KeyError as error:
        raise AssertionError(error.args[0]) from None


def contradictions(earlier: Facts, later: Facts) -> list[str]:
    """What a preview's facts say and the update's deny. Not to know yet is no contradiction."""
    found: list[str] = []
    for kind in attrs.fields(CloudFacts):
        after = {each.urn: each for each in getattr(later, kind.name)}
        before = {each.urn: each for each in getattr(earlier, kind.name)}
        found += [f"{urn} is gone" for urn in before.keys() - after.keys()]
        # Principals that have no name yet are not listed.
        if kind.name != "principals":
            found += [f"{urn} is new" for urn in after.keys() - before.keys()]
        for urn in before.keys() & after.keys():
            found += _differences(before[urn], after[urn])
    return found


def _differences(before: Any, after: Any) -> Iterator[str]:
    for attribute in attrs.fields(cast("type[Any]", type(before))):
        if attribute.name == "name":
            continue
        one, other = getattr(before, attribute.name), getattr(after, attribute.name)
        if _contradicts(one, other):
            yield f"{attribute.name} of {before.urn}: {one}, then {other}"


def _contradicts(before: object, after: object) -> bool:
    """Whether the values differ in what was known before."""
    if isinstance(before, Unknown):
        return False
    if type(before) is not type(after):
        return before != after
    if isinstance(before, tuple):
        one, other = cast("tuple[Any, ...]", before), cast("tuple[Any, ...]", after)
        return len(one) != len(other) or any(map(_contradicts, one, other))
    kind = cast("type[Any]", type(before))
    if attrs.has(kind):
        names = [each.name for each in attrs.fields(kind)]
        return any(_contradicts(getattr(before, each), getattr(after, each)) for each in names)
    return before != after
