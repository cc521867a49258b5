"""What stores are, read off the platform's own graph, is the same on every cloud."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from attrs import evolve

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts import AgeStep, Facts, Tier, Unknown, read_facts
from tests.platform.test_up import deploy

CLOUDS = ("aws", "gcp", "azure")
pytestmark = pytest.mark.parametrize("cloud", CLOUDS)


@cache
def graph(cloud: str, environment: str) -> ResourceGraph:
    """Stores on one cloud, with training elsewhere to share them; no telemetry."""
    placement = {"object_store": cloud, "metadata_store": cloud}
    config = {"environment": environment, "placement": placement, "enable_monitoring": "false"}
    return deploy(config).graph


def facts(cloud: str, environment: str = "dev") -> Facts:
    return read_facts(graph(cloud, environment))


def buckets(cloud: str, environment: str = "dev") -> dict[str, Any]:
    found = {bucket.urn.rsplit("::", 1)[1]: bucket for bucket in facts(cloud, environment).buckets}
    return {name: found[f"data-{name}"] for name in ("datasets", "models", "artifacts")}


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_no_bucket_is_public_or_open_to_plain_text(cloud: str, environment: str) -> None:
    for bucket in buckets(cloud, environment).values():
        assert bucket.public == frozenset()
        assert bucket.public_prevented is True
        assert bucket.tls_only is True
        assert bucket.encryption.enabled


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_versions_are_kept_as_asked(cloud: str, environment: str) -> None:
    kept = {name: bucket.versioned for name, bucket in buckets(cloud, environment).items()}
    others = environment == "prod"
    assert kept == {"datasets": others, "models": True, "artifacts": others}


@pytest.mark.parametrize(("environment", "days"), [("dev", (7, 30)), ("prod", (90, 365))])
def test_objects_age_into_cheaper_tiers_as_asked(
    cloud: str, environment: str, days: tuple[int, int]
) -> None:
    for bucket in buckets(cloud, environment).values():
        cool, archive = bucket.aging.steps
        assert (cool.days, archive.days) == days
        assert cool.tier in (Tier.COOL, Tier.COLD)
        assert archive == AgeStep(days[1], Tier.ARCHIVE, archive.keys)


def test_prod_keeps_its_stores_and_dev_does_not(cloud: str) -> None:
    for environment, kept in (("dev", False), ("prod", True)):
        for store in (*buckets(cloud, environment).values(), *facts(cloud, environment).tables):
            assert bool(store.protection.kept) is kept
            assert bool(store.protection.removed) is not kept


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_the_table_is_keyed_restorable_and_paid_per_request(cloud: str, environment: str) -> None:
    (table,) = facts(cloud, environment).tables
    assert table.partition_key.name == "model_id"
    assert table.sort_key is None or table.sort_key.name == "version"
    assert table.per_request is True
    assert table.restore_days >= 7
    assert table.public == frozenset()


def test_there_is_no_static_key(cloud: str) -> None:
    assert not facts(cloud).static_keys


def test_what_a_reader_does_not_know_is_not_fine(cloud: str) -> None:
    """A resource of an unknown kind beside the stores leaves no fact about them certain."""
    package = {"aws": "aws", "gcp": "gcp", "azure": "azure-native"}[cloud]
    known = graph(cloud, "dev")
    strange = {
        "aws": "aws:s3/bucketFromTheFuture:BucketFromTheFuture",
        "gcp": "gcp:storage/bucketFromTheFuture:BucketFromTheFuture",
        "azure": "azure-native:storage:FromTheFuture",
    }[cloud]
    model = next(r for r in known.package(package) if not r.is_provider)
    alien: Resource = evolve(
        model, urn=f"urn:pulumi:dev::polycloud::{strange}::alien", type=strange, name="alien"
    )
    read = read_facts(ResourceGraph([*known, alien], project="polycloud", stack="dev"))
    assert any(isinstance(bucket.public, Unknown) for bucket in read.buckets)
