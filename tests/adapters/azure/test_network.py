from __future__ import annotations

from ipaddress import ip_network

import attrs
import pytest

from polycloud.adapters.azure.network import network
from polycloud.adapters.azure.settings import CATALOG, AzureSettings

from .deploying import NETWORK, deploy


def _network(context, redundant=False):
    context.network = attrs.evolve(NETWORK, redundant_egress=redundant)
    return network(context).network_id


def test_network_has_the_planned_range_and_its_subnets_lie_inside():
    deployed = deploy(_network)
    (prefix,) = deployed.one(":VirtualNetwork").inputs["addressSpace"]["addressPrefixes"]
    assert prefix == "10.2.0.0/16"
    subnets = {
        s.inputs["subnetName"]: s.inputs["addressPrefix"] for s in deployed.of_type("Subnet")
    }
    assert subnets == {
        "machines-0": "10.2.16.0/20",
        "machines-1": "10.2.32.0/20",
        "machines-2": "10.2.48.0/20",
        "training": "10.2.0.0/24",
    }
    assert all(ip_network(cidr).subnet_of(ip_network(prefix)) for cidr in subnets.values())


def test_nothing_comes_in_from_the_internet_anywhere():
    deployed = deploy(_network)
    group = deployed.one(":NetworkSecurityGroup")
    inbound = [r for r in group.inputs["securityRules"] if r["direction"] == "Inbound"]
    assert not [rule for rule in inbound if rule["access"] == "Allow"]
    assert [rule["sourceAddressPrefix"] for rule in inbound] == ["Internet"]
    for subnet in deployed.of_type(":Subnet"):
        assert group.urn in subnet.dependencies


def test_machines_go_out_through_nat_alone():
    deployed = deploy(_network)
    gateway = deployed.one(":NatGateway")
    for subnet in deployed.of_type(":Subnet"):
        assert subnet.inputs["defaultOutboundAccess"] is False
        assert gateway.urn in subnet.dependencies


def test_subnets_take_no_routes_from_a_vpn_gateway_that_others_advertise():
    deployed = deploy(_network)
    table = deployed.one(":RouteTable")
    assert table.inputs["disableBgpRoutePropagation"] is True
    for subnet in deployed.of_type(":Subnet"):
        assert table.urn in subnet.dependencies


def test_redundant_egress_is_a_gateway_a_zone_each_for_its_subnet():
    deployed = deploy(lambda context: _network(context, redundant=True))
    gateways = deployed.of_type(":NatGateway")
    assert sorted(item.inputs["zones"][0] for item in gateways) == ["1", "2", "3"]
    used = [
        next(g.inputs["zones"][0] for g in gateways if g.urn in subnet.dependencies)
        for subnet in sorted(deployed.of_type(":Subnet"), key=lambda item: item.name)
        if "machines" in subnet.name
    ]
    assert used == ["1", "2", "3"]


def test_region_without_zones_has_one_gateway_and_no_zones():
    deployed = deploy(
        lambda context: _network(context, redundant=True), settings=AzureSettings(region="westus")
    )
    assert "zones" not in deployed.one(":NatGateway").inputs
    assert "zones" not in deployed.one(":PublicIPAddress").inputs


def test_subnets_are_made_one_after_the_other():
    subnets = deploy(_network).of_type(":Subnet")
    urns = {item.urn for item in subnets}
    assert sorted(len(item.dependencies & urns) for item in subnets) == [0, 1, 1, 1]


def test_stores_are_reached_without_nat():
    for subnet in deploy(_network).of_type(":Subnet"):
        assert {item["service"] for item in subnet.inputs["serviceEndpoints"]} == {
            "Microsoft.Storage",
            "Microsoft.AzureCosmosDB",
        }


def test_no_gateway_that_costs_is_made_unless_there_is_a_link():
    deployed = deploy(_network)
    assert not deployed.of_type(":VirtualNetworkGateway")
    assert "GatewaySubnet" not in {s.inputs["subnetName"] for s in deployed.of_type(":Subnet")}


def test_network_is_made_once():
    def program(context):
        return network(context) is network(context)

    deployed = deploy(program)
    assert deployed.result is True
    assert len(deployed.of_type(":VirtualNetwork")) == 1


@pytest.mark.parametrize("project", ["ml", "a-project-with-a-very-long-name-that-goes-on" * 3])
def test_names_are_legal(project):
    deployed = deploy(_network, project=project)
    for kind, key in (
        ("virtual_network", "virtualNetworkName"),
        ("nat_gateway", "natGatewayName"),
        ("network_security_group", "networkSecurityGroupName"),
        ("route_table", "routeTableName"),
        ("public_ip_address", "publicIpAddressName"),
        ("resource_group", "resourceGroupName"),
    ):
        for item in deployed.resources:
            if isinstance(item.inputs.get(key), str):
                assert CATALOG.names[kind].problem(item.inputs[key]) is None
