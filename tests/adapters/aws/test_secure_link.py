"""AWS's side of a link, met by a peer that is nothing but two addresses."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network

import pulumi
import pytest

from polycloud.abstractions.secure_link import LinkEndSpec, Tunnel
from polycloud.adapters.aws.secure_link import LOG_DAYS, LinkEnd
from polycloud.graph.resource import SECRET
from polycloud.platform.linking import join_ends

from .deploying import deploy

AWS_ASN, PEER_ASN = 64600, 64601
PEER_RANGE = IPv4Network("10.1.0.0/16")
PEER_ADDRESSES = ("198.51.100.1", "198.51.100.2")


class Peer:
    """A side that opens, and remembers what it was told."""

    cloud = "peer"

    def __init__(self) -> None:
        self.addresses = [pulumi.Output.from_input(each) for each in PEER_ADDRESSES]
        self.met: Sequence[pulumi.Output[str]] = ()
        self.tunnels: Sequence[Tunnel] = ()

    def meet(self, peer_addresses, tunnels):
        self.met, self.tunnels = peer_addresses, tunnels
        return self.addresses

    def accept(self, tunnels):
        return []


def _spec(peer: str = "peer", asn: int = AWS_ASN, peer_range: IPv4Network = PEER_RANGE):
    return LinkEndSpec(
        peer=peer,
        asn=asn,
        peer_asn=PEER_ASN,
        ranges=(IPv4Network("10.0.0.0/16"),),
        peer_ranges=(peer_range,),
        tunnels=4,
    )


def _join(link: int, end: LinkEnd) -> tuple[Peer, Sequence[pulumi.Resource]]:
    peer = Peer()
    made = join_ends(
        link, end, peer, lambda index: pulumi.Output.secret(f"Abcdefghij{link}_{index}")
    )
    return peer, made


def _link(context):
    peer, made = _join(0, LinkEnd("link-peer", _spec(), context))
    return {"outer": pulumi.Output.all(*peer.met), "standing": len(made)}


def _two_links(context):
    for index, (word, range_) in enumerate([("one", "10.1.0.0/16"), ("two", "10.2.0.0/16")]):
        spec = _spec(word, peer_range=IPv4Network(range_))
        _join(index, LinkEnd(f"link-{word}", spec, context))


def _of(graph, kind):
    return graph.by_type(f"aws:ec2/{kind[0].lower()}{kind[1:]}:{kind}")


def _connections(graph):
    return sorted(_of(graph, "VpnConnection"), key=lambda each: each.name)


@pytest.fixture(scope="module")
def linked():
    return deploy(_link)


@pytest.mark.parametrize("preview", [False, True])
def test_a_link_is_two_connections_of_two_tunnels(preview):
    run = deploy(_link, preview=preview)
    gateways = _of(run.graph, "CustomerGateway")
    assert sorted(each.inputs["ipAddress"] for each in gateways) == sorted(PEER_ADDRESSES)
    assert {each.inputs["bgpAsn"] for each in gateways} == {str(PEER_ASN)}
    assert len(_connections(run.graph)) == 2
    assert run.outputs["standing"] == 2


def test_each_tunnel_has_an_outer_address_of_its_own_in_their_order(linked):
    expected = [
        connection.outputs[f"tunnel{number}Address"]
        for connection in _connections(linked.graph)
        for number in (1, 2)
    ]
    assert list(linked.outputs["outer"]) == expected
    assert len(set(expected)) == 4


def test_a_connection_is_to_one_of_the_peers_addresses(linked):
    gateways = {each.id: each for each in _of(linked.graph, "CustomerGateway")}
    for connection, address in zip(_connections(linked.graph), PEER_ADDRESSES, strict=True):
        gateway = gateways[connection.inputs["customerGatewayId"]]
        assert gateway.inputs["ipAddress"] == address


def test_every_tunnel_has_its_planned_inside_range(linked):
    inside = [
        connection.inputs[f"tunnel{number}InsideCidr"]
        for connection in _connections(linked.graph)
        for number in (1, 2)
    ]
    assert [IPv4Network(each).prefixlen for each in inside] == [30] * 4
    assert inside == sorted(inside, key=IPv4Network)
    assert len(set(inside)) == 4


def test_both_sides_agree_about_the_inside_addresses():
    seen = {}

    def program(context):
        peer, _ = _join(0, LinkEnd("link-peer", _spec(), context))
        seen["peer"] = peer.tunnels

    graph = deploy(program).graph
    for tunnel in seen["peer"]:
        connection = _connections(graph)[tunnel.interface]
        number = tunnel.index % 2 + 1
        inside = IPv4Network(connection.inputs[f"tunnel{number}InsideCidr"])
        own, peers = map(str, inside.hosts())
        assert (tunnel.peer_inside_address, tunnel.inside_address) == (own, peers)


def test_tunnels_speak_ikev2_with_one_strong_suite_and_bgp(linked):
    for connection in _connections(linked.graph):
        assert connection.inputs["staticRoutesOnly"] is False
        for number in (1, 2):
            tunnel = {
                key.removeprefix(f"tunnel{number}"): value
                for key, value in connection.inputs.items()
                if key.startswith(f"tunnel{number}")
            }
            assert tunnel["IkeVersions"] == ["ikev2"]
            for phase in ("Phase1", "Phase2"):
                assert tunnel[f"{phase}EncryptionAlgorithms"] == ["AES256-GCM-16"]
                assert tunnel[f"{phase}IntegrityAlgorithms"] == ["SHA2-384"]
                assert tunnel[f"{phase}DhGroupNumbers"] == [20]
            assert tunnel["DpdTimeoutAction"] == "restart"


def test_no_key_is_legible(linked):
    for connection in _connections(linked.graph):
        assert connection.inputs["tunnel1PresharedKey"] == SECRET
        assert connection.inputs["tunnel2PresharedKey"] == SECRET
    assert "Abcdefghij" not in linked.graph.to_json()


def test_the_gateway_is_the_vpcs_with_the_planned_asn(linked):
    (gateway,) = _of(linked.graph, "VpnGateway")
    (vpc,) = _of(linked.graph, "Vpc")
    assert gateway.inputs["amazonSideAsn"] == str(AWS_ASN)
    assert gateway.inputs["vpcId"] == vpc.id


def test_only_the_peers_range_is_routed_into_the_link(linked):
    (gateway,) = _of(linked.graph, "VpnGateway")
    routes = [r for r in _of(linked.graph, "Route") if r.inputs.get("gatewayId") == gateway.id]
    tables = {r.id for r in _of(linked.graph, "RouteTable") if "private" in r.name}
    assert {each.inputs["routeTableId"] for each in routes} == tables
    assert {each.inputs["destinationCidrBlock"] for each in routes} == {str(PEER_RANGE)}
    assert not _of(linked.graph, "VpnGatewayRoutePropagation")


def test_no_security_group_opens_to_the_peer(linked):
    assert not linked.graph.by_type(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        "aws:ec2/securityGroupRule:SecurityGroupRule",
    )


def test_tunnels_are_logged_encrypted_and_not_for_ever(linked):
    (group,) = (
        each
        for each in linked.graph.by_type("aws:cloudwatch/logGroup:LogGroup")
        if each.name == "link-peer"
    )
    assert group.inputs["name"].startswith("/aws/vendedlogs/")
    assert group.inputs["retentionInDays"] == LOG_DAYS
    assert group.inputs["kmsKeyId"]
    for connection in _connections(linked.graph):
        for number in (1, 2):
            options = connection.inputs[f"tunnel{number}LogOptions"]["cloudwatchLogOptions"]
            assert options["logEnabled"] is True
            assert options["logGroupArn"] == group.outputs["arn"]


def test_two_links_share_the_vpcs_one_gateway():
    graph = deploy(_two_links).graph
    (gateway,) = _of(graph, "VpnGateway")
    assert {each.inputs["vpnGatewayId"] for each in _connections(graph)} == {gateway.id}
    assert len(_connections(graph)) == 4
    destinations = {
        each.inputs["destinationCidrBlock"]
        for each in _of(graph, "Route")
        if each.inputs.get("gatewayId") == gateway.id
    }
    assert destinations == {"10.1.0.0/16", "10.2.0.0/16"}


def test_links_of_different_asn_are_refused():
    def program(context):
        LinkEnd("link-one", _spec("one"), context)
        with pytest.raises(ValueError, match="64600"):
            LinkEnd("link-two", _spec("two", asn=64999), context)

    deploy(program)


def _tunnel(index: int, peer_interface: int, *, first: bool = True) -> Tunnel:
    inside = IPv4Network(f"169.254.21.{4 * index}/30")
    one, other = map(str, inside.hosts())
    return Tunnel(
        index=index,
        interface=index,
        peer_interface=peer_interface,
        inside=inside,
        inside_address=one if first else other,
        peer_inside_address=other if first else one,
        key=pulumi.Output.secret("Abcdefghij"),
    )


@pytest.mark.parametrize(
    ("tunnels", "reason"),
    [
        ([(0, 0, True), (1, 1, True)], "2 tunnels"),
        ([(0, 0, False), (1, 0, True), (2, 1, True), (3, 1, True)], "tunnel 0"),
    ],
)
def test_a_plan_that_aws_cannot_follow_is_refused(tunnels, reason):
    def program(context):
        end = LinkEnd("link-peer", _spec(), context)
        peers = [pulumi.Output.from_input(each) for each in PEER_ADDRESSES]
        with pytest.raises(ValueError, match=reason):
            end.meet(peers, [_tunnel(i, p, first=first) for i, p, first in tunnels])

    deploy(program)


def test_an_end_knows_no_address_and_accepts_nothing_before_it_met():
    def program(context):
        end = LinkEnd("link-peer", _spec(), context)
        assert end.addresses is None
        with pytest.raises(RuntimeError, match="met"):
            end.accept([])

    deploy(program)
