"""What Google Cloud answers for networks, machines, clusters and TPUs."""

from __future__ import annotations

import base64
import ipaddress
from typing import Any, Final

from polycloud_testing.simulation.making import Making
from polycloud_testing.simulation.outputs import gcp_tpu
from polycloud_testing.simulation.outputs.gcp_facts import (
    constant,
    last,
    located,
    location_of,
    project_of,
    scoped,
    zone_of,
)
from polycloud_testing.simulation.outputs.rules import Rule
from polycloud_testing.simulation.outputs.versions import kubernetes_version


def _kubernetes(making: Making) -> str:
    """The version of a new cluster where none is asked."""
    return f"{kubernetes_version('gcp')}.1-gke.1000000"


def _gateway(making: Making) -> str:
    cidr = making.text("ipCidrRange")
    return str(ipaddress.ip_network(cidr, strict=False)[1]) if cidr else ""


def _interfaces(making: Making) -> list[dict[str, Any]]:
    asked: list[dict[str, Any]] = making.get("vpnInterfaces", [])
    return [
        {
            "id": number,
            "ipAddress": making.public_address(f"interface {number}"),
            **(asked[number] if number < len(asked) else {}),
        }
        for number in (0, 1)
    ]


def _interface_address(making: Making) -> str:
    return making.text("ipRange").partition("/")[0] or making.private_address()


def _network_interfaces(making: Making) -> list[dict[str, Any]]:
    asked: list[dict[str, Any]] = making.get("networkInterfaces", [])
    made: list[dict[str, Any]] = []
    for number, interface in enumerate(asked):
        configs: list[dict[str, Any]] = interface.get("accessConfigs") or []
        access: list[dict[str, Any]] = [
            {
                "natIp": making.public_address(f"nat {number}"),
                "networkTier": "PREMIUM",
                "publicPtrDomainName": "",
                **config,
            }
            for config in configs
        ]
        made.append(
            {
                "name": f"nic{number}",
                "networkIp": making.private_address(f"nic {number}"),
                **interface,
                "accessConfigs": access,
            }
        )
    return made


def _master_auth(making: Making) -> dict[str, Any]:
    authority = base64.b64encode(making.certificate().encode()).decode()
    asked: dict[str, Any] = dict(making.inputs.get("masterAuth") or {})
    return {
        "clientCertificate": "",
        "clientCertificateConfig": {"issueClientCertificate": False},
        "clientKey": "",
        **asked,
        "clusterCaCertificate": authority,
    }


def _cluster_link(making: Making) -> str:
    return f"https://container.googleapis.com/v1/{making.text('id')}"


def _cluster_of_pool(making: Making) -> str:
    cluster = making.text("cluster")
    if "/" in cluster:
        return cluster
    return f"projects/{project_of(making)}/locations/{location_of(making)}/clusters/{cluster}"


def _pool_id(making: Making) -> str:
    return f"{_cluster_of_pool(making)}/nodePools/{making.text('name')}"


def _group_urls(making: Making) -> list[str]:
    project, name = project_of(making), making.text("name")
    zones: list[str] = making.get("nodeLocations") or [zone_of(making)]
    return [
        f"https://www.googleapis.com/compute/v1/projects/{project}/zones/{zone}/"
        f"instanceGroupManagers/gke-{last(making.text('cluster'))}-{name}-{making.hex(8, zone)}-grp"
        for zone in zones
    ]


def _pool_size(making: Making) -> int:
    return int(making.get("nodeCount") or making.get("initialNodeCount") or 1)


def _template_link(making: Making) -> str:
    path = f"projects/{project_of(making)}/global/instanceTemplates/{making.text('name')}"
    return f"https://www.googleapis.com/compute/v1/{path}"


_GLOBAL: Final = {
    "firewall:Firewall": "firewalls",
    "externalVpnGateway:ExternalVpnGateway": "externalVpnGateways",
    "route:Route": "routes",
    "backendBucket:BackendBucket": "backendBuckets",
    "backendService:BackendService": "backendServices",
    "uRLMap:URLMap": "urlMaps",
    "targetHttpProxy:TargetHttpProxy": "targetHttpProxies",
    "targetHttpsProxy:TargetHttpsProxy": "targetHttpsProxies",
    "managedSslCertificate:ManagedSslCertificate": "sslCertificates",
    "sSLCertificate:SSLCertificate": "sslCertificates",
    "sSLPolicy:SSLPolicy": "sslPolicies",
    "securityPolicy:SecurityPolicy": "securityPolicies",
    "healthCheck:HealthCheck": "healthChecks",
}

