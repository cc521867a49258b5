"""What of distributions cannot be told is unknown."""

from __future__ import annotations

import pytest
from attrs import evolve

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.contracts import Harness
from polycloud_testing.facts import DistributionFacts, Unknown, read_facts
from polycloud_testing.facts.distributions import all_unknown_fields
from tests.contracts.harnesses import AWS, AZURE, GCP

from .distribution_changes import (
    BACKEND,
    CACHE_POLICY,
    CLOUDFRONT,
    CONTROL,
    DOMAIN,
    GROUP,
    HTTPS_PROXY,
    KEY_POLICY,
    MEMBER,
    ORIGIN,
    PROFILE,
    ROUTE,
    RULE,
    RULE_OF_FORWARDING,
    URL_MAP,
    Change,
    changed,
    graph_of,
    named,
    put,
    statement,
)

HARNESSES = pytest.mark.parametrize("harness", [AWS, AZURE, GCP], ids=["aws", "azure", "gcp"])
QUERIES = "parametersInCacheKeyAndForwardedToOrigin.queryStringsConfig.queryStringBehavior"

STRANGE: list[tuple[Harness, str, Change]] = [
    (AWS, CLOUDFRONT, put("orderedCacheBehaviors", [{"pathPattern": "/x/*"}])),
    (AWS, CLOUDFRONT, put("webAclId", "arn:aws:wafv2:us-east-1:000000000000:global/webacl/x/y")),
    (AWS, CLOUDFRONT, put("customErrorResponses", [{"errorCode": 404}])),
    (AWS, CLOUDFRONT, put("defaultCacheBehavior.originRequestPolicyId", "x")),
    (AWS, CLOUDFRONT, put("defaultCacheBehavior.responseHeadersPolicyId", "x")),
    (AWS, CLOUDFRONT, put("defaultCacheBehavior.functionAssociations", [{"eventType": "x"}])),
    (AWS, CLOUDFRONT, put("defaultCacheBehavior.lambdaFunctionAssociations", [{"x": "y"}])),
    (AWS, CLOUDFRONT, put("defaultCacheBehavior.allowedMethods", ["GET"])),
    (AWS, CLOUDFRONT, put("defaultCacheBehavior.targetOriginId", "another")),
    (AWS, CLOUDFRONT, put("origins.1", {"originId": "x", "domainName": "example.com"})),
    (AWS, CLOUDFRONT, put("origins.0.originPath", "/folder")),
    (AWS, CLOUDFRONT, put("origins.0.customHeaders", [{"name": "x"}])),
    (AWS, CLOUDFRONT, put("restrictions.geoRestriction.restrictionType", "blacklist")),
    (AWS, CLOUDFRONT, put("viewerCertificate", {"cloudfrontDefaultCertificate": True})),
    (AWS, CLOUDFRONT, put("viewerCertificate.acmCertificateArn", None)),
    (AWS, CACHE_POLICY, put("fromTheFuture", True)),
    (GCP, BACKEND, put("customResponseHeaders", ["x: y"])),
    (GCP, BACKEND, put("edgeSecurityPolicy", "x")),
    (GCP, BACKEND, put("cdnPolicy.cacheKeyPolicy", {"queryStringWhitelists": ["x"]})),
    (GCP, BACKEND, put("cdnPolicy.bypassCacheOnRequestHeaders", [{"headerName": "x"}])),
    (GCP, URL_MAP, put("hostRules", [{"hosts": ["*"], "pathMatcher": "x"}])),
    (GCP, URL_MAP, put("defaultRouteAction", {"timeout": {"seconds": 1}})),
    (GCP, HTTPS_PROXY, put("serverTlsPolicy", "x")),
    (GCP, RULE_OF_FORWARDING, put("loadBalancingScheme", "INTERNAL_MANAGED")),
    (GCP, RULE_OF_FORWARDING, put("sourceIpRanges", ["192.0.2.0/24"])),
    (AZURE, ROUTE, put("patternsToMatch", ["/public/*"])),
    (AZURE, ROUTE, put("ruleSets.1", {"id": "/elsewhere"})),
    (AZURE, ROUTE, put("customDomains.1", {"id": "/elsewhere"})),
    (AZURE, RULE, put("conditions", [{"name": "RequestMethod"}])),
    (AZURE, ORIGIN, put("sharedPrivateLinkResource", {"groupId": "blob"})),
    (AZURE, ORIGIN, put("originHostHeader", "example.com")),
    (AZURE, ORIGIN, put("httpsPort", 8443)),
    (AZURE, GROUP, put("sessionAffinityState", "Enabled")),
    (AZURE, DOMAIN, put("tlsSettings.secret", {"id": "x"})),
    (AZURE, PROFILE, put("sku.name", "Standard_Microsoft")),
]


@pytest.mark.parametrize(("harness", "token", "change"), STRANGE)
def test_a_setting_that_is_not_known_is_not_fine(
    harness: Harness, token: str, change: Change
) -> None:
    _is_unknown(changed(harness, {token: change}))


