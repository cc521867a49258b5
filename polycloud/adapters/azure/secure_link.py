"""Azure's side of a private link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pulumi
from pulumi_azure_native import network as net

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.secure_link import CIPHERS, LinkEndSpec, Tunnel
from polycloud.adapters import secure_link
from polycloud.adapters.azure.ground import Ground
from polycloud.adapters.azure.network import network, public_address
from polycloud.adapters.azure.settings import CATALOG

_INSTANCES: Final = ("default", "active-active")
"""The gateway's two machines, by the names of their IP configurations."""

_GROUPS: Final = {19: "ECP256", 20: "ECP384"}
_CIPHER: Final = {("AES-GCM-16", 128): "GCMAES128", ("AES-GCM-16", 256): "GCMAES256"}[
    CIPHERS.encryption, CIPHERS.key_bits
]
_POLICY: Final[net.IpsecPolicyArgsDict] = {
    "ike_encryption": _CIPHER,
    # Of IKE with an authenticated cipher, "integrity" is the pseudo-random function.
    "ike_integrity": CIPHERS.prf.replace("HMAC-SHA2-", "SHA"),
    "dh_group": _GROUPS[CIPHERS.diffie_hellman_group],
    "ipsec_encryption": _CIPHER,
    "ipsec_integrity": _CIPHER,
    "pfs_group": _GROUPS[CIPHERS.diffie_hellman_group],
    "sa_life_time_seconds": 27000,
    "sa_data_size_kilobytes": 102400000,
}
"""https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-compliance-crypto; the
lifetimes are Azure's defaults, and no matter between the two sides."""


