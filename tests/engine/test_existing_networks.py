"""The platform in networks of another stack, by the real engine and one backend for both."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from polycloud_testing.simulation.automation import Deployment
from polycloud_testing.simulation.inventory import Record

from .conftest import Operated, Project

ROOT = Path(__file__).parents[2]
NETWORKS = {
    "polycloud:aws_network": {
        "stack": "organization/network/dev",
        "id": "vpc_id",
        "private_subnets": ["subnet_ids[0]", "subnet_ids[1]"],
        "route_tables": ["table_id"],
        "ranges": ["10.20.0.0/16"],
    },
    "polycloud:gcp_network": {
        "stack": "organization/network/dev",
        "id": "network",
        "subnetwork": "subnetwork",
        "ranges": ["10.30.0.0/16"],
    },
}
LOOKED_UP = {
    "aws:ec2/vpc:Vpc": "vpc",
    "aws:ec2/subnet:Subnet": "private-a",
    "aws:ec2/routeTable:RouteTable": "private",
    "gcp:compute/network:Network": "network",
    "gcp:compute/subnetwork:Subnetwork": "training",
}


@pytest.fixture
def network(project: Project) -> Operated:
    """The other stack, deployed."""
    made = project("network")
    assert made.deployment.up().failures == ()
    return made


@pytest.fixture
def platform(network: Operated, tmp_path: Path) -> Iterator[Operated]:
    """The platform, with the other stack's backend and clouds."""
    folder = tmp_path / "platform"
    folder.mkdir()
    for name in ("Pulumi.yaml", "__main__.py"):
        shutil.copy(ROOT / name, folder)
    (folder / ".polycloud").symlink_to(network.deployment.folder.path)
    with Deployment(folder, "dev") as deployment:
        yield Operated(folder, deployment)


def configure(platform: Operated, **networks: object) -> None:
    given = {f"polycloud:{name}": value for name, value in networks.items()}
    platform.configure({"polycloud:enable_tpu_training": True, **NETWORKS, **given})


def records(operated: Operated) -> dict[str, Record]:
    return {record.urn: record for record in operated.inventory.list()}


def test_a_platform_lives_in_networks_of_another_stack_and_leaves_them(
    network: Operated, platform: Operated
) -> None:
    theirs = records(network)
    configure(platform)
    preview = platform.deployment.preview()
    assert [str(failure) for failure in preview.failures] == []
    update = platform.deployment.up()
    assert [str(failure) for failure in update.failures] == []

    for type_, name in LOOKED_UP.items():
        found = update.graph.by_type(type_)
        assert found
        assert all(each.external for each in found)
        assert network.existing(name, type_).id in {each.id for each in found}
    cluster = platform.existing("serving-eksCluster")
    assert cluster.outputs["vpcConfig"]["subnetIds"] == [
        network.existing(f"private-{zone}").id for zone in "ab"
    ]
    assert platform.deployment.up().changed == 0
    assert platform.deployment.refresh().changed == 0
    assert platform.deployment.preview().changed == 0

    assert platform.deployment.destroy().failures == ()
    assert records(network) == theirs


def test_a_range_that_is_not_the_networks_is_found_in_the_preview(
    network: Operated, platform: Operated
) -> None:
    before = records(network)
    given = {**NETWORKS["polycloud:gcp_network"], "ranges": ["10.31.0.0/16"]}
    configure(platform, gcp_network=given)
    # The engine may add what the end of the program cut short.
    told = " ".join(map(str, platform.deployment.preview().failures))
    assert "has the range 10.30.0.0/24" in told
    assert "10.31.0.0/16" in told
    assert records(network) == before


def test_a_stack_of_any_organization_can_be_given_instead_of_asked(project: Project) -> None:
    given = {
        "vpc_id": "vpc-0123456789abcdef0",
        "subnet_ids": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
        "table_id": "rtb-0123456789abcdef0",
    }
    links = project("links", references={"acme/network/dev": given})
    network = {**NETWORKS["polycloud:aws_network"], "stack": "acme/network/dev"}
    placement = {"object_store": "gcp", "metadata_store": "aws"}
    links.configure({"polycloud:placement": placement, "polycloud:aws_network": network})
    update = links.deployment.up()
    assert [str(failure) for failure in update.failures] == []
    assert links.existing("vpn-gateway", "aws:").outputs["vpcId"] == given["vpc_id"]
    assert links.deployment.preview().changed == 0


def test_networks_that_nobody_made_here_are_taken_as_they_are_given(project: Project) -> None:
    """What exists elsewhere, the simulated clouds believe, at a refresh as well."""
    links = project("links")
    vnet = (
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/network/providers"
        "/Microsoft.Network/virtualNetworks/shared"
    )
    links.configure(
        {
            "polycloud:placement": {"object_store": "azure", "metadata_store": "aws"},
            "polycloud:aws_network": {
                "id": "vpc-0123456789abcdef0",
                "private_subnets": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
                "route_tables": ["rtb-0123456789abcdef0"],
                "ranges": ["10.20.0.0/16"],
            },
            "polycloud:azure_network": {
                "id": vnet,
                "gateway_subnet": f"{vnet}/subnets/GatewaySubnet",
                "ranges": ["10.40.0.0/16"],
            },
        }
    )
    first = links.deployment.up()
    assert [str(failure) for failure in first.failures] == []
    external = {each.id for each in first.graph if each.external}
    assert {"vpc-0123456789abcdef0", vnet} <= external
    assert links.deployment.up().changed == 0
    assert links.deployment.refresh().changed == 0
    assert links.deployment.preview().changed == 0
    assert {each.id for each in links.deployment.graph() if each.external} == external
    assert links.deployment.destroy().failures == ()
    assert [record.urn for record in links.inventory.list()] == []
