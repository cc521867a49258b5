"""What private links are, read off graphs of the contracts' program that somebody spoilt."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Network
from typing import Any

import pytest
from attrs import evolve

from polycloud.graph import SECRET, UNKNOWN, Resource, ResourceGraph
from polycloud_testing.contracts import Harness
from polycloud_testing.contracts.linking import link_with
from polycloud_testing.facts import EVERYTHING, Link, LinkFacts, Unknown, joined, known, read_facts
from polycloud_testing.facts.links import key_of
from tests.contracts.harnesses import AWS, AZURE, GCP

CONNECTION = "aws:ec2/vpnConnection:VpnConnection"
TUNNEL = "gcp:compute/vPNTunnel:VPNTunnel"
SESSION = "gcp:compute/routerPeer:RouterPeer"
POLICY = "gcp:compute/routerRoutePolicy:RouterRoutePolicy"
ROUTER = "gcp:compute/router:Router"
GATEWAY = "azure-native:network:VirtualNetworkGateway"
AZURES = "azure-native:network:VirtualNetworkGatewayConnection"
TABLE = "azure-native:network:RouteTable"
SUBNET = "azure-native:network:Subnet"

PEERS = {"aws": "gcp", "gcp": "aws", "azure": "gcp"}
HARNESSES = {"aws": AWS, "azure": AZURE, "gcp": GCP}
PACKAGES = {"aws": "aws", "azure": "azure-native", "gcp": "gcp"}
CLOUDS = pytest.mark.parametrize("cloud", HARNESSES)

Edit = Callable[[Resource], Resource]


def spoilt(cloud: str, edit: Edit, *more: Resource) -> ResourceGraph:
    """A link of a cloud's with a peer, its resources edited, with others beside them."""
    harness: Harness = HARNESSES[cloud]
    graph = harness.scene(link_with(PEERS[cloud])).graph
    return ResourceGraph([*map(edit, graph), *more])


def end(graph: ResourceGraph, cloud: str) -> LinkFacts:
    (found,) = (each for each in read_facts(graph).links if each.cloud == PACKAGES[cloud])
    return found


def link(graph: ResourceGraph) -> Link:
    (found,) = joined(read_facts(graph).links)
    return found


def having(type_: str, *, name: str = "", **inputs: Any) -> Edit:
    """Sets inputs of the resources of a type, or of the one whose name ends so; None drops."""

    def edit(resource: Resource) -> Resource:
        if resource.type != type_ or not resource.name.endswith(name):
            return resource
        changed = {**resource.inputs, **inputs}
        return evolve(resource, inputs={k: v for k, v in changed.items() if v is not None})

    return edit


def beside(type_: str, **inputs: Any) -> Resource:
    return Resource(urn=f"urn:pulumi:a::b::{type_}::x", type=type_, name="x", inputs=inputs)


def phase(cloud: str, name: str = "", **choices: Any) -> Edit:
    """The first phase, otherwise: `ciphers` and `groups` in the cloud's own words."""
    if cloud == "aws":
        words = {"ciphers": "Phase1EncryptionAlgorithms", "groups": "Phase1DhGroupNumbers"}
        given = {f"tunnel{n}{words[key]}": each for key, each in choices.items() for n in (1, 2)}
        return having(CONNECTION, name=name, **given)
    graph = HARNESSES[cloud].scene(link_with(PEERS[cloud])).graph
    if cloud == "gcp":
        words = {"ciphers": "encryptions", "groups": "dhs"}
        suite = graph.by_type(TUNNEL)[0].inputs["cipherSuite"]
        changed = {**suite["phase1"], **{words[key]: each for key, each in choices.items()}}
        return having(TUNNEL, name=name, cipherSuite={**suite, "phase1": changed})
    words = {"ciphers": "ikeEncryption", "groups": "dhGroup"}
    policy = graph.by_type(AZURES)[0].inputs["ipsecPolicies"][0]
    policy = {**policy, **{words[key]: each[0] for key, each in choices.items()}}
    return having(AZURES, name=name, ipsecPolicies=[policy])


