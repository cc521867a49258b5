"""Distributions of CloudFront in front of a bucket.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-values-specify.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.access import Verb
from polycloud_testing.facts.aws.edge_access import PRINCIPAL, edge_access, is_alone
from polycloud_testing.facts.aws.edge_caching import POLICY, keyed, lifetime, policy_doubts
from polycloud_testing.facts.aws.kinds import is_stranger, kind
from polycloud_testing.facts.aws.tags import tags
from polycloud_testing.facts.distributions import (
    READS,
    DistributionFacts,
    PlainHttp,
    all_unknown_fields,
    public_through,
)
from polycloud_testing.facts.resources import (
    at,
    label,
    listed,
    names,
    part,
    protection,
    surplus,
    text,
)
from polycloud_testing.facts.unknown import Fact, Unknown

_CONTROL: Final = "cloudfront.OriginAccessControl"
_KNOWN: Final = frozenset({"cloudfront.Distribution", _CONTROL, POLICY})
_ELSEWHERE: Final = frozenset({"dynamodb", "dax"})

_UNDERSTOOD: Final = frozenset(
    {
        *("aliases", "comment", "defaultCacheBehavior", "enabled", "httpVersion"),
        *("isIpv6Enabled", "loggingConfig", "origins", "priceClass", "restrictions", "tags"),
        *("tagsAll", "viewerCertificate", "waitForDeployment"),
    }
)
_BEHAVIOR: Final = frozenset(
    {
        *("allowedMethods", "cachedMethods", "cachePolicyId", "compress", "targetOriginId"),
        *("viewerProtocolPolicy", "realtimeLogConfigArn"),
    }
)
_ORIGIN: Final = frozenset(
    {
        *("originId", "domainName", "originAccessControlId", "connectionAttempts"),
        "connectionTimeout",
    }
)
_READING: Final = frozenset({"GET", "HEAD"})
_METHODS: Final = (
    _READING,
    _READING | {"OPTIONS"},
    _READING | {"OPTIONS", "PUT", "POST", "PATCH", "DELETE"},
)
"""The sets of methods that CloudFront passes on; it keeps answers to the first or the second."""

_PLAIN_HTTP: Final = {
    "redirect-to-https": PlainHttp.REDIRECTED,
    "https-only": PlainHttp.REFUSED,
    "allow-all": PlainHttp.SERVED,
}
_SNI: Final = ("sni-only", "static-ip", "vip")
_TLS: Final = {
    "TLSv1": "1.0",
    "TLSv1_2016": "1.0",
    "TLSv1.1_2016": "1.1",
    "TLSv1.2_2018": "1.2",
    "TLSv1.2_2019": "1.2",
    "TLSv1.2_2021": "1.2",
    "TLSv1.2_2025": "1.2",
    "TLSv1.3_2025": "1.3",
}
"""https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html"""


def read_distributions(graph: ResourceGraph) -> Iterator[DistributionFacts]:
    """Each distribution of the graph."""
    for distribution in graph:
        if kind(distribution) == "cloudfront.Distribution":
            facts = _read(graph, distribution)
            for doubt in _doubts(graph, distribution):
                facts = attrs.evolve(facts, **dict.fromkeys(all_unknown_fields(), doubt))
            yield facts


def _read(graph: ResourceGraph, distribution: Resource) -> DistributionFacts:
    bucket, control = _bucket(graph, distribution), _control(graph, distribution)
    principal = _principal(distribution, control)
    rights = edge_access(graph, distribution, bucket, principal)
    http = _plain_http(distribution)
    policy = _policy(graph, distribution)
    own = text(distribution, "domainName")
    pieces = [each for each in (distribution, control, policy) if isinstance(each, Resource)]
    return DistributionFacts(
        cloud="aws",
        name=label(distribution) if isinstance(own, Unknown) else own,
        urn=distribution.urn,
        bucket=bucket if isinstance(bucket, Unknown) else text(bucket, "bucket"),
        enabled=at(distribution, "enabled", default=False),
        domains=_domains(distribution, own),
        addresses=own if isinstance(own, Unknown) else frozenset({own}),
        plain_http=http,
        minimum_tls=_minimum_tls(distribution),
        # S3 is asked as the viewer asks, and has a certificate of AWS's own:
        # docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/
        # using-https-cloudfront-to-s3-origin.html
        origin_tls=http if isinstance(http, Unknown) else http is not PlainHttp.SERVED,
        principal=principal,
        rights=rights,
        alone=is_alone(graph, distribution, bucket),
        public=public_through(rights, principal, _passed(distribution)),
        lifetime=policy if isinstance(policy, Unknown) else lifetime(policy),
        keyed=policy if isinstance(policy, Unknown) else keyed(policy),
        # CloudFront refuses to delete one that is enabled, so Pulumi disables it first.
        protection=protection(pieces),
        tags=tags(graph, distribution),
    )


def _domains(distribution: Resource, own: Fact[str]) -> Fact[frozenset[str]]:
    """CloudFront's own name, which is always one of them, and the aliases."""
    aliases = listed(distribution, "aliases")
    if isinstance(own, Unknown):
        return own
    return aliases if isinstance(aliases, Unknown) else frozenset({own, *map(str, aliases)})


def _behavior(distribution: Resource) -> Resource:
    found = at(distribution, "defaultCacheBehavior", cast("dict[str, Any]", {}))
    return part(distribution, {} if isinstance(found, Unknown) else found)


def _origin(distribution: Resource) -> Resource:
    """The first origin; more than one is doubted elsewhere."""
    found = listed(distribution, "origins")
    whole = isinstance(found, list) and bool(found) and isinstance(found[0], dict)
    return part(distribution, cast("list[dict[str, Any]]", found)[0] if whole else {})


