from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, ip_address

import pulumi
import pytest
from attrs import evolve

from polycloud.abstractions.secure_link import LinkEndSpec
from polycloud.adapters.azure import cloud
from polycloud.platform.linking import join_ends

from .deploying import deploy

SPEC = LinkEndSpec(
    peer="other",
    asn=64602,
    peer_asn=64600,
    ranges=(IPv4Network("10.2.0.0/16"),),
    peer_ranges=(IPv4Network("10.0.0.0/16"),),
    tunnels=4,
)
FIRST, LAST = IPv4Address("169.254.21.0"), IPv4Address("169.254.22.255")


class Peer:
    """A side made of nothing; ``late`` ones have an address a tunnel, once they are met."""

    cloud = "other"

    def __init__(self, late):
        self._late = late
        self.tunnels = []

    @property
    def addresses(self):
        return None if self._late else _outputs("198.51.100.0", "198.51.100.1")

    def meet(self, peer_addresses, tunnels):
        self.tunnels = list(tunnels)
        if not self._late:
            return self.addresses
        return _outputs(*(f"198.51.100.{10 + tunnel.index}" for tunnel in tunnels))

    def accept(self, tunnels):
        return []


def _outputs(*texts):
    return [pulumi.Output.from_input(text) for text in texts]


def _link(late):
    def program(context):
        end, peer = cloud.link_end("link-other", SPEC, context), Peer(late)
        join_ends(0, end, peer, lambda index: pulumi.Output.secret(f"key-{index}"))
        return {
            "addresses": list(end.addresses),
            "peer": [(t.peer_interface, t.peer_inside_address) for t in peer.tunnels],
        }

    return program


def _connections(deployed):
    return sorted(deployed.of_type(":VirtualNetworkGatewayConnection"), key=lambda c: c.name)


def _peers(deployed):
    return sorted(deployed.of_type(":LocalNetworkGateway"), key=lambda peer: peer.name)


@pytest.mark.parametrize(("late", "count"), [(True, 4), (False, 2)])
def test_there_is_a_connection_a_tunnel_each_to_its_own_peer_address(late, count):
    deployed = deploy(_link(late))
    assert len(_connections(deployed)) == count
    assert len({peer.inputs["gatewayIpAddress"] for peer in _peers(deployed)}) == count


def test_the_gateways_own_addresses_are_known_before_the_peers():
    def program(context):
        return list(cloud.link_end("link-other", SPEC, context).addresses)

    deployed = deploy(program)
    assert len(set(deployed.result)) == 2
    assert deployed.of_type(":VirtualNetworkGateway") == []


@pytest.mark.parametrize("late", [True, False])
def test_both_sides_of_a_tunnel_mean_the_same_addresses(late):
    deployed = deploy(_link(late))
    machines = deployed.one(":VirtualNetworkGateway").inputs["bgpSettings"]["bgpPeeringAddresses"]
    for index, (interface, address) in enumerate(deployed.result["peer"]):
        connection = _connections(deployed)[index]
        used = connection.inputs["gatewayCustomBgpIpAddresses"][interface]
        assert used["customBgpIpAddress"] == address
        assert address in machines[interface]["customBgpIpAddresses"]
        assert used["ipConfigurationId"] == machines[interface]["ipconfigurationId"]
        peer = _peers(deployed)[index].inputs["bgpSettings"]
        assert peer["asn"] == SPEC.peer_asn
        assert ip_address(peer["bgpPeeringAddress"]) in IPv4Network(f"{address}/30", strict=False)
        assert peer["bgpPeeringAddress"] != address


@pytest.mark.parametrize("late", [True, False])
def test_inside_addresses_are_of_those_that_azure_takes(late):
    gateway = deploy(_link(late)).one(":VirtualNetworkGateway")
    for machine in gateway.inputs["bgpSettings"]["bgpPeeringAddresses"]:
        assert machine["customBgpIpAddresses"]
        for address in machine["customBgpIpAddresses"]:
            assert FIRST <= IPv4Address(address) <= LAST


