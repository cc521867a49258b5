"""A virtual network that is there already."""

from __future__ import annotations

import pulumi
from pulumi_azure_native import network as net

from polycloud.abstractions.cloud import Context
from polycloud.adapters.azure.given_network import AzureNetwork
from polycloud.adapters.azure.ground import ground
from polycloud.adapters.component import Handle
from polycloud.adapters.existing import Ids, within


class ExistingNetwork(Handle):
    """Somebody else's virtual network, in the place of a
    `polycloud.adapters.azure.network.Network`.

    It is only looked up: nothing of it is made, changed or deleted. A link puts its VPN gateway,
    which is the deployment's and goes with it, into the gateway subnet.

    What its owner sees to:

    * a network in the deployment's region and subscription;
    * for a link, a subnet named GatewaySubnet, /27 or larger, with no security group and in use by
      no other VPN gateway: a network has one at most; and a network that uses no gateway of
      a peered one;
    * network security groups, and a way out, for all other subnets.

    https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings

    Its ranges have to be in those given; pulumi.RunError where one is not.

    Escape hatch: `native` is the `network.VirtualNetwork`, looked up.
    """

    native: net.VirtualNetwork

    def __init__(self, name: str, given: AzureNetwork, context: Context) -> None:
        spec = context.network
        super().__init__(name, context, [ground(context).provider])
        self._prefix = name
        self._ids = Ids(given, self)
        self.native = net.VirtualNetwork.get(name, self._ids.one("id"), opts=self.child())

        def checked(network_id: str, space: net.outputs.AddressSpaceResponse | None) -> str:
            within(spec, space.address_prefixes or () if space is not None else ())
            return network_id

        self.network_id: pulumi.Output[str] = pulumi.Output.all(
            self.native.id, self.native.address_space
        ).apply(lambda found: checked(*found))
        self._gateway_subnet: net.Subnet | None = None
        self.done(network_id=self.network_id)

    def gateway_subnet(self) -> net.Subnet:
        """The subnet of the VPN gateway, looked up when first asked for."""
        if self._gateway_subnet is None:
            self._gateway_subnet = net.Subnet.get(
                f"{self._prefix}-gatewaysubnet", self._ids.one("gateway_subnet"), opts=self.child()
            )
        return self._gateway_subnet
