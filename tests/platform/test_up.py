"""The whole platform on simulated clouds, in this process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest
from pulumi.runtime.proto import provider_pb2

from polycloud.catalog import Catalog
from polycloud.graph import ResourceGraph
from polycloud.platform.assembly import Platform, load
from polycloud_testing.simulation.inprocess import Run, run
from polycloud_testing.simulation.rpc.requests import is_lookup
from polycloud_testing.simulation.wire import encode

NETWORKS = {"aws:ec2/vpc:Vpc", "gcp:compute/network:Network", "azure-native:network:VirtualNetwork"}


def deploy(
    config: Mapping[str, Any] | None = None,
    *,
    project: str = "polycloud",
    stack: str = "dev",
    preview: bool = False,
    references: Mapping[str, Mapping[str, Any]] | None = None,
) -> Run:
    """Run the platform as ``pulumi up`` does, with the default providers disabled."""
    values = {"enable_tpu_training": "true", **(config or {})}
    texts = {
        f"polycloud:{key}": value if isinstance(value, str) else json.dumps(value)
        for key, value in values.items()
    }
    return run(
        lambda: Platform(load()),
        project=project,
        stack=stack,
        config={**texts, "pulumi:disable-default-providers": '["*"]'},
        preview=preview,
        references=references,
    ).raise_for_failures()


def types(graph: ResourceGraph) -> set[str]:
    return {resource.type for resource in graph if resource.custom}


@pytest.fixture(scope="module")
def dev() -> ResourceGraph:
    return deploy().graph


@pytest.fixture(scope="module")
def prod() -> ResourceGraph:
    return deploy({"environment": "prod"}, stack="prod").graph


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_the_required_placement_comes_up(environment: str, preview: bool) -> None:
    graph = deploy({"environment": environment}, stack=environment, preview=preview).graph
    assert {
        "aws:s3/bucket:Bucket",
        "aws:dynamodb/table:Table",
        "aws:eks/cluster:Cluster",
        "gcp:tpu/v2Vm:V2Vm",
        "azure-native:operationalinsights:Workspace",
    } <= types(graph)


def test_every_resource_has_an_explicit_provider_of_its_package(dev: ResourceGraph) -> None:
    for resource in dev:
        if resource.custom and not resource.is_provider:
            assert resource.provider is not None, resource.urn
            assert dev.by_urn(resource.provider).package == resource.package


def test_nothing_that_is_made_and_gone_passes_for_somebody_elses(prod: ResourceGraph) -> None:
    """A refresh asks for what was made with its outputs, a lookup with what it is given."""
    for resource in prod:
        if resource.custom and not resource.is_provider:
            values = [encode(each) for each in (resource.inputs, resource.outputs)]
            request = provider_pb2.ReadRequest(
                type=resource.type, inputs=values[0], properties=values[1]
            )
            assert not is_lookup(request), resource.urn


def test_every_resource_is_inside_the_platform(dev: ResourceGraph) -> None:
    (platform,) = dev.by_type("polycloud:platform:Platform")
    inside = {resource.urn for resource in dev.descendants(platform)}
    outside = [r.urn for r in dev if r.urn not in inside and r is not platform]
    assert [urn for urn in outside if "pulumi:pulumi:Stack" not in urn] == []


def test_without_training_there_is_no_pool_network_or_link(dev: ResourceGraph) -> None:
    without = deploy({"enable_tpu_training": "false"}).graph
    gone = types(dev) - types(without)
    assert not any(kind.startswith("gcp:") for kind in types(without))
    assert "aws:ec2/vpnConnection:VpnConnection" in gone
    kept = {(r.type, r.name): r.inputs for r in without}
    for resource in dev:
        if resource.package == "azure-native":
            assert kept[resource.type, resource.name] == resource.inputs


def test_without_monitoring_nothing_else_changes(dev: ResourceGraph) -> None:
    without = deploy({"enable_monitoring": "false"}).graph

    def others(graph: ResourceGraph) -> dict[str, Mapping[str, Any]]:
        return {r.urn: r.inputs for r in graph if r.custom and r.package != "azure-native"}

    assert not without.package("azure-native")
    assert others(without) == others(dev)


def test_prod_protects_its_data_and_dev_does_not(dev: ResourceGraph, prod: ResourceGraph) -> None:
    stores = ("aws:s3/bucket:Bucket", "aws:dynamodb/table:Table")
    assert all(r.options.protect for r in prod.by_type(*stores))
    assert not any(r.options.protect for r in dev)
    (table,) = prod.by_type("aws:dynamodb/table:Table")
    assert table.inputs["deletionProtectionEnabled"] is True


def test_prod_has_bigger_machines_and_capacity_that_stays(
    dev: ResourceGraph, prod: ResourceGraph
) -> None:
    sizes = [
        Catalog("polycloud.catalog.aws").machines[graph_machine(graph)] for graph in (dev, prod)
    ]
    assert [(m.vcpus, m.memory_gib) for m in sizes] == [(4, 16), (8, 32)]
    pools = [graph.by_type("gcp:tpu/v2Vm:V2Vm")[0].inputs for graph in (dev, prod)]
    assert pools[0]["schedulingConfig"]["spot"] is True
    assert "schedulingConfig" not in pools[1]


def graph_machine(graph: ResourceGraph) -> str:
    (group,) = graph.by_type("aws:eks/nodeGroup:NodeGroup")
    return group.inputs["instanceTypes"][0]


def test_links_are_made_exactly_where_training_and_serving_are_apart(dev: ResourceGraph) -> None:
    assert len(dev.by_type("gcp:compute/vPNTunnel:VPNTunnel")) == 4
    assert len(dev.by_type("aws:ec2/vpnConnection:VpnConnection")) == 2
    assert len(dev.by_type("random:index/randomPassword:RandomPassword")) == 4


def test_keys_of_links_are_secret_everywhere(dev: ResourceGraph) -> None:
    for connection in dev.by_type("aws:ec2/vpnConnection:VpnConnection"):
        assert connection.inputs["tunnel1PresharedKey"] == "[secret]"
    for tunnel in dev.by_type("gcp:compute/vPNTunnel:VPNTunnel"):
        assert tunnel.inputs["sharedSecret"] == "[secret]"


@pytest.mark.parametrize(
    ("objects", "table"), list(product(["aws", "gcp", "azure"], ["aws", "gcp", "azure"]))
)
def test_stores_can_be_placed_on_any_cloud(objects: str, table: str) -> None:
    placement = {"object_store": objects, "metadata_store": table}
    graph = deploy({"placement": placement}).graph
    made = {r.type for r in graph if r.type.startswith("polycloud:")}
    assert {f"polycloud:{objects}:ObjectStore", f"polycloud:{table}:MetadataStore"} <= made
    assert len([kind for kind in made if kind.endswith(":MetadataStore")]) == 1
    assert len([r for r in graph if r.type in NETWORKS]) == 2


def test_two_stacks_share_no_physical_name() -> None:
    one, other = (deploy(stack=stack).graph for stack in ("dev", "dev-2"))
    names = [physical_names(graph) for graph in (one, other)]
    assert len(names[0]) > 20
    assert names[0].isdisjoint(names[1])


@pytest.mark.parametrize(
    ("project", "stack"),
    [
        ("p", "s"),
        ("a" * 100, "b" * 100),
        ("My.Very_long-Project.name-with.Every_thing-in.it", "Prod--7__of.many"),
        ("0123456789", "9" * 63),
    ],
)
def test_names_fit_whatever_project_and_stack_are_called(project: str, stack: str) -> None:
    """The simulated clouds refuse a name that is too long or malformed, as real ones do."""
    assert len(deploy(project=project, stack=stack).graph) > 100


def physical_names(graph: ResourceGraph) -> set[tuple[str, str]]:
    keys = ("bucket", "name", "accountId", "roleName", "accountName", "workspaceName")
    return {
        (resource.type, value)
        for resource in graph
        if not resource.is_provider and "RolePolicy" not in resource.type
        for key in keys
        if isinstance(value := resource.inputs.get(key), str) and "-" in value
    }
