"""A bucket and the resources that set it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import frozen

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.aws import keys
from polycloud_testing.facts.aws.kinds import is_stranger, kind
from polycloud_testing.facts.resources import (
    at,
    hidden,
    label,
    listed,
    names,
    part,
    referring,
    surplus,
)
from polycloud_testing.facts.unknown import Unknown

_UNDERSTOOD: Final = frozenset(
    {"bucket", "bucketPrefix", "bucketNamespace", "forceDestroy", "region", "tags", "tagsAll"}
)
_NEUTRAL: Final = frozenset({"accelerationStatus", "corsRules", "logging", "requestPayer"})


@frozen
class Parts:
    """A bucket and the resources that set it."""

    bucket: Resource
    satellites: Mapping[str, Resource]
    doubled: tuple[str, ...]

    def of(self, name: str) -> Resource | None:
        return self.satellites.get(name)


def parts_of(graph: ResourceGraph, bucket: Resource) -> Parts:
    found: dict[str, Resource] = {}
    doubled: list[str] = []
    others = [r for r in graph if kind(r).startswith("s3.Bucket") and r is not bucket]
    for resource in referring(others, "bucket", bucket, names(bucket, "bucket", "arn")):
        if kind(resource) in found:
            doubled.append(kind(resource))
        found[kind(resource)] = resource
    return Parts(bucket, found, tuple(doubled))


def doubts(graph: ResourceGraph, bucket: Resource) -> Iterator[Unknown]:
    """What the reader does not know, and what could change an answer about this bucket."""
    for name in surplus(bucket, _UNDERSTOOD | _NEUTRAL):
        yield Unknown(f"What {name} of {label(bucket)} changes is not known here.")
    for resource in graph:
        if is_stranger(resource) and _concerns(resource, bucket):
            yield Unknown(f"What {label(resource)} changes is not known here.")


def _concerns(resource: Resource, bucket: Resource) -> bool:
    """A resource that names another bucket does not concern this one."""
    if kind(resource).partition(".")[0] == "dynamodb":
        return False
    if not kind(resource).startswith("s3.") or "bucket" not in resource.inputs:
        return True
    return bool(list(referring([resource], "bucket", bucket, names(bucket, "bucket", "arn"))))


def rule(resource: Resource, name: str) -> object:
    """A property of the first rule of an encryption or ownership setting."""
    rules = listed(resource, "rules")
    if isinstance(rules, Unknown):
        return rules
    value = at(part(resource, rules[0] if rules else {}), name, None)
    return hidden(resource, name) if isinstance(value, Unknown) else value


def bucket_key(graph: ResourceGraph, parts: Parts) -> Resource | Unknown | None:
    """The customer's key; None when the provider's own is used."""
    setting = parts.of("s3.BucketServerSideEncryptionConfiguration")
    if setting is None:
        return None
    algorithm = rule(setting, "applyServerSideEncryptionByDefault.sseAlgorithm")
    named = rule(setting, "applyServerSideEncryptionByDefault.kmsMasterKeyId")
    if isinstance(algorithm, Unknown):
        return algorithm
    if algorithm == "AES256" or (algorithm in ("aws:kms", "aws:kms:dsse") and named is None):
        return None
    if algorithm not in ("aws:kms", "aws:kms:dsse"):
        return Unknown(f"Encryption with {algorithm} is not known here.")
    return keys.find_key(graph, setting, "rules", named)