DOUBTED: list[tuple[Harness, str, Change, str]] = [
    (AWS, CLOUDFRONT, put("defaultCacheBehavior.viewerProtocolPolicy", "x"), "plain_http"),
    (AWS, CLOUDFRONT, put("defaultCacheBehavior.cachePolicyId", "managed"), "lifetime"),
    (AWS, CLOUDFRONT, put("origins.0.originAccessControlId", "elsewhere"), "principal"),
    (AWS, CONTROL, put("signingBehavior", "no-override"), "principal"),
    (AWS, CACHE_POLICY, put(QUERIES, "x"), "keyed"),
    (AWS, KEY_POLICY, statement(-1, "Action", "kms:Encrypt"), "public"),
    (GCP, BACKEND, put("cdnPolicy.cacheMode", "USE_ORIGIN_HEADERS"), "lifetime"),
    (GCP, BACKEND, put("enableCdn", False), "lifetime"),
    (GCP, BACKEND, put("project", "another"), "principal"),
    (GCP, HTTPS_PROXY, put("sslCertificates", ["elsewhere"]), "domains"),
    (GCP, HTTPS_PROXY, put("sslPolicy", "elsewhere"), "minimum_tls"),
    (GCP, RULE_OF_FORWARDING, put("ipAddress", "198.51.100.7"), "addresses"),
    (GCP, MEMBER, put("role", "roles/storage.fromTheFuture"), "public"),
    (AZURE, GROUP, put("authentication.type", "UserAssignedIdentity"), "principal"),
    (AZURE, ROUTE, put("forwardingProtocol", "MatchRequest"), "principal"),
    (AZURE, RULE, put("actions.3", {"name": "UrlRewrite", "parameters": {}}), "lifetime"),
    (AZURE, RULE, put("actions.2", None), "lifetime"),
    (AZURE, DOMAIN, put("tlsSettings.minimumTlsVersion", "TLS20"), "minimum_tls"),
]


@pytest.mark.parametrize(("harness", "token", "change", "fact"), DOUBTED)
def test_what_a_reader_cannot_tell_is_unknown(
    harness: Harness, token: str, change: Change, fact: str
) -> None:
    found = changed(harness, {token: change})
    assert isinstance(getattr(found, fact), Unknown)
    assert found.bucket == named(harness, read_facts(graph_of(harness))).bucket


@pytest.mark.parametrize(
    ("harness", "token"),
    [
        (AWS, "aws:cloudfront/function:Function"),
        (AWS, "aws:cloudfront/fromTheFuture:FromTheFuture"),
        (GCP, "gcp:compute/backendBucketSignedUrlKey:BackendBucketSignedUrlKey"),
        (GCP, "gcp:networkservices/lbTrafficExtension:LbTrafficExtension"),
        (AZURE, "azure-native:cdn:SecurityPolicy"),
        (AZURE, "azure-native:cdn:FromTheFuture"),
    ],
)
def test_a_kind_of_resource_that_is_not_known_is_not_fine(harness: Harness, token: str) -> None:
    stranger = Resource(urn=f"urn:pulumi:a::b::{token}::x", type=token, name="x")
    facts = read_facts(ResourceGraph([*graph_of(harness), stranger]))
    assert facts.distributions
    for found in facts.distributions:
        _is_unknown(found)


def test_a_map_that_leads_to_the_bucket_for_some_paths_is_not_fine() -> None:
    (backend, *_) = graph_of(GCP).by_type(BACKEND)
    stray = Resource(
        urn=f"urn:pulumi:a::b::{URL_MAP}::stray",
        type=URL_MAP,
        name="stray",
        inputs={"pathMatchers": [{"defaultService": backend.get("selfLink")}]},
    )
    facts = read_facts(ResourceGraph([*graph_of(GCP), stray]))
    (found,) = (each for each in facts.distributions if each.urn == backend.urn)
    _is_unknown(found)


def test_a_second_route_of_a_profile_is_not_fine() -> None:
    routes = graph_of(AZURE).by_type(ROUTE)
    again = [evolve(each, urn=f"{each.urn}-again") for each in routes]
    facts = read_facts(ResourceGraph([*graph_of(AZURE), *again]))
    assert len(facts.distributions) == 2 * len(routes)
    for found in facts.distributions:
        _is_unknown(found)


@HARNESSES
def test_the_bucket_of_another_stack_is_not_known(harness: Harness) -> None:
    buckets = ("storage/bucket:Bucket", "s3/bucket:Bucket", "storage:BlobContainer")
    rest = [each for each in graph_of(harness) if not each.type.endswith(buckets)]
    facts = read_facts(ResourceGraph(rest))
    assert facts.distributions
    for found in facts.distributions:
        for fact in (found.bucket, found.rights, found.public):
            assert isinstance(fact, Unknown)


@HARNESSES
def test_what_another_package_may_change_is_not_known(harness: Harness) -> None:
    packages = {"aws": "aws-native", "azure": "azuread", "gcp": "google-native"}
    token = f"{packages[harness.cloud.name]}:x:Y"
    stranger = Resource(urn=f"urn:pulumi:a::b::{token}::x", type=token, name="x")
    for found in read_facts(ResourceGraph([*graph_of(harness), stranger])).distributions:
        assert isinstance(found.rights, Unknown)
        assert isinstance(found.public, Unknown)


def _is_unknown(found: DistributionFacts) -> None:
    for fact in all_unknown_fields():
        assert isinstance(getattr(found, fact), Unknown), fact
    assert not isinstance(found.protection, Unknown)
