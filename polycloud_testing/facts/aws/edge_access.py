"""What a distribution of CloudFront may do with a bucket and the bucket's key.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.access import ANYONE, Access, Grant, Verb, access_of
from polycloud_testing.facts.aws import keys
from polycloud_testing.facts.aws.actions import UNLOCK
from polycloud_testing.facts.aws.bucket_access import bucket_access, bucket_policy
from polycloud_testing.facts.aws.bucket_parts import bucket_key, parts_of
from polycloud_testing.facts.resources import hidden
from polycloud_testing.facts.unknown import Fact, Unknown, any_unknown

_SERVICE: Final = "cloudfront.amazonaws.com"
PRINCIPAL: Final = f"service:{_SERVICE}"
"""CloudFront, whosever distribution it is; conditions tell one from another."""


def edge_access(
    graph: ResourceGraph,
    distribution: Resource,
    bucket: Fact[Resource],
    principal: Fact[str | None],
) -> Fact[Access]:
    """What the distribution's requests are granted, among them to govern the bucket's key."""
    arn = distribution.get("arn")
    if isinstance(bucket, Unknown):
        return bucket
    if isinstance(principal, Unknown):
        return principal
    if not isinstance(arn, str):
        return hidden(distribution, "arn")
    who, brought = principal or ANYONE, _brought(arn)
    access = _granted(graph, bucket, brought)
    governs = _key_allows(graph, bucket, keys.MASTERING, who, brought)
    if isinstance(access, Unknown):
        return access
    found = [each for each in access.grants if each.who in (who, ANYONE)]
    if governs is not False:
        doubt = governs if isinstance(governs, Unknown) else None
        found.append(Grant(who, Verb.CHANGE_ACCESS, doubt=doubt))
    return access_of(found)


def is_alone(graph: ResourceGraph, distribution: Resource, bucket: Fact[Resource]) -> Fact[bool]:
    """Whether neither bucket nor key let in another distribution of the same account."""
    arn = distribution.get("arn")
    if isinstance(bucket, Unknown):
        return bucket
    if not isinstance(arn, str):
        return hidden(distribution, "arn")
    brought = _brought(f"{arn.rpartition('/')[0]}/OFSOMETHINGELSE")
    parts = parts_of(graph, bucket)
    # As if nothing were encrypted: the bucket does not lean on the key.
    access = bucket_access(graph, parts, bucket_policy(parts), None, (), brought)
    actions = (*keys.MASTERING, *UNLOCK.values())
    opened = _key_allows(graph, bucket, actions, PRINCIPAL, brought)
    doubt = any_unknown(access, opened)
    if doubt is not None:
        return doubt
    return opened is False and isinstance(access, Access) and not access.verbs(PRINCIPAL)


def _brought(arn: str) -> Mapping[str, tuple[str, ...]]:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"""
    return {
        "aws:sourcearn": (arn,),
        "aws:sourceaccount": (arn.split(":")[4],),
        "aws:principalisawsservice": ("true",),
        "aws:principalservicename": (_SERVICE,),
    }


def _granted(
    graph: ResourceGraph, bucket: Resource, brought: Mapping[str, tuple[str, ...]]
) -> Fact[Access]:
    parts = parts_of(graph, bucket)
    key = bucket_key(graph, parts)
    return bucket_access(graph, parts, bucket_policy(parts), key, (), brought)


def _key_allows(
    graph: ResourceGraph,
    bucket: Resource,
    actions: tuple[str, ...],
    who: str,
    brought: Mapping[str, tuple[str, ...]],
) -> Fact[bool]:
    key = bucket_key(graph, parts_of(graph, bucket))
    if key is None or isinstance(key, Unknown):
        return False if key is None else key
    return keys.allows_any(keys.key_statements(graph, key), actions, who, brought)
