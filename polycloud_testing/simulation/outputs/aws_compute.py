"""What AWS answers for machines and clusters, and for the identities they run as."""

from __future__ import annotations

import base64
from typing import Any, Final

from polycloud_testing.simulation.making import CREATED, Making
from polycloud_testing.simulation.outputs.aws_facts import region_of
from polycloud_testing.simulation.outputs.rules import Rule
from polycloud_testing.simulation.outputs.versions import kubernetes_version


def _kubernetes(making: Making) -> str:
    """The version of a new cluster where none is asked."""
    return kubernetes_version("aws")


def _identities(making: Making) -> list[dict[str, Any]]:
    region = region_of(making)
    issuer = f"https://oidc.eks.{region}.amazonaws.com/id/{making.hex(32, 'oidc').upper()}"
    return [{"oidcs": [{"issuer": issuer}]}]


def _endpoint(making: Making) -> str:
    region = region_of(making)
    return f"https://{making.hex(32, 'oidc').upper()}.gr7.{region}.eks.amazonaws.com"


def _authority(making: Making) -> dict[str, str]:
    return {"data": base64.b64encode(making.certificate().encode()).decode()}


def _vpc_config(making: Making) -> dict[str, Any]:
    asked: dict[str, Any] = dict(making.get("vpcConfig", {}))
    subnets = [
        making.find("aws:ec2/subnet:Subnet", str(subnet)) for subnet in asked.get("subnetIds") or ()
    ]
    vpc = next((subnet["vpcId"] for subnet in subnets if subnet.get("vpcId")), None)
    return {
        "endpointPrivateAccess": False,
        "endpointPublicAccess": True,
        "publicAccessCidrs": ["0.0.0.0/0"],
        "clusterSecurityGroupId": f"sg-{making.short_id('cluster security group')}",
        "vpcId": vpc or f"vpc-{making.short_id('vpc')}",
        **{name: value for name, value in asked.items() if value is not None},
    }


def _access_config(making: Making) -> dict[str, Any]:
    asked: dict[str, Any] = dict(making.get("accessConfig", {}))
    return {
        "authenticationMode": "CONFIG_MAP",
        "bootstrapClusterCreatorAdminPermissions": True,
        **asked,
    }


def _network_config(making: Making) -> dict[str, Any]:
    asked: dict[str, Any] = dict(making.get("kubernetesNetworkConfig", {}))
    return {
        "ipFamily": "ipv4",
        "serviceIpv4Cidr": "172.20.0.0/16",
        "serviceIpv6Cidr": "",
        **{name: value for name, value in asked.items() if value is not None},
    }


def _node_version(making: Making) -> str:
    cluster = making.find("aws:eks/cluster:Cluster", making.text("clusterName"))
    return str(cluster.get("version") or _kubernetes(making))


def _zone(making: Making) -> str:
    subnet = making.find("aws:ec2/subnet:Subnet", making.text("subnetId"))
    return str(subnet.get("availabilityZone") or f"{region_of(making)}a")


def _node_resources(making: Making) -> list[dict[str, Any]]:
    name = making.text("nodeGroupName", making.name)
    group = f"eks-{name}-{making.uuid('group')}"
    return [{"autoscalingGroups": [{"name": group}], "remoteAccessSecurityGroupId": ""}]


def _scaling(making: Making) -> Any:
    return making.get("scalingConfig", {"desiredSize": 2, "minSize": 1, "maxSize": 2})


def _oidc_arn(making: Making) -> str:
    url = making.text("url").removeprefix("https://")
    return f"arn:aws:iam::000000000000:oidc-provider/{url}"


def _iam(kind: str, prefix: str) -> Rule:
    return {
        "id": "{name}",
        "path": "/",
        "arn": lambda making: (
            f"arn:aws:iam::000000000000:{kind}{making.text('path', '/')}{making.text('name')}"
        ),
        "uniqueId": f"{prefix}{{base32:17}}",
    }


def _private_dns(making: Making) -> str:
    region = region_of(making)
    return f"ip-{making.text('privateIp').replace('.', '-')}.{region}.compute.internal"


def _public_ip(making: Making) -> str:
    return making.public_address() if making.get("associatePublicIpAddress") else ""


def _public_dns(making: Making) -> str:
    address = making.text("publicIp")
    region = region_of(making)
    return f"ec2-{address.replace('.', '-')}.{region}.compute.amazonaws.com" if address else ""


