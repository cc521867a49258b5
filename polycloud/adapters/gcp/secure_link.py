"""Google Cloud's side of a private link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network
from typing import Final

import pulumi
import pulumi_gcp as gcp
from pulumi_gcp.compute import VPNTunnelCipherSuiteArgsDict

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.secure_link import CIPHERS, LinkEndSpec, Tunnel
from polycloud.adapters import secure_link
from polycloud.adapters.gcp.ground import Ground
from polycloud.adapters.gcp.network import network

_REDUNDANCY: Final = {
    1: "SINGLE_IP_INTERNALLY_REDUNDANT",
    2: "TWO_IPS_REDUNDANCY",
    4: "FOUR_IPS_REDUNDANCY",
}
_CIPHER: Final = [f"{CIPHERS.encryption}-{CIPHERS.key_bits}"]
_GROUP: Final = [f"Group-{CIPHERS.diffie_hellman_group}"]
_SUITE: Final[VPNTunnelCipherSuiteArgsDict] = {
    "phase1": {"encryptions": _CIPHER, "prves": [f"PRF-{CIPHERS.prf}"], "dhs": _GROUP},
    "phase2": {"encryptions": _CIPHER, "pfs": _GROUP},
}
"""The cipher is authenticated, so neither phase has an integrity algorithm:
https://cloud.google.com/network-connectivity/docs/vpn/concepts/supported-ike-ciphers"""


class LinkEnd(secure_link.LinkEnd):
    """An HA VPN gateway, whose two addresses are known before its peer.

    What it makes: the gateway, a Cloud Router that advertises this side's ranges and
    accepts the peer's and no others; with the peer known, what stands for its gateway; and
    for each tunnel an IKEv2 `gcp.compute.VPNTunnel` with an interface and a BGP session of
    the router. The firewall stays closed to the peer; who is to be reached opens its own.

    What it costs: each tunnel by the hour, and traffic by the gigabyte. The availability
    that Google promises needs a tunnel on each of the two interfaces.

    Escape hatch: `native` is the `gcp.compute.HaVpnGateway`, `router` the
    `gcp.compute.Router`, `tunnels` the tunnels made so far.
    """

    native: gcp.compute.HaVpnGateway
    router: gcp.compute.Router
    tunnels: list[gcp.compute.VPNTunnel]

    def __init__(self, name: str, spec: LinkEndSpec, context: Context) -> None:
        self._ground = Ground.of(context)
        self.tunnels = []
        net = network(context)
        super().__init__(name, spec, context, net.provider)
        self.native = gcp.compute.HaVpnGateway(
            name,
            name=self._physical("gateway"),
            network=net.network_id,
            region=self._ground.region,
            opts=self.child(),
        )
        self.router = gcp.compute.Router(
            name,
            name=self._physical("router"),
            network=net.network_id,
            region=self._ground.region,
            bgp={
                "asn": spec.asn,
                "advertise_mode": "CUSTOM",
                "advertised_ip_ranges": [{"range": str(each)} for each in spec.ranges],
            },
            opts=self.child(),
        )
        self._policy = gcp.compute.RouterRoutePolicy(
            name,
            name=self._physical("accept"),
            router=self.router.name,
            region=self._ground.region,
            type="ROUTE_POLICY_TYPE_IMPORT",
            terms=[
                _term(1, spec.peer_ranges, "accept()"),
                # What no term drops is accepted.
                _term(2, [IPv4Network("0.0.0.0/0")], "drop()"),
            ],
            opts=self.child(),
        )
        self.done(addresses=list(self.addresses))

    @property
    def addresses(self) -> Sequence[pulumi.Output[str]]:
        """The gateway's two outer addresses, interface 0 first."""
        interfaces = self.native.vpn_interfaces
        return [
            interfaces.apply(lambda found: found[0].ip_address or ""),
            interfaces.apply(lambda found: found[1].ip_address or ""),
        ]

    def _meet(
        self, peer_addresses: Sequence[pulumi.Output[str]], tunnels: Sequence[Tunnel]
    ) -> Sequence[pulumi.Output[str]]:
        """Describe the peer's gateway.

        Raises:
            ValueError: the gateway has not one, two or four addresses.
        """
        count = len(peer_addresses)
        if count not in _REDUNDANCY:
            raise ValueError(f"{self.spec.peer}: a peer has 1, 2 or 4 addresses, not {count}")
        self._peer = gcp.compute.ExternalVpnGateway(
            self.name,
            name=self._physical("peer"),
            description=f"The gateway on {self.spec.peer}",
            redundancy_type=_REDUNDANCY[count],
            interfaces=[
                {"id": index, "ip_address": address} for index, address in enumerate(peer_addresses)
            ],
            opts=self.child(depends_on=self._ground.services("compute")),
        )
        return self.addresses

    def _accept(self, tunnels: Sequence[Tunnel]) -> Sequence[pulumi.Resource]:
        """Make the tunnels; gives their BGP sessions."""
        return [self._session(tunnel) for tunnel in tunnels]

    def _session(self, tunnel: Tunnel) -> gcp.compute.RouterPeer:
        logical, name = f"{self.name}-{tunnel.index}", self._physical(f"tunnel-{tunnel.index}")
        region = self._ground.region
        made = gcp.compute.VPNTunnel(
            logical,
            name=name,
            region=region,
            vpn_gateway=self.native.id,
            vpn_gateway_interface=tunnel.interface,
            peer_external_gateway=self._peer.id,
            peer_external_gateway_interface=tunnel.peer_interface,
            router=self.router.id,
            ike_version=2,
            cipher_suite=_SUITE,
            shared_secret=tunnel.key,
            opts=self.child(),
        )
        self.tunnels.append(made)
        interface = gcp.compute.RouterInterface(
            logical,
            name=name,
            region=region,
            router=self.router.name,
            ip_range=f"{tunnel.inside_address}/{tunnel.inside.prefixlen}",
            vpn_tunnel=made.name,
            opts=self.child(),
        )
        return gcp.compute.RouterPeer(
            logical,
            name=name,
            region=region,
            router=self.router.name,
            interface=interface.name,
            ip_address=tunnel.inside_address,
            peer_ip_address=tunnel.peer_inside_address,
            peer_asn=self.spec.peer_asn,
            import_policies=[self._policy.name],
            opts=self.child(),
        )

    def _physical(self, what: str) -> str:
        return self._ground.name(f"{self.name}-{what}", "compute")


def _term(
    priority: int, ranges: Iterable[IPv4Network], action: str
) -> gcp.compute.RouterRoutePolicyTermArgsDict:
    """https://cloud.google.com/network-connectivity/docs/router/reference/bgp-route-policy-reference"""
    prefixes = ", ".join(f"prefix('{each}').orLonger()" for each in ranges)
    return {
        "priority": priority,
        "match": {"expression": f"destination.inAnyRange([{prefixes}])"},
        "actions": [{"expression": action}],
    }
