"""VPN gateways of virtual networks, and their connections.

https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpngateways
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

import attrs
from attrs import frozen

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.azure.ciphers import phases
from polycloud_testing.facts.azure.kinds import kind
from polycloud_testing.facts.azure.link_routes import accepted_by, advertised_by, doubts_of_routes
from polycloud_testing.facts.links import LinkFacts, TunnelFacts, key_of
from polycloud_testing.facts.resources import (
    at,
    hidden,
    label,
    listed,
    named,
    names,
    settings,
    surplus,
)
from polycloud_testing.facts.unknown import Fact, Unknown

_GATEWAY: Final = "network.VirtualNetworkGateway"
_CONNECTION: Final = "network.VirtualNetworkGatewayConnection"
_UNDERSTOOD: Final = frozenset(
    {
        *("virtualNetworkGatewayConnectionName", "resourceGroupName", "location", "tags"),
        *("connectionType", "connectionProtocol", "connectionMode", "virtualNetworkGateway1"),
        *("localNetworkGateway2", "sharedKey", "enableBgp", "gatewayCustomBgpIpAddresses"),
        *("ipsecPolicies", "routingWeight", "dpdTimeoutSeconds"),
    }
)
_ASSUMED_ASN: Final = 65515
"""https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-bgp-overview"""


@frozen
class _Machine:
    """One of a gateway's machines: its IP configuration by name, and its public address."""

    configuration: str
    address: Fact[str]
    inside: tuple[str, ...]
    """The addresses that it may have in tunnels."""


def read_links(graph: ResourceGraph) -> Iterator[LinkFacts]:
    """Each VPN gateway; one of ExpressRoute has no tunnels."""
    for gateway in graph:
        if kind(gateway) == _GATEWAY and at(gateway, "gatewayType", "Vpn") != "ExpressRoute":
            yield _read(graph, gateway)


def _read(graph: ResourceGraph, gateway: Resource) -> LinkFacts:
    called = [(gateway, names(gateway))]
    own = [
        each
        for each in graph
        if kind(each) == _CONNECTION
        and named(each, "virtualNetworkGateway1", _id(each, "virtualNetworkGateway1"), called)
        is gateway
    ]
    machines = _machines(graph, gateway)
    network = _network(graph, gateway)
    tags: Fact[Mapping[str, str]] = at(gateway, "tags", {})
    facts = LinkFacts(
        cloud="azure-native",
        name=gateway.id or label(gateway),
        urn=gateway.urn,
        network=network if isinstance(network, Unknown) else network.urn,
        asn=_asn(gateway),
        addresses=(
            machines
            if isinstance(machines, Unknown)
            else tuple(machine.address for machine in machines)
        ),
        tunnels=(
            machines
            if isinstance(machines, Unknown)
            else tuple(_tunnel(graph, gateway, c, m) for c in own for m in machines)
        ),
        advertised=advertised_by(network),
        relays=True,
        accepted=accepted_by(graph, network),
        tags=tags,
    )
    for connection in own:
        doubt = _doubt(connection)
        if doubt is not None:
            facts = attrs.evolve(facts, tunnels=doubt)
    if at(gateway, "vpnType", "") != "RouteBased":
        doubt = Unknown(f"{label(gateway)} is not of the type that is read.")
        facts = attrs.evolve(facts, tunnels=doubt)
    for doubt in doubts_of_routes(graph, gateway):
        facts = attrs.evolve(facts, accepted=doubt, advertised=doubt)
    return facts


def _doubt(connection: Resource) -> Unknown | None:
    if at(connection, "connectionType", "") != "IPsec":
        return Unknown(f"{label(connection)} is not of the kind that is read.")
    for name in surplus(connection, _UNDERSTOOD):
        return Unknown(f"What {name} of {label(connection)} changes is not known here.")
    return None


def _asn(gateway: Resource) -> Fact[int]:
    value = at(gateway, "bgpSettings.asn", _ASSUMED_ASN)
    return value if isinstance(value, Unknown) else int(value)


def _machines(graph: ResourceGraph, gateway: Resource) -> Fact[tuple[_Machine, ...]]:
    """Active-active gateways have one for each configuration; others only the first at a time."""
    configurations = listed(gateway, "ipConfigurations")
    both = at(gateway, "activeActive", default=False)
    if isinstance(configurations, Unknown):
        return configurations
    if isinstance(both, Unknown):
        return both
    addresses = [(each, names(each)) for each in graph if kind(each) == "network.PublicIPAddress"]
    found: list[_Machine] = []
    for each in _objects(configurations if both else configurations[:1]):
        value = _in(each, "publicIPAddress", "id")
        address = named(gateway, "ipConfigurations", value, addresses)
        found.append(
            _Machine(
                configuration=str(each.get("name")),
                address=address if isinstance(address, Unknown) else _fixed(address),
                inside=_inside_of(gateway, str(each.get("name"))),
            )
        )
    return tuple(found)


