"""What takes connections on Azure, and from whom."""

from __future__ import annotations

from typing import Any

from polycloud.graph import ResourceGraph
from polycloud_testing.contracts import programs
from polycloud_testing.contracts.linking import link_with
from polycloud_testing.facts import (
    EVERYTHING,
    EndpointFacts,
    EndpointKind,
    Facts,
    Opening,
    Unknown,
    known,
    read_facts,
)
from tests.contracts.harnesses import AZURE
from tests.facts.changing import setting, with_inputs, with_resource

GATEWAY = "azure-native:network:VirtualNetworkGateway"
PRIVATE_ENDPOINT = "azure-native:network:PrivateEndpoint"


def linked() -> ResourceGraph:
    return AZURE.scene(link_with("gcp")).graph


def endpoint(facts: Facts, kind: EndpointKind) -> EndpointFacts:
    (found,) = (e for e in facts.endpoints if e.kind is kind and e.cloud == "azure-native")
    return found


def test_a_gateway_answers_the_addresses_of_its_peer() -> None:
    facts = read_facts(linked())
    gateway = endpoint(facts, EndpointKind.VPN_GATEWAY)
    (peer,) = (end for end in facts.links if end.cloud == "gcp")
    callers = {str(each.peer.network_address) for each in known(gateway.public)}
    assert callers == {known(each) for each in known(peer.addresses)}
    assert {each.traffic for each in known(gateway.public)} == {"udp 500", "udp 4500", "esp"}
    assert gateway.network in {each.urn for each in facts.networks}


def test_which_clients_a_gateway_takes_is_not_judged() -> None:
    taking = setting(vpnClientConfiguration={"vpnClientProtocols": ["OpenVPN"]})
    facts = read_facts(with_inputs(linked(), GATEWAY, taking))
    assert isinstance(endpoint(facts, EndpointKind.VPN_GATEWAY).public, Unknown)


def test_a_private_endpoint_is_in_its_subnet_and_not_on_the_internet() -> None:
    graph = AZURE.scene(programs.network).graph
    (subnet,) = (
        each for each in graph.by_type("azure-native:network:Subnet") if "training" in each.name
    )
    facts = with_resource(graph, PRIVATE_ENDPOINT, subnet={"id": subnet.id})
    found = endpoint(facts, EndpointKind.PRIVATE_ENDPOINT)
    assert known(found.subnets) == {subnet.urn}
    assert found.public == frozenset()
    astray = with_resource(graph, PRIVATE_ENDPOINT, subnet={"id": "/elsewhere"})
    assert isinstance(endpoint(astray, EndpointKind.PRIVATE_ENDPOINT).network, Unknown)


def test_front_door_is_on_the_internet_unless_switched_off() -> None:
    graph = AZURE.scene(programs.network).graph

    def public(**inputs: Any) -> object:
        facts = with_resource(graph, "azure-native:cdn:AFDEndpoint", **inputs)
        return endpoint(facts, EndpointKind.FRONT_END).public

    assert public() == {Opening(EVERYTHING, "tcp", port, port) for port in (80, 443)}
    assert public(enabledState="Disabled") == frozenset()
