"""Who can connect to what in a whole platform: what was declared, and nothing else."""

from __future__ import annotations

from functools import cache
from ipaddress import IPv4Network
from typing import Any

import pytest

from polycloud_testing.facts import (
    EVERYTHING,
    EndpointKind,
    Facts,
    Opening,
    Reach,
    from_internet,
    known,
    reachability,
    read_facts,
)
from tests.platform.test_up import deploy

OPERATORS = "203.0.113.0/24"
TRAINING = IPv4Network("10.1.0.0/24")
PLACEMENTS: tuple[tuple[tuple[str, str], ...], ...] = tuple(
    (("object_store", objects), ("metadata_store", table))
    for objects, table in (("aws", "aws"), ("gcp", "azure"), ("azure", "gcp"))
)


@cache
def facts(
    placement: tuple[tuple[str, str], ...] = (),
    environment: str = "dev",
    *,
    training: bool = True,
    ranges: tuple[str, ...] = (),
    private: bool = False,
) -> Facts:
    config: dict[str, Any] = {
        "environment": environment,
        "enable_tpu_training": training,
        "placement": dict(placement),
        "serving_cluster": {"authorized_ranges": ranges, "private_endpoint": private},
    }
    if environment == "prod" and dict(placement).get("object_store") == "gcp":
        config["object_store"] = {"distribution": {"domain": "models.example.com"}}
    return read_facts(deploy(config, stack=environment).graph)


def reaches(*placement: Any, **options: Any) -> tuple[Reach, ...]:
    return reachability(facts(*placement, **options))


@pytest.mark.parametrize("placement", PLACEMENTS)
def test_the_internet_reaches_nothing_by_default(placement: tuple[tuple[str, str], ...]) -> None:
    assert from_internet(reaches(placement)) == ()
    assert from_internet(reaches(placement, training=False)) == ()


def test_operators_and_nobody_else_reach_the_api_where_ranges_are_authorized() -> None:
    (reach,) = from_internet(reaches(ranges=(OPERATORS,)))
    assert reach.target.kind is EndpointKind.KUBERNETES_API
    assert known(reach.openings) == {Opening(IPv4Network(OPERATORS), "tcp", 443, 443)}


def test_nobody_outside_reaches_a_private_endpoint() -> None:
    assert from_internet(reaches(private=True)) == ()


@pytest.mark.parametrize("placement", PLACEMENTS)
def test_production_shows_the_world_its_distribution_alone(
    placement: tuple[tuple[str, str], ...],
) -> None:
    for reach in from_internet(reaches(placement, "prod")):
        assert reach.target.kind is EndpointKind.FRONT_END
        assert {each.protocol for each in known(reach.openings)} == {"tcp"}
        assert {each.first for each in known(reach.openings)} <= {80, 443}
        assert {each.peer for each in known(reach.openings)} == {EVERYTHING}


def test_gateways_answer_one_another_and_nobody_else() -> None:
    found = facts()
    addresses = {end.urn: {known(each) for each in known(end.addresses)} for end in found.links}
    asked = {
        reach.target.urn: {str(each.peer.network_address) for each in known(reach.openings)}
        for reach in reachability(found)
        if reach.target.kind is EndpointKind.VPN_GATEWAY and reach.source is None
    }
    one, other = addresses
    assert asked == {one: addresses[other], other: addresses[one]}


def test_training_reaches_the_cluster_through_the_link_at_its_services_ports() -> None:
    across = [reach for reach in reaches() if reach.link is not None]
    assert {(str(reach.source), reach.target.kind) for reach in across} == {
        ("gcp training-0", EndpointKind.KUBERNETES_API),
        ("gcp training-0", EndpointKind.MACHINES),
    }
    for reach in across:
        assert reach.link == "aws-gcp"
        assert reach.target.cloud == "aws"
        assert known(reach.openings) == {
            Opening(TRAINING, "tcp", 443, 443),
            Opening(TRAINING, "tcp", 30000, 32767),
        }


def test_without_training_nothing_leads_to_another_cloud() -> None:
    found = reaches(training=False)
    assert found
    assert all(reach.link is None for reach in found)


def test_nodes_and_control_plane_reach_one_another_and_so_do_hosts_of_training() -> None:
    inside = {(str(reach.source), str(reach.target)) for reach in reaches() if reach.link is None}
    nodes, api = "aws serving-cpu", "aws serving-eksCluster"
    assert {(nodes, nodes), (nodes, api), (api, nodes)} <= inside
    assert ("gcp training-0", "gcp training-0") in inside


def test_every_answer_is_known_after_the_update() -> None:
    for environment in ("dev", "prod"):
        for reach in reaches((), environment):
            known(reach.openings)
