"""What the mutation check leaves alone in links, cloud by cloud, and why."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from polycloud_testing.contracts.mutation.exclusions import Exclusion

from .everywhere import each as each_of_all

each = partial(each_of_all, suite="*SecureLink*")


def _network(name: str) -> Iterator[Exclusion]:
    """What is there without a link, too; a link's facts tell where it is attached and routed."""
    why = "Of the network, whose own facts and suite it is the subject of, not of the link."
    return each(why, "* *", name=name)


AWS = (
    *_network("network-*"),
    *each(
        "Logs of the tunnels and the key of all logs, which no traffic depends on.",
        "aws:cloudwatch/logGroup:LogGroup *",
        "aws:kms/key:Key *",
        "aws:ec2/vpnConnection:VpnConnection tunnel?LogOptions*",
    ),
    *each(
        "Tags of its own beside the provider's, which every cost is told by.",
        "aws:ec2/* tags*",
    ),
    *each(
        "How the provider starts; what it gives to all that it makes, other suites see.",
        "pulumi:providers:aws *",
    ),
    *each(
        "There is one type of VPN:"
        " docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpnConnection.html",
        "aws:ec2/*:CustomerGateway type",
        "aws:ec2/*:VpnConnection type",
    ),
    *each(
        "BGP is what a connection has unless it is told otherwise: docs.aws.amazon.com/AWSEC2/"
        "latest/APIReference/API_VpnConnectionOptionsSpecification.html",
        "aws:ec2/*:VpnConnection staticRoutesOnly",
        change="dropped",
    ),
    *each(
        "AWS picks a range then and tells which; in the changed graph it still tells the old one.",
        "aws:ec2/*:VpnConnection tunnel?InsideCidr",
        change="dropped",
    ),
    *each(
        "A cipher that authenticates what it encrypts needs no integrity algorithm in ESP:"
        " datatracker.ietf.org/doc/html/rfc4106",
        "aws:ec2/*:VpnConnection tunnel?Phase2IntegrityAlgorithms*",
        change="dropped",
    ),
    *each(
        "Who calls first, and how soon a dead peer is noticed, decides how quickly a tunnel is"
        " back, not whether it comes up:"
        " docs.aws.amazon.com/vpn/latest/s2svpn/initiate-vpn-tunnels.html",
        "aws:ec2/*:VpnConnection tunnel?StartupAction",
        "aws:ec2/*:VpnConnection tunnel?Dpd*",
    ),
    *each(
        "Fewer machines reach the peer, which facts of networks tell; that a route leads into the"
        " link too many, or none does, is noticed.",
        "aws:ec2/route:Route ",
        "aws:ec2/route:Route gatewayId",
        "aws:ec2/route:Route routeTableId",
    ),
)

GCP = (
    *_network("network*"),
    *each("A text for people, which nothing is decided by.", "gcp:compute/* description"),
    *each(
        "A physical name, which others learn from the resource.",
        "gcp:compute/externalVpnGateway:ExternalVpnGateway name",
        "gcp:compute/haVpnGateway:HaVpnGateway name",
        "gcp:compute/routerPeer:RouterPeer name",
    ),
    *each(
        "Parts of different regions do not find one another, and are refused: a tunnel, its"
        " gateway and its router are of one."
        " cloud.google.com/network-connectivity/docs/vpn/concepts/overview",
        "gcp:compute/* region",
    ),
    *each(
        "Refused unless it fits the number of the peer's addresses:"
        " cloud.google.com/compute/docs/reference/rest/v1/externalVpnGateways",
        "gcp:compute/externalVpnGateway:ExternalVpnGateway redundancyType",
    ),
    *each(
        "The session has the address of its interface, where it is not told again.",
        "gcp:compute/routerPeer:RouterPeer ipAddress",
        change="dropped",
    ),
    *each(
        "A tunnel has version 2 unless it is told otherwise:"
        " cloud.google.com/compute/docs/reference/rest/v1/vpnTunnels",
        "gcp:compute/vPNTunnel:VPNTunnel ikeVersion",
        change="dropped",
    ),
    *each(
        "The term that drops everything still does: a term without a match is about all routes."
        " cloud.google.com/compute/docs/reference/rest/v1/routers",
        "gcp:compute/routerRoutePolicy:RouterRoutePolicy terms(*).match*",
        change="dropped",
    ),
    *each(
        "The terms stay in their order, or two have the same number, which is refused.",
        "gcp:compute/routerRoutePolicy:RouterRoutePolicy terms(*).priority",
        change="made *",
    ),
)

AZURE = (
    *_network("azure-network*"),
    *each(
        "A physical name, which others learn from the resource.",
        "azure-native:network:* *Name",
    ),
    *each(
        "The parts of a link are of the gateway's location, or refused.",
        "azure-native:network:* location",
    ),
    *each(
        "Tags of the parts; those of the gateway, which nearly all of the cost is for, are seen.",
        "azure-native:network:LocalNetworkGateway tags*",
        "azure-native:network:PublicIPAddress tags*",
        "azure-native:network:VirtualNetworkGatewayConnection tags*",
    ),
    *each(
        "A gateway in zones takes fixed standard addresses of IPv4 and no others:"
        " learn.microsoft.com/azure/vpn-gateway/about-zone-redundant-vnet-gateways",
        "azure-native:network:PublicIPAddress sku*",
        "azure-native:network:PublicIPAddress publicIPAddressVersion",
    ),
    *each(
        "A link outlives the loss of an address; of a zone, it promises nothing.",
        "azure-native:network:PublicIPAddress zones*",
    ),
    *each(
        "How much the gateway carries; the smallest size, which has no BGP, is refused:"
        " learn.microsoft.com/azure/vpn-gateway/about-gateway-skus",
        "azure-native:network:VirtualNetworkGateway sku*",
        "azure-native:network:VirtualNetworkGateway vpnGatewayGeneration",
    ),
    *each(
        "Without its type a gateway is refused, and there is no other allocation in its subnet.",
        "azure-native:network:VirtualNetworkGateway gatewayType",
        "azure-native:network:VirtualNetworkGateway ipConfigurations(*).privateIPAllocationMethod",
    ),
    *each(
        "An address more, which no connection uses.",
        "azure-native:network:VirtualNetworkGateway *.customBgpIpAddresses",
        change="opened to everything",
    ),
    *each(
        "A connection has no policies of traffic unless it is told otherwise: learn.microsoft.com/"
        "azure/vpn-gateway/vpn-gateway-connect-multiple-policybased-rm-ps",
        "azure-native:network:VirtualNetworkGatewayConnection usePolicyBasedTrafficSelectors",
        change="dropped",
    ),
    *each(
        "Each side renews its keys when it likes:"
        " learn.microsoft.com/azure/vpn-gateway/ipsec-ike-policy-howto",
        "azure-native:network:VirtualNetworkGatewayConnection ipsecPolicies(*).sa*",
    ),
    *each(
        "Of the machine that the peer does not expect in this tunnel; the other's is noticed.",
        "azure-native:network:VirtualNetworkGatewayConnection gatewayCustomBgpIpAddresses(*)*",
    ),
)
