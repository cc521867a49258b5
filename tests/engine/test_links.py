"""Any two clouds are joined by the real engine, and a link that failed half made is completed."""

from __future__ import annotations

from itertools import chain

import pytest

from polycloud.graph import ResourceGraph
from polycloud_testing.facts import Joint, joined, read_facts

from .conftest import Project

FAILING = (
    ("aws", "gcp", "gcp"),
    ("aws", "gcp", "aws"),
    ("aws", "azure", "azure"),
    ("aws", "azure", "aws"),
    ("azure", "gcp", "gcp"),
)
"""Two clouds, and the one of them whose gateway fails."""

GATEWAYS = {
    "aws": "aws:ec2/vpnGateway:VpnGateway",
    "azure": "azure-native:network:VirtualNetworkGateway",
    "gcp": "gcp:compute/haVpnGateway:HaVpnGateway",
}


@pytest.mark.parametrize(("one", "other", "side"), FAILING)
def test_two_clouds_are_joined_after_a_gateway_failed_once(
    project: Project, one: str, other: str, side: str
) -> None:
    # A gateway without which its side has no tunnels, so that the link stays half made.
    failing = GATEWAYS[side]
    links = project("links", faults=[f"fail {failing}#create:1"])
    links.configure(placement(one, other))

    first = links.deployment.up()
    assert [failure.type for failure in first.failures] == [failing]
    assert not [r for r in links.inventory.list() if r.type == failing]
    assert tunnels(first.graph) == ()

    second = links.deployment.up()
    assert [str(failure) for failure in second.failures] == []
    assert links.deployment.up().changed == 0
    assert links.deployment.refresh().changed == 0

    joints = tunnels(second.graph)
    assert len(joints) == (4 if "aws" in (one, other) else 2)
    assert all(joint.up is True and joint.same_key for joint in joints)
    keys = [side.key for side in chain.from_iterable(joint.sides for joint in joints)]
    assert all(key.secret is True for key in keys)
    assert len({key.made_of for key in keys}) == len(joints)

    assert links.deployment.destroy().failures == ()
    assert [r.urn for r in links.inventory.list()] == []


def placement(one: str, other: str) -> dict[str, object]:
    return {"polycloud:placement": {"object_store": one, "metadata_store": other}}


def tunnels(graph: ResourceGraph) -> tuple[Joint, ...]:
    """Those that lead from each of the two clouds to the other."""
    return tuple(chain.from_iterable(link.joints for link in joined(read_facts(graph).links)))