def _fixed(address: Resource) -> Fact[str]:
    method = at(address, "publicIPAllocationMethod", "Dynamic")
    if isinstance(method, Unknown):
        return method
    if method != "Static":
        return Unknown(f"{label(address)} may be another address tomorrow.")
    value = address.outputs.get("ipAddress")
    return value if isinstance(value, str) else hidden(address, "ipAddress")


def _inside_of(gateway: Resource, configuration: str) -> tuple[str, ...]:
    given = listed(gateway, "bgpSettings.bgpPeeringAddresses")
    for each in _objects([] if isinstance(given, Unknown) else given):
        if _is_of(each.get("ipconfigurationId"), configuration):
            return tuple(cast("list[str]", each.get("customBgpIpAddresses") or ()))
    return ()


def _is_of(identity: object, configuration: str) -> bool:
    return isinstance(identity, str) and identity.endswith(f"/ipConfigurations/{configuration}")


def _network(graph: ResourceGraph, gateway: Resource) -> Fact[Resource]:
    subnets = [(each, names(each)) for each in graph if kind(each) == "network.Subnet"]
    configurations = listed(gateway, "ipConfigurations")
    if isinstance(configurations, Unknown):
        return configurations
    found = [
        named(gateway, "ipConfigurations", _in(each, "subnet", "id"), subnets)
        for each in _objects(configurations)
    ]
    for subnet in found:
        if isinstance(subnet, Unknown):
            return subnet
    if found and all(subnet is found[0] for subnet in found):
        subnet = cast("Resource", found[0])
        networks = [
            (each, names(each, "virtualNetworkName"))
            for each in graph
            if kind(each) == "network.VirtualNetwork"
        ]
        value = settings(subnet).get("virtualNetworkName")
        return named(subnet, "virtualNetworkName", value, networks)
    return Unknown(f"{label(gateway)} is in no subnet, or in several.")


def _tunnel(
    graph: ResourceGraph, gateway: Resource, connection: Resource, machine: _Machine
) -> TunnelFacts:
    """A connection as one machine tries it."""
    known = (each for each in graph if kind(each) == "network.LocalNetworkGateway")
    peers = [(each, names(each)) for each in known]
    value = _id(connection, "localNetworkGateway2")
    peer = named(connection, "localNetworkGateway2", value, peers)
    ike, esp = phases(connection)
    return TunnelFacts(
        urn=connection.urn,
        address=machine.address,
        peer_address=peer if isinstance(peer, Unknown) else at(peer, "gatewayIpAddress", ""),
        ike_versions=_versions(connection),
        ike=ike,
        esp=esp,
        inside_address=_inside(connection, machine),
        peer_inside_address=(
            peer if isinstance(peer, Unknown) else at(peer, "bgpSettings.bgpPeeringAddress", "")
        ),
        peer_asn=peer if isinstance(peer, Unknown) else at(peer, "bgpSettings.asn", 0),
        bgp=_bgp(gateway, connection),
        key=key_of(connection, "sharedKey"),
    )


def _versions(connection: Resource) -> Fact[frozenset[int]]:
    protocol = at(connection, "connectionProtocol", "")
    if isinstance(protocol, Unknown):
        return protocol
    known = {"IKEv1": 1, "IKEv2": 2}.get(protocol)
    return frozenset({known}) if known else Unknown(f"{label(connection)} says no version of IKE.")


def _bgp(gateway: Resource, connection: Resource) -> Fact[bool]:
    of_gateway = at(gateway, "enableBgp", default=False)
    of_connection = at(connection, "enableBgp", default=False)
    if isinstance(of_gateway, Unknown):
        return of_gateway
    return of_gateway and of_connection if of_gateway else False


def _inside(connection: Resource, machine: _Machine) -> Fact[str]:
    """What the connection says of a machine, if the gateway knows the address, too."""
    given = listed(connection, "gatewayCustomBgpIpAddresses")
    if isinstance(given, Unknown):
        return given
    for each in _objects(given):
        address = each.get("customBgpIpAddress")
        if _is_of(each.get("ipConfigurationId"), machine.configuration):
            if isinstance(address, str) and address in machine.inside:
                return address
            return Unknown(f"{label(connection)} has an address that its gateway has not.")
    return Unknown(f"Azure picks the address of {label(connection)} in its tunnels.")


def _id(resource: Resource, name: str) -> object:
    value = resource.inputs.get(name)
    return cast("Mapping[str, Any]", value).get("id") if isinstance(value, Mapping) else value


def _in(item: Mapping[str, Any], name: str, deeper: str) -> object:
    value = item.get(name)
    return cast("Mapping[str, Any]", value).get(deeper) if isinstance(value, Mapping) else value


def _objects(items: list[Any]) -> Iterator[Mapping[str, Any]]:
    return (cast("Mapping[str, Any]", each) for each in items if isinstance(each, Mapping))
