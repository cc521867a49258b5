"""Who can connect to what, when one thing about a good platform is wrong."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from attrs import evolve

from polycloud.graph import ResourceGraph
from polycloud_testing.facts import (
    EVERYTHING,
    EndpointKind,
    Facts,
    Opening,
    Reach,
    Unknown,
    from_internet,
    known,
    reachability,
    read_facts,
)
from polycloud_testing.facts.links import LinkFacts
from tests.facts.changing import setting, with_inputs, with_resource, without
from tests.platform.test_up import deploy

CLUSTER = "aws:eks/cluster:Cluster"
NODES = "aws:eks/nodeGroup:NodeGroup"
SUBNET = "aws:ec2/subnet:Subnet"
ROUTE = "aws:ec2/route:Route"
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
ACL = "aws:ec2/networkAcl:NetworkAcl"
FIREWALL = "gcp:compute/firewall:Firewall"
TPU = "gcp:tpu/v2Vm:V2Vm"
POLICY = "gcp:compute/routerRoutePolicy:RouterRoutePolicy"
WORLD = {"sourceRanges": ["0.0.0.0/0"], "allows": [{"protocol": "tcp", "ports": ["8080"]}]}


@cache
def graph() -> ResourceGraph:
    """The default placement, with training."""
    return deploy().graph


def reaches(found: Facts | ResourceGraph) -> tuple[Reach, ...]:
    return reachability(read_facts(found) if isinstance(found, ResourceGraph) else found)


def across(found: Facts | ResourceGraph) -> list[Reach]:
    return [reach for reach in reaches(found) if reach.link is not None]


def inputs_of(token: str, name: str | None = None) -> dict[str, Any]:
    found = (each for each in graph().by_type(token) if name in (None, each.name))
    return dict(next(found).inputs)


def externally(**more: Any) -> ResourceGraph:
    """With addresses on the internet for training machines."""
    config = {**inputs_of(TPU)["networkConfig"], "enableExternalIps": True, **more}
    return with_inputs(graph(), TPU, setting(networkConfig=config))


def vpc_config(**changes: Any) -> ResourceGraph:
    config = {**inputs_of(CLUSTER)["vpcConfig"], **changes}
    own = graph().by_type(CLUSTER)[0].outputs["vpcConfig"]
    return ResourceGraph(
        [
            evolve(
                each,
                inputs={**each.inputs, "vpcConfig": config},
                outputs={**each.outputs, "vpcConfig": {**own, **config}},
            )
            if each.type == CLUSTER
            else each
            for each in graph()
        ]
    )


def test_good_as_it_is() -> None:
    assert from_internet(reaches(graph())) == ()
    assert len(across(graph())) == 2


def test_an_external_address_alone_opens_a_machine_to_the_proxy_of_its_door() -> None:
    (reach,) = from_internet(reaches(externally()))
    assert reach.target.name == "training-0"
    assert {str(each) for each in known(reach.openings)} == {"tcp 22 from 35.235.240.0/20"}


def test_an_external_address_and_a_rule_for_everybody_open_it_to_the_internet() -> None:
    network = inputs_of(FIREWALL)["network"]
    facts = with_resource(externally(), FIREWALL, network=network, **WORLD)
    (reach,) = from_internet(reaches(facts))
    assert Opening(EVERYTHING, "tcp", 8080, 8080) in known(reach.openings)


def test_a_rule_for_machines_with_another_tag_opens_nothing() -> None:
    network = inputs_of(FIREWALL)["network"]
    facts = with_resource(externally(), FIREWALL, network=network, targetTags=["web"], **WORLD)
    (reach,) = from_internet(reaches(facts))
    assert Opening(EVERYTHING, "tcp", 8080, 8080) not in known(reach.openings)


def test_a_public_api_without_ranges_is_open_to_everybody() -> None:
    (reach,) = from_internet(reaches(vpc_config(endpointPublicAccess=True)))
    assert known(reach.openings) == {Opening(EVERYTHING, "tcp", 443, 443)}


def test_a_rule_for_everybody_is_of_no_use_without_an_address_on_the_internet() -> None:
    group = graph().by_type(CLUSTER)[0].outputs["vpcConfig"]["clusterSecurityGroupId"]
    opened = {"cidrIpv4": "0.0.0.0/0", "ipProtocol": "-1", "securityGroupId": group}
    facts = with_resource(graph(), RULE, **opened)
    assert from_internet(reaches(facts)) == ()
    assert known(facts.networks[0].ingress) >= {Opening(EVERYTHING, "any")}

    public = with_inputs(graph(), SUBNET, setting(mapPublicIpOnLaunch=True))
    assert from_internet(reaches(with_resource(public, RULE, **opened))) == ()
    gateway = graph().by_type("aws:ec2/internetGateway:InternetGateway")[0].id
    leading = setting("network-private-0-out", natGatewayId=None, gatewayId=gateway)
    exposed = with_inputs(public, ROUTE, leading)
    (reach,) = from_internet(reaches(with_resource(exposed, RULE, **opened)))
    assert reach.target.kind is EndpointKind.MACHINES
    assert known(reach.openings) == {Opening(EVERYTHING, "any")}


@pytest.mark.parametrize(
    ("token", "changes"),
    [(NODES, {"remoteAccess": {"ec2SshKey": "key"}}), (TEMPLATE, {"networkInterfaces": [{}]})],
)
def test_ways_into_nodes_that_are_not_judged_are_not_fine(
    token: str, changes: dict[str, Any]
) -> None:
    found = reaches(with_inputs(graph(), token, setting(**changes)))
    of_nodes = [each for each in found if each.target.kind is EndpointKind.MACHINES]
    assert any(isinstance(each.openings, Unknown) for each in of_nodes)


def test_an_access_list_of_the_subnets_is_passed_as_well() -> None:
    ids = [each.id for each in graph().by_type(SUBNET) if "private" in each.name]
    every = {"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlock": "0.0.0.0/0"}
    refused = {**every, "ruleNo": 1, "action": "deny", "cidrBlock": "10.1.0.0/16"}
    rest = {**every, "ruleNo": 2, "action": "allow"}
    facts = with_resource(graph(), ACL, subnetIds=ids, ingress=[rest, refused], egress=[rest])
    assert across(facts) == []


def test_a_link_without_the_route_back_leads_nowhere() -> None:
    broken = graph()
    for index in range(3):
        broken = without(broken, ROUTE, f"link-gcp-{index}-0")
    assert across(broken) == []


def test_a_route_of_some_subnets_is_a_way_to_these() -> None:
    assert across(without(graph(), ROUTE, "link-gcp-0-0"))


def test_without_a_link_nothing_leads_to_another_network() -> None:
    assert across(evolve(read_facts(graph()), links=())) == []


def test_a_preview_does_not_deny_what_the_update_opens() -> None:
    """Where a link's ends or a cluster's subnets are not known yet, the answer is not either."""
    before = reaches(deploy(preview=True).graph)
    for reach in reaches(graph()):
        ends = (str(reach.source), str(reach.target))
        told = [each for each in before if (str(each.source), str(each.target)) == ends]
        assert told
        assert all(
            isinstance(each.openings, Unknown) or each.openings == reach.openings for each in told
        )


def test_a_link_whose_tunnels_may_come_up_is_not_surely_one() -> None:
    facts = read_facts(graph())

    def doubtful(end: LinkFacts) -> LinkFacts:
        tunnels = (evolve(each, ike=Unknown("not seen")) for each in known(end.tunnels))
        return evolve(end, tunnels=tuple(tunnels))

    found = across(evolve(facts, links=tuple(map(doubtful, facts.links))))
    assert found
    assert all(isinstance(reach.openings, Unknown) for reach in found)


def test_who_accepts_no_routes_reaches_nobody_through_the_link() -> None:
    facts = read_facts(graph())
    closed = tuple(evolve(end, accepted=frozenset()) for end in facts.links)
    assert across(evolve(facts, links=closed)) == []


@pytest.mark.parametrize("token", ["gcp:compute/route:Route", "aws:ec2/instance:Instance"])
def test_what_a_reader_does_not_know_leaves_reachability_unknown(token: str) -> None:
    package = token.partition(":")[0]
    found = reaches(with_resource(graph(), token))
    for reach in found:
        if reach.target.cloud == package:
            assert isinstance(reach.openings, Unknown)
