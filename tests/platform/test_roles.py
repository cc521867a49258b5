"""Roles of people, on the whole platform."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from polycloud.abstractions.identity import Access
from polycloud.abstractions.object_store import OBJECT_STORE
from polycloud.abstractions.serving_cluster import SERVING_CLUSTER
from polycloud.graph import ResourceGraph
from polycloud.platform.assembly import Platform, load
from polycloud.platform.people import rights_table
from polycloud_testing.simulation.inprocess import run
from tests.platform.test_up import deploy

_ADMIN = "00000005-0000-4000-8000-000000000005"
PEOPLE: dict[str, Any] = {
    "viewer": {"aws": {"groups": ["Viewers"]}, "gcp": {"groups": ["viewers@example.com"]}},
    "data_scientist": {"aws": {"groups": ["Scientists"]}},
    "ml_engineer": {"aws": {"federated": ["arn:aws:iam::000000000000:saml-provider/Entra"]}},
    "platform_admin": {
        "aws": {"groups": ["Admins"]},
        "gcp": {"users": ["alex@example.com"]},
        "azure": {"users": [_ADMIN]},
    },
}
_POLICY = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
_MOST_CHARACTERS = 6144
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""


@pytest.fixture(scope="module")
def graph() -> ResourceGraph:
    return deploy({"roles": PEOPLE}).graph


def test_each_role_may_do_all_that_the_one_before_may() -> None:
    order = list(Access)
    for row in rights_table():
        accesses = [order.index(Access(word)) for word in row[1:]]
        assert accesses == sorted(accesses), row


def test_the_table_is_the_one_that_is_promised() -> None:
    text = Path("docs/roles.md").read_text()
    lines = {" ".join(line.replace("|", " ").split()) for line in text.splitlines()}
    for row in rights_table():
        assert " ".join(row) in lines


def test_nobody_named_makes_nothing(graph: ResourceGraph) -> None:
    without = deploy().graph
    assert {r.urn for r in deploy({"roles": {"viewer": {"aws": {}}}}).graph} == {
        r.urn for r in without
    }
    assert {r.urn for r in without} < {r.urn for r in graph}


@pytest.mark.parametrize("clouds", [("aws", "aws"), ("gcp", "azure"), ("azure", "gcp")])
@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_roles_come_up_wherever_things_are_placed(
    clouds: tuple[str, str], environment: str
) -> None:
    stores, images = clouds
    placement = {"object_store": stores, "metadata_store": images, "image_registry": images}
    config = {"roles": PEOPLE, "placement": placement, "environment": environment}
    (platform,) = deploy(config).graph.by_type("polycloud:platform:Platform")
    held = platform.outputs["roles"]
    assert held["platform_admin"].keys() == {"aws", "gcp", "azure"}
    assert held["platform_admin"]["gcp"] == {"alex@example.com": "user:alex@example.com"}


def test_people_on_aws_enter_the_cluster_by_their_role(graph: ResourceGraph) -> None:
    policies = {
        (r.inputs["policyArn"].rpartition("/")[2], r.inputs["accessScope"]["type"])
        for r in graph.by_type(_POLICY)
        if "people-" in r.name
    }
    assert policies == {
        ("AmazonEKSViewPolicy", "namespace"),
        ("AmazonEKSEditPolicy", "namespace"),
        ("AmazonEKSAdminPolicy", "cluster"),
    }


def test_policies_on_aws_fit_within_its_limit(graph: ResourceGraph) -> None:
    sizes = [
        len(json.dumps(json.loads(r.inputs["policy"]), separators=(",", ":")))
        for r in graph.by_type("aws:iam/policy:Policy")
        if r.name.startswith("people-")
    ]
    assert len(sizes) == 4 * len(("object store", "table", "images", "cluster"))
    assert max(sizes) < _MOST_CHARACTERS


def test_only_whom_the_configuration_names_can_assume_a_role(graph: ResourceGraph) -> None:
    trusted = {
        r.name: json.loads(r.inputs["assumeRolePolicy"])["Statement"]
        for r in graph.by_type("aws:iam/role:Role")
        if r.name.startswith("people-")
    }
    (viewer,) = trusted["people-viewer"]
    arns = viewer["Condition"]["ArnLike"]["aws:PrincipalArn"]
    assert [arn.partition("sso.amazonaws.com/")[2] for arn in arns] == [
        f"{path}AWSReservedSSO_Viewers_{'?' * 16}" for path in ("", "*/")
    ]
    (engineer,) = trusted["people-ml-engineer"]
    assert engineer["Action"] == "sts:AssumeRoleWithSAML"
    assert engineer["Condition"] == {
        "StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}
    }


@pytest.mark.parametrize("cloud", ["aws", "gcp", "azure"])
def test_settings_of_a_part_of_a_bucket_are_not_seen(cloud: str) -> None:
    refused: list[str] = []

    def program() -> None:
        platform = Platform(load())
        store, cluster = platform.made.of(OBJECT_STORE), platform.made.of(SERVING_CLUSTER)
        assert store is not None
        assert cluster is not None
        with pytest.raises(ValueError, match="concern all its keys"):
            store.grant(cluster.identity("a", "b"), Access.VIEW, "models", "bert")
        refused.append(cloud)

    config = {"polycloud:placement": json.dumps({"object_store": cloud})}
    run(program, project="polycloud", stack="dev", config=config).raise_for_failures()
    assert refused == [cloud]


def test_no_binding_on_google_cloud_is_on_the_whole_project() -> None:
    placement = {"object_store": "gcp", "metadata_store": "gcp", "image_registry": "gcp"}
    graph = deploy({"roles": PEOPLE, "placement": placement}).graph
    members = {"group:viewers@example.com", "user:alex@example.com"}
    bindings = [r for r in graph if r.inputs.get("member") in members]
    assert {r.inputs["member"] for r in bindings} == members
    for binding in bindings:
        if "projects" in binding.type:
            assert binding.inputs["condition"]
        assert binding.inputs["role"] not in {"roles/owner", "roles/editor", "roles/viewer"}


def test_people_on_azure_are_assigned_roles_as_what_they_are(graph: ResourceGraph) -> None:
    assigned = [r for r in graph if r.inputs.get("principalId") == _ADMIN]
    assert {r.inputs["principalType"] for r in assigned} == {"User"}
    assert all("/workspaces/" in r.inputs["scope"] for r in assigned)
    assert {r.name.rpartition("-")[2] for r in assigned} == {"view", "read", "settings"}
