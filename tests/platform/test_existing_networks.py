"""Networks that are there already: used, linked, and left alone."""

from __future__ import annotations

import json
import re
import runpy
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from polycloud.graph import Resource, ResourceGraph
from polycloud.platform.planning import Plan, make_plan
from polycloud.platform.problems import ConfigurationError, Problem
from polycloud.platform.references import stand_ins
from polycloud.platform.sources import Source
from polycloud.platform.structuring import GIVEN
from polycloud_testing.simulation.inprocess import Run, run

from .existing import BY_ID, BY_STACK, OUTPUTS, STACK, SUBNETWORK, VNET

LINKS = Path(__file__).parents[1] / "engine" / "programs" / "links" / "__main__.py"
PLATFORM = Path(__file__).parents[2] / "__main__.py"
FORMS = {"by id": BY_ID, "by stack": BY_STACK}

AWS_ROUTE = "aws:ec2/route:Route"
AZURE_ROUTE = "azure-native:network:Route"

NETWORK_PARTS = {
    "aws": {"Vpc", "Subnet", "RouteTable", "InternetGateway", "NatGateway", "FlowLog", "Eip"},
    "gcp": {"Network", "Subnetwork", "RouterNat"},
    "azure": {"VirtualNetwork", "Subnet", "NatGateway", "NetworkSecurityGroup"},
}
"""What makes up a network of the deployment's own."""


def deploy(
    networks: dict[str, Any],
    *,
    program: Path = PLATFORM,
    preview: bool = False,
    outputs: dict[str, Any] | None = None,
    **config: Any,
) -> Run:
    """Run a program of the platform with existing networks, by cloud."""
    keys = {f"{cloud}_network": given for cloud, given in networks.items()}
    values = {"enable_tpu_training": True, **keys, **config}
    return run(
        lambda: runpy.run_path(str(program), run_name="__main__"),
        project="ml",
        stack="dev",
        config={
            **{f"polycloud:{key}": json.dumps(value) for key, value in values.items()},
            "pulumi:disable-default-providers": '["*"]',
        },
        preview=preview,
        references={STACK: OUTPUTS if outputs is None else outputs},
    )


def link(one: str, other: str, networks: dict[str, Any]) -> ResourceGraph:
    """Two clouds joined, whatever else the placement would make of it."""
    placement = {"object_store": one, "metadata_store": other}
    made = deploy(networks, program=LINKS, placement=placement)
    return made.raise_for_failures().graph


def kinds(graph: ResourceGraph, package: str, *, external: bool) -> set[str]:
    return {
        each.type.rpartition(":")[2]
        for each in graph
        if each.package == package and each.external is external
    }


def looked_up(graph: ResourceGraph) -> set[str | None]:
    return {each.id for each in graph if each.external and each.package != "pulumi"}


def one(graph: ResourceGraph, type_: str) -> Resource:
    (found,) = graph.by_type(type_)
    return found


def problems(config: dict[str, Any]) -> dict[str, Problem]:
    with pytest.raises(ConfigurationError) as caught:
        plan(config)
    return {problem.path: problem for problem in caught.value.problems}


def plan(config: dict[str, Any]) -> Plan:
    return make_plan(source(config))


def source(config: dict[str, Any]) -> Source:
    return Source("ml", "dev", {"enable_tpu_training": True, **config})


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize("form", FORMS)
def test_a_cluster_and_its_links_are_in_the_vpc_that_was_given(form: str, preview: bool) -> None:
    given = BY_ID["aws"]
    graph = deploy({"aws": FORMS[form]["aws"]}, preview=preview).raise_for_failures().graph
    assert kinds(graph, "aws", external=False).isdisjoint(NETWORK_PARTS["aws"])
    assert looked_up(graph) == {given["id"], *given["private_subnets"], *given["route_tables"]}
    assert (
        one(graph, "aws:eks/cluster:Cluster").inputs["vpcConfig"]["subnetIds"]
        == (given["private_subnets"])
    )
    assert one(graph, "aws:ec2/vpnGateway:VpnGateway").inputs["vpcId"] == given["id"]
    routes = graph.by_type("aws:ec2/route:Route")
    assert [each.inputs["routeTableId"] for each in routes] == given["route_tables"]
    rules = graph.by_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    training = "10.1.0.0/24"
    assert {each.inputs["cidrIpv4"] for each in rules} == {*given["ranges"], training}


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize("form", FORMS)
def test_accelerators_are_in_the_subnetwork_that_was_given(form: str, preview: bool) -> None:
    graph = deploy({"gcp": FORMS[form]["gcp"]}, preview=preview).raise_for_failures().graph
    network = "projects/host-project-1/global/networks/shared"
    assert kinds(graph, "gcp", external=False).isdisjoint(NETWORK_PARTS["gcp"])
    assert looked_up(graph) == {network, SUBNETWORK}
    machine = one(graph, "gcp:tpu/v2Vm:V2Vm").inputs["networkConfig"]
    assert (machine["network"], machine["subnetwork"]) == (network, SUBNETWORK)


