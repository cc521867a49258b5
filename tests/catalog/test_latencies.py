"""How long the clouds take: every figure is of a known kind, and fits what is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from polycloud.catalog import reading
from polycloud_testing.simulation.latency import Latency

PACKAGES = {"aws": "aws", "gcp": "gcp", "azure": "azure-native"}
CLOUDS = tuple(PACKAGES)


def _figures(cloud: str) -> Mapping[str, Mapping[str, Any]]:
    return reading.read(f"polycloud.catalog.{cloud}", "latencies").content["latencies"]


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_figure_says_where_it_is_from(cloud: str) -> None:
    for token, entry in _figures(cloud).items():
        source = str(entry["source"])
        # A statement, a measurement, or an admitted estimate.
        assert source == "estimate" or source.startswith("log") or "." in source, token


@pytest.mark.parametrize("cloud", CLOUDS)
def test_figures_are_seconds_of_operations_that_exist(cloud: str) -> None:
    for token, entry in _figures(cloud).items():
        assert token.startswith(f"{PACKAGES[cloud]}:"), token
        operations = entry.keys() - {"source"}
        assert operations <= {"create", "update", "delete", "read"}, token
        assert "create" in operations, token
        assert all(0 < entry[each] < 3600 for each in operations), token


@pytest.mark.parametrize(
    ("type", "at_least", "at_most"),
    [
        # As long as the documentation of each says.
        ("aws:eks/cluster:Cluster", 5 * 60, 15 * 60),
        ("azure-native:network:VirtualNetworkGateway", 30 * 60, 45 * 60),
        ("gcp:container/cluster:Cluster", 3 * 60, 10 * 60),
        ("aws:iam/role:Role", 1, 10),
        ("pulumi:providers:aws", 0, 0),
        ("random:index/randomId:RandomId", 0, 0),
    ],
)
def test_a_type_takes_its_time(type: str, at_least: float, at_most: float) -> None:
    for name in ("one", "two", "three"):
        seconds = Latency().seconds(f"urn:pulumi:dev::p::{type}::{name}", type, "create")
        assert at_least <= seconds <= at_most


def test_a_pattern_holds_for_what_is_not_listed_itself() -> None:
    latency = Latency(figures={"aws:x/*": {"create": 10.0}, "aws:x/slow:Slow": {"create": 1000.0}})
    assert latency.seconds("a", "aws:x/other:Other", "create") < 12
    assert latency.seconds("a", "aws:x/slow:Slow", "create") > 800
    # What no figure covers takes a few seconds, and reading is quicker than making.
    made, read = (latency.seconds("a", "aws:y/other:Other", each) for each in ("create", "read"))
    assert 0 < read < made < 5


def test_a_resource_takes_the_same_time_in_every_run() -> None:
    first, again, other = (
        Latency(seed=seed).seconds("urn", "aws:eks/cluster:Cluster", "create") for seed in (1, 1, 2)
    )
    assert first == again != other