def _bucket(graph: ResourceGraph, distribution: Resource) -> Fact[Resource]:
    """The bucket that the origin is."""
    domain = at(_origin(distribution), "domainName", "")
    found = [
        each
        for each in graph
        if kind(each) == "s3.Bucket"
        and (
            each.urn in distribution.property_dependencies.get("origins", ())
            if isinstance(domain, Unknown)
            else domain in (each.get("bucketRegionalDomainName"), each.get("bucketDomainName"))
        )
    ]
    if len(found) == 1:
        return found[0]
    return Unknown(f"The origin of {label(distribution)} is not one of the stack's buckets.")


def _control(graph: ResourceGraph, distribution: Resource) -> Fact[Resource | None]:
    """The origin access control, if there is one."""
    asked = at(_origin(distribution), "originAccessControlId", "")
    found = _referred(graph, distribution, "origins", _CONTROL, asked)
    return None if asked == "" else found


def _policy(graph: ResourceGraph, distribution: Resource) -> Fact[Resource]:
    asked = at(_behavior(distribution), "cachePolicyId", "")
    return _referred(graph, distribution, "defaultCacheBehavior", POLICY, asked)


def _referred(
    graph: ResourceGraph, distribution: Resource, name: str, wanted: str, asked: Fact[str]
) -> Fact[Resource]:
    for each in graph:
        if kind(each) == wanted and (
            each.urn in distribution.property_dependencies.get(name, ())
            if isinstance(asked, Unknown)
            else asked in names(each)
        ):
            return each
    if isinstance(asked, Unknown):
        return asked
    return Unknown(f"The {wanted} of {label(distribution)} is not one of the stack's.")


def _principal(distribution: Resource, control: Fact[Resource | None]) -> Fact[str | None]:
    """CloudFront comes as itself where it signs, and otherwise as anyone.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
    """
    if control is None or isinstance(control, Unknown):
        return control
    behavior = at(control, "signingBehavior", "")
    way = (at(control, "originAccessControlOriginType", ""), at(control, "signingProtocol", ""))
    if behavior == "never":
        return None
    if (behavior, *way) != ("always", "s3", "sigv4"):
        return Unknown(f"Whether {label(distribution)} signs every request is not known here.")
    return PRINCIPAL


def _plain_http(distribution: Resource) -> Fact[PlainHttp]:
    policy = at(_behavior(distribution), "viewerProtocolPolicy", "")
    if isinstance(policy, Unknown):
        return policy
    return _PLAIN_HTTP.get(policy, Unknown(f"The protocol policy {policy} is not known here."))


def _minimum_tls(distribution: Resource) -> Fact[str]:
    """CloudFront's own certificate goes with ``TLSv1``, whatever else is asked."""
    certificate = "viewerCertificate"
    if at(distribution, f"{certificate}.cloudfrontDefaultCertificate", default=False) is True:
        return _TLS["TLSv1"]
    policy = at(distribution, f"{certificate}.minimumProtocolVersion", "TLSv1")
    if isinstance(policy, Unknown):
        return policy
    return _TLS.get(policy, Unknown(f"The security policy {policy} is not known here."))


def _passed(distribution: Resource) -> frozenset[Verb]:
    methods = listed(_behavior(distribution), "allowedMethods")
    writes = isinstance(methods, Unknown) or not _METHODS[1].issuperset(methods)
    return frozenset(Verb) if writes else READS


def _doubts(graph: ResourceGraph, distribution: Resource) -> Iterator[Unknown]:
    yield from _strange_settings(distribution)
    policy = _policy(graph, distribution)
    yield from () if isinstance(policy, Unknown) else policy_doubts(policy)
    for resource in graph:
        module = kind(resource).partition(".")[0]
        own = resource.package == "aws" and resource.custom and not resource.is_provider
        strange = own and module == "cloudfront" and kind(resource) not in _KNOWN
        if strange or (is_stranger(resource) and module not in _ELSEWHERE):
            yield Unknown(f"What {label(resource)} changes is not known here.")


def _strange_settings(distribution: Resource) -> Iterator[Unknown]:
    behavior, origin = _behavior(distribution), _origin(distribution)
    for resource, understood in (
        (distribution, _UNDERSTOOD),
        (behavior, _BEHAVIOR),
        (origin, _ORIGIN),
    ):
        for name in surplus(resource, understood):
            yield Unknown(f"What {name} of {label(distribution)} changes is not known here.")
    origins = listed(distribution, "origins")
    if isinstance(origins, list) and len(origins) != 1:
        yield Unknown(f"{label(distribution)} has {len(origins)} origins.")
    if at(behavior, "targetOriginId", "") != at(origin, "originId", ""):
        yield Unknown(f"{label(distribution)} asks an origin that it does not have.")
    for name, sets in (("allowedMethods", _METHODS), ("cachedMethods", _METHODS[:2])):
        methods = listed(behavior, name)
        if isinstance(methods, Unknown) or frozenset(methods) not in sets:
            yield Unknown(f"Which methods {label(distribution)} passes on is not known here.")
    if at(distribution, "restrictions.geoRestriction.restrictionType", "") != "none":
        yield Unknown(f"Where {label(distribution)} answers is not judged here.")
    own = at(distribution, "viewerCertificate.cloudfrontDefaultCertificate", default=False)
    issued = at(distribution, "viewerCertificate.acmCertificateArn", "")
    method = at(distribution, "viewerCertificate.sslSupportMethod", "")
    if own is not True and (not str(issued).startswith("arn:") or method not in _SNI):
        yield Unknown(f"Which certificate {label(distribution)} shows is not known here.")
    if own is True and listed(distribution, "aliases") != []:
        yield Unknown(f"{label(distribution)} has no certificate for its aliases.")
