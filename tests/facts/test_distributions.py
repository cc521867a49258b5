"""What distributions are: what is changed about one is seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from polycloud_testing.contracts import Harness
from polycloud_testing.facts import Lifetime, PlainHttp, Verb, read_facts
from tests.contracts.harnesses import AWS, AZURE, GCP

from .distribution_changes import (
    ASSIGNMENT,
    BACKEND,
    BUCKET_POLICY,
    CACHE_POLICY,
    CLOUDFRONT,
    CONTRIBUTOR,
    CONTROL,
    DOMAIN,
    GROUP,
    HTTP_PROXY,
    HTTPS_PROXY,
    KEY_POLICY,
    MEMBER,
    ORIGIN,
    ROUTE,
    RULE,
    TLS_POLICY,
    URL_MAP,
    Change,
    changed,
    graph_of,
    named,
    put,
    statement,
)

Case = tuple[str, Change, dict[str, Any]]
"""A type of resource, what is changed about it, and the facts that then are others."""

NOTHING: frozenset[Verb] = frozenset()
CACHED = "actions.2.parameters.cacheConfiguration"


def _to_the_models(inputs: Any) -> None:
    """Has a proxy lead to the bucket as the one with TLS does."""
    maps = graph_of(GCP).by_type(URL_MAP)
    (serving,) = (each for each in maps if "defaultService" in each.inputs)
    inputs["urlMap"] = serving.get("selfLink")


def _is_seen(harness: Harness, token: str, change: Change, expected: Mapping[str, Any]) -> None:
    usual = named(harness, read_facts(graph_of(harness)))
    found = changed(harness, {token: change})
    for fact, value in expected.items():
        assert getattr(found, fact) == value
        assert getattr(usual, fact) != value


ON_AWS: list[Case] = [
    (CLOUDFRONT, put("enabled", False), {"enabled": False}),
    (
        CLOUDFRONT,
        put("defaultCacheBehavior.viewerProtocolPolicy", "allow-all"),
        {"plain_http": PlainHttp.SERVED, "origin_tls": False},
    ),
    (
        CLOUDFRONT,
        put("defaultCacheBehavior.viewerProtocolPolicy", "https-only"),
        {"plain_http": PlainHttp.REFUSED},
    ),
    (
        CLOUDFRONT,
        put("viewerCertificate.minimumProtocolVersion", "TLSv1.1_2016"),
        {"minimum_tls": "1.1"},
    ),
    (CACHE_POLICY, put("maxTtl", 604_800), {"lifetime": Lifetime(0, 3600, 604_800)}),
    (CACHE_POLICY, put("defaultTtl", None), {"lifetime": Lifetime(0, 86_400, 86_400)}),
    (CACHE_POLICY, put("minTtl", 7200), {"lifetime": Lifetime(7200, 7200, 86_400)}),
    (CONTROL, put("signingBehavior", "never"), {"principal": None, "public": NOTHING}),
    (BUCKET_POLICY, statement(-1, "Condition", None), {"alone": False}),
    (KEY_POLICY, statement(-1, "Condition", None), {"alone": False}),
]


@pytest.mark.parametrize(("token", "change", "expected"), ON_AWS)
def test_a_change_to_cloudfront_is_seen(token: str, change: Change, expected: Any) -> None:
    _is_seen(AWS, token, change, expected)


ON_GCP: list[Case] = [
    (
        BACKEND,
        put("cdnPolicy.serveWhileStale", None),
        {"lifetime": Lifetime(3600, 3600, 90_000)},
    ),
    (TLS_POLICY, put("minTlsVersion", "TLS_1_1"), {"minimum_tls": "1.1"}),
    (HTTPS_PROXY, put("sslPolicy", None), {"minimum_tls": "1.0"}),
    (HTTP_PROXY, _to_the_models, {"plain_http": PlainHttp.SERVED}),
    (HTTP_PROXY, put("urlMap", "elsewhere"), {"plain_http": PlainHttp.REFUSED}),
    (HTTPS_PROXY, put("urlMap", "elsewhere"), {"enabled": False, "domains": frozenset()}),
    (
        MEMBER,
        put("role", "roles/storage.objectViewer"),
        {"public": frozenset({Verb.READ, Verb.LIST})},
    ),
    (MEMBER, put("member", "user:sam@example.com"), {"public": NOTHING}),
]


@pytest.mark.parametrize(("token", "change", "expected"), ON_GCP)
def test_a_change_to_cloud_cdn_is_seen(token: str, change: Change, expected: Any) -> None:
    _is_seen(GCP, token, change, expected)


ON_AZURE: list[Case] = [
    (ROUTE, put("httpsRedirect", "Disabled"), {"plain_http": PlainHttp.SERVED}),
    (ROUTE, put("supportedProtocols", ["Https"]), {"plain_http": PlainHttp.REFUSED}),
    (ROUTE, put("enabledState", "Disabled"), {"enabled": False}),
    (ROUTE, put("forwardingProtocol", "MatchRequest"), {"origin_tls": False}),
    (ORIGIN, put("enforceCertificateNameCheck", False), {"origin_tls": False}),
    (DOMAIN, put("tlsSettings.minimumTlsVersion", "TLS10"), {"minimum_tls": "1.0"}),
    (GROUP, put("authentication", None), {"principal": None}),
    (
        RULE,
        put(f"{CACHED}.cacheDuration", "2.00:00:01"),
        {"lifetime": Lifetime(0, 172_801, 172_801)},
    ),
    (RULE, put(CACHED, None), {"lifetime": Lifetime(0, 0, 0)}),
    (RULE, put(f"{CACHED}.queryStringCachingBehavior", "IgnoreQueryString"), {"keyed": False}),
    (RULE, put("actions.1", None), {"keyed": False}),
    (RULE, put("actions.0", None), {"public": NOTHING}),
    (RULE, put("actions.0.parameters.value", "2015-02-21"), {"public": NOTHING}),
    (
        ASSIGNMENT,
        put("condition", None),
        {"public": frozenset({Verb.READ, Verb.LIST, Verb.SEE_SETTINGS})},
    ),
]


@pytest.mark.parametrize(("token", "change", "expected"), ON_AZURE)
def test_a_change_to_front_door_is_seen(token: str, change: Change, expected: Any) -> None:
    _is_seen(AZURE, token, change, expected)


def test_cloudfront_passes_on_what_its_methods_can_do() -> None:
    deleting = statement(-1, "Action", ["s3:GetObject", "s3:DeleteObject"])
    methods = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    every = put("defaultCacheBehavior.allowedMethods", methods)

    may_delete = changed(AWS, {BUCKET_POLICY: deleting})
    assert Verb.DELETE in may_delete.rights.verbs(may_delete.principal)
    assert may_delete.public == {Verb.READ}
    assert changed(AWS, {CLOUDFRONT: every}).public == {Verb.READ}
    both = changed(AWS, {BUCKET_POLICY: deleting, CLOUDFRONT: every})
    assert both.public == {Verb.READ, Verb.DELETE}


def test_a_role_for_writing_lets_anyone_write() -> None:
    def contribute(inputs: Any) -> None:
        del inputs["condition"]
        inputs["roleDefinitionId"] = f"/x/{CONTRIBUTOR}"

    using = put("role", "roles/storage.objectUser")
    for found in (changed(AZURE, {ASSIGNMENT: contribute}), changed(GCP, {MEMBER: using})):
        assert {Verb.WRITE, Verb.DELETE} <= found.public
