"""What is near: in the world, and in spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polycloud.catalog import Catalog, Location
from polycloud.catalog.geography import distance_km, nearest_region, nearest_regions
from polycloud.catalog.nearness import either, nearest_names

locations = st.builds(Location, st.floats(-90, 90), st.floats(-180, 180))


def test_a_known_distance() -> None:
    paris, london = Location(48.86, 2.35), Location(51.51, -0.13)
    assert distance_km(paris, london) == pytest.approx(344, abs=3)


@given(locations, locations)
def test_distance_is_symmetric_and_at_most_half_way_round(one: Location, other: Location) -> None:
    assert distance_km(one, other) == pytest.approx(distance_km(other, one))
    assert 0 <= distance_km(one, other) <= 20_016
    assert distance_km(one, one) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("cloud", "region", "candidates", "nearest"),
    [
        ("aws", "us-west-1", ["us-west-2", "us-east-1", "eu-west-1"], "us-west-2"),
        ("aws", "eu-west-3", ["eu-north-1", "eu-west-2", "us-east-1"], "eu-west-2"),
        ("gcp", "us-central1", ["us-central2", "us-east5", "europe-west4"], "us-central2"),
        ("gcp", "asia-northeast2", ["asia-northeast1", "asia-east1"], "asia-northeast1"),
        ("azure", "australiacentral", ["australiaeast", "southeastasia"], "australiaeast"),
        ("azure", "westus", ["westus"], "westus"),
    ],
)
def test_the_nearest_region(cloud: str, region: str, candidates: list[str], nearest: str) -> None:
    regions = Catalog(f"polycloud.catalog.{cloud}").regions
    found = nearest_region(regions[region], [regions[name] for name in candidates])
    assert found is not None
    assert found.name == nearest


def test_without_candidates_nothing_is_near() -> None:
    regions = Catalog("polycloud.catalog.aws").regions
    assert nearest_region(regions["us-east-1"], []) is None
    assert nearest_regions(regions["us-east-1"], []) == ()


def test_the_date_line_is_no_obstacle() -> None:
    assert distance_km(Location(0, 179), Location(0, -179)) < 250


def test_nearest_names_ignore_case_and_give_up_in_time() -> None:
    assert nearest_names("US-Central1", ["us-central1", "us-east1"])[0] == "us-central1"
    assert nearest_names("zebra", ["us-central1", "us-east1"]) == ()


def test_names_become_a_phrase() -> None:
    assert either(["a"]) == "a"
    assert either(["a", "b", "c"]) == "a, b or c"
