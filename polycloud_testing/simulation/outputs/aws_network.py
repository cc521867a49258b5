"""What AWS answers for networks: VPCs and what is in them, VPNs, load balancers, CDNs."""

from __future__ import annotations

import ipaddress
from typing import Any, Final

from polycloud_testing.simulation.making import Making
from polycloud_testing.simulation.outputs.aws_facts import region_of
from polycloud_testing.simulation.outputs.rules import Maker, Rule

_AMAZON_ASN: Final = "64512"
_INSIDE: Final = ipaddress.ip_network("169.254.0.0/16")


def _ec2(prefix: str, kind: str, **more: Maker) -> Rule:
    return {
        "id": f"{prefix}-{{short_id}}",
        "arn": f"arn:aws:ec2:{{region}}:{{account}}:{kind}/{{id}}",
        **more,
    }


def _subnet_zone(making: Making) -> str:
    region = region_of(making)
    return f"{region}{'abc'[making.digest('zone')[0] % 3]}"


def _nat_address(making: Making) -> str:
    address = making.find("aws:ec2/eip:Eip", making.text("allocationId"))
    return str(address.get("publicIp") or making.public_address())


def _zone_id(making: Making) -> str:
    zone = making.text("availabilityZone", "us-west-2a")
    words = zone[:-1].split("-")
    short = words[0] + "".join(word[0] for word in words[1:-1]) + words[-1]
    return f"{short}-az{ord(zone[-1]) - ord('a') + 1}"


def _tunnel(number: int) -> dict[str, Maker]:
    """The outputs of one tunnel of a VPN connection. The first address of the /30 inside
    is the virtual private gateway's, the second the customer gateway's
    (https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html).
    """
    name = f"tunnel{number}"

    def inside(making: Making) -> ipaddress.IPv4Network:
        given = making.text(f"{name}InsideCidr")
        if given:
            return ipaddress.IPv4Network(given, strict=False)
        # Addresses that AWS reserves lie below 169.254.6.0 and at 169.254.169.252/30.
        blocks = int.from_bytes(making.digest(f"{name} inside")[:2], "big") % 9000
        return ipaddress.IPv4Network((int(_INSIDE.network_address) + 0x0A00 + 4 * blocks, 30))

    def asn(making: Making) -> Any:
        gateway = making.find("aws:ec2/vpnGateway:VpnGateway", making.text("vpnGatewayId"))
        transit = "aws:ec2transitgateway/transitGateway:TransitGateway"
        gateway = gateway or making.find(transit, making.text("transitGatewayId"))
        return str(gateway.get("amazonSideAsn") or _AMAZON_ASN)

    return {
        f"{name}Address": lambda making: making.public_address(name),
        f"{name}InsideCidr": lambda making: str(inside(making)),
        f"{name}VgwInsideAddress": lambda making: str(inside(making)[1]),
        f"{name}CgwInsideAddress": lambda making: str(inside(making)[2]),
        f"{name}BgpAsn": asn,
        f"{name}BgpHoldtime": lambda making: 30,
        f"{name}PresharedKey": lambda making: making.base32(32, name),
    }


def _hosted_name(making: Making) -> str:
    name = making.text("name", making.name)
    region = region_of(making)
    inner = "internal-" if making.get("internal") else ""
    return f"{inner}{name}-{making.digits(10, 'dns')}.{region}.elb.amazonaws.com"


def _balancer_arn(making: Making) -> str:
    region = region_of(making)
    short = {"network": "net", "gateway": "gwy"}.get(making.text("loadBalancerType"), "app")
    name = making.text("name", making.name)
    return (
        f"arn:aws:elasticloadbalancing:{region}:000000000000:"
        f"loadbalancer/{short}/{name}/{making.hex(16, 'arn')}"
    )


def _listener_arn(making: Making) -> str:
    balancer = making.text("loadBalancerArn")
    return f"{balancer.replace(':loadbalancer/', ':listener/')}/{making.hex(16, 'arn')}"


