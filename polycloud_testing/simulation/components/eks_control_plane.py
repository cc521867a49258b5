"""What an ``eks:index:Cluster`` is asked to be, and its control plane."""

from __future__ import annotations

from typing import Any

from attrs import define

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation.components.eks_values import given, tagged
from polycloud_testing.simulation.components.expansion import Child, ChildRequest, Surroundings
from polycloud_testing.simulation.interface import Properties


@define
class ClusterPlan:
    """The options of one cluster, and whom to ask."""

    name: str
    inputs: Properties
    surroundings: Surroundings

    def get(self, option: str, default: Any = None) -> Any:
        """An option, or ``default`` where it is null or missing."""
        return given(self.inputs, option, default)

    @property
    def mode(self) -> str | None:
        """The authentication mode, None for the default."""
        mode: str | None = self.get("authenticationMode")
        return mode

    @property
    def auto(self) -> dict[str, Any]:
        """The options of EKS Auto Mode, empty where it is off."""
        mode = self.get("autoMode", {})
        return mode if mode.get("enabled") else {}


def control_plane(
    it: ClusterPlan,
    subnets: Any,
    role_arn: Any,
    role_urns: tuple[str, ...],
    group: Child | None,
    node_role: Child | None,
) -> ChildRequest:
    """The cluster itself."""
    network: dict[str, Any] | None = None
    family, services = it.get("ipFamily"), it.get("kubernetesServiceIpAddressRange")
    if services or family or it.auto:
        network = {
            "serviceIpv4Cidr": services if family in (None, "ipv4") else None,
            "ipFamily": family or "ipv4",
            "elasticLoadBalancing": {"enabled": True} if it.auto else None,
        }
    compute: dict[str, Any] = {
        "enabled": True,
        "nodeRoleArn": node_role.outputs.get("arn", UNKNOWN) if node_role is not None else None,
        "nodePools": ["general-purpose", "system"],
        **(it.auto.get("computeConfig") or {}),
    }
    key = it.get("encryptionConfigKeyArn")
    access = {
        "authenticationMode": it.mode,
        "bootstrapClusterCreatorAdminPermissions": True,
    }
    return ChildRequest(
        "aws:eks/cluster:Cluster",
        f"{it.name}-eksCluster",
        {
            "name": it.get("name"),
            "roleArn": role_arn,
            "computeConfig": compute if it.auto else None,
            "storageConfig": {"blockStorage": {"enabled": True}} if it.auto else None,
            "kubernetesNetworkConfig": network,
            "bootstrapSelfManagedAddons": (
                False if it.auto else it.get("bootstrapSelfManagedAddons", True)
            ),
            "vpcConfig": {
                "securityGroupIds": [group.id or UNKNOWN] if group is not None else None,
                "subnetIds": subnets,
                "endpointPrivateAccess": it.get("endpointPrivateAccess"),
                "endpointPublicAccess": it.get("endpointPublicAccess"),
                "publicAccessCidrs": it.get("publicAccessCidrs"),
            },
            "version": it.get("version"),
            "enabledClusterLogTypes": it.get("enabledClusterLogTypes"),
            "tags": tagged(f"{it.name}-eksCluster", it.get("clusterTags"), it.get("tags")),
            "encryptionConfig": (
                {"provider": {"keyArn": key}, "resources": ["secrets"]} if key else None
            ),
            "accessConfig": access if it.mode else None,
            "upgradePolicy": it.get("upgradePolicy"),
            "deletionProtection": it.get("deletionProtection"),
        },
        depends_on=role_urns,
        property_dependencies={
            "roleArn": role_urns[:1],
            "vpcConfig": (group.urn,) if group is not None else (),
            "computeConfig": (node_role.urn,) if node_role is not None else (),
        },
        ignore_changes=(
            "accessConfig.bootstrapClusterCreatorAdminPermissions",
            "bootstrapSelfManagedAddons",
        ),
    )
