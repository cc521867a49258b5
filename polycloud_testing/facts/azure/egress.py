"""How a subnet gets out to the internet.

https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access
"""

from __future__ import annotations

from typing import Any, Final, cast

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.azure.vnet_kinds import of_kind
from polycloud_testing.facts.networks import Egress
from polycloud_testing.facts.resources import at, item_of, label, listed, referred
from polycloud_testing.facts.unknown import Fact, Unknown

RESERVED: Final = "GatewaySubnet"
"""Holds a VPN gateway and nothing else; no security group is taken there."""


def nat_of(graph: ResourceGraph, subnet: Resource) -> Fact[tuple[Resource, ...]]:
    """The NAT gateway of a subnet, if it has one that works.

    https://learn.microsoft.com/azure/nat-gateway/nat-overview
    """
    named = at(subnet, "natGateway", cast("Any", None))
    if named is None:
        return ()
    nat = referred(subnet, "natGateway.id", of_kind(graph, "network.NatGateway"))
    if nat is None:
        return Unknown(f"The NAT gateway of {label(subnet)} is not known here.")
    given = listed(nat, "publicIpAddresses")
    prefixes = listed(nat, "publicIpPrefixes")
    if isinstance(given, Unknown) or isinstance(prefixes, Unknown):
        return Unknown(f"The addresses of {label(nat)} are not known here.")
    addresses = of_kind(graph, "network.PublicIPAddress")
    for each in given:
        if not referred(item_of(nat, "publicIpAddresses", each), "id", addresses):
            return Unknown(f"An address of {label(nat)} is not known here.")
    return (nat,) if given or prefixes else ()


def egress_of(subnet: Resource, nat: Fact[tuple[Resource, ...]]) -> Fact[Egress]:
    """https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access"""
    if isinstance(nat, Unknown):
        return nat
    if nat:
        return Egress.GATEWAY
    default = at(subnet, "defaultOutboundAccess", cast("Any", None))
    if default is None:
        return _no_default(subnet)
    if isinstance(default, Unknown):
        return default
    return Egress.DIRECT if default else Egress.NONE


def zones_of(nat: Fact[tuple[Resource, ...]]) -> Fact[frozenset[str] | None]:
    """https://learn.microsoft.com/azure/nat-gateway/nat-availability-zones"""
    if isinstance(nat, Unknown):
        return nat
    zones: set[str] = set()
    for each in nat:
        if at(each, "sku.name", "Standard") == "StandardV2":
            return None
        named = listed(each, "zones")
        if isinstance(named, Unknown):
            return named
        zones |= set(map(str, named))
    return frozenset(zones)


def gives_addresses(subnet: Resource) -> Fact[bool]:
    """Machines of a subnet that is not private have one that Azure gives them unseen, though
    only to get out by, and also where NAT is used in its stead.
    """
    default = at(subnet, "defaultOutboundAccess", cast("Any", None))
    if default is None and at(subnet, "subnetName", "") != RESERVED:
        return _no_default(subnet)
    return bool(default) if not isinstance(default, Unknown) else default


def _no_default(subnet: Resource) -> Unknown:
    return Unknown(
        f"The default of defaultOutboundAccess of {label(subnet)} depends on the version of the"
        " API."
    )