def test_what_is_added_to_a_shared_network_is_in_its_project_and_concerns_the_subnetwork() -> None:
    graph = deploy({"gcp": BY_ID["gcp"]}).raise_for_failures().graph
    added = [
        each
        for each in graph
        if each.type.startswith("gcp:compute/") and not each.external and not each.is_provider
    ]
    assert {each.outputs["project"] for each in added} == {"host-project-1"}
    assert one(graph, "gcp:tpu/v2Vm:V2Vm").outputs["project"] != "host-project-1"
    assert one(graph, "gcp:compute/firewall:Firewall").inputs["targetTags"]


@pytest.mark.parametrize("form", FORMS)
def test_a_gateway_is_in_the_gateway_subnet_that_was_given(form: str) -> None:
    graph = link("azure", "aws", {"azure": FORMS[form]["azure"]})
    assert kinds(graph, "azure-native", external=False).isdisjoint(NETWORK_PARTS["azure"])
    assert looked_up(graph) == {VNET, f"{VNET}/subnets/GatewaySubnet"}
    gateway = one(graph, "azure-native:network:VirtualNetworkGateway")
    subnets = {each["subnet"]["id"] for each in gateway.inputs["ipConfigurations"]}
    assert subnets == {f"{VNET}/subnets/GatewaySubnet"}
    route = one(graph, AZURE_ROUTE)
    assert (route.inputs["resourceGroupName"], route.inputs["routeTableName"]) == (
        "Routing",
        "machines",
    )


@pytest.mark.parametrize("pair", permutations(["aws", "gcp", "azure"], 2), ids="-".join)
def test_two_networks_that_are_there_are_linked_by_all_their_ranges(pair: tuple[str, str]) -> None:
    graph = link(*pair, {cloud: BY_ID[cloud] for cloud in pair})
    accepted = {
        "aws": lambda: {r.inputs["destinationCidrBlock"] for r in graph.by_type(AWS_ROUTE)},
        "azure": lambda: {r.inputs["addressPrefix"] for r in graph.by_type(AZURE_ROUTE)},
        "gcp": lambda: {
            text
            for each in graph.by_type("gcp:compute/routerRoutePolicy:RouterRoutePolicy")
            for text in re.findall(r"'(\S+?)'", each.inputs["terms"][0]["match"]["expression"])
        },
    }
    for cloud, peer in (pair, pair[::-1]):
        assert accepted[cloud]() == set(BY_ID[peer]["ranges"])


def test_everything_that_is_planned_keeps_clear_of_a_network_that_is_there() -> None:
    """Its range lies over what pods and services of the first two clouds would have."""
    taken = {"aws": {**BY_ID["aws"], "ranges": ["10.100.0.0/14", "10.200.0.0/15"]}}
    made = plan({f"{cloud}_network": given for cloud, given in taken.items()})
    aws, gcp = made.addresses["aws"].network, made.addresses["gcp"].network
    assert [str(each) for each in aws.ranges] == taken["aws"]["ranges"]
    others = [aws.pods, aws.services, gcp.range, gcp.pods, gcp.services]
    assert not any(each.overlaps(mine) for each in others for mine in aws.ranges)
    assert len(set(others)) == len(others)