OLD_IKE = {
    "aws": having(CONNECTION, tunnel1IkeVersions=["ikev1", "ikev2"], tunnel2IkeVersions=["ikev1"]),
    "gcp": having(TUNNEL, ikeVersion=1),
    "azure": having(AZURES, connectionProtocol="IKEv1"),
}
WEAK_GROUPS = {"aws": [2], "gcp": ["Group-2"], "azure": ["DHGroup2"]}
NO_BGP = {
    "aws": having(CONNECTION, name="-0", staticRoutesOnly=True),
    "gcp": having(SESSION, name="-0", enable=False),
    "azure": having(AZURES, name="-0", enableBgp=False),
}
KEYS = {
    "aws": (CONNECTION, "tunnel1PresharedKey"),
    "gcp": (TUNNEL, "sharedSecret"),
    "azure": (AZURES, "sharedKey"),
}


@CLOUDS
def test_as_it_is_made_everything_comes_up(cloud: str) -> None:
    found = link(spoilt(cloud, lambda each: each))
    assert len(found.up) == len(found.joints) == (2 if cloud == "azure" else 4)
    assert {each.cloud for each in found.ends} == {PACKAGES[cloud], PACKAGES[PEERS[cloud]]}


@CLOUDS
def test_an_old_version_of_ike_is_told(cloud: str) -> None:
    graph = spoilt(cloud, OLD_IKE[cloud])
    assert 1 in {v for each in known(end(graph, cloud).tunnels) for v in known(each.ike_versions)}
    # AWS offers both on the first tunnel of a connection, which then takes the better one.
    assert len(link(graph).up) == (2 if cloud == "aws" else 0)


@CLOUDS
def test_a_weak_group_is_told_and_meets_no_strong_one(cloud: str) -> None:
    graph = spoilt(cloud, phase(cloud, groups=WEAK_GROUPS[cloud]))
    for tunnel in known(end(graph, cloud).tunnels):
        assert known(tunnel.ike).groups == {2}
        assert known(tunnel.ike).is_one_choice
        assert known(tunnel.esp).groups == {20}
    for joint in link(graph).joints:
        assert joint.obstacles == ("no cipher suite of IKE is common",)


@pytest.mark.parametrize(
    ("cloud", "ciphers"),
    [("aws", ["AES256-GCM-16", "AES128-GCM-16"]), ("gcp", ["AES-GCM-16-256", "AES-GCM-16-128"])],
)
def test_two_suites_are_not_one_choice_though_the_tunnel_comes_up(
    cloud: str, ciphers: list[str]
) -> None:
    graph = spoilt(cloud, phase(cloud, ciphers=ciphers))
    for tunnel in known(end(graph, cloud).tunnels):
        assert known(tunnel.ike).encryption == {"AES-GCM-16-256", "AES-GCM-16-128"}
        assert not known(tunnel.ike).is_one_choice
    assert len(link(graph).up) == 4


def test_two_policies_on_azure_or_none_are_nothing_that_is_known() -> None:
    for policies in ([{}, {}], []):
        graph = spoilt("azure", having(AZURES, ipsecPolicies=policies))
        assert all(isinstance(each.ike, Unknown) for each in known(end(graph, "azure").tunnels))
        assert link(graph).up == ()
        assert all(isinstance(each.up, Unknown) for each in link(graph).joints)


def test_without_a_choice_aws_takes_all_there_is() -> None:
    edit = having(CONNECTION, tunnel1Phase1DhGroupNumbers=None, tunnel1IkeVersions=None)
    first, second, *_ = known(end(spoilt("aws", edit), "aws").tunnels)
    assert {2, 14, 24} <= known(first.ike).groups
    assert known(first.ike_versions) == {1, 2}
    assert known(second.ike).groups == {20}


def test_ciphers_that_do_not_authenticate_need_a_hash() -> None:
    edit = phase("gcp", ciphers=["AES-CBC-256"])
    for tunnel in known(end(spoilt("gcp", edit), "gcp").tunnels):
        assert isinstance(tunnel.ike, Unknown)
    (first, *_) = known(end(spoilt("aws", phase("aws", ciphers=["AES256"])), "aws").tunnels)
    assert known(first.ike).integrity == {"HMAC-SHA2-384"}


