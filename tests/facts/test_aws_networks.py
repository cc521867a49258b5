"""What networks on AWS are, and what becomes of the facts when something is wrong with them."""

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
    Service,
    SubnetFacts,
    Unknown,
    known,
    read_facts,
)
from tests.contracts.harnesses import AWS
from tests.facts.changing import setting, with_inputs, with_resource, without

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
ROUTE = "aws:ec2/route:Route"
GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
SSH = {"protocol": "tcp", "fromPort": 22, "toPort": 22}


def graph() -> ResourceGraph:
    return AWS.scene(programs.network).graph


def network(changed: ResourceGraph) -> NetworkFacts:
    (found,) = read_facts(changed).networks
    return found


def subnet(found: NetworkFacts, name: str = "network-private-0") -> SubnetFacts:
    (one,) = (each for each in known(found.subnets) if each.name == name)
    return one


def the(token: str) -> Any:
    (found,) = graph().by_type(token)
    return found


def test_a_route_to_the_internet_gateway_makes_a_subnet_public() -> None:
    gateway = the("aws:ec2/internetGateway:InternetGateway").id
    change = setting("network-private-0-out", natGatewayId=None, gatewayId=gateway)
    found = network(with_inputs(graph(), ROUTE, change))
    assert subnet(found).egress is Egress.DIRECT
    assert subnet(found, "network-private-1").egress is Egress.GATEWAY


@pytest.mark.parametrize("lost", ["network-public-internet", "network-private-0-out"])
def test_a_gateway_without_a_way_out_or_a_route_to_it_is_none(lost: str) -> None:
    assert subnet(network(without(graph(), ROUTE, lost))).egress is Egress.NONE


def test_a_private_nat_gateway_leads_nowhere() -> None:
    token = "aws:ec2/natGateway:NatGateway"
    found = network(with_inputs(graph(), token, setting(connectivityType="private")))
    assert subnet(found).egress is Egress.NONE


def test_where_a_route_leads_that_nobody_knows_is_not_known() -> None:
    change = setting("network-private-0-out", natGatewayId=None, transitGatewayId="tgw-1")
    assert isinstance(subnet(network(with_inputs(graph(), ROUTE, change))).egress, Unknown)


@pytest.mark.parametrize(
    ("rule", "openings"),
    [
        ({**SSH, "cidrBlocks": ["0.0.0.0/0"]}, {Opening(EVERYTHING, "tcp", 22, 22)}),
        ({"protocol": "-1", "cidrBlocks": ["0.0.0.0/0"]}, {Opening(EVERYTHING, "any")}),
        ({**SSH, "cidrBlocks": ["10.0.16.0/20"]}, set()),
        ({**SSH, "self": True}, set()),
    ],
)
def test_what_a_group_lets_in_from_outside_is_ingress(
    rule: dict[str, Any], openings: set[Opening]
) -> None:
    assert network(with_inputs(graph(), GROUP, setting(ingress=[rule]))).ingress == openings


def test_a_rule_of_its_own_counts_like_one_in_its_group() -> None:
    said = {"cidrIpv4": "198.51.100.0/24", "ipProtocol": "tcp", "fromPort": 22, "toPort": 22}
    facts = with_resource(graph(), RULE, securityGroupId=the(GROUP).id, **said)
    opening = Opening(IPv4Network("198.51.100.0/24"), "tcp", 22, 22)
    assert facts.networks[0].ingress == {opening}


@pytest.mark.parametrize("group", ["sg-elsewhere", None])
def test_a_rule_of_an_unknown_group_or_list_leaves_ingress_unknown(group: str | None) -> None:
    named = group or the(GROUP).id
    facts = with_resource(graph(), RULE, securityGroupId=named, ipProtocol="-1", prefixListId="pl")
    assert isinstance(facts.networks[0].ingress, Unknown)


def test_addresses_that_machines_get_unasked_are_told() -> None:
    found = network(with_inputs(graph(), SUBNET, setting(mapPublicIpOnLaunch=True)))
    assert subnet(found).gives_public_addresses is True


def test_a_store_is_at_hand_only_by_an_endpoint_of_the_subnets_table() -> None:
    assert subnet(network(graph())).services == set(Service)
    assert subnet(network(graph()), "network-public-0").services == frozenset()
    lost = network(without(graph(), ENDPOINT, "network-s3"))
    assert subnet(lost).services == {Service.TABLES}
    limited = with_inputs(graph(), ENDPOINT, setting("network-s3", policy="{}"))
    assert isinstance(subnet(network(limited)).services, Unknown)


def test_only_logs_of_all_traffic_record_connections() -> None:
    token = "aws:ec2/flowLog:FlowLog"
    assert subnet(network(graph())).logged is True
    assert (
        subnet(network(with_inputs(graph(), token, setting(trafficType="REJECT")))).logged is False
    )
    assert subnet(network(without(graph(), token))).logged is False


@pytest.mark.parametrize(
    "token",
    [
        "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
        "aws:ec2/instance:Instance",
        "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
        "aws:ec2/networkAclRule:NetworkAclRule",
    ],
)
def test_what_the_reader_does_not_know_is_not_fine(token: str) -> None:
    (found,) = with_resource(graph(), token).networks
    for fact in (found.ranges, found.subnets, found.ingress):
        assert isinstance(fact, Unknown)


def test_addresses_of_ipv6_are_not_taken_for_none() -> None:
    changed = with_inputs(graph(), VPC, setting(assignGeneratedIpv6CidrBlock=True))
    assert isinstance(network(changed).ingress, Unknown)
