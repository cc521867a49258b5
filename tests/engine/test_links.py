"""Any two clouds are joined by the real engine, and a link that failed half made is completed."""

from __future__ import annotations

from ipaddress import ip_address
from itertools import combinations

import pytest

from polycloud.graph import SECRET, ResourceGraph

from .conftest import Operated, Project

PAIRS = (("aws", "gcp"), ("aws", "azure"), ("azure", "gcp"))
GATEWAYS = {
    "aws": "aws:ec2/vpnGateway:VpnGateway",
    "azure": "azure-native:network:VirtualNetworkGateway",
    "gcp": "gcp:compute/haVpnGateway:HaVpnGateway",
}
TUNNELS = {
    "aws": ("aws:ec2/vpnConnection:VpnConnection", ("tunnel1PresharedKey", "tunnel2PresharedKey")),
    "azure": ("azure-native:network:VirtualNetworkGatewayConnection", ("sharedKey",)),
    "gcp": ("gcp:compute/vPNTunnel:VPNTunnel", ("sharedSecret",)),
}


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_two_clouds_are_joined_after_a_gateway_failed_once(
    project: Project, pair: tuple[str, str]
) -> None:
    one, other = pair
    # A gateway without which its side has no tunnels, so that the link stays half made.
    failing = GATEWAYS["gcp" if "gcp" in pair else "azure"]
    links = project("links", faults=[f"fail {failing}#create:1"])
    links.configure(placement(one, other))

    first = links.deployment.up()
    assert [failure.type for failure in first.failures] == [failing]
    assert not [r for r in links.inventory.list() if r.type == failing]

    second = links.deployment.up()
    assert [str(failure) for failure in second.failures] == []
    assert links.deployment.up().changed == 0
    assert links.deployment.refresh().changed == 0

    keys = [keys_of(second.graph, cloud) for cloud in pair]
    assert keys[0] == keys[1]
    assert len(keys[0]) == len(set(keys[0])) >= 2
    addresses_meet(links, one, other)

    assert links.deployment.destroy().failures == ()
    assert [r.urn for r in links.inventory.list()] == []


def placement(one: str, other: str) -> dict[str, object]:
    return {"links:placement": {"object_store": one, "metadata_store": other}}


def keys_of(graph: ResourceGraph, cloud: str) -> list[str]:
    """What the pre-shared keys of a side are made of, tunnel by tunnel; none is to be seen."""
    type_, properties = TUNNELS[cloud]
    made: list[str] = []
    for resource in sorted(graph.by_type(type_), key=lambda each: each.name):
        for name in properties:
            assert resource.inputs[name] == SECRET
            made += resource.property_dependencies[name]
    return made


def addresses_meet(links: Operated, one: str, other: str) -> None:
    """Each side's tunnels lead to outer addresses that the other has, and to two at least."""
    own: dict[str, set[str]] = {}
    named: dict[str, set[str]] = {}
    for cloud in (one, other):
        own[cloud], named[cloud] = outer_addresses(links, cloud)
        assert len(own[cloud]) >= 2
        assert all(ip_address(each) for each in own[cloud])
    assert named[one] == own[other]
    assert named[other] == own[one]
    assert not any(own[a] & own[b] for a, b in combinations(own, 2))


def outer_addresses(links: Operated, cloud: str) -> tuple[set[str], set[str]]:
    """A side's own outer addresses, and those at which it expects its peer."""

    def values(type_: str, name: str, prefix: str = "link-") -> list[object]:
        return [
            record.outputs[name]
            for record in links.inventory.list()
            if record.type == type_ and record.urn.rpartition("::")[2].startswith(prefix)
        ]

    own: list[object]
    if cloud == "aws":
        connection = TUNNELS["aws"][0]
        own = values(connection, "tunnel1Address") + values(connection, "tunnel2Address")
        named = values("aws:ec2/customerGateway:CustomerGateway", "ipAddress")
    elif cloud == "azure":
        own = values("azure-native:network:PublicIPAddress", "ipAddress")
        named = values("azure-native:network:LocalNetworkGateway", "gatewayIpAddress")
    else:
        [interfaces] = values(GATEWAYS["gcp"], "vpnInterfaces")
        own = [each["ipAddress"] for each in interfaces]
        [peers] = values("gcp:compute/externalVpnGateway:ExternalVpnGateway", "interfaces")
        named = [each["ipAddress"] for each in peers]
    return set(map(str, own)), set(map(str, named))