@CLOUDS
def test_a_tunnel_without_bgp_stays_down_and_the_others_do_not(cloud: str) -> None:
    found = link(spoilt(cloud, NO_BGP[cloud]))
    down = [each for each in found.joints if each.up is False]
    # Both tunnels of a connection on AWS are alike in this.
    assert len(down) == (2 if cloud == "aws" else 1)
    assert {each.obstacles for each in down} == {("one side has no BGP",)}
    assert len(found.up) == len(found.joints) - len(down)


@CLOUDS
def test_a_key_in_the_program_is_seen(cloud: str) -> None:
    type_, name = KEYS[cloud]

    def literal(resource: Resource) -> Resource:
        if resource.type != type_:
            return resource
        needed = {k: v for k, v in resource.property_dependencies.items() if k != name}
        return evolve(having(type_, **{name: "hunter2"})(resource), property_dependencies=needed)

    graph = spoilt(cloud, literal)
    keys = [each.key for each in known(end(graph, cloud).tunnels) if not each.key.made_of]
    assert keys
    assert all(each.secret is False for each in keys)
    spoiled = [each for each in link(graph).joints if not each.same_key]
    assert len(spoiled) == (2 if cloud != "gcp" else 4)
    assert all("the keys differ" in each.obstacles for each in spoiled)


@CLOUDS
def test_one_key_for_all_tunnels_is_seen(cloud: str) -> None:
    type_, name = KEYS[cloud]
    other = "urn:pulumi:dev::contracts::random:index/randomPassword:RandomPassword::other"

    def shared(resource: Resource) -> Resource:
        needed = dict(resource.property_dependencies)
        if resource.type == type_:
            needed |= {key: (other,) for key in needed if key.lower().endswith(name.lower()[-3:])}
        return evolve(resource, property_dependencies=needed)

    graph = spoilt(cloud, shared)
    assert {each.key.made_of for each in known(end(graph, cloud).tunnels)} == {frozenset({other})}
    assert link(graph).up == ()


def test_a_key_is_not_taken_for_secret_before_it_is_known() -> None:
    tunnel = beside(TUNNEL, sharedSecret=UNKNOWN)
    assert isinstance(key_of(tunnel, "sharedSecret").secret, Unknown)
    made_by_the_cloud = evolve(beside(CONNECTION), outputs={"tunnel1PresharedKey": SECRET})
    assert key_of(made_by_the_cloud, "tunnel1PresharedKey").made_of == {made_by_the_cloud.urn}


def test_the_same_number_on_both_sides_exchanges_no_routes() -> None:
    graph = spoilt("aws", having(ROUTER, name="link-aws", bgp={"asn": 64610}))
    for joint in link(graph).joints:
        assert "both sides have the same ASN" in joint.obstacles


EVERYTHING_TOO = {
    "aws": having("aws:ec2/route:Route", name="link-gcp-0-0", destinationCidrBlock="0.0.0.0/0"),
    "gcp": having(SESSION, name="-0", importPolicies=None),
    "azure": having(SUBNET, name="training", routeTable=None),
}


@CLOUDS
def test_where_everything_is_sent_to_the_peer_it_is_told(cloud: str) -> None:
    assert EVERYTHING in known(end(spoilt(cloud, EVERYTHING_TOO[cloud]), cloud).accepted)


def test_routes_that_are_learned_are_everything() -> None:
    graph = spoilt("aws", lambda each: each)
    (gateway,) = graph.by_type("aws:ec2/vpnGateway:VpnGateway")
    kind = "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation"
    learned = spoilt("aws", lambda each: each, beside(kind, vpnGatewayId=gateway.id))
    assert known(end(learned, "aws").accepted) == {EVERYTHING}
    table = having("aws:ec2/routeTable:RouteTable", propagatingVgws=[gateway.id])
    assert known(end(spoilt("aws", table), "aws").accepted) == {EVERYTHING}
    passed_on = having(TABLE, disableBgpRoutePropagation=False)
    assert known(end(spoilt("azure", passed_on), "azure").accepted) == {EVERYTHING}


def test_a_policy_that_drops_nothing_accepts_everything() -> None:
    (policy,) = HARNESSES["gcp"].scene(link_with("aws")).graph.by_type(POLICY)
    accept, drop = policy.inputs["terms"]
    open_ended = spoilt("gcp", having(POLICY, terms=[accept]))
    assert known(end(open_ended, "gcp").accepted) == {EVERYTHING}
    before = spoilt("gcp", having(POLICY, terms=[accept, {**drop, "priority": 0}]))
    assert known(end(before, "gcp").accepted) == frozenset()
    unread = {**accept, "match": {"expression": "communities.matchesAny(['1:1'])"}}
    assert isinstance(
        end(spoilt("gcp", having(POLICY, terms=[unread, drop])), "gcp").accepted, Unknown
    )


