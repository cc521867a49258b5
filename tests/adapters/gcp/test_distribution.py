from __future__ import annotations

import pytest

from polycloud.abstractions.distribution import DistributionSpec
from polycloud.abstractions.object_store import OBJECT_STORE, BucketSpec, ObjectStoreSpec
from polycloud.abstractions.support import Emulated
from polycloud.adapters.gcp import cloud
from polycloud.adapters.gcp.settings import GcpSettings

from .deploying import deploy, every, one

BUCKETS = {"models": BucketSpec(versioned=True), "datasets": BucketSpec()}
DOMAIN = "models.example.com"


def _spec(**asked):
    return ObjectStoreSpec(BUCKETS, distribution=DistributionSpec(enabled=True, **asked))


def _made(*, preview=False, settings=None, **asked):
    def program(context):
        distribution = cloud.make(OBJECT_STORE, "data", _spec(**asked), context).distribution
        found = {"records": dict(distribution.dns_records)}
        return found | ({"url": distribution.url} if distribution.url is not None else {})

    return deploy(program, preview=preview, settings=settings)


@pytest.mark.parametrize("preview", [True, False])
def test_only_the_projects_load_balancers_read_objects_and_list_none(preview):
    made = _made(preview=preview)
    member = one(made, "BucketIAMMember").inputs
    assert member["role"] == "roles/storage.legacyObjectReader"
    assert "models" in str(member["bucket"]) or preview
    if not preview:
        assert member["member"].startswith("serviceAccount:service-")
        assert member["member"].endswith("@https-lb.iam.gserviceaccount.com")
    for bucket in every(made, "Bucket"):
        assert bucket.inputs["publicAccessPrevention"] == "enforced"


def test_what_is_private_is_cached_for_the_default_time():
    backend = one(_made(default_ttl_seconds=600), "BackendBucket").inputs
    assert backend["enableCdn"] is True
    policy = backend["cdnPolicy"]
    assert policy["cacheMode"] == "FORCE_CACHE_ALL"
    assert (policy["defaultTtl"], policy["clientTtl"]) == (600, 600)
    assert "maxTtl" not in policy


def test_browsers_keep_nothing_longer_than_google_takes():
    made = _made(default_ttl_seconds=500_000, max_ttl_seconds=500_000)
    assert one(made, "BackendBucket").inputs["cdnPolicy"]["clientTtl"] == 86_400


@pytest.mark.parametrize("preview", [True, False])
def test_a_domain_is_served_by_https_and_plain_requests_are_sent_there(preview):
    made = _made(preview=preview, domain=DOMAIN)
    rules = {item.inputs["portRange"]: item for item in every(made, "GlobalForwardingRule")}
    assert set(rules) == {"443", "80"}
    behind = {
        port: {item.type.rpartition(":")[2] for item in made.graph.dependencies(rule)}
        for port, rule in rules.items()
    }
    assert "TargetHttpsProxy" in behind["443"]
    assert "TargetHttpProxy" in behind["80"]
    redirects = [item.inputs.get("defaultUrlRedirect") for item in every(made, "URLMap")]
    (redirect,) = filter(None, redirects)
    assert redirect["httpsRedirect"] is True
    assert one(made, "ManagedSslCertificate").inputs["managed"] == {"domains": [DOMAIN]}
    assert one(made, "SSLPolicy").inputs["minTlsVersion"] == "TLS_1_2"


def test_only_the_redirect_listens_without_tls():
    made = _made(domain=DOMAIN)
    proxy = one(made, "TargetHttpProxy")
    (urls,) = (item for item in made.graph.dependencies(proxy) if item.type.endswith(":URLMap"))
    assert "defaultService" not in urls.inputs


def test_the_domains_record_is_the_address_that_answers():
    outputs = _made(domain=DOMAIN).outputs
    assert outputs["url"] == f"https://{DOMAIN}"
    assert list(outputs["records"]) == [f"A {DOMAIN}"]


def test_without_a_domain_the_address_waits_and_nothing_answers():
    made = _made()
    assert "url" not in made.outputs
    assert list(made.outputs["records"]) == ["A (distribution.domain)"]
    assert every(made, "GlobalForwardingRule") == ()
    answer = cloud.support(_spec(), GcpSettings())
    assert isinstance(answer, Emulated)
    assert "distribution.domain" in answer.caveats[0]


def test_the_address_stays_when_the_domain_comes():
    before, after = one(_made(), "GlobalAddress"), one(_made(domain=DOMAIN), "GlobalAddress")
    assert (before.urn, before.inputs) == (after.urn, after.inputs)


def test_support_says_that_objects_have_no_say():
    answer = cloud.support(_spec(domain=DOMAIN), GcpSettings())
    assert isinstance(answer, Emulated)
    assert "for the default time" in answer.caveats[0]


def test_the_project_may_be_the_callers_own():
    made = _made(settings=GcpSettings(), domain=DOMAIN)
    assert (
        one(made, "BucketIAMMember").inputs["member"].endswith("@https-lb.iam.gserviceaccount.com")
    )


def test_a_store_that_is_not_distributed_has_none_of_it():
    def program(context):
        assert (
            cloud.make(OBJECT_STORE, "data", ObjectStoreSpec(BUCKETS), context).distribution is None
        )

    made = deploy(program)
    assert every(made, "BackendBucket") == every(made, "BucketIAMMember") == ()
