from __future__ import annotations

import json

import pytest

from polycloud.abstractions.distribution import DistributionSpec
from polycloud.abstractions.object_store import OBJECT_STORE, BucketSpec, ObjectStoreSpec
from polycloud.abstractions.setting import obstacles_in
from polycloud.abstractions.support import Emulated, Supported, Unsupported
from polycloud.adapters.aws import cloud
from polycloud.adapters.aws.settings import AwsSettings

from .deploying import ACCOUNT, deploy

CERTIFICATE = f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/0a1b2c3d-4e5f-6789-abcd-ef0123456789"
BUCKETS = {"models": BucketSpec(versioned=True), "datasets": BucketSpec()}
OWN_DOMAIN = AwsSettings(account_id=ACCOUNT, distribution_certificate=CERTIFICATE)


def _spec(buckets=None, **asked):
    return ObjectStoreSpec(buckets or BUCKETS, distribution=DistributionSpec(enabled=True, **asked))


def _made(*, preview=False, settings=None, **asked):
    def program(context):
        store = cloud.make(OBJECT_STORE, "data", _spec(**asked), context)
        return {
            "url": store.distribution.url,
            "records": dict(store.distribution.dns_records),
            "arn": store.distribution.native.arn,
        }

    return deploy(program, preview=preview, settings=settings)


def _one(graph, kind):
    (found,) = graph.by_type(f"aws:{kind}")
    return found


def _statements(resource):
    return {each["Sid"]: each for each in json.loads(resource.inputs["policy"])["Statement"]}


@pytest.mark.parametrize("preview", [True, False])
def test_viewers_are_sent_to_https_and_reach_what_they_name(preview):
    graph = _made(preview=preview).graph
    inputs = _one(graph, "cloudfront/distribution:Distribution").inputs
    behavior = inputs["defaultCacheBehavior"]
    assert behavior["viewerProtocolPolicy"] == "redirect-to-https"
    assert behavior["allowedMethods"] == ["GET", "HEAD"]
    control = _one(graph, "cloudfront/originAccessControl:OriginAccessControl").inputs
    assert (control["signingBehavior"], control["signingProtocol"]) == ("always", "sigv4")
    policy = _one(graph, "cloudfront/cachePolicy:CachePolicy").inputs
    assert (policy["minTtl"], policy["defaultTtl"], policy["maxTtl"]) == (0, 3600, 86_400)
    forwarded = policy["parametersInCacheKeyAndForwardedToOrigin"]
    assert {next(iter(part.values())) for part in forwarded.values()} == {"none"}


def test_the_bucket_lets_in_this_one_distribution_to_read_objects():
    made = _made()
    for policy in made.graph.by_type("aws:s3/bucketPolicy:BucketPolicy"):
        found = _statements(policy)
        assert found["OnlyTls"]["Effect"] == "Deny"
        if policy.name == "data-models":
            assert found["Distribution"] == {
                "Sid": "Distribution",
                "Effect": "Allow",
                "Principal": {"Service": "cloudfront.amazonaws.com"},
                "Action": "s3:GetObject",
                "Resource": f"arn:aws:s3:::{policy.inputs['bucket']}/*",
                "Condition": {"StringEquals": {"AWS:SourceArn": made.outputs["arn"]}},
            }
        else:
            assert "Distribution" not in found


def test_the_key_unlocks_objects_for_this_one_distribution():
    made = _made()
    assert "policy" not in _one(made.graph, "kms/key:Key").inputs
    statements = _statements(_one(made.graph, "kms/keyPolicy:KeyPolicy"))
    assert {"kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"} <= set(statements["Account"]["Action"])
    statement = statements["Distribution"]
    assert statement["Action"] == "kms:Decrypt"
    assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert statement["Condition"] == {"StringEquals": {"AWS:SourceArn": made.outputs["arn"]}}


def test_the_bucket_stays_closed_to_the_public():
    for block in _made().graph.by_type("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"):
        assert {value for key, value in block.inputs.items() if key != "bucket"} == {True}


def test_a_bucket_has_one_policy():
    graph = _made().graph
    policies = [policy.inputs["bucket"] for policy in graph.by_type("aws:s3/bucketPolicy:*")]
    assert len(policies) == len(set(policies)) == len(BUCKETS)


def test_nobody_waits_for_the_edges():
    graph = _made().graph
    inputs = _one(graph, "cloudfront/distribution:Distribution").inputs
    assert inputs["waitForDeployment"] is False


def test_without_a_domain_it_has_cloudfronts_name_and_certificate():
    made = _made()
    assert made.outputs["url"].endswith(".cloudfront.net")
    assert made.outputs["records"] == {}
    inputs = _one(made.graph, "cloudfront/distribution:Distribution").inputs
    assert inputs["viewerCertificate"] == {"cloudfrontDefaultCertificate": True}
    assert "aliases" not in inputs


def test_a_domain_of_ones_own_takes_current_tls_only():
    made = _made(domain="models.example.com", settings=OWN_DOMAIN)
    inputs = _one(made.graph, "cloudfront/distribution:Distribution").inputs
    assert inputs["aliases"] == ["models.example.com"]
    assert inputs["viewerCertificate"] == {
        "acmCertificateArn": CERTIFICATE,
        "minimumProtocolVersion": "TLSv1.2_2021",
        "sslSupportMethod": "sni-only",
    }
    assert made.outputs["url"] == "https://models.example.com"
    (record,) = made.outputs["records"].items()
    assert record[0] == "CNAME models.example.com"
    assert record[1].endswith(".cloudfront.net")


def test_a_store_that_is_not_distributed_has_none_of_it():
    def program(context):
        store = cloud.make(OBJECT_STORE, "data", ObjectStoreSpec(BUCKETS), context)
        assert store.distribution is None

    graph = deploy(program).graph
    assert not any("cloudfront" in item.type for item in graph)
    assert "cloudfront" not in str([item.inputs.get("policy") for item in graph])


def test_support_asks_for_a_certificate_that_is_issued():
    refused = cloud.support(_spec(domain="models.example.com"), AwsSettings())
    assert isinstance(refused, Unsupported)
    (obstacle,) = refused.obstacles
    assert obstacle.path == "distribution.domain"
    assert "aws_distribution_certificate" in obstacle.alternative
    assert isinstance(cloud.support(_spec(domain="models.example.com"), OWN_DOMAIN), Supported)


def test_support_says_what_is_not_served_any_more():
    buckets = {"models": BucketSpec(cool_after_days=90, archive_after_days=365)}
    answer = cloud.support(_spec(buckets=buckets), AwsSettings())
    assert isinstance(answer, Emulated)
    assert any("365 days" in caveat for caveat in answer.caveats)


def test_times_are_in_order_and_the_bucket_is_one_of_the_stores():
    wrong = _spec(bucket="nowhere", default_ttl_seconds=7200, max_ttl_seconds=3600)
    assert {each.path for each in obstacles_in(wrong)} == {
        "distribution.bucket",
        "distribution.default_ttl_seconds",
    }


@pytest.mark.parametrize(
    ("domain", "right"),
    [
        ("models.example.com", True),
        ("a.b-c.example.co.uk", True),
        ("example", False),
        ("https://models.example.com", False),
        ("models.example.com/", False),
        ("-x.example.com", False),
        ("*.example.com", False),
        (f"{'a.' * 127}com", False),
    ],
)
def test_a_domain_is_a_full_name(domain, right):
    wrong = [each.path for each in obstacles_in(_spec(domain=domain))]
    assert wrong == ([] if right else ["distribution.domain"])