RULES: Final[dict[str, Rule]] = {
    **{f"gcp:compute/{name}": scoped("global", kind) for name, kind in _GLOBAL.items()},
    "gcp:compute/network:Network": scoped(
        "global", "networks", numericId="{digits:19}", networkId="{numericId}", gatewayIpv4=""
    ),
    "gcp:compute/subnetwork:Subnetwork": scoped(
        "regions/{region}",
        "subnetworks",
        gatewayAddress=_gateway,
        subnetworkId=lambda making: int(making.digits(9, "subnetwork")),
        state="READY",
    ),
    "gcp:compute/address:Address": scoped("regions/{region}", "addresses", address="{address}"),
    "gcp:compute/globalAddress:GlobalAddress": scoped("global", "addresses", address="{address}"),
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": scoped(
        "global", "forwardingRules", ipAddress="{address}"
    ),
    "gcp:compute/forwardingRule:ForwardingRule": scoped(
        "regions/{region}", "forwardingRules", ipAddress="{address}"
    ),
    "gcp:compute/router:Router": scoped("regions/{region}", "routers"),
    "gcp:compute/routerNat:RouterNat": {"id": "{project}/{region}/{router}/{name}"},
    "gcp:compute/routerInterface:RouterInterface": {"id": "{region}/{router}/{name}"},
    "gcp:compute/routerPeer:RouterPeer": {
        "id": "projects/{project}/regions/{region}/routers/{router}/{name}",
        "ipAddress": _interface_address,
        "managementType": "MANAGED_BY_USER",
    },
    "gcp:compute/haVpnGateway:HaVpnGateway": scoped("regions/{region}", "vpnGateways"),
    "gcp:compute/vPNTunnel:VPNTunnel": scoped(
        "regions/{region}",
        "vpnTunnels",
        tunnelId="{digits:19}",
        detailedStatus="Tunnel is up and running.",
        sharedSecretHash="{hex:32}",
    ),
    "gcp:compute/instance:Instance": scoped(
        "zones/{zone}",
        "instances",
        instanceId="{digits:19}",
        currentStatus="RUNNING",
        cpuPlatform="Intel Cascade Lake",
        metadataFingerprint="{hex:12}=",
        tagsFingerprint="{hex:12}=",
    ),
    "gcp:compute/instanceTemplate:InstanceTemplate": scoped(
        "global",
        "instanceTemplates",
        selfLinkUnique=lambda making: f"{_template_link(making)}?uniqueId={making.digits(19)}",
    ),
    "gcp:compute/instanceGroupManager:InstanceGroupManager": scoped(
        "zones/{zone}",
        "instanceGroupManagers",
        instanceGroup="https://www.googleapis.com/compute/v1/projects/{project}/zones/{zone}/"
        "instanceGroups/{name}",
    ),
    "gcp:compute/disk:Disk": scoped("zones/{zone}", "disks", diskId="{digits:19}"),
    "gcp:compute/resourcePolicy:ResourcePolicy": scoped("regions/{region}", "resourcePolicies"),
    "gcp:compute/reservation:Reservation": scoped(
        "zones/{zone}", "reservations", status="READY", commitment=""
    ),
    "gcp:container/cluster:Cluster": located(
        "clusters",
        selfLink=_cluster_link,
        endpoint="{address}",
        masterVersion=_kubernetes,
        nodeVersion="{masterVersion}",
        servicesIpv4Cidr="34.118.224.0/20",
        clusterIpv4Cidr="10.0.0.0/14",
        tpuIpv4CidrBlock="",
        operation="",
        network="default",
        subnetwork="default",
        loggingService="logging.googleapis.com/kubernetes",
        monitoringService="monitoring.googleapis.com/kubernetes",
        defaultMaxPodsPerNode=constant(110),
    ),
    "gcp:container/nodePool:NodePool": {
        "id": _pool_id,
        "version": _kubernetes,
        "instanceGroupUrls": _group_urls,
        "managedInstanceGroupUrls": _group_urls,
        "nodeCount": _pool_size,
        "initialNodeCount": _pool_size,
        "maxPodsPerNode": constant(110),
        "operation": "",
        "namePrefix": "",
    },
    "gcp:tpu/v2Vm:V2Vm": {
        "id": "projects/{project}/locations/{zone}/nodes/{name}",
        "networkEndpoints": gcp_tpu.endpoints,
        "state": "READY",
        "health": "HEALTHY",
        "healthDescription": "",
        "apiVersion": "V2",
        "queuedResource": "",
        "multisliceNode": constant(False),
        "cidrBlock": "",
    },
    "gcp:tpu/v2QueuedResource:V2QueuedResource": {
        "id": "projects/{project}/locations/{zone}/queuedResources/{name}",
    },
}

SHAPES: Final[dict[str, Rule]] = {
    "gcp:compute/haVpnGateway:HaVpnGateway": {"vpnInterfaces": _interfaces},
    "gcp:compute/instance:Instance": {"networkInterfaces": _network_interfaces},
    "gcp:container/cluster:Cluster": {"masterAuth": _master_auth},
}
"""Objects that the cloud completes with values of its own, beside those asked."""
