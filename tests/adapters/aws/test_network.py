from __future__ import annotations

from ipaddress import ip_network

import pytest

from polycloud.adapters.aws import cloud
from polycloud.adapters.aws.settings import AwsSettings

from .deploying import ACCOUNT, deploy, network


def _network(context):
    made = cloud.network(context)
    return {"network": made.network_id, "subnets": [each.id for each in made.private_subnets]}


def _graph(**options):
    return deploy(_network, **options).graph


def _ec2(graph, kind):
    return graph.by_type(f"aws:ec2/{kind[0].lower()}{kind[1:]}:{kind}")


def test_private_and_public_subnets_follow_the_plan_in_three_zones():
    plan = network()
    subnets = {r.name: r.inputs for r in _ec2(_graph(), "Subnet")}
    assert len(subnets) == 6
    for word, ranges in (("private", plan.machines), ("public", plan.gateways)):
        for index, cidr in enumerate(ranges):
            subnet = subnets[f"network-{word}-{index}"]
            assert ip_network(subnet["cidrBlock"]) == cidr
            assert subnet["availabilityZone"] == f"us-west-2{'abc'[index]}"
            assert subnet["mapPublicIpOnLaunch"] is False


def test_a_region_with_two_zones_has_two_of_each():
    settings = AwsSettings(region="us-west-1", account_id=ACCOUNT)
    assert len(_ec2(_graph(settings=settings), "Subnet")) == 4


def test_zones_may_be_chosen():
    settings = AwsSettings(zones=("us-west-2d", "us-west-2b"), account_id=ACCOUNT)
    zones = [r.inputs["availabilityZone"] for r in _ec2(_graph(settings=settings), "Subnet")]
    assert sorted(zones) == sorted(2 * ["us-west-2d", "us-west-2b"])


def test_load_balancers_find_their_subnets():
    for subnet in _ec2(_graph(), "Subnet"):
        word = "internal-elb" if "private" in subnet.name else "elb"
        assert subnet.inputs["tags"][f"kubernetes.io/role/{word}"] == "1"


@pytest.mark.parametrize(("redundant", "gateways"), [(False, 1), (True, 3)])
def test_egress_is_by_one_gateway_or_one_a_zone(redundant, gateways):
    graph = _graph(redundant_egress=redundant)
    assert len(_ec2(graph, "NatGateway")) == gateways
    out = [r for r in _ec2(graph, "Route") if r.inputs.get("natGatewayId")]
    assert len(out) == 3
    assert len({r.inputs["natGatewayId"] for r in out}) == gateways


def test_turning_to_redundant_egress_replaces_no_subnet_or_route_table():
    def kept(graph):
        found = (*_ec2(graph, "Subnet"), *_ec2(graph, "RouteTable"))
        return {r.urn for r in found}

    assert kept(_graph()) == kept(_graph(redundant_egress=True))


def test_private_subnets_have_no_way_in_from_the_internet():
    graph = _graph()
    private = {r.id for r in _ec2(graph, "RouteTable") if "private" in r.name}
    for route in _ec2(graph, "Route"):
        if route.inputs["routeTableId"] in private:
            assert "gatewayId" not in route.inputs


def test_nat_gateways_wait_for_the_internet_gateway():
    graph = _graph()
    (gateway,) = _ec2(graph, "InternetGateway")
    for kind in ("NatGateway", "Eip"):
        assert all(gateway in graph.dependencies(r) for r in _ec2(graph, kind))


def test_stores_are_reached_without_the_internet():
    graph = _graph()
    tables = {r.id for r in _ec2(graph, "RouteTable") if "private" in r.name}
    services = {r.inputs["serviceName"]: r.inputs for r in _ec2(graph, "VpcEndpoint")}
    assert set(services) == {"com.amazonaws.us-west-2.s3", "com.amazonaws.us-west-2.dynamodb"}
    for inputs in services.values():
        assert inputs["vpcEndpointType"] == "Gateway"
        assert set(inputs["routeTableIds"]) == tables


def test_the_default_security_group_lets_nothing_through():
    (group,) = _ec2(_graph(), "DefaultSecurityGroup")
    assert group.inputs["ingress"] == []
    assert group.inputs["egress"] == []


def test_flow_logs_are_encrypted_and_end():
    graph = _graph()
    (flow,) = _ec2(graph, "FlowLog")
    (group,) = graph.by_type("aws:cloudwatch/logGroup:LogGroup")
    (key,) = graph.by_type("aws:kms/key:Key")
    assert flow.inputs["trafficType"] == "ALL"
    assert flow.inputs["logDestination"] == group.outputs["arn"]
    assert group.inputs["kmsKeyId"] == key.outputs["arn"]
    assert group.inputs["retentionInDays"] == 30
    (policy,) = graph.by_type("aws:iam/rolePolicy:RolePolicy")
    assert policy in graph.dependencies(flow)


def test_the_network_is_made_once_for_all_who_ask():
    def twice(context):
        assert cloud.network(context) is cloud.network(context)

    assert len(_ec2(deploy(twice).graph, "Vpc")) == 1


def test_a_preview_knows_every_resource():
    def names(graph):
        return sorted(r.urn for r in graph)

    assert names(_graph(preview=True)) == names(_graph())
