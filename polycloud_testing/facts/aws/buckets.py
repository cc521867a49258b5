"""Buckets on S3.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.access import public_verbs
from polycloud_testing.facts.aws import keys
from polycloud_testing.facts.aws.bucket_access import (
    MINIMUM_TLS,
    bucket_access,
    bucket_policy,
    tls_only,
)
from polycloud_testing.facts.aws.bucket_parts import Parts, bucket_key, doubts, parts_of
from polycloud_testing.facts.aws.identities import Identity
from polycloud_testing.facts.aws.kinds import kind
from polycloud_testing.facts.aws.lifecycle import read_aging
from polycloud_testing.facts.aws.tags import region, tags
from polycloud_testing.facts.doubts import doubted
from polycloud_testing.facts.resources import at, hidden, label, protection
from polycloud_testing.facts.stores import BucketFacts, Encryption, KeyOwner
from polycloud_testing.facts.unknown import Fact, Unknown

_CLOSING: Final = (
    "blockPublicAcls",
    "blockPublicPolicy",
    "ignorePublicAcls",
    "restrictPublicBuckets",
)


def read_buckets(graph: ResourceGraph, identities: tuple[Identity, ...]) -> Iterator[BucketFacts]:
    """Each bucket of the graph."""
    for bucket in graph:
        if kind(bucket) == "s3.Bucket":
            facts = _read(graph, parts_of(graph, bucket), identities)
            yield doubted(facts, doubts(graph, bucket))


def _read(graph: ResourceGraph, parts: Parts, identities: tuple[Identity, ...]) -> BucketFacts:
    bucket = parts.bucket
    name = bucket.get("bucket")
    key = bucket_key(graph, parts)
    statements = bucket_policy(parts)
    access = bucket_access(graph, parts, statements, key, identities)
    prevented = _prevented(parts)
    pieces = [bucket, *parts.satellites.values()]
    if isinstance(key, Resource):
        pieces.append(key)
    empties = at(bucket, "forceDestroy", default=False)
    return BucketFacts(
        cloud="aws",
        name=name if isinstance(name, str) else str(bucket.id or bucket.name),
        urn=bucket.urn,
        region=region(graph, bucket),
        access=access,
        public=public_verbs(access, prevented),
        public_prevented=prevented,
        object_lists=_object_lists(parts),
        key_access=False,
        encryption=_encryption(graph, key, identities),
        reachable=True,
        tls_only=tls_only(parts, statements),
        minimum_tls=MINIMUM_TLS,
        versioned=_versioned(parts),
        aging=read_aging(parts.of("s3.BucketLifecycleConfiguration"), _versioned(parts)),
        restore_days=0,
        protection=protection(pieces, emptied=empties)
        if isinstance(empties, bool)
        else hidden(bucket, "forceDestroy"),
        tags=tags(graph, bucket),
    )


def _encryption(
    graph: ResourceGraph, key: Resource | Unknown | None, identities: tuple[Identity, ...]
) -> Fact[Encryption]:
    if isinstance(key, Unknown):
        return key
    if key is None:
        # Every object since 2023: docs.aws.amazon.com/AmazonS3/latest/userguide/
        # default-encryption-faq.html
        return Encryption(KeyOwner.PROVIDER)
    return keys.describe(graph, key, "s3", identities)


def _prevented(parts: Parts) -> Fact[bool]:
    block = parts.of("s3.BucketPublicAccessBlock")
    if block is None:
        return Unknown(f"Nothing in the stack says whether {label(parts.bucket)} may be public.")
    answers = [at(block, name, default=False) for name in _CLOSING]
    if False in answers:
        return False
    return next((each for each in answers if isinstance(each, Unknown)), True)


def _object_lists(parts: Parts) -> Fact[bool]:
    controls = parts.of("s3.BucketOwnershipControls")
    # Without the setting, a new bucket has none since 2023; a bucket's age is not known.
    if controls is None:
        return Unknown(f"Nothing in the stack says whether {label(parts.bucket)} takes ACLs.")
    owner = at(controls, "rule.objectOwnership", "")
    return owner if isinstance(owner, Unknown) else owner != "BucketOwnerEnforced"


def _versioned(parts: Parts) -> Fact[bool]:
    setting = parts.of("s3.BucketVersioning")
    if setting is None:
        return False
    status = at(setting, "versioningConfiguration.status", "")
    return status if isinstance(status, Unknown) else status == "Enabled"