def test_fixed_routes_into_a_tunnel_count_on_google_cloud() -> None:
    graph = spoilt("gcp", lambda each: each)
    route = beside(
        "gcp:compute/route:Route",
        destRange="0.0.0.0/0",
        nextHopVpnTunnel=graph.by_type(TUNNEL)[0].id,
    )
    assert EVERYTHING in known(end(ResourceGraph([*graph, route]), "gcp").accepted)


def test_what_is_advertised_besides_is_told() -> None:
    bgp = {
        "asn": 64610,
        "advertiseMode": "CUSTOM",
        "advertisedIpRanges": [{"range": "10.0.0.0/16"}, {"range": "0.0.0.0/0"}],
    }
    wide = spoilt("gcp", having(ROUTER, name="link-aws", bgp=bgp))
    assert EVERYTHING in known(end(wide, "gcp").advertised)
    usual = spoilt("gcp", having(ROUTER, name="link-aws", bgp={"asn": 64610}))
    assert known(end(usual, "gcp").advertised) == {IPv4Network("10.0.0.0/24")}
    own = having(SESSION, name="-0", advertiseMode="CUSTOM", advertisedIpRanges=[])
    assert known(end(spoilt("gcp", own), "gcp").advertised) == {IPv4Network("10.0.0.0/16")}


STRANGERS = {
    "aws": "aws:ec2/localGatewayRoute:LocalGatewayRoute",
    "gcp": "gcp:compute/routerNamedSet:RouterNamedSet",
    "azure": "azure-native:network:VirtualNetworkPeering",
}


@CLOUDS
def test_what_a_reader_does_not_know_of_routes_is_not_fine(cloud: str) -> None:
    found = end(spoilt(cloud, lambda each: each, beside(STRANGERS[cloud])), cloud)
    assert isinstance(found.accepted, Unknown)
    assert isinstance(found.advertised, Unknown)


SETTINGS = {
    "aws": having(CONNECTION, name="-0", enableAcceleration=True),
    "gcp": having(TUNNEL, name="-0", localTrafficSelectors=["10.0.0.0/8"]),
    "azure": having(AZURES, name="-0", trafficSelectorPolicies=[{"x": "y"}]),
}


@CLOUDS
def test_a_setting_that_a_reader_does_not_know_is_not_fine(cloud: str) -> None:
    assert isinstance(end(spoilt(cloud, SETTINGS[cloud]), cloud).tunnels, Unknown)


def test_an_address_that_may_change_is_none_to_rely_on() -> None:
    address = "azure-native:network:PublicIPAddress"
    edit = having(address, name="link-gcp-0", publicIPAllocationMethod="Dynamic")
    first, second = known(end(spoilt("azure", edit), "azure").addresses)
    assert isinstance(first, Unknown)
    assert known(second)


def test_connections_of_other_gateways_are_told_without_what_they_lack() -> None:
    def moved(resource: Resource) -> Resource:
        needed = {k: v for k, v in resource.property_dependencies.items() if k != "vpnGatewayId"}
        if resource.type != CONNECTION:
            return resource
        changed = having(CONNECTION, vpnGatewayId=None, transitGatewayId="tgw-1")(resource)
        return evolve(changed, property_dependencies=needed)

    found = [each for each in read_facts(spoilt("aws", moved)).links if each.cloud == "aws"]
    assert len(found) == 3
    strays = [each for each in found if "VpnConnection" in each.urn]
    assert len(strays) == 2
    assert all(isinstance(each.accepted, Unknown) for each in strays)


def test_a_classic_gateway_is_told_and_nothing_of_it_known() -> None:
    graph = spoilt(
        "gcp", lambda each: each, beside("gcp:compute/vPNGateway:VPNGateway", name="old")
    )
    (classic,) = (each for each in read_facts(graph).links if each.urn.endswith("::x"))
    assert isinstance(classic.tunnels, Unknown)
