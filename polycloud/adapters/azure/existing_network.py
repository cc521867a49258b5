"""A virtual network that is there already."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
from pulumi_azure_native import network as net

from polycloud.abstractions.cloud import Context
from polycloud.adapters.azure.given_network import AzureNetwork
from polycloud.adapters.azure.ground import Ground
from polycloud.adapters.component import Handle
from polycloud.adapters.existing import Ids, checked


class ExistingNetwork(Handle):
    """Somebody else's virtual network, in the place of a
    `polycloud.adapters.azure.network.Network`.

    It is only looked up: nothing of it is made, changed or deleted. What a link adds is the
    deployment's and goes with it: a VPN gateway in the gateway subnet, and a route to each of the
    peer's ranges in each of the given route tables. Subnets that take routes from the gateway
    need none of these, and have whatever it learns.

    What its owner sees to:

    * a network in the deployment's region and subscription;
    * for a link, a subnet named GatewaySubnet, /27 or larger, with no security group and in use by
      no other VPN gateway: a network has one at most; and a network that uses no gateway of
      a peered one;
    * network security groups, and a way out, for all other subnets;
    * route tables whose routes are not declared in one list with them, if they are given: that
      list would take the links' routes away again.

    https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings

    Its ranges have to be in those given; pulumi.RunError where one is not.

    Escape hatch: `native` is the `network.VirtualNetwork`, `subnets` has the GatewaySubnet; both
    looked up.
    """

    native: net.VirtualNetwork
    subnets: dict[str, net.Subnet]
    route_tables: list[tuple[pulumi.Output[str], pulumi.Output[str]]]
    """Each by its name and its resource group."""

    def __init__(self, name: str, given: AzureNetwork, context: Context) -> None:
        spec = context.network
        super().__init__(name, context, [Ground.of(context).provider])
        self._ids = ids = Ids(given, self)
        self.subnets = {}
        network_id = ids.one("id")
        self.native = net.VirtualNetwork.get(name, network_id, opts=self.child())
        if given.gateway_subnet is not None:
            subnet_id = self.gateway_subnet_id()
            self.subnets["GatewaySubnet"] = net.Subnet.get(
                f"{name}-gatewaysubnet", subnet_id, opts=self.child()
            )
        self.route_tables = [
            (_part(table, "routeTables"), _part(table, "resourceGroups"))
            for table in ids.all("route_tables")
        ]
        self.network_id: pulumi.Output[str] = checked(
            network_id, self.native.address_space.apply(_prefixes), spec
        )
        self.done(network_id=self.network_id)

    def gateway_subnet_id(self) -> pulumi.Output[str]:
        """The id of the VPN gateway's subnet. ValueError where none was given."""
        return self._ids.one("gateway_subnet")


def _part(identity: pulumi.Output[str], kind: str) -> pulumi.Output[str]:
    """What follows ``kind`` in an id, in whatever case that is."""

    def name(text: str) -> str:
        parts = text.split("/")
        return parts[text.lower().split("/").index(kind.lower()) + 1]

    return identity.apply(name)


def _prefixes(space: net.outputs.AddressSpaceResponse | None) -> Sequence[str]:
    """The ranges of an address space; none where Azure tells of none."""
    return (space.address_prefixes or ()) if space is not None else ()
