"""Remote components under the real engine: children, providers, dependencies, methods."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from polycloud.graph import Resource, ResourceGraph
from tests.engine.conftest import PROGRAMS, Operated, operated


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    each = operated(tmp_path_factory.mktemp("project") / "cluster", PROGRAMS / "cluster")
    with each.deployment:
        yield each


def test_a_component_lives_as_its_children_do(cluster: Operated) -> None:
    cluster.configure()
    preview = cluster.deployment.preview()
    assert preview.failures == ()
    update = cluster.deployment.up()
    assert update.failures == ()
    assert {r.urn for r in preview.graph} == {r.urn for r in update.graph}
    assert cluster.deployment.up().changed == 0
    assert cluster.deployment.refresh().changed == 0
    _is_put_together(update.graph)
    assert cluster.existing("models").id == update.outputs["namespace"]
    assert cluster.deployment.destroy().succeeded
    assert cluster.inventory.list() == ()


def test_wrong_inputs_of_a_component_are_refused(cluster: Operated) -> None:
    cluster.configure({"cluster:wrong": "true"})
    failures = " ".join(str(f) for f in cluster.deployment.preview().failures)
    assert "authenticationMode" in failures
    assert "did you mean 'API'?" in failures


def _is_put_together(graph: ResourceGraph) -> None:
    component = _one(graph, "eks:index:Cluster")
    made = _one(graph, "aws:eks/cluster:Cluster")
    nodes = _one(graph, "aws:eks/nodeGroup:NodeGroup")
    assert made.parent == component.urn
    assert nodes.parent == _one(graph, "eks:index:ManagedNodeGroup").urn
    provider = _one(graph, "pulumi:providers:aws").urn
    assert {r.provider for r in graph.by_type("aws:*")} == {provider}

    subnets = {r.urn for r in graph.by_type("aws:ec2/subnet:Subnet")}
    assert set(made.property_dependencies["vpcConfig"]) == subnets
    assert made.urn in nodes.property_dependencies["clusterName"]
    addons = graph.by_type("aws:eks/addon:Addon")
    assert addons
    for addon in addons:
        assert set(addon.property_dependencies["clusterName"]) == {made.urn}
    inside = next(r for r in graph.by_name("inside") if r.is_provider)
    assert component.urn in inside.property_dependencies["kubeconfig"]


def _one(graph: ResourceGraph, type: str) -> Resource:
    (found,) = graph.by_type(type)
    return found
