"""What a plan's buckets cost: which are estimated, where, and what the stack exports of it."""

from __future__ import annotations

from typing import Any

import pytest

from polycloud.abstractions.object_store import OBJECT_STORE
from polycloud.catalog.prices import storage_prices
from polycloud.platform.estimates import storage_estimate
from polycloud.platform.planning import Plan, make_plan
from polycloud.platform.registry import Registry, installed_clouds
from polycloud.platform.sources import Source
from polycloud.platform.storage_costs import storage_costs
from tests.platform.test_up import deploy

EXPECTED = {"storage_gb": 5000, "monthly_growth_gb": 200, "object_size_mb": 4}
CONFIG: dict[str, Any] = {
    "enable_tpu_training": True,
    "object_store": {"buckets": {"datasets": {"expected": EXPECTED}}},
    "accelerator_pool": {"checkpoints": {"expected": {"monthly_growth_gb": 300}}},
}


def plan(**raw: Any) -> Plan:
    return make_plan(Source("polycloud", "test", {**CONFIG, **raw}))


def exported(config: dict[str, Any], *, preview: bool = False) -> dict[str, Any]:
    """What the platform gives its stack to export."""
    (platform,) = deploy(config, preview=preview).graph.by_type("polycloud:platform:Platform")
    assert "buckets" in platform.outputs
    return dict(platform.outputs)


def test_buckets_cost_what_their_own_cloud_and_region_charge() -> None:
    ours = plan(environment="prod", aws_region="us-east-1")

    datasets, checkpoints = storage_costs(ours, 24).buckets

    spec = ours.configuration.spec(OBJECT_STORE).buckets["datasets"]
    assert spec.expected is not None
    prices = storage_prices("polycloud.catalog.aws", "us-east-1")
    assert datasets.months == storage_estimate(spec, spec.expected, prices, 24)
    assert (datasets.place.cloud, datasets.place.region) == ("aws", "us-east-1")
    assert (checkpoints.place.cloud, checkpoints.place.region) == ("gcp", "us-central1")
    # Deleted after 30 days: what came in about a month, all of it in the first class.
    (tier,) = checkpoints.average
    assert tier.storage_class == "STANDARD"
    assert checkpoints.months[-1].tiers[0].gb == pytest.approx(300, rel=0.03)


def test_the_same_bucket_elsewhere_costs_what_it_costs_there() -> None:
    clouds = ("aws", "gcp", "azure")
    totals = {storage_costs(plan(placement={"object_store": it})).total for it in clouds}
    assert len(totals) == len(clouds)


def test_buckets_of_which_nothing_is_expected_are_named_with_where_to_say_it() -> None:
    costs = storage_costs(plan())
    assert {place.bucket: reason.rpartition(" ")[2] for place, reason in costs.without} == {
        "models": "object_store.buckets.models.expected",
        "artifacts": "object_store.buckets.artifacts.expected",
    }


def test_only_what_is_made_costs_something() -> None:
    costs = storage_costs(plan(enable_tpu_training=False))
    assert [cost.place.bucket for cost in costs.buckets] == ["datasets"]


def test_a_cloud_without_a_price_list_has_no_estimate() -> None:
    clouds = dict(installed_clouds())
    clouds["aws"] = type("Unpriced", (type(clouds["aws"]),), {"catalog": None})()

    costs = storage_costs(plan(), registry=Registry(clouds))

    assert [cost.place.cloud for cost in costs.buckets] == ["gcp"]
    assert ("datasets", "no prices of AWS are known") in [
        (place.bucket, reason) for place, reason in costs.without
    ]


@pytest.mark.parametrize("preview", [True, False])
def test_the_stack_exports_a_month_on_average(preview: bool) -> None:
    costs = storage_costs(plan())

    found = exported(CONFIG, preview=preview)["estimated_monthly_storage_cost"]

    assert found["currency"] == "USD"
    assert found["buckets"] == {
        cost.place.bucket: pytest.approx(cost.total, abs=0.005) for cost in costs.buckets
    }
    assert found["total"] == pytest.approx(costs.total, abs=0.005)
    assert found["total"] > 10


def test_a_stack_that_expects_nothing_exports_no_made_up_figure() -> None:
    assert "estimated_monthly_storage_cost" not in exported({})
