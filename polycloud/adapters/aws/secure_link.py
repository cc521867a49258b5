"""AWS's side of a private link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network
from typing import Any, Final

import pulumi
import pulumi_aws as aws

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.secure_link import CIPHERS, LinkEndSpec, Tunnel
from polycloud.adapters import secure_link
from polycloud.adapters.aws.encryption import operations_key
from polycloud.adapters.aws.ground import Ground
from polycloud.adapters.aws.network import network
from polycloud.adapters.component import Part

LOG_DAYS: Final = 30
"""How long the tunnels' logs are kept."""

_IPSEC: Final = "ipsec.1"
_TUNNELS: Final = 2
"""Tunnels of a VPN connection; always so many."""

_CIPHER: Final = {("AES-GCM-16", 256): "AES256-GCM-16"}[CIPHERS.encryption, CIPHERS.key_bits]
_INTEGRITY: Final = {"HMAC-SHA2-384": "SHA2-384"}[CIPHERS.prf]
_DEAD_AFTER_SECONDS: Final = 30
"""The least that AWS takes."""


class VpnGateway(Part):
    """The VPC's virtual private gateway. A VPC has one, so all links share it.

    It tells each peer what the others advertise, besides the VPC's own range; what a peer
    does not want, it must not accept.
    https://docs.aws.amazon.com/vpn/latest/s2svpn/VPN_CloudHub.html

    Escape hatch: ``native`` is the aws.ec2.VpnGateway.
    """

    def __init__(self, name: str, asn: int, context: Context) -> None:
        ground = Ground.of(context)
        super().__init__(context, ground.provider)
        self.asn = asn
        self.native = aws.ec2.VpnGateway(
            name,
            amazon_side_asn=str(asn),
            vpc_id=network(ground.context).network_id,
            tags=_tags(context, name),
            opts=self.child(),
        )


