"""Who reaches a bucket, and in which way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.access import ANYONE, Access, Grant, access_of
from polycloud_testing.facts.aws import keys, rulings
from polycloud_testing.facts.aws.actions import UNLOCK
from polycloud_testing.facts.aws.bucket_parts import Parts, rule
from polycloud_testing.facts.aws.conditions import Request
from polycloud_testing.facts.aws.granting import granted
from polycloud_testing.facts.aws.identities import Identity
from polycloud_testing.facts.aws.statements import Statement, parse_policy
from polycloud_testing.facts.aws.tags import region
from polycloud_testing.facts.resources import at, hidden, label
from polycloud_testing.facts.unknown import Fact, Unknown, first

MINIMUM_TLS: Final = "1.2"
"""Of every AWS endpoint: https://aws.amazon.com/blogs/security/tls-1-2-required-for-aws-endpoints/
"""


_PLAIN: Final[Mapping[str, tuple[str, ...]]] = {}


def bucket_policy(parts: Parts) -> Fact[tuple[Statement, ...]]:
    policy = parts.of("s3.BucketPolicy")
    if policy is None:
        return ()
    document = at(policy, "policy", None)
    return document if isinstance(document, Unknown) else parse_policy(document, label(policy))


def bucket_access(
    graph: ResourceGraph,
    parts: Parts,
    policy: Fact[tuple[Statement, ...]],
    key: Resource | Unknown | None,
    identities: Iterable[Identity],
    context: Mapping[str, tuple[str, ...]] = _PLAIN,
) -> Fact[Access]:
    """Who may do what; ``context`` is what requests bring beside TLS, by condition key."""
    arn = parts.bucket.get("arn")
    if isinstance(policy, Unknown):
        return policy
    if not isinstance(arn, str):
        return hidden(parts.bucket, "arn")
    target = rulings.bucket_target(arn)
    brought = {"aws:securetransport": ("true",), **context}
    request = Request("s3", {"s3:tlsversion": (MINIMUM_TLS,), **brought})
    said = granted(policy, identities, target, request)
    if isinstance(said, Unknown):
        return said
    grants, owners = said
    if isinstance(key, Unknown):
        return key
    if key is not None:
        lock = _Lock(graph, parts, key, arn, brought)
        grants = [each for grant in grants for each in lock.opened(grant, owners)]
    return access_of(grants)


class _Lock:
    """The key that objects are encrypted with, unless whoever uploads them asks otherwise."""

    def __init__(
        self,
        graph: ResourceGraph,
        parts: Parts,
        key: Resource,
        arn: str,
        brought: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._key = key
        self._policy = keys.key_statements(graph, key)
        where = region(graph, parts.bucket)
        setting = parts.of("s3.BucketServerSideEncryptionConfiguration")
        whole = setting is not None and rule(setting, "bucketKeyEnabled") is True
        self._request = Request(
            "kms",
            {
                **brought,
                "kms:viaservice": (f"s3.{where}.amazonaws.com",),
                # https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
                "kms:encryptioncontext:aws:s3:arn": (arn if whole else f"{arn}/any",),
            },
        )
        self._enabled = at(key, "isEnabled", default=True)

    def opened(self, grant: Grant, owners: Mapping[str, Identity]) -> Iterator[Grant]:
        """The grant; it is in doubt where the key does not serve it, too.

        An upload may ask for another encryption than the bucket's, which no key guards:
        https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html
        """
        action = UNLOCK.get(grant.verb)
        if action is None or grant.denied or grant.who == ANYONE:
            yield grant
            return
        owner = owners.get(grant.who)
        own = owner.statements if owner is not None else ()
        answer = keys.unlocks(self._key, self._policy, grant.who, own, action, self._request)
        if answer is True and self._enabled is True:
            yield grant
            return
        unserved = Unknown(
            f"{label(self._key)} does not serve {grant.who}; not every object may need it."
        )
        doubt = answer if isinstance(answer, Unknown) else unserved
        yield attrs.evolve(grant, doubt=first(grant.doubt, doubt))


def tls_only(parts: Parts, policy: Fact[tuple[Statement, ...]]) -> Fact[bool]:
    """Whether every action is refused to everybody who comes without TLS."""
    arn = parts.bucket.get("arn")
    if isinstance(policy, Unknown):
        return policy
    if not isinstance(arn, str):
        return hidden(parts.bucket, "arn")
    target = rulings.bucket_target(arn)
    plain = Request("s3", {"aws:securetransport": ("false",), "s3:tlsversion": ()})
    refused = rulings.refused(rulings.rulings(policy, target, plain))
    return refused >= {*target.own, *target.inner}
