"""What takes connections on Google Cloud: TPU VMs, VPN gateways, front ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.gcp.firewalls import group, rules_for, strays
from polycloud_testing.facts.gcp.kinds import kind
from polycloud_testing.facts.gcp.networks import network_of
from polycloud_testing.facts.gcp.vpc_kinds import of_kind, strangers
from polycloud_testing.facts.links import EVERYTHING
from polycloud_testing.facts.networks import EndpointFacts, EndpointKind
from polycloud_testing.facts.resources import at, hidden, label, listed, referred
from polycloud_testing.facts.traffic import (
    PRIVATE,
    Layers,
    Opening,
    Openings,
    answered,
    combined,
    from_outside,
    ports_of,
    through_all,
)
from polycloud_testing.facts.unknown import Fact, Unknown


def read_endpoints(graph: ResourceGraph) -> Iterator[EndpointFacts]:
    """Everything of the graph that takes connections."""
    doubt = next((each for source in (strangers, strays) for each in source(graph)), None)
    for resource in graph:
        for facts in _of(graph, resource):
            yield facts if doubt is None else attrs.evolve(facts, inbound=doubt, public=doubt)


def _of(graph: ResourceGraph, resource: Resource) -> Iterator[EndpointFacts]:
    match kind(resource):
        case "tpu.V2Vm":
            yield _machines(graph, resource)
        case "compute.HaVpnGateway":
            yield _gateway(graph, resource)
        case "compute.GlobalForwardingRule":
            yield _front_end(resource)
        case _:
            return


def _machines(graph: ResourceGraph, vm: Resource) -> EndpointFacts:
    """https://docs.cloud.google.com/tpu/docs/reference/rest/v2/projects.locations.nodes"""
    subnet = referred(
        vm, "networkConfig.subnetwork", of_kind(graph, "compute.Subnetwork"), "selfLink", "name"
    )
    network = None if subnet is None else network_of(graph, subnet, "network")
    groups = _groups(vm)
    doubt = Unknown(f"The network of {label(vm)} is not known here.")
    if subnet is None or network is None or isinstance(groups, Unknown):
        doubt = groups if isinstance(groups, Unknown) else doubt
        return _endpoint(vm, EndpointKind.MACHINES, doubt, doubt, doubt, doubt, doubt)
    inbound = combined([rules_for(graph, network, "INGRESS", groups)])
    return _endpoint(
        vm,
        EndpointKind.MACHINES,
        network.urn,
        frozenset({subnet.urn}),
        inbound,
        combined([rules_for(graph, network, "EGRESS", groups)]),
        _public_machines(vm, inbound),
        groups,
    )


def _public_machines(vm: Resource, inbound: Fact[Layers]) -> Fact[Openings]:
    external = at(vm, "networkConfig.enableExternalIps", default=False)
    if isinstance(external, Unknown) or not external:
        return external if isinstance(external, Unknown) else frozenset()
    if isinstance(inbound, Unknown):
        return inbound
    return from_outside(through_all(inbound, [EVERYTHING]), PRIVATE)


def _groups(vm: Resource) -> Fact[frozenset[str]]:
    tags = listed(vm, "tags")
    account = at(vm, "serviceAccount.email", "")
    if isinstance(tags, Unknown):
        return tags
    named = [] if isinstance(account, Unknown) or not account else [group("account", account)]
    return frozenset([*(group("tag", each) for each in tags if isinstance(each, str)), *named])


def _gateway(graph: ResourceGraph, gateway: Resource) -> EndpointFacts:
    """It answers the peers of its tunnels."""
    peers = [
        _peer(graph, tunnel)
        for tunnel in of_kind(graph, "compute.VPNTunnel")
        if referred(tunnel, "vpnGateway", [gateway], "selfLink")
    ]
    network = network_of(graph, gateway, "network")
    return _endpoint(
        gateway,
        EndpointKind.VPN_GATEWAY,
        Unknown(f"The network of {label(gateway)} is not known here.")
        if network is None
        else network.urn,
        frozenset(),
        ((),),
        ((),),
        answered(peers),
    )


def _peer(graph: ResourceGraph, tunnel: Resource) -> Fact[str]:
    """The peer's address at the interface that the tunnel leads to."""
    peers = of_kind(graph, "compute.ExternalVpnGateway")
    peer = referred(tunnel, "peerExternalGateway", peers, "selfLink")
    number = at(tunnel, "peerExternalGatewayInterface", 0)
    if peer is None or isinstance(number, Unknown):
        return Unknown(f"The peer of {label(tunnel)} is not known here.")
    interfaces = listed(peer, "interfaces")
    if isinstance(interfaces, Unknown):
        return interfaces
    for each in cast("list[dict[str, Any]]", interfaces):
        if each.get("id") == number and isinstance(each.get("ipAddress"), str):
            return each["ipAddress"]
    return hidden(peer, "interfaces")


def _front_end(rule: Resource) -> EndpointFacts:
    """https://docs.cloud.google.com/load-balancing/docs/forwarding-rule-concepts"""
    scheme = at(rule, "loadBalancingScheme", "EXTERNAL")
    text = at(rule, "portRange", "")
    public: Fact[Openings] = Unknown(f"The ports of {label(rule)} are not known here.")
    if isinstance(scheme, Unknown) or not scheme.startswith("EXTERNAL"):
        public = Unknown(f"Who reaches {label(rule)} is not judged here.")
    elif isinstance(text, str) and text:
        ports = ports_of(text)
        if ports is not None:
            public = frozenset({Opening(EVERYTHING, "tcp", *ports)})
    return _endpoint(rule, EndpointKind.FRONT_END, None, frozenset(), ((),), ((),), public)


def _endpoint(
    resource: Resource,
    kind: EndpointKind,
    network: Fact[str | None],
    subnets: Fact[frozenset[str]],
    inbound: Fact[Layers],
    outbound: Fact[Layers],
    public: Fact[Openings],
    groups: frozenset[str] = frozenset(),
) -> EndpointFacts:
    return EndpointFacts(
        cloud="gcp",
        name=resource.name,
        kind=kind,
        urn=resource.urn,
        network=network,
        subnets=subnets,
        inbound=inbound,
        outbound=outbound,
        public=public,
        groups=groups,
    )
