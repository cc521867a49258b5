"""The graph: finding resources in it, and how they hang together."""

from __future__ import annotations

import json

import pytest

from polycloud.graph import SECRET, UNKNOWN, Resource, ResourceGraph


def resource(name: str, type_: str = "aws:s3/bucket:Bucket", **more: object) -> Resource:
    return Resource(urn=f"urn:{name}", type=type_, name=name, **more)  # pyright: ignore


@pytest.fixture
def graph() -> ResourceGraph:
    """Provider ← vpc ← subnet ← cluster; store (component) holds bucket and policy;
    model depends on store.
    """
    return ResourceGraph(
        [
            resource("west", "pulumi:providers:aws"),
            resource("vpc", "aws:ec2/vpc:Vpc", provider="urn:west"),
            resource(
                "subnet",
                "aws:ec2/subnet:Subnet",
                provider="urn:west",
                property_dependencies={"vpcId": ("urn:vpc",)},
            ),
            resource("store", "polycloud:aws:ObjectStore", custom=False),
            resource("bucket", parent="urn:store"),
            resource(
                "policy",
                "aws:s3/bucketPolicy:BucketPolicy",
                parent="urn:store",
                dependencies=("urn:bucket",),
            ),
            resource("model", "kubernetes:apps/v1:Deployment", dependencies=("urn:store",)),
        ],
        project="ml",
        stack="dev",
    )


def names(resources: tuple[Resource, ...]) -> list[str]:
    return [found.name for found in resources]


def test_iteration_is_in_the_order_of_registration(graph: ResourceGraph) -> None:
    assert [r.name for r in graph][:3] == ["west", "vpc", "subnet"]
    assert len(graph) == 7


def test_resources_are_found_by_urn_type_name_and_package(graph: ResourceGraph) -> None:
    assert graph.by_urn("urn:vpc").type == "aws:ec2/vpc:Vpc"
    assert names(graph.by_type("aws:ec2/*")) == ["vpc", "subnet"]
    assert names(graph.by_type("aws:ec2/vpc:Vpc", "kubernetes:*")) == ["vpc", "model"]
    assert names(graph.by_name("bucket")) == ["bucket"]
    assert names(graph.package("aws")) == ["west", "vpc", "subnet", "bucket", "policy"]
    assert graph.packages() == ("aws", "kubernetes")
    assert "urn:vpc" in graph
    assert graph.by_urn("urn:vpc") in graph
    assert "urn:absent" not in graph
    with pytest.raises(KeyError):
        graph.by_urn("urn:absent")


def test_the_tree_is_walked_both_ways(graph: ResourceGraph) -> None:
    assert names(graph.children("urn:store")) == ["bucket", "policy"]
    assert names(graph.descendants("urn:store")) == ["bucket", "policy"]
    assert names(graph.ancestors("urn:policy")) == ["store"]
    assert graph.children("urn:vpc") == ()


def test_dependencies_are_named_ones_properties_and_providers(graph: ResourceGraph) -> None:
    assert names(graph.dependencies("urn:subnet")) == ["west", "vpc"]
    assert names(graph.dependents("urn:vpc")) == ["subnet"]
    assert names(graph.dependents("urn:west", transitive=True)) == ["vpc", "subnet"]


def test_a_component_stands_for_all_beneath_it(graph: ResourceGraph) -> None:
    assert names(graph.dependencies("urn:model")) == ["store", "bucket", "policy"]
    assert names(graph.dependents("urn:bucket")) == ["policy", "model"]


def test_a_child_may_depend_on_its_own_component() -> None:
    graph = ResourceGraph(
        [
            resource("store", "x:y:Store", custom=False),
            resource("a", parent="urn:store", dependencies=("urn:store",)),
            resource("b", parent="urn:store", dependencies=("urn:store",)),
        ]
    )
    assert names(graph.dependencies("urn:a")) == ["store"]
    assert names(graph.in_order()) == ["store", "a", "b"]


def test_order_puts_everything_after_what_it_waits_for() -> None:
    graph = ResourceGraph(
        [
            resource("late", dependencies=("urn:early",)),
            resource("early"),
        ]
    )
    assert names(graph.in_order()) == ["early", "late"]


def test_a_cycle_is_named() -> None:
    graph = ResourceGraph(
        [resource("a", dependencies=("urn:b",)), resource("b", dependencies=("urn:a",))]
    )
    with pytest.raises(ValueError, match=r"urn:a, urn:b|urn:b, urn:a"):
        graph.in_order()


def test_dependencies_outside_the_graph_are_passed_over() -> None:
    graph = ResourceGraph([resource("a", dependencies=("urn:gone",), parent="urn:stack")])
    assert graph.dependencies("urn:a") == ()
    assert graph.ancestors("urn:a") == ()


def test_a_urn_is_there_once() -> None:
    with pytest.raises(ValueError, match="urn:a"):
        ResourceGraph([resource("a"), resource("a")])


def test_json_says_what_is_secret_and_what_unknown() -> None:
    graph = ResourceGraph(
        [resource("a", inputs={"password": SECRET}, outputs={"arn": UNKNOWN})],
        outputs={"arn": UNKNOWN},
        project="ml",
        stack="dev",
    )
    document = json.loads(graph.to_json())
    assert document["project"] == "ml"
    assert document["resources"][0]["inputs"] == {"password": "[secret]"}
    assert document["resources"][0]["outputs"] == {"arn": "[unknown]"}
    assert document["outputs"] == {"arn": "[unknown]"}


def test_a_value_is_the_output_or_else_the_input() -> None:
    found = resource("a", inputs={"x": 1, "y": 2}, outputs={"x": 3})
    assert (found.get("x"), found.get("y"), found.get("z", 0)) == (3, 2, 0)
