"""What networks on Azure are, and what becomes of the facts when something is wrong with them."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pytest

from polycloud.graph import ResourceGraph
from polycloud_testing.contracts import programs
from polycloud_testing.facts import (
    EVERYTHING,
    Egress,
    NetworkFacts,
    Service,
    SubnetFacts,
    Unknown,
    known,
    read_facts,
)
from tests.contracts.harnesses import AZURE
from tests.facts.changing import setting, with_inputs, with_resource

SUBNET = "azure-native:network:Subnet"
GROUP = "azure-native:network:NetworkSecurityGroup"
NAT = "azure-native:network:NatGateway"
ROUTES = "azure-native:network:RouteTable"
RULE: dict[str, Any] = {
    "name": "ssh",
    "priority": 100,
    "direction": "Inbound",
    "access": "Allow",
    "protocol": "Tcp",
    "sourceAddressPrefix": "*",
    "sourcePortRange": "*",
    "destinationAddressPrefix": "*",
    "destinationPortRange": "22",
}
SOMEBODY = IPv4Address("198.51.100.7")


def graph() -> ResourceGraph:
    return AZURE.scene(programs.network).graph


def network(changed: ResourceGraph) -> NetworkFacts:
    (found,) = read_facts(changed).networks
    return found


def subnet(found: NetworkFacts, name: str = "azure-network-machines-0") -> SubnetFacts:
    (one,) = (each for each in known(found.subnets) if each.name == name)
    return one


def with_rule(**changes: Any) -> NetworkFacts:
    """The network with a rule before those it has."""
    (group,) = graph().by_type(GROUP)
    rules = [*group.inputs["securityRules"], {**RULE, **changes}]
    return network(with_inputs(graph(), GROUP, setting(securityRules=rules)))


def lets_in(found: NetworkFacts, port: int) -> bool:
    return any(
        SOMEBODY in each.peer
        and each.protocol in ("tcp", "any")
        and each.first <= port <= each.last
        for each in known(found.ingress)
    )


@pytest.mark.parametrize("source", ["*", "Internet", "0.0.0.0/0", "198.51.100.0/24"])
def test_a_rule_from_the_internet_is_ingress(source: str) -> None:
    found = with_rule(sourceAddressPrefix=source)
    assert lets_in(found, 22)
    assert not lets_in(found, 23)


@pytest.mark.parametrize(
    "changes",
    [
        {"priority": 4001},
        {"access": "Deny"},
        {"direction": "Outbound"},
        {"sourceAddressPrefix": "VirtualNetwork"},
        {"sourceAddressPrefix": "10.0.0.0/16"},
        {"protocol": "Udp"},
    ],
)
def test_a_rule_that_comes_too_late_or_is_of_others_is_not(changes: dict[str, Any]) -> None:
    assert not lets_in(with_rule(**changes), 22)


def test_a_rule_of_its_own_counts_like_one_in_its_group() -> None:
    (group,) = graph().by_type(GROUP)
    name = group.inputs["networkSecurityGroupName"]
    token = "azure-native:network:SecurityRule"
    facts = with_resource(graph(), token, networkSecurityGroupName=name, **RULE)
    assert lets_in(facts.networks[0], 22)


def test_a_service_tag_that_nobody_here_knows_leaves_ingress_unknown() -> None:
    assert isinstance(with_rule(sourceAddressPrefix="AzureCloud").ingress, Unknown)


def test_without_a_security_group_only_what_is_connected_gets_in() -> None:
    found = network(with_inputs(graph(), SUBNET, setting(networkSecurityGroup=None)))
    assert found.ingress == frozenset()
    gateway = with_resource(
        with_inputs(graph(), SUBNET, setting(networkSecurityGroup=None)),
        SUBNET,
        virtualNetworkName=graph()
        .by_type("azure-native:network:VirtualNetwork")[0]
        .inputs["virtualNetworkName"],
        subnetName="GatewaySubnet",
        addressPrefix="10.0.1.0/24",
    )
    assert IPv4Network("10.0.0.0/8") in {each.peer for each in known(gateway.networks[0].ingress)}


def test_without_nat_the_default_decides_and_no_default_is_known() -> None:
    for default, egress in ((True, Egress.DIRECT), (False, Egress.NONE)):
        changes = setting(natGateway=None, defaultOutboundAccess=default)
        assert subnet(network(with_inputs(graph(), SUBNET, changes))).egress is egress
    changes = setting(natGateway=None, defaultOutboundAccess=None)
    assert isinstance(subnet(network(with_inputs(graph(), SUBNET, changes))).egress, Unknown)


def test_a_nat_gateway_without_an_address_leads_nowhere() -> None:
    changed = with_inputs(graph(), NAT, setting(publicIpAddresses=None))
    assert subnet(network(changed)).egress is Egress.NONE


def test_stores_are_at_hand_by_service_endpoints() -> None:
    only = [{"service": "Microsoft.Storage"}]
    changed = with_inputs(graph(), SUBNET, setting(serviceEndpoints=only))
    assert subnet(network(changed)).services == {Service.OBJECTS}


def test_a_subnet_takes_from_a_gateway_what_its_table_says() -> None:
    assert subnet(network(graph())).routed == frozenset()
    learning = with_inputs(graph(), ROUTES, setting(disableBgpRoutePropagation=False))
    assert subnet(network(learning)).routed == {EVERYTHING}
    (table,) = graph().by_type(ROUTES)
    route = {
        "routeTableName": table.inputs["routeTableName"],
        "addressPrefix": "10.9.0.0/16",
        "nextHopType": "VirtualNetworkGateway",
    }
    facts = with_resource(graph(), "azure-native:network:Route", **route)
    assert subnet(facts.networks[0]).routed == {IPv4Network("10.9.0.0/16")}
    astray = {**route, "nextHopType": "VirtualAppliance"}
    facts = with_resource(graph(), "azure-native:network:Route", **astray)
    assert isinstance(subnet(facts.networks[0]).routed, Unknown)


def test_flow_logs_are_resources_of_their_own() -> None:
    (own,) = graph().by_type("azure-native:network:VirtualNetwork")
    facts = with_resource(
        graph(), "azure-native:network:FlowLog", targetResourceId=own.id, enabled=True
    )
    assert subnet(facts.networks[0]).logged is True
    assert subnet(network(graph())).logged is False


@pytest.mark.parametrize(
    "token",
    [
        "azure-native:network:VirtualNetworkPeering",
        "azure-native:network:LoadBalancer",
        "azure-native:compute:VirtualMachine",
        "azure-native:containerservice:ManagedCluster",
    ],
)
def test_what_the_reader_does_not_know_is_not_fine(token: str) -> None:
    (found,) = with_resource(graph(), token).networks
    for fact in (found.ranges, found.subnets, found.ingress):
        assert isinstance(fact, Unknown)
