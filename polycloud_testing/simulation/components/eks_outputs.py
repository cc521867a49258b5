"""What an ``eks:index:Cluster`` gives to the program."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation import paths
from polycloud_testing.simulation.components.eks_control_plane import ClusterPlan
from polycloud_testing.simulation.components.eks_values import kubeconfig, mapped, stringified
from polycloud_testing.simulation.components.expansion import Child


@frozen
class Built:
    """The children of a cluster, as far as it has them. ``node_group`` is the security
    group of nodes with the rule that lets them reach the cluster.
    """

    cluster: Child
    subnets: Any
    provider: Child
    service_role: Any
    roles: list[Any] = field(factory=list[Any])
    group: Child | None = None
    access: Child | None = None
    cni: Child | None = None
    oidc: Child | None = None
    node_group: tuple[Child, Child] | None = None
    node_role: Child | None = None


def issuer_of(cluster: Child) -> Any:
    """The OIDC issuer of a cluster."""
    identities = cluster.outputs.get("identities", UNKNOWN)
    return mapped(paths.find, identities, "[0].oidcs[0].issuer")


def core_of(plan: ClusterPlan, built: Built) -> dict[str, Any]:
    """``core``, which node groups and add-ons are made from."""
    made, group = built.cluster, built.group
    core = {
        "vpcId": plan.get("vpcId"),
        "subnetIds": built.subnets,
        "publicSubnetIds": plan.get("publicSubnetIds"),
        "privateSubnetIds": plan.get("privateSubnetIds"),
        "clusterSecurityGroup": group.reference() if group is not None else None,
        "cluster": made.reference(),
        "endpoint": made.outputs.get("endpoint", UNKNOWN),
        "kubeconfig": kubeconfig(made.outputs, plan.get("providerCredentialOpts"), profile=False),
        "provider": built.provider.reference(),
        "vpcCni": built.cni.reference(custom=False) if built.cni is not None else None,
        "instanceRoles": built.roles,
        "eksNodeAccess": built.access.reference() if built.access is not None else None,
        "tags": plan.get("tags"),
        "nodeSecurityGroupTags": plan.get("nodeSecurityGroupTags"),
        "oidcProvider": built.oidc.reference() if built.oidc is not None else None,
        "clusterIamRole": built.service_role,
    }
    return {name: value for name, value in core.items() if value is not None}


def outputs_of_cluster(plan: ClusterPlan, built: Built) -> dict[str, Any]:
    """All the outputs of the component."""
    made, group, nodes = built.cluster, built.group, built.node_group
    core = core_of(plan, built)
    own = made.outputs.get("vpcConfig", UNKNOWN)
    shared = mapped(paths.find, own, "clusterSecurityGroupId")
    rule = nodes[1].outputs.get("securityGroupRuleId", UNKNOWN) if nodes is not None else ""
    issuer = issuer_of(made)
    outputs = {
        "kubeconfig": core["kubeconfig"],
        "kubeconfigJson": mapped(stringified, core["kubeconfig"]),
        "clusterSecurityGroup": group.reference() if group is not None else None,
        "instanceRoles": built.roles,
        "nodeSecurityGroup": nodes[0].reference() if nodes is not None else None,
        "eksClusterIngressRule": nodes[1].reference() if nodes is not None else None,
        "eksCluster": made.reference(),
        "core": core,
        "clusterSecurityGroupId": (group.id or UNKNOWN) if group is not None else shared,
        "nodeSecurityGroupId": (nodes[0].id or UNKNOWN) if nodes is not None else shared,
        "clusterIngressRuleId": rule,
        "defaultNodeGroupAsgName": "",
        "fargateProfileId": "",
        "fargateProfileStatus": "",
        "oidcProviderArn": built.oidc.outputs.get("arn", UNKNOWN) if built.oidc is not None else "",
        "oidcProviderUrl": issuer,
        "oidcIssuer": mapped(str.removeprefix, issuer, "https://"),
        "autoModeNodeRoleName": (
            built.node_role.outputs.get("name", UNKNOWN) if built.node_role is not None else ""
        ),
    }
    return {name: value for name, value in outputs.items() if value is not None}