class LinkEnd(secure_link.LinkEnd):
    """A VPN gateway of two machines, both active, whose addresses are known before its peer.

    What it makes: two public addresses; with the peer known, the gateway, which takes 30 to
    45 minutes; for each tunnel what stands for the peer's side, and an IKEv2 connection with
    BGP over link-local addresses; a route to each of the peer's ranges. A connection
    is tried by both machines, and comes up from the one that the peer expects.

    Routes: Azure advertises the range of its network. The gateway has no filter for what it
    learns, but subnets take nothing from it: whatever the peer advertises, machines reach
    only ``peer_ranges`` through the link, by fixed routes in the network's route table. Of a
    network that is there already, what subnets take is its owner's choice.

    A network on Azure has one VPN gateway, which must know all its BGP addresses when it is
    made: a second link on the same network is refused.

    What it costs: some 400 US dollars a month, and traffic by the gigabyte.

    Escape hatch: `native` is the `network.VirtualNetworkGateway` once the end was met,
    `public_addresses` and `connections` the rest.
    """

    native: net.VirtualNetworkGateway
    public_addresses: list[net.PublicIPAddress]
    connections: list[net.VirtualNetworkGatewayConnection]

    def __init__(self, name: str, spec: LinkEndSpec, context: Context) -> None:
        holder = context.once("azure.vpn-gateway", lambda: name)
        if holder != name:
            raise NotImplementedError(
                f"{name!r} is the second link of a network on Azure, after {holder!r}, and the "
                "network's one VPN gateway takes the tunnels of one"
            )
        self._ground = Ground.of(context)
        self._network = network(context)
        self._peer_addresses: Sequence[pulumi.Output[str]] = ()
        super().__init__(name, spec, context, self._ground.provider)
        zones = CATALOG.regions[self._ground.region].zones
        self.public_addresses = [
            public_address(f"{name}-{index}", self._ground, self.child(), zones=zones)
            for index in range(len(_INSTANCES))
        ]
        self.connections = []
        self.done(addresses=list(self.addresses))

    @property
    def addresses(self) -> Sequence[pulumi.Output[str]]:
        """The two machines' public addresses."""
        return [_present(address.ip_address) for address in self.public_addresses]

    def _meet(
        self, peer_addresses: Sequence[pulumi.Output[str]], tunnels: Sequence[Tunnel]
    ) -> Sequence[pulumi.Output[str]]:
        """Make the gateway, which has to know the tunnels' inside addresses."""
        self._peer_addresses = peer_addresses
        name = self._ground.name(self.name, "virtual_network_gateway")
        self._gateway_id = pulumi.Output.concat(
            self._ground.group.id,
            "/providers/Microsoft.Network/virtualNetworkGateways/",
            name,
        )
        self.native = net.VirtualNetworkGateway(
            self.name,
            virtual_network_gateway_name=name,
            gateway_type=net.VirtualNetworkGatewayType.VPN,
            vpn_type=net.VpnType.ROUTE_BASED,
            vpn_gateway_generation=net.VpnGatewayGeneration.GENERATION2,
            sku={
                "name": net.VirtualNetworkGatewaySkuName.VPN_GW2_AZ,
                "tier": net.VirtualNetworkGatewaySkuTier.VPN_GW2_AZ,
            },
            active_active=True,
            enable_bgp=True,
            bgp_settings={
                "asn": self.spec.asn,
                "bgp_peering_addresses": [
                    {
                        "ipconfiguration_id": self._configuration_id(instance),
                        "custom_bgp_ip_addresses": _inside(tunnels, instance),
                    }
                    for instance in range(len(_INSTANCES))
                ],
            },
            ip_configurations=[
                {
                    "name": configuration,
                    "subnet": {"id": self._network.gateway_subnet_id()},
                    "public_ip_address": {"id": address.id},
                    "private_ip_allocation_method": net.IPAllocationMethod.DYNAMIC,
                }
                for configuration, address in zip(_INSTANCES, self.public_addresses, strict=True)
            ],
            opts=self.child(
                custom_timeouts=pulumi.CustomTimeouts(create="90m", update="90m", delete="60m")
            ),
            **self._ground.place,
        )
        return self.addresses

    def _accept(self, tunnels: Sequence[Tunnel]) -> Sequence[pulumi.Resource]:
        """Make each tunnel's connection, one after the other."""
        for tunnel in tunnels:
            self.connections.append(self._connection(tunnel, tunnels))
        self._route()
        return list(self.connections)

    def _route(self) -> None:
        """One after the other: a route table refuses what comes while it is being changed."""
        for table_index, (table, group) in enumerate(self._network.route_tables):
            routes: list[net.Route] = []
            for range_index, peer_range in enumerate(self.spec.peer_ranges):
                logical = f"{self.name}-{table_index}-{range_index}"
                route = net.Route(
                    logical,
                    route_name=self._ground.name(logical, "route"),
                    route_table_name=table,
                    resource_group_name=group,
                    address_prefix=str(peer_range),
                    next_hop_type=net.RouteNextHopType.VIRTUAL_NETWORK_GATEWAY,
                    opts=self.child(depends_on=[self.native, *routes[-1:]]),
                )
                routes.append(route)

    def _connection(
        self, tunnel: Tunnel, tunnels: Sequence[Tunnel]
    ) -> net.VirtualNetworkGatewayConnection:
        logical = f"{self.name}-{tunnel.index}"
        peer = net.LocalNetworkGateway(
            logical,
            local_network_gateway_name=self._ground.name(logical, "local_network_gateway"),
            gateway_ip_address=self._peer_addresses[tunnel.peer_interface],
            bgp_settings={
                "asn": self.spec.peer_asn,
                "bgp_peering_address": tunnel.peer_inside_address,
            },
            opts=self.child(),
            **self._ground.place,
        )
        return net.VirtualNetworkGatewayConnection(
            logical,
            virtual_network_gateway_connection_name=self._ground.name(
                logical, "gateway_connection"
            ),
            connection_type=net.VirtualNetworkGatewayConnectionType.IPSEC,
            connection_protocol=net.VirtualNetworkGatewayConnectionProtocol.IK_EV2,
            virtual_network_gateway1={"id": self.native.id},
            local_network_gateway2={"id": peer.id},
            shared_key=tunnel.key,
            enable_bgp=True,
            use_policy_based_traffic_selectors=False,
            gateway_custom_bgp_ip_addresses=[
                {
                    "ip_configuration_id": self._configuration_id(instance),
                    "custom_bgp_ip_address": _bgp_address(tunnel, tunnels, instance),
                }
                for instance in range(len(_INSTANCES))
            ],
            ipsec_policies=[_POLICY],
            opts=self.child(depends_on=self.connections[-1:]),
            **self._ground.place,
        )

    def _configuration_id(self, instance: int) -> pulumi.Output[str]:
        return pulumi.Output.concat(self._gateway_id, "/ipConfigurations/", _INSTANCES[instance])


def _inside(tunnels: Sequence[Tunnel], instance: int) -> list[str]:
    return [tunnel.inside_address for tunnel in tunnels if tunnel.interface == instance]


def _bgp_address(tunnel: Tunnel, tunnels: Sequence[Tunnel], instance: int) -> str:
    """A connection names an address for both machines; of the idle one, any of its own."""
    if tunnel.interface == instance:
        return tunnel.inside_address
    return _inside(tunnels, instance)[0]


def _present(address: pulumi.Output[str | None]) -> pulumi.Output[str]:
    """A static address is there from the start, though the SDK's type lets it lack."""
    return address.apply(lambda text: text or "")
