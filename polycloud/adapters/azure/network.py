"""The network on Azure."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Final

import pulumi
from pulumi_azure_native import network as net

from polycloud.abstractions.cloud import Context
from polycloud.adapters.azure.existing_network import ExistingNetwork
from polycloud.adapters.azure.ground import Ground
from polycloud.adapters.azure.settings import CATALOG
from polycloud.adapters.component import Handle
from polycloud.adapters.network import network_of

_ENDPOINTS: Final = ("Microsoft.AzureCosmosDB", "Microsoft.Storage")
_DENY_PRIORITY: Final = 4000
"""After every rule that a load balancer of a cluster brings, before Azure's own."""


class Network(Handle):
    """A virtual network of private subnets: one a zone for machines, one for training.

    What it makes: the network; a security group on every subnet, which lets nothing in from
    the internet; a route table on every subnet, which takes no route from a VPN gateway but
    those that are written into it; NAT for what goes out, one gateway or one a zone; direct
    ways to Azure's stores that bypass NAT. Machines have no way out of their own.

    What it costs: a NAT gateway some 33 US dollars a month, and 0.045 a GB.

    Escape hatch: `native` is the `network.VirtualNetwork`, `subnets` has the subnets by
    name (``training``, ``machines-0`` …), `security_group`, `route_table` and `nat_gateways`
    the rest.
    """

    native: net.VirtualNetwork
    security_group: net.NetworkSecurityGroup
    route_table: net.RouteTable
    nat_gateways: list[net.NatGateway]
    subnets: dict[str, net.Subnet]

    def __init__(self, name: str, context: Context) -> None:
        self._ground = Ground.of(context)
        self._spec = context.network
        super().__init__(name, context, [self._ground.provider])
        self.native = net.VirtualNetwork(
            name,
            virtual_network_name=self._ground.name(name, "virtual_network"),
            address_space={"address_prefixes": [str(self._spec.range)]},
            opts=self.child(),
            **self._ground.place,
        )
        self.security_group = self._closed()
        self.route_table = self._routes()
        zones = CATALOG.regions[self._ground.region].zones
        redundant = bool(zones) and self._spec.redundant_egress
        self.nat_gateways = [
            self._nat_gateway(index, zone)
            for index, zone in enumerate(zones if redundant else (None,))
        ]
        self.subnets = {}
        for index, cidr in enumerate(self._spec.machines):
            self._private_subnet(f"machines-{index}", cidr, index)
        self._private_subnet("training", self._spec.training, 0)
        self.done(network_id=self.network_id)

    @property
    def route_tables(self) -> list[tuple[pulumi.Output[str], pulumi.Output[str]]]:
        """What links add their routes to, each by its name and its resource group."""
        return [(self.route_table.name, self._ground.group_name)]

    @property
    def network_id(self) -> pulumi.Output[str]:
        """The ARM id of the virtual network."""
        return self.native.id

    def gateway_subnet_id(self) -> pulumi.Output[str]:
        """The id of the VPN gateway's subnet, made when first asked for. Its name is Azure's."""
        if "GatewaySubnet" not in self.subnets:
            self._subnet("GatewaySubnet", self._spec.gateways[0])
        return self.subnets["GatewaySubnet"].id

    def _closed(self) -> net.NetworkSecurityGroup:
        return net.NetworkSecurityGroup(
            self.name,
            network_security_group_name=self._ground.name(self.name, "network_security_group"),
            security_rules=[
                {
                    "name": "deny-internet",
                    "description": "Nothing comes in from the internet.",
                    "priority": _DENY_PRIORITY,
                    "direction": net.SecurityRuleDirection.INBOUND,
                    "access": net.SecurityRuleAccess.DENY,
                    "protocol": net.SecurityRuleProtocol.ASTERISK,
                    "source_address_prefix": "Internet",
                    "source_port_range": "*",
                    "destination_address_prefix": "*",
                    "destination_port_range": "*",
                }
            ],
            opts=self.child(),
            **self._ground.place,
        )

    def _routes(self) -> net.RouteTable:
        """https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview"""
        return net.RouteTable(
            self.name,
            route_table_name=self._ground.name(self.name, "route_table"),
            disable_bgp_route_propagation=True,
            opts=self.child(),
            **self._ground.place,
        )

    def _nat_gateway(self, index: int, zone: str | None) -> net.NatGateway:
        """In ``zone``; where Azure puts it when there is none."""
        logical = f"{self.name}-nat-{index}"
        address = public_address(
            logical, self._ground, self.child(), zones=() if zone is None else (zone,)
        )
        return net.NatGateway(
            logical,
            nat_gateway_name=self._ground.name(logical, "nat_gateway"),
            sku={"name": net.NatGatewaySkuName.STANDARD},
            zones=None if zone is None else [zone],
            public_ip_addresses=[{"id": address.id}],
            opts=self.child(),
            **self._ground.place,
        )

    def _private_subnet(self, name: str, cidr: IPv4Network, zone: int) -> None:
        nat = self.nat_gateways[min(zone, len(self.nat_gateways) - 1)]
        self._subnet(
            name,
            cidr,
            default_outbound_access=False,
            nat_gateway={"id": nat.id},
            network_security_group={"id": self.security_group.id},
            route_table={"id": self.route_table.id},
            private_endpoint_network_policies=(
                net.VirtualNetworkPrivateEndpointNetworkPolicies.ENABLED
            ),
            service_endpoints=[{"service": service} for service in _ENDPOINTS],
        )

    def _subnet(
        self,
        name: str,
        cidr: IPv4Network,
        *,
        default_outbound_access: bool | None = None,
        nat_gateway: net.SubResourceArgsDict | None = None,
        network_security_group: net.NetworkSecurityGroupArgsDict | None = None,
        route_table: net.RouteTableArgsDict | None = None,
        private_endpoint_network_policies: str | None = None,
        service_endpoints: list[net.ServiceEndpointPropertiesFormatArgsDict] | None = None,
    ) -> None:
        # One after the other: a network refuses what comes while it is being changed.
        before = list(self.subnets.values())[-1:]
        self.subnets[name] = net.Subnet(
            f"{self.name}-{name.lower()}",
            subnet_name=name,
            virtual_network_name=self.native.name,
            resource_group_name=self._ground.group_name,
            address_prefix=str(cidr),
            default_outbound_access=default_outbound_access,
            nat_gateway=nat_gateway,
            network_security_group=network_security_group,
            route_table=route_table,
            private_endpoint_network_policies=private_endpoint_network_policies,
            service_endpoints=service_endpoints,
            opts=self.child(depends_on=before),
        )


def network(context: Context) -> Network | ExistingNetwork:
    """Return the network of a deployment, made when first asked for."""
    return network_of(
        context,
        Ground.of(context).settings.network,
        own=lambda: Network("azure-network", context),
        existing=lambda given: ExistingNetwork("azure-network", given, context),
    )


def public_address(
    logical: str, base: Ground, options: pulumi.ResourceOptions, *, zones: tuple[str, ...]
) -> net.PublicIPAddress:
    """A fixed address in ``zones``; several make it outlive the loss of one."""
    return net.PublicIPAddress(
        logical,
        public_ip_address_name=base.name(logical, "public_ip_address"),
        sku={"name": net.PublicIPAddressSkuName.STANDARD},
        public_ip_allocation_method=net.IPAllocationMethod.STATIC,
        public_ip_address_version=net.IPVersion.I_PV4,
        zones=list(zones) or None,
        opts=options,
        **base.place,
    )