RULES: Final[dict[str, Rule]] = {
    "aws:ec2/vpc:Vpc": _ec2(
        "vpc",
        "vpc",
        mainRouteTableId="rtb-{short_id}",
        defaultRouteTableId="{mainRouteTableId}",
        defaultNetworkAclId="acl-{short_id}",
        defaultSecurityGroupId="sg-{short_id}",
        dhcpOptionsId="dopt-{short_id}",
        ipv6AssociationId="",
        ipv6CidrBlock="",
        ipv6CidrBlockNetworkBorderGroup="",
    ),
    "aws:ec2/subnet:Subnet": _ec2(
        "subnet",
        "subnet",
        availabilityZone=_subnet_zone,
        availabilityZoneId=_zone_id,
        ipv6CidrBlockAssociationId="",
    ),
    "aws:ec2/internetGateway:InternetGateway": _ec2("igw", "internet-gateway"),
    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway": {"id": "eigw-{short_id}"},
    "aws:ec2/natGateway:NatGateway": {
        "id": "nat-{short_id}",
        "networkInterfaceId": "eni-{short_id}",
        "privateIp": "{private_address}",
        "publicIp": _nat_address,
        "associationId": "eipassoc-{short_id}",
    },
    "aws:ec2/eip:Eip": {
        "id": "eipalloc-{short_id}",
        "allocationId": "{id}",
        "arn": "arn:aws:ec2:{region}:{account}:elastic-ip/{id}",
        "publicIp": "{address}",
        "publicDns": lambda making: (
            f"ec2-{making.text('publicIp').replace('.', '-')}.compute.amazonaws.com"
        ),
        "publicIpv4Pool": "amazon",
    },
    "aws:ec2/routeTable:RouteTable": _ec2("rtb", "route-table"),
    "aws:ec2/route:Route": {
        "id": "r-{routeTableId}{digits:10}",
        "origin": "CreateRoute",
        "state": "active",
    },
    "aws:ec2/routeTableAssociation:RouteTableAssociation": {"id": "rtbassoc-{short_id}"},
    "aws:ec2/securityGroup:SecurityGroup": _ec2("sg", "security-group"),
    "aws:ec2/securityGroupRule:SecurityGroupRule": {
        "id": "sgrule-{digits:10}",
        "securityGroupRuleId": "sgr-{short_id}",
    },
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": _ec2("sg", "security-group"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": _ec2(
        "vpce", "vpc-endpoint", prefixListId="pl-{hex:8}", state="available"
    ),
    "aws:ec2/flowLog:FlowLog": _ec2("fl", "vpc-flow-log"),
    "aws:ec2/networkInterface:NetworkInterface": _ec2(
        "eni", "network-interface", privateIp="{private_address}"
    ),
    "aws:ec2/vpnGateway:VpnGateway": _ec2("vgw", "vpn-gateway", amazonSideAsn=_AMAZON_ASN),
    "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment": {"id": "vpn-attachment-{hex:8}"},
    "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation": {
        "id": "{vpnGatewayId}_{routeTableId}"
    },
    "aws:ec2/customerGateway:CustomerGateway": _ec2("cgw", "customer-gateway"),
    "aws:ec2/vpnConnection:VpnConnection": _ec2(
        "vpn",
        "vpn-connection",
        transitGatewayAttachmentId="",
        coreNetworkArn="",
        coreNetworkAttachmentArn="",
        vgwTelemetries=lambda making: [],
        routes=lambda making: [],
        **_tunnel(1),
        **_tunnel(2),
        customerGatewayConfiguration=lambda making: (
            f'<?xml version="1.0"?><vpn_connection id="{making.text("id")}"/>'
        ),
    ),
    "aws:ec2/vpnConnectionRoute:VpnConnectionRoute": {
        "id": "{destinationCidrBlock}:{vpnConnectionId}"
    },
    "aws:ec2transitgateway/transitGateway:TransitGateway": _ec2(
        "tgw",
        "transit-gateway",
        associationDefaultRouteTableId="tgw-rtb-{short_id}",
        propagationDefaultRouteTableId="{associationDefaultRouteTableId}",
    ),
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment": _ec2(
        "tgw-attach", "transit-gateway-attachment", vpcOwnerId="{account}"
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
        "id": "sgr-{short_id}",
        "securityGroupRuleId": "{id}",
        "arn": "arn:aws:ec2:{region}:{account}:security-group-rule/{id}",
    },
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
        "id": "sgr-{short_id}",
        "securityGroupRuleId": "{id}",
        "arn": "arn:aws:ec2:{region}:{account}:security-group-rule/{id}",
    },
    "aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint": _ec2(
        "eice", "instance-connect-endpoint"
    ),
    "aws:lb/loadBalancer:LoadBalancer": {
        "id": _balancer_arn,
        "arn": "{id}",
        "arnSuffix": lambda making: making.text("arn").partition(":loadbalancer/")[2],
        "dnsName": _hosted_name,
        "zoneId": "Z{base32:13}",
        "vpcId": "vpc-{short_id}",
    },
    "aws:lb/targetGroup:TargetGroup": {
        "id": "arn:aws:elasticloadbalancing:{region}:{account}:targetgroup/{name}/{hex:16}",
        "arn": "{id}",
        "arnSuffix": lambda making: "targetgroup/" + making.text("arn").partition("group/")[2],
    },
    "aws:lb/listener:Listener": {"id": _listener_arn, "arn": "{id}"},
    "aws:cloudfront/distribution:Distribution": {
        "id": "E{base32:13}",
        "arn": "arn:aws:cloudfront::{account}:distribution/{id}",
        "domainName": "d{hex:13}.cloudfront.net",
        # The zone of every distribution:
        # https://docs.aws.amazon.com/general/latest/gr/cf_region.html
        "hostedZoneId": "Z2FDTNDATAQYW2",
        "status": "Deployed",
        "etag": "E{base32:13}",
        "callerReference": "terraform-{digits:20}",
    },
    "aws:cloudfront/originAccessControl:OriginAccessControl": {
        "id": "E{base32:13}",
        "etag": "E{base32:13}",
        "arn": "arn:aws:cloudfront::{account}:origin-access-control/{id}",
    },
    "aws:cloudfront/cachePolicy:CachePolicy": {"id": "{uuid}", "etag": "E{base32:13}"},
    "aws:acm/certificate:Certificate": {
        "id": "arn:aws:acm:{region}:{account}:certificate/{uuid}",
        "arn": "{id}",
        "status": "ISSUED",
        "type": "AMAZON_ISSUED",
    },
    "aws:route53/zone:Zone": {
        "id": "Z{base32:13}",
        "zoneId": "{id}",
        "arn": "arn:aws:route53:::hostedzone/{id}",
        "nameServers": lambda making: [f"ns-{n}.simulated.example" for n in ("1", "2", "3", "4")],
        "primaryNameServer": "ns-1.simulated.example",
    },
    "aws:route53/record:Record": {"id": "{zoneId}_{name}_{type}", "fqdn": "{name}"},
}