class LinkEnd(secure_link.LinkEnd):
    """Two VPN connections of two tunnels each, one to each of the peer's two addresses.

    What it makes: a customer gateway and a VPN connection for each of the peer's addresses,
    an encrypted log of their tunnels, and in every private route table a route to each of
    the peer's ranges. The routes are fixed and none is propagated: whatever the peer
    advertises, machines reach only ``peer_ranges`` through the link. BGP decides through
    which tunnel, and AWS advertises the whole VPC, which is the range of this side.
    Security groups stay closed to the peer; who is to be reached opens its own.

    AWS's outer addresses exist only once it knows the peer's, so `addresses` is None.

    What it takes: 2 of the 10 VPN connections of a gateway and of the 50 of a region, 2 of 50
    customer gateways and, with the first link, 1 of 5 gateways; the peer may advertise 100
    routes at most. A tunnel carries up to 1.25 Gbit/s, and a virtual private gateway sends
    through one of them at a time. Each connection is paid by the hour.
    https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-limits.html and VPNTunnels.html

    Escape hatch: ``gateway`` is the shared `VpnGateway`, ``customer_gateways`` and
    ``connections`` are native, in the order of the peer's addresses.
    """

    def __init__(self, name: str, spec: LinkEndSpec, context: Context) -> None:
        self._ground = Ground.of(context)
        self.customer_gateways: list[aws.ec2.CustomerGateway] = []
        self.connections: list[aws.ec2.VpnConnection] = []
        super().__init__(name, spec, context, self._ground.provider)
        self.gateway = _gateway(spec.asn, context)
        self.log_group = aws.cloudwatch.LogGroup(
            name,
            name=self._log_name(),
            kms_key_id=operations_key(self._ground.context).arn,
            retention_in_days=LOG_DAYS,
            opts=self.child(),
        )
        self.done(gateway_id=self.gateway.native.id)

    @property
    def addresses(self) -> None:
        """None: they exist only after `meet`."""
        return None

    def _meet(
        self, peer_addresses: Sequence[pulumi.Output[str]], tunnels: Sequence[Tunnel]
    ) -> Sequence[pulumi.Output[str]]:
        """Make the connections; gives one address per tunnel, in the order of ``tunnels``.

        Raises:
            ValueError: the tunnels are not two to each address, or this side does not have the
                first host of each tunnel's inside range. AWS leaves no choice in either.
        """
        addresses: dict[int, pulumi.Output[str]] = {}
        for peer_interface, peer_address in enumerate(peer_addresses):
            pair = [each for each in tunnels if each.peer_interface == peer_interface]
            _check(peer_interface, pair)
            connection = self._connection(peer_interface, peer_address, pair)
            outer = (connection.tunnel1_address, connection.tunnel2_address)
            addresses |= {tunnel.index: own for tunnel, own in zip(pair, outer, strict=True)}
        return [addresses[each.index] for each in tunnels]

    def _accept(self, tunnels: Sequence[Tunnel]) -> Sequence[pulumi.Resource]:
        """Route to the peer; gives the connections, which have their BGP sessions already."""
        for table_index, table in enumerate(network(self._ground.context).private_route_table_ids):
            for range_index, peer_range in enumerate(self.spec.peer_ranges):
                self._route(f"{table_index}-{range_index}", table, peer_range)
        return list(self.connections)

    def _connection(
        self, index: int, peer_address: pulumi.Output[str], pair: Sequence[Tunnel]
    ) -> aws.ec2.VpnConnection:
        name = f"{self.name}-{index}"
        peer = aws.ec2.CustomerGateway(
            name,
            type=_IPSEC,
            ip_address=peer_address,
            bgp_asn=str(self.spec.peer_asn),
            tags=_tags(self._ground.context, name),
            opts=self.child(),
        )
        first, second = (self._options(number, each) for number, each in enumerate(pair, start=1))
        connection = aws.ec2.VpnConnection(
            name,
            type=_IPSEC,
            vpn_gateway_id=self.gateway.native.id,
            customer_gateway_id=peer.id,
            static_routes_only=False,
            tags=_tags(self._ground.context, name),
            **first,
            **second,
            opts=self.child(),
        )
        self.customer_gateways.append(peer)
        self.connections.append(connection)
        return connection

    def _options(self, number: int, tunnel: Tunnel) -> dict[str, Any]:
        """The arguments about one of a connection's two tunnels.

        Both sides may initiate, so that the link comes back whichever of them went away.
        """
        options: Mapping[str, Any] = {
            "inside_cidr": str(tunnel.inside),
            "preshared_key": tunnel.key,
            "ike_versions": ["ikev2"],
            "phase1_encryption_algorithms": [_CIPHER],
            "phase1_integrity_algorithms": [_INTEGRITY],
            "phase1_dh_group_numbers": [CIPHERS.diffie_hellman_group],
            "phase2_encryption_algorithms": [_CIPHER],
            "phase2_integrity_algorithms": [_INTEGRITY],
            "phase2_dh_group_numbers": [CIPHERS.diffie_hellman_group],
            "startup_action": "start",
            "dpd_timeout_action": "restart",
            "dpd_timeout_seconds": _DEAD_AFTER_SECONDS,
            "log_options": {
                "cloudwatch_log_options": {
                    "log_enabled": True,
                    "log_group_arn": self.log_group.arn,
                    "log_output_format": "json",
                }
            },
        }
        return {f"tunnel{number}_{key}": value for key, value in options.items()}

    def _route(self, word: str, table: pulumi.Output[str], peer_range: IPv4Network) -> None:
        aws.ec2.Route(
            f"{self.name}-{word}",
            route_table_id=table,
            destination_cidr_block=str(peer_range),
            gateway_id=self.gateway.native.id,
            opts=self.child(),
        )

    def _log_name(self) -> str:
        # Under this prefix, log groups need no room in the account's one resource policy:
        # https://docs.aws.amazon.com/vpn/latest/s2svpn/monitoring-logs.html
        prefix = "/aws/vendedlogs/"
        return prefix + self._ground.name(self.name, "log_group", reserve=len(prefix))


def _gateway(asn: int, context: Context) -> VpnGateway:
    """The one gateway. ValueError when two links disagree about its ASN."""
    gateway = context.once("vpn-gateway", lambda: VpnGateway("vpn-gateway", asn, context))
    if gateway.asn != asn:
        raise ValueError(f"the gateway of all links has ASN {gateway.asn}, so none can have {asn}")
    return gateway


def _check(peer_interface: int, pair: Sequence[Tunnel]) -> None:
    if len(pair) != _TUNNELS:
        raise ValueError(
            f"a VPN connection has {_TUNNELS} tunnels, but {len(pair)} were planned to the "
            f"peer's address {peer_interface}"
        )
    for tunnel in pair:
        first = str(next(tunnel.inside.hosts()))
        if tunnel.inside_address != first:
            raise ValueError(
                f"inside {tunnel.inside} AWS has {first}, but tunnel {tunnel.index} plans "
                f"{tunnel.inside_address}"
            )


def _tags(context: Context, word: str) -> dict[str, str]:
    deployment = context.deployment
    return {"Name": f"{deployment.project}-{deployment.stack}-{word}"}