RULES: Final[dict[str, Rule]] = {
    "aws:iam/role:Role": {
        **_iam("role", "AROA"),
        "createDate": CREATED,
        "maxSessionDuration": lambda making: 3600,
    },
    "aws:iam/user:User": _iam("user", "AIDA"),
    "aws:iam/group:Group": _iam("group", "AGPA"),
    "aws:iam/instanceProfile:InstanceProfile": {
        **_iam("instance-profile", "AIPA"),
        "createDate": CREATED,
    },
    "aws:iam/policy:Policy": {
        "path": "/",
        "arn": lambda making: (
            f"arn:aws:iam::000000000000:policy{making.text('path', '/')}{making.text('name')}"
        ),
        "id": "{arn}",
        "policyId": "ANPA{base32:17}",
        "attachmentCount": lambda making: 0,
    },
    "aws:iam/rolePolicy:RolePolicy": {"id": "{role}:{name}"},
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {"id": "{role}/{policyArn}"},
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {"id": _oidc_arn, "arn": "{id}"},
    "aws:iam/outboundWebIdentityFederation:OutboundWebIdentityFederation": {
        "id": "{account}",
        "issuerIdentifier": "https://{uuid}.tokens.sts.global.api.aws",
    },
    "aws:ec2/instance:Instance": {
        "id": "i-{short_id}",
        "arn": "arn:aws:ec2:{region}:{account}:instance/{id}",
        "availabilityZone": _zone,
        "privateIp": "{private_address}",
        "privateDns": _private_dns,
        "publicIp": _public_ip,
        "publicDns": _public_dns,
        "primaryNetworkInterfaceId": "eni-{short_id}",
        "instanceState": "running",
        "instanceLifecycle": "",
    },
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": {
        "id": "sir-{short_id}",
        "arn": "arn:aws:ec2:{region}:{account}:spot-instances-request/{id}",
        "spotInstanceId": "i-{short_id}",
        "privateIp": "{private_address}",
        "privateDns": _private_dns,
        "publicIp": _public_ip,
        "publicDns": _public_dns,
        "instanceState": "running",
    },
    "aws:ec2/launchTemplate:LaunchTemplate": {
        "id": "lt-{short_id}",
        "arn": "arn:aws:ec2:{region}:{account}:launch-template/{id}",
        "defaultVersion": lambda making: 1,
        "latestVersion": lambda making: 1,
    },
    "aws:ec2/placementGroup:PlacementGroup": {
        "id": "{name}",
        "placementGroupId": "pg-{short_id}",
        "arn": "arn:aws:ec2:{region}:{account}:placement-group/{name}",
    },
    "aws:ec2/capacityReservation:CapacityReservation": {
        "id": "cr-{short_id}",
        "arn": "arn:aws:ec2:{region}:{account}:capacity-reservation/{id}",
    },
    "aws:ec2/keyPair:KeyPair": {
        "id": "{keyName}",
        "keyPairId": "key-{short_id}",
        "arn": "arn:aws:ec2:{region}:{account}:key-pair/{keyName}",
        "fingerprint": "{hex:32}",
    },
    "aws:autoscaling/group:Group": {
        "id": "{name}",
        "arn": "arn:aws:autoscaling:{region}:{account}:autoScalingGroup:{uuid}:"
        "autoScalingGroupName/{name}",
    },
    "aws:eks/cluster:Cluster": {
        "id": "{name}",
        "arn": "arn:aws:eks:{region}:{account}:cluster/{name}",
        "version": _kubernetes,
        "platformVersion": "eks.1",
        "status": "ACTIVE",
        "createdAt": CREATED,
        "clusterId": "",
        "endpoint": _endpoint,
        "identities": _identities,
        "certificateAuthority": _authority,
    },
    "aws:eks/nodeGroup:NodeGroup": {
        "id": "{clusterName}:{nodeGroupName}",
        "arn": "arn:aws:eks:{region}:{account}:nodegroup/{clusterName}/{nodeGroupName}/{uuid}",
        "amiType": "AL2023_x86_64_STANDARD",
        "capacityType": "ON_DEMAND",
        "diskSize": lambda making: 20,
        "instanceTypes": lambda making: ["t3.medium"],
        "version": _node_version,
        "releaseVersion": "{version}.0-20260101",
        "resources": _node_resources,
        "scalingConfig": _scaling,
        "status": "ACTIVE",
    },
    "aws:eks/addon:Addon": {
        "id": "{clusterName}:{addonName}",
        "arn": "arn:aws:eks:{region}:{account}:addon/{clusterName}/{addonName}/{uuid}",
        "createdAt": CREATED,
        "modifiedAt": CREATED,
    },
    "aws:eks/accessEntry:AccessEntry": {
        "id": "{clusterName}:{principalArn}",
        "accessEntryArn": "arn:aws:eks:{region}:{account}:access-entry/{clusterName}/role/"
        "{account}/{hex:8}/{uuid}",
        "type": "STANDARD",
        "createdAt": CREATED,
        "modifiedAt": CREATED,
        "userName": "{principalArn}",
    },
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
        "id": "{clusterName}#{principalArn}#{policyArn}",
        "associatedAt": CREATED,
        "modifiedAt": CREATED,
    },
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
        "associationId": "a-{hex:17}",
        "id": "{associationId}",
        "associationArn": "arn:aws:eks:{region}:{account}:podidentityassociation/{clusterName}/"
        "{associationId}",
        "externalId": "",
    },
    "aws:eks/fargateProfile:FargateProfile": {
        "id": "{clusterName}:{fargateProfileName}",
        "arn": "arn:aws:eks:{region}:{account}:fargateprofile/{clusterName}/"
        "{fargateProfileName}/{uuid}",
        "status": "ACTIVE",
    },
}

SHAPES: Final = {
    "aws:eks/cluster:Cluster": {
        "vpcConfig": _vpc_config,
        "accessConfig": _access_config,
        "kubernetesNetworkConfig": _network_config,
    }
}
"""Objects that the cloud completes with values of its own, beside those asked."""