@pytest.mark.parametrize("late", [True, False])
def test_a_connection_names_for_each_machine_an_address_of_that_machine(late):
    deployed = deploy(_link(late))
    own = {
        machine["ipconfigurationId"]: machine["customBgpIpAddresses"]
        for machine in deployed.one(":VirtualNetworkGateway").inputs["bgpSettings"][
            "bgpPeeringAddresses"
        ]
    }
    for connection in _connections(deployed):
        named = connection.inputs["gatewayCustomBgpIpAddresses"]
        assert len(named) == 2
        for item in named:
            assert item["customBgpIpAddress"] in own[item["ipConfigurationId"]]


def test_tunnels_are_ikev2_with_one_strong_suite_and_bgp():
    for connection in _connections(deploy(_link(True))):
        assert connection.inputs["connectionProtocol"] == "IKEv2"
        assert connection.inputs["enableBgp"] is True
        (policy,) = connection.inputs["ipsecPolicies"]
        assert policy["ikeEncryption"] == policy["ipsecEncryption"] == "GCMAES256"
        assert policy["ipsecIntegrity"] == "GCMAES256"
        assert policy["ikeIntegrity"] == "SHA384"
        assert policy["dhGroup"] == policy["pfsGroup"] == "ECP384"


def test_pre_shared_keys_are_secret_and_each_tunnels_own():
    connections = _connections(deploy(_link(True)))
    assert {connection.inputs["sharedKey"] for connection in connections} == {
        f"key-{index}" for index in range(4)
    }
    assert all("sharedKey" in connection.secret_inputs for connection in connections)


def test_gateway_is_active_twice_over_all_zones_in_the_subnet_azure_names():
    deployed = deploy(_link(True))
    gateway = deployed.one(":VirtualNetworkGateway")
    assert gateway.inputs["activeActive"] is True
    assert gateway.inputs["bgpSettings"]["asn"] == SPEC.asn
    assert len(gateway.inputs["ipConfigurations"]) == 2
    assert gateway.inputs["sku"]["name"].endswith("AZ")
    subnet = next(
        s for s in deployed.of_type("Subnet") if s.inputs["subnetName"] == "GatewaySubnet"
    )
    assert subnet.urn in gateway.dependencies
    assert "networkSecurityGroup" not in subnet.inputs
    # https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings#gwsub
    assert "routeTable" not in subnet.inputs
    addresses = [a for a in deployed.of_type(":PublicIPAddress") if "link" in a.name]
    assert [sorted(a.inputs["zones"]) for a in addresses] == [["1", "2", "3"]] * 2


def test_a_second_link_is_refused_as_a_network_has_one_gateway():
    def program(context):
        cloud.link_end("link-aws", SPEC, context)
        cloud.link_end("link-gcp", SPEC, context)

    with pytest.raises(NotImplementedError, match="one VPN gateway"):
        deploy(program)


def test_machines_reach_the_peers_ranges_through_the_gateway_and_nothing_else():
    ranges = (IPv4Network("10.0.0.0/16"), IPv4Network("10.100.0.0/16"))

    def program(context):
        end = cloud.link_end("link-other", evolve(SPEC, peer_ranges=ranges), context)
        join_ends(0, end, Peer(late=True), lambda index: pulumi.Output.secret(f"key-{index}"))

    deployed = deploy(program)
    first, second = sorted(deployed.of_type(":Route"), key=lambda route: route.name)
    for route, prefix in zip((first, second), ranges, strict=True):
        assert route.inputs["addressPrefix"] == str(prefix)
        assert route.inputs["nextHopType"] == "VirtualNetworkGateway"
        assert deployed.one(":RouteTable").urn in route.dependencies
    assert first.urn in second.dependencies


@pytest.mark.parametrize("late", [True, False])
def test_preview_registers_the_same_resources(late):
    assert {item.urn for item in deploy(_link(late), preview=True).resources} == {
        item.urn for item in deploy(_link(late)).resources
    }
