from __future__ import annotations

from ipaddress import IPv4Network

import pulumi
import pytest

from polycloud.abstractions.secure_link import LinkEndSpec, Tunnel
from polycloud.adapters.gcp import cloud

from .deploying import NETWORK, deploy, every, one

KEY = "thisisthekeyofalltunnels"
PEER = IPv4Network("10.0.0.0/16")


def _tunnels(count):
    inside = list(IPv4Network("169.254.21.0/24").subnets(new_prefix=30))
    return [
        Tunnel(
            index=index,
            interface=index * 2 // count,
            peer_interface=index,
            inside=inside[index],
            inside_address=str(inside[index][2]),
            peer_inside_address=str(inside[index][1]),
            key=pulumi.Output.secret(KEY),
        )
        for index in range(count)
    ]


def _program(count=4):
    def program(context):
        spec = LinkEndSpec("aws", 64601, 64600, (NETWORK.range,), (PEER,), 4)
        end = cloud.link_end("link-aws", spec, context)
        addresses = [pulumi.Output.from_input(f"203.0.113.{index}") for index in range(count)]
        met = end.meet(addresses, _tunnels(count))
        return {"own": end.addresses, "met": met, "made": len(end.accept(_tunnels(count)))}

    return program


def test_gateway_has_two_addresses_and_meeting_gives_them():
    made = deploy(_program())
    interfaces = one(made, "HaVpnGateway").outputs["vpnInterfaces"]
    assert made.outputs["own"] == [each["ipAddress"] for each in interfaces]
    assert made.outputs["met"] == made.outputs["own"]
    assert len(set(made.outputs["own"])) == 2


@pytest.mark.parametrize(
    ("count", "redundancy"),
    [(1, "SINGLE_IP_INTERNALLY_REDUNDANT"), (2, "TWO_IPS_REDUNDANCY"), (4, "FOUR_IPS_REDUNDANCY")],
)
def test_peer_is_described_by_its_addresses(count, redundancy):
    peer = one(deploy(_program(count)), "ExternalVpnGateway").inputs
    assert peer["redundancyType"] == redundancy
    assert [(each["id"], each["ipAddress"]) for each in peer["interfaces"]] == [
        (index, f"203.0.113.{index}") for index in range(count)
    ]


def test_peer_of_three_addresses_is_refused():
    with pytest.raises(ValueError, match="3"):
        deploy(_program(3))


def test_tunnels_need_a_peer():
    def program(context):
        spec = LinkEndSpec("aws", 64601, 64600, (NETWORK.range,), (PEER,), 4)
        cloud.link_end("link-aws", spec, context).accept(_tunnels(2))

    with pytest.raises(RuntimeError, match="met"):
        deploy(program)


@pytest.mark.parametrize("preview", [False, True])
def test_each_tunnel_joins_its_own_pair_of_interfaces(preview):
    made = deploy(_program(), preview=preview)
    assert made.outputs["made"] == 4
    tunnels = every(made, "VPNTunnel")
    pairs = [
        (each.inputs["vpnGatewayInterface"], each.inputs["peerExternalGatewayInterface"])
        for each in tunnels
    ]
    assert sorted(pairs) == [(0, 0), (0, 1), (1, 2), (1, 3)]
    assert {each.inputs["ikeVersion"] for each in tunnels} == {2}


def test_every_tunnel_offers_one_strong_suite():
    for tunnel in every(deploy(_program()), "VPNTunnel"):
        assert tunnel.inputs["cipherSuite"] == {
            "phase1": {
                "encryptions": ["AES-GCM-16-256"],
                "prves": ["PRF-HMAC-SHA2-384"],
                "dhs": ["Group-20"],
            },
            "phase2": {"encryptions": ["AES-GCM-16-256"], "pfs": ["Group-20"]},
        }


def test_keys_stay_secret():
    made = deploy(_program())
    assert KEY not in made.graph.to_json()
    for tunnel in every(made, "VPNTunnel"):
        assert "sharedSecret" in tunnel.secret_paths


def test_sessions_are_over_the_tunnels_inside_addresses():
    made = deploy(_program())
    tunnels = {each.outputs["name"] for each in every(made, "VPNTunnel")}
    interfaces = {each.outputs["name"]: each.inputs for each in every(made, "RouterInterface")}
    peers = every(made, "RouterPeer")
    assert len(peers) == len(interfaces) == 4
    assert {each["vpnTunnel"] for each in interfaces.values()} == tunnels
    for peer in peers:
        interface = interfaces[peer.inputs["interface"]]
        assert interface["ipRange"] == f"{peer.inputs['ipAddress']}/30"
        assert peer.inputs["peerAsn"] == 64600
        assert peer.inputs["peerIpAddress"] != peer.inputs["ipAddress"]


def test_routes_are_to_nothing_but_the_peers_ranges():
    made = deploy(_program())
    router = next(item for item in every(made, "Router") if item.name == "link-aws")
    assert router.inputs["bgp"] == {
        "asn": 64601,
        "advertiseMode": "CUSTOM",
        "advertisedIpRanges": [{"range": "10.1.0.0/16"}],
    }
    policy = one(made, "RouterRoutePolicy")
    terms = {each["priority"]: each for each in policy.inputs["terms"]}
    accepting, dropping = (terms[priority] for priority in sorted(terms))
    assert "10.0.0.0/16" in accepting["match"]["expression"]
    assert accepting["actions"] == [{"expression": "accept()"}]
    assert "'0.0.0.0/0'" in dropping["match"]["expression"]
    assert dropping["actions"] == [{"expression": "drop()"}]
    for peer in every(made, "RouterPeer"):
        assert peer.inputs["importPolicies"] == [policy.outputs["name"]]


def test_a_link_by_itself_lets_nobody_in():
    made = deploy(_program())
    ranges = [rule.inputs["sourceRanges"] for rule in every(made, "Firewall")]
    assert ranges == [["10.1.0.0/24"]]
