"""Distribution, against the simulated cloud, which checks every input."""

from __future__ import annotations

import pulumi
import pytest

from polycloud.abstractions.cloud import Context, Deployment
from polycloud.abstractions.distribution import DistributionSpec
from polycloud.abstractions.object_store import OBJECT_STORE, BucketSpec, ObjectStoreSpec
from polycloud.abstractions.support import Emulated
from polycloud.adapters.azure import cloud
from polycloud.adapters.azure.settings import CATALOG, AzureSettings
from polycloud_testing.simulation.inprocess import run

from .deploying import NETWORK

BUCKETS = {"models": BucketSpec(versioned=True), "datasets": BucketSpec()}
DOMAIN = "models.example.com"
TAGS = {"project": "ml"}


def _spec(**asked):
    buckets = asked.pop("buckets", BUCKETS)
    return ObjectStoreSpec(buckets, distribution=DistributionSpec(enabled=True, **asked))


def _made(spec=None, *, preview=False, project="ml"):
    def program():
        context = Context(
            cloud="azure",
            deployment=Deployment("acme", project, "prod", "prod", TAGS),
            settings=AzureSettings(),
            network=NETWORK,
            parent=pulumi.ComponentResource("test:platform:Platform", "platform"),
            salt=pulumi.Output.from_input("0badcafe"),
        )
        distribution = cloud.make(OBJECT_STORE, "data", spec or _spec(), context).distribution
        if distribution is not None:
            pulumi.export("url", distribution.url)
            pulumi.export("records", dict(distribution.dns_records))
            pulumi.export("principal", distribution.principal_id)

    return run(program, project=project, stack="prod", preview=preview).raise_for_failures()


def _one(made, kind):
    (found,) = (item for item in made.graph if item.type.endswith(f":{kind}"))
    return found


@pytest.mark.parametrize("preview", [True, False])
def test_plain_requests_are_sent_to_https(preview):
    route = _one(_made(preview=preview), "Route").inputs
    assert route["httpsRedirect"] == "Enabled"
    assert route["forwardingProtocol"] == "HttpsOnly"
    assert sorted(route["supportedProtocols"]) == ["Http", "Https"]


def test_front_door_signs_in_to_the_one_container_as_itself():
    made = _made()
    group = _one(made, "AFDOriginGroup").inputs
    assert group["authentication"] == {
        "type": "SystemAssignedIdentity",
        "scope": "https://storage.azure.com/.default",
    }
    assert group["healthProbeSettings"]["probeProtocol"] == "Https"
    account = next(
        item
        for item in made.graph
        if item.type.endswith(":BlobContainer") and "models" in item.name
    )
    assert _one(made, "Route").inputs["originPath"] == f"/{account.inputs['containerName']}"
    origin = _one(made, "AFDOrigin").inputs
    assert origin["hostName"] == f"{account.inputs['accountName']}.blob.core.windows.net"
    assert origin["originHostHeader"] == origin["hostName"]


def test_it_reads_blobs_by_name_and_lists_none():
    made = _made()
    assignment = _one(made, "RoleAssignment").inputs
    assert assignment["principalId"] == made.outputs["principal"]
    assert made.outputs["principal"]
    assert assignment["scope"].endswith("/" + _one(made, "Route").inputs["originPath"].strip("/"))
    assert "SubOperationMatches{'Blob.List'}" in assignment["condition"]
    assert assignment["roleDefinitionId"].endswith("/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1")


def test_accounts_stay_closed_to_the_public():
    for account in (item for item in _made().graph if item.type.endswith(":StorageAccount")):
        assert account.inputs["allowBlobPublicAccess"] is False
        assert account.inputs["allowSharedKeyAccess"] is False


@pytest.mark.parametrize(
    ("seconds", "text"), [(3600, "01:00:00"), (86_400, "1.00:00:00"), (90_061, "1.01:01:01")]
)
def test_objects_stay_at_the_edge_for_the_default_time(seconds, text):
    made = _made(_spec(default_ttl_seconds=seconds, max_ttl_seconds=100_000))
    header, *_, caching = _one(made, "Rule").inputs["actions"]
    cached = caching["parameters"]["cacheConfiguration"]
    assert (cached["cacheBehavior"], cached["cacheDuration"]) == ("OverrideAlways", text)
    assert header["parameters"]["headerName"] == "x-ms-version"


def test_nobody_has_another_answer_kept_in_an_objects_place():
    made = _made()
    actions = _one(made, "Rule").inputs["actions"]
    behavior = "queryStringCachingBehavior"
    caching = actions[-1]["parameters"]["cacheConfiguration"]
    route = _one(made, "Route").inputs["cacheConfiguration"]
    assert caching[behavior] == route[behavior] == "UseQueryString"
    changed = {each["parameters"].get("headerName"): each["parameters"] for each in actions}
    assert changed["x-ms-range"]["headerAction"] == "Delete"


def test_zero_seconds_is_no_cache():
    made = _made(_spec(default_ttl_seconds=0))
    *_, caching = _one(made, "Rule").inputs["actions"]
    assert "cacheConfiguration" not in caching["parameters"]


def test_the_route_comes_after_what_it_needs():
    made = _made()
    needed = {item.type.rpartition(":")[2] for item in made.graph.dependencies(_one(made, "Route"))}
    assert {"AFDOrigin", "AFDOriginGroup", "Rule", "RuleSet", "AFDEndpoint"} <= needed


def test_without_a_domain_it_has_front_doors_name():
    made = _made()
    assert made.outputs["url"].endswith(".azurefd.net")
    assert made.outputs["records"] == {}
    assert _one(made, "Route").inputs["linkToDefaultDomain"] == "Enabled"


def test_a_domain_of_ones_own_takes_its_place():
    made = _made(_spec(domain=DOMAIN))
    assert made.outputs["url"] == f"https://{DOMAIN}"
    assert set(made.outputs["records"]) == {f"CNAME {DOMAIN}", f"TXT _dnsauth.{DOMAIN}"}
    domain = _one(made, "AFDCustomDomain")
    assert domain.inputs["tlsSettings"] == {
        "certificateType": "ManagedCertificate",
        "minimumTlsVersion": "TLS12",
    }
    route = _one(made, "Route").inputs
    assert route["customDomains"] == [{"id": domain.id}]
    assert route["linkToDefaultDomain"] == "Disabled"


def test_names_are_within_the_limits_whatever_the_project_is_called():
    made = _made(project="p" * 100)
    for kind, rule in (("Profile", "cdn_profile"), ("AFDEndpoint", "front_door_endpoint")):
        inputs = _one(made, kind).inputs
        name = inputs["endpointName" if kind == "AFDEndpoint" else "profileName"]
        assert CATALOG.names[rule].problem(name) is None
        assert inputs["tags"] == TAGS


def test_support_says_what_front_door_does_in_another_way():
    buckets = {"models": BucketSpec(cool_after_days=90, archive_after_days=365)}
    answer = cloud.support(_spec(buckets=buckets), AzureSettings())
    assert isinstance(answer, Emulated)
    text = " ".join(answer.caveats)
    assert "for the default time" in text
    assert "properties" in text
    assert "365 days" in text


def test_a_store_that_is_not_distributed_has_none_of_it():
    made = _made(ObjectStoreSpec(BUCKETS))
    assert not any("azure-native:cdn" in item.type for item in made.graph)
    assert not any(item.type.endswith(":RoleAssignment") for item in made.graph)
