"""What is known of a distribution of a bucket's objects."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from attrs import frozen

from polycloud_testing.facts.access import ANYONE, Access, Verb
from polycloud_testing.facts.stores import Protection
from polycloud_testing.facts.unknown import Fact, any_unknown, known

READS: Final = frozenset({Verb.LIST, Verb.READ, Verb.SEE_SETTINGS})
"""What can be had of a bucket with the methods that change nothing (GET, HEAD)."""


class PlainHttp(StrEnum):
    """What becomes of a request without TLS."""

    REDIRECTED = "redirected"
    """The same is to be asked by HTTPS."""
    REFUSED = "refused"
    SERVED = "served"


@frozen
class Lifetime:
    """How long an object is kept at the edge while the bucket can be asked again, in seconds.

    ``default`` is for an object that does not say itself; one that does is kept for at least
    the ``minimum`` and at most the ``maximum``.
    """

    minimum: int
    default: int
    maximum: int


@frozen(kw_only=True)
class DistributionFacts:
    """A content delivery network in front of one bucket."""

    cloud: str
    """The Pulumi package of its resources."""
    name: str
    urn: str
    bucket: Fact[str]
    """The physical name of the bucket whose objects it serves."""
    enabled: Fact[bool]
    """Whether it answers requests."""
    domains: Fact[frozenset[str]]
    """The names that it has a certificate for and answers to."""
    addresses: Fact[frozenset[str]]
    """The cloud's own names and addresses of it, which a domain's records may lead to."""
    plain_http: Fact[PlainHttp]
    minimum_tls: Fact[str | None]
    """The oldest version of TLS that it takes from who asks; None when it answers nobody."""
    origin_tls: Fact[bool]
    """Whether objects come from the bucket by TLS, with the certificate checked."""
    principal: Fact[str | None]
    """Who it is to the bucket, as its grants call it; None when it comes as nobody."""
    rights: Fact[Access]
    """What it may do with the bucket and the bucket's key; nobody else is in here."""
    alone: Fact[bool]
    """Whether what lets it in lets in no other distribution."""
    public: Fact[frozenset[Verb]]
    """What anyone on the internet may do with the bucket through it."""
    lifetime: Fact[Lifetime]
    keyed: Fact[bool]
    """Whether all of a request that can change the bucket's answer tells kept answers apart, so
    that nobody can have another answer kept in an object's place."""
    protection: Fact[Protection]
    tags: Fact[Mapping[str, str] | None]
    """Tags or labels; None where the cloud has none for it."""


def all_unknown_fields() -> frozenset[str]:
    """The facts that a resource or setting of an unknown kind leaves uncertain."""
    return frozenset(
        {
            *("enabled", "domains", "addresses", "plain_http", "minimum_tls", "origin_tls"),
            *("principal", "rights", "alone", "public", "lifetime", "keyed"),
        }
    )


def public_through(
    rights: Fact[Access], who: Fact[str | None], passed: frozenset[Verb]
) -> Fact[frozenset[Verb]]:
    """What anyone may do through somebody who passes on what such verbs take.

    To list is to learn which objects there are in the whole bucket.
    """
    doubt = any_unknown(rights, who)
    if doubt is not None:
        return doubt
    granted = known(rights)
    name = known(who) or ANYONE
    found: set[Verb] = set()
    for verb in passed & granted.verbs(name):
        answers = [granted.can(name, verb, key) for key in _keys(granted, name, verb)]
        doubt = any_unknown(*answers)
        if True in answers:
            found.add(verb)
        elif doubt is not None:
            return doubt
    return frozenset(found)


def _keys(access: Access, who: str, verb: Verb) -> frozenset[str]:
    """Keys of the bucket to try the verb on: its patterns are met by themselves."""
    return frozenset({""}) if verb is Verb.LIST else access.keys(who, verb)