def test_ranges_that_meet_are_shown_and_what_can_be_chosen_is_named() -> None:
    """Both a planned network and a given range give way to one that is there."""
    met = {"aws_network": {**BY_ID["aws"], "ranges": ["10.1.128.0/20"]}}
    found = problems(met)
    assert list(found) == ["aws_network.ranges[0]"]
    assert "10.1.128.0/20" in found["aws_network.ranges[0]"].reason
    assert "10.1.0.0/16" in found["aws_network.ranges[0]"].reason
    assert "gcp_network_range" in found["aws_network.ranges[0]"].hint
    assert plan({**met, "gcp_network_range": "10.60.0.0/16"})
    found = problems({**met, "aws_network": BY_ID["aws"], "gcp_network_range": "10.20.0.0/16"})
    assert list(found) == ["gcp_network_range"]
    assert "10.20.0.0/16 overlaps aws's network range 10.20.0.0/16" in str(*found.values())


def test_an_id_that_is_encrypted_is_taken_as_given() -> None:
    assert plan({"aws_network": {**BY_ID["aws"], "id": GIVEN}})


def test_two_networks_that_are_there_and_meet_cannot_be_used_together() -> None:
    found = problems(
        {"aws_network": BY_ID["aws"], "gcp_network": {**BY_ID["gcp"], "ranges": ["10.20.4.0/22"]}}
    )
    assert list(found) == ["gcp_network.ranges[0]"]


@pytest.mark.parametrize(("cloud", "needed"), [("aws", "route_tables")])
def test_a_link_says_what_it_needs_of_the_network(cloud: str, needed: str) -> None:
    without = {key: value for key, value in BY_ID[cloud].items() if key != needed}
    found = problems({f"{cloud}_network": without})
    assert list(found) == [f"{cloud}_network.{needed}"]
    assert "link" in found[f"{cloud}_network.{needed}"].reason
    assert plan({f"{cloud}_network": without, "enable_tpu_training": False})


@pytest.mark.parametrize("preview", [True, False])
def test_what_stands_for_another_stack_is_as_good_to_a_simulation(preview: bool) -> None:
    networks = {f"{cloud}_network": given for cloud, given in BY_STACK.items()}
    outputs = stand_ins(source(networks))
    assert outputs.keys() == {STACK}
    assert outputs[STACK].keys() == OUTPUTS.keys()
    assert len(set(outputs[STACK]["subnet_ids"])) == 2
    deploy(BY_STACK, preview=preview, outputs=outputs[STACK]).raise_for_failures()


@pytest.mark.parametrize("placed", [True, False])
def test_a_plan_says_that_ids_are_not_known_yet(placed: bool) -> None:
    made = plan({"gcp_network": BY_STACK["gcp"], "enable_tpu_training": placed})
    assert len([note for note in made.notes if STACK in note]) == placed
    assert not [note for note in plan({"gcp_network": BY_ID["gcp"]}).notes if "stack" in note]


def test_nothing_stands_for_what_is_given_by_its_id() -> None:
    networks = {f"{cloud}_network": given for cloud, given in BY_ID.items()}
    assert stand_ins(source(networks)) == {}


@pytest.mark.parametrize(
    ("outputs", "told"),
    [
        ({**OUTPUTS, "vpc_id": "subnet-0123456789abcdef0"}, "no output vpc_id that is an id"),
        ({**OUTPUTS, "subnet_ids": ["subnet-0123456789abcdef0"]}, r"no output subnet_ids\[1\]"),
        ({**OUTPUTS, "subnet_ids": "subnet-0123456789abcdef0"}, r"no output subnet_ids\[[01]\]"),
        ({key: OUTPUTS[key] for key in OUTPUTS if key != "table_ids"}, "no output table_ids"),
    ],
)
def test_an_output_that_is_no_id_ends_the_program_in_a_preview(
    outputs: dict[str, Any], told: str
) -> None:
    with pytest.raises(Exception, match=told):
        deploy({"aws": BY_STACK["aws"]}, preview=True, outputs=outputs)


def test_a_range_that_the_cloud_knows_and_the_configuration_does_not_ends_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A simulated lookup answers what it is told, so that it is told something else here."""
    import pulumi_aws as aws

    get: Callable[..., Any] = aws.ec2.Vpc.get

    def other(*arguments: Any, **options: Any) -> Any:
        return get(*arguments, **{**options, "cidr_block": "10.99.0.0/16"})

    monkeypatch.setattr(aws.ec2.Vpc, "get", staticmethod(other))
    with pytest.raises(Exception, match=r"10\.99\.0\.0/16.*10\.20\.0\.0/16, 10\.21\.0\.0/20"):
        deploy({"aws": BY_ID["aws"]}, preview=True)
