"""What networks on Google Cloud are, and what becomes of the facts when something is wrong."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Any

import pytest

from polycloud.graph import ResourceGraph
from polycloud_testing.contracts import programs
from polycloud_testing.facts import (
    EVERYTHING,
    Egress,
    NetworkFacts,
    Opening,
    SubnetFacts,
    Unknown,
    known,
    read_facts,
)
from tests.contracts.harnesses import GCP
from tests.facts.changing import setting, with_inputs, with_resource, without

NETWORK = "gcp:compute/network:Network"
SUBNET = "gcp:compute/subnetwork:Subnetwork"
FIREWALL = "gcp:compute/firewall:Firewall"
NAT = "gcp:compute/routerNat:RouterNat"
WORLD = {"sourceRanges": ["0.0.0.0/0"]}
SSH = {"allows": [{"protocol": "tcp", "ports": ["22"]}]}
OPENED = Opening(EVERYTHING, "tcp", 22, 22)


def graph() -> ResourceGraph:
    return GCP.scene(programs.network).graph


def network(changed: ResourceGraph) -> NetworkFacts:
    (found,) = read_facts(changed).networks
    return found


def subnet(found: NetworkFacts) -> SubnetFacts:
    (one,) = known(found.subnets)
    return one


def opened(**more: Any) -> NetworkFacts:
    """The network with a rule that lets everybody in by SSH."""
    (own,) = graph().by_type(NETWORK)
    (found,) = with_resource(graph(), FIREWALL, network=own.id, **{**WORLD, **SSH, **more}).networks
    return found


@pytest.mark.parametrize(
    "targets", [{}, {"targetTags": ["web"]}, {"targetServiceAccounts": ["a@b"]}]
)
def test_a_rule_from_everywhere_is_ingress_whomever_it_is_for(targets: dict[str, Any]) -> None:
    assert opened(**targets).ingress == {OPENED}


@pytest.mark.parametrize(
    "harmless",
    [
        {"disabled": True},
        {"direction": "EGRESS", "sourceRanges": None, "destinationRanges": ["0.0.0.0/0"]},
        {"sourceRanges": ["10.0.0.0/24"]},
        {"sourceRanges": None, "sourceTags": ["web"]},
    ],
)
def test_a_rule_that_lets_in_nobody_from_outside_is_not(harmless: dict[str, Any]) -> None:
    said = {name: value for name, value in harmless.items() if value is not None}
    (own,) = graph().by_type(NETWORK)
    rule = {**({} if "sourceTags" in said or "direction" in said else WORLD), **SSH, **said}
    assert with_resource(graph(), FIREWALL, network=own.id, **rule).networks[0].ingress == set()


@pytest.mark.parametrize(("priority", "decides"), [(999, True), (1000, True), (1001, False)])
def test_a_refusal_of_the_same_priority_or_a_higher_one_decides(
    priority: int, decides: bool
) -> None:
    """The default is 1000, and a lower number is a higher priority."""
    own = graph().by_type(NETWORK)[0]
    changed = with_inputs(graph(), FIREWALL, setting(**WORLD, **SSH, priority=1000))
    denies = [{"protocol": "all"}]
    facts = with_resource(
        changed, FIREWALL, network=own.id, denies=denies, priority=priority, **WORLD
    )
    assert facts.networks[0].ingress == (set() if decides else {OPENED})


def test_a_refusal_of_some_ports_leaves_the_others() -> None:
    own = graph().by_type(NETWORK)[0]
    wide = {"allows": [{"protocol": "tcp", "ports": ["20-25"]}]}
    changed = with_inputs(graph(), FIREWALL, setting(**WORLD, **wide))
    facts = with_resource(
        changed,
        FIREWALL,
        network=own.id,
        denies=[{"protocol": "6", "ports": ["22"]}],
        priority=10,
        **WORLD,
    )
    left = {Opening(EVERYTHING, "tcp", 20, 21), Opening(EVERYTHING, "tcp", 23, 25)}
    assert facts.networks[0].ingress == left


@pytest.mark.parametrize(
    "changes",
    [
        {"sourceSubnetworkIpRangesToNat": "LIST_OF_SUBNETWORKS"},
        {"natIpAllocateOption": "MANUAL_ONLY"},
        {"type": "PRIVATE"},
        {"region": "europe-west4"},
    ],
)
def test_nat_that_does_not_serve_the_subnet_is_no_way_out(changes: dict[str, str]) -> None:
    token = "gcp:compute/router:Router" if "region" in changes else NAT
    assert subnet(network(graph())).egress is Egress.GATEWAY
    assert subnet(network(with_inputs(graph(), token, setting(**changes)))).egress is Egress.NONE


def test_without_nat_or_the_default_route_there_is_no_way_out() -> None:
    assert subnet(network(without(graph(), NAT))).egress is Egress.NONE
    changed = with_inputs(graph(), NETWORK, setting(deleteDefaultRoutesOnCreate=True))
    assert subnet(network(changed)).egress is Egress.NONE


def test_own_stores_and_logs_are_settings_of_the_subnet() -> None:
    changed = with_inputs(graph(), SUBNET, setting(privateIpGoogleAccess=None, logConfig=None))
    found = subnet(network(changed))
    assert found.services == frozenset()
    assert found.logged is False


def test_secondary_ranges_are_addresses_too() -> None:
    pods = [{"rangeName": "pods", "ipCidrRange": "10.100.0.0/16"}]
    found = network(with_inputs(graph(), SUBNET, setting(secondaryIpRanges=pods)))
    assert known(found.ranges) == {IPv4Network("10.0.0.0/24"), IPv4Network("10.100.0.0/16")}


@pytest.mark.parametrize(
    "token",
    [
        "gcp:compute/instance:Instance",
        "gcp:compute/networkPeering:NetworkPeering",
        "gcp:compute/route:Route",
        "gcp:compute/networkFirewallPolicyAssociation:NetworkFirewallPolicyAssociation",
        "gcp:container/cluster:Cluster",
    ],
)
def test_what_the_reader_does_not_know_is_not_fine(token: str) -> None:
    (found,) = with_resource(graph(), token).networks
    for fact in (found.ranges, found.subnets, found.ingress):
        assert isinstance(fact, Unknown)


def test_subnets_that_a_network_makes_by_itself_are_not_known() -> None:
    changed = with_inputs(graph(), NETWORK, setting(autoCreateSubnetworks=True))
    assert isinstance(network(changed).subnets, Unknown)


def test_a_rule_of_a_network_elsewhere_leaves_ingress_unknown() -> None:
    facts = with_resource(graph(), FIREWALL, network="projects/x/global/networks/y", **WORLD, **SSH)
    assert isinstance(facts.networks[0].ingress, Unknown)
