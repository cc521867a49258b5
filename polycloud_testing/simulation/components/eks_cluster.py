"""``eks:index:Cluster``: a cluster with its roles, groups, add-ons and access."""

from __future__ import annotations

from typing import Any, Final

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation.components.eks_access import (
    access_entries,
    aws_auth,
    by_entries,
    by_map,
    refuse_contradictions,
)
from polycloud_testing.simulation.components.eks_addons import ADDON, vpc_cni_addon
from polycloud_testing.simulation.components.eks_control_plane import ClusterPlan, control_plane
from polycloud_testing.simulation.components.eks_nodes import node_security_group
from polycloud_testing.simulation.components.eks_outputs import Built, issuer_of, outputs_of_cluster
from polycloud_testing.simulation.components.eks_values import (
    Step,
    addon_version,
    given,
    kubeconfig,
    mapped,
    outputs_of,
    refuse,
    service_role,
    stringified,
    tagged,
    urns,
)
from polycloud_testing.simulation.components.expansion import (
    Child,
    ChildRequest,
    Expansion,
    Surroundings,
)
from polycloud_testing.simulation.interface import Properties, SimulationError

_NOT_SIMULATED: Final = (
    *("fargate", "storageClasses", "creationRoleProvider", "nodeGroupOptions", "instanceRole"),
    *("instanceType", "nodeUserData", "nodePublicKey", "desiredCapacity", "minSize", "maxSize"),
)
_AUTO_POLICIES: Final = (
    *("AmazonEKSComputePolicy", "AmazonEKSBlockStoragePolicy"),
    *("AmazonEKSLoadBalancingPolicy", "AmazonEKSNetworkingPolicy"),
)
_NODE_POLICIES: Final = (
    *("AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly"),
)


def cluster(name: str, inputs: Properties, surroundings: Surroundings) -> Expansion:
    """The component; see `_NOT_SIMULATED` for what is refused of it."""
    it = ClusterPlan(name, inputs, surroundings)
    _refuse(it)
    subnets = _subnets(it)
    role_arn, role_urns, role = yield from _service_role(it)
    group = yield from _security_group(it)
    node_role = yield from _auto_node_role(it)
    made = yield control_plane(it, subnets, role_arn, role_urns, group, node_role)
    if given(it.get("kubeProxyAddonOptions", {}), "enabled", not it.auto):
        yield _plain_addon(it, made, "kube-proxy", it.get("kubeProxyAddonOptions", {}))
    config = kubeconfig(made.outputs, it.get("providerCredentialOpts"), profile=True)
    provider = yield ChildRequest(
        "pulumi:providers:kubernetes",
        f"{name}-eks-k8s",
        {
            "kubeconfig": mapped(stringified, config),
            "enableConfigMapMutable": it.get("enableConfigMapMutable"),
        },
        property_dependencies={"kubeconfig": (made.urn,)},
        secrets=frozenset({"kubeconfig"}),
    )
    roles = yield from _instance_roles(it)
    role_arns = [outputs_of(r, surroundings).get("arn", UNKNOWN) for r in roles]
    access: Child | None = None
    if by_map(it.mode):
        access = yield from aws_auth(name, provider, role_arns, inputs)
    entries: tuple[str, ...] = ()
    if by_entries(it.mode):
        entries = yield from access_entries(name, made, it.get("accessEntries", {}))
    authorised = (*entries, *((access.urn,) if access is not None else ()))
    cni: Child | None = None
    if it.get("useDefaultVpcCni") is not True and not (
        it.get("useDefaultVpcCni") is None and it.auto
    ):
        cni = yield from _network_addon(it, made, authorised)
    coredns = it.get("corednsAddonOptions", {})
    explicitly = coredns.get("enabled") is True or coredns.get("configurationValues")
    if explicitly or (it.auto and given(coredns, "enabled", True)):
        yield _plain_addon(it, made, "coredns", coredns)
    oidc = yield from _oidc_provider(it, made)
    nodes: tuple[Child, Child] | None = None
    if group is not None:
        nodes = yield from node_security_group(
            name, it.get("vpcId"), made, group, it.get("nodeSecurityGroupTags")
        )
    built = Built(
        cluster=made,
        subnets=subnets,
        provider=provider,
        service_role=role,
        roles=roles,
        group=group,
        access=access,
        cni=cni,
        oidc=oidc,
        node_group=nodes,
        node_role=node_role,
    )
    return outputs_of_cluster(it, built)


def _refuse(it: ClusterPlan) -> None:
    refuse("eks.Cluster", it.name, it.inputs, _NOT_SIMULATED)
    refuse_contradictions(it.mode, it.inputs)
    if it.get("clusterSecurityGroup") is not None:
        raise SimulationError("clusterSecurityGroup of the real component is not simulated.")
    if not (it.get("skipDefaultNodeGroup") or it.auto):
        raise SimulationError(
            f"eks.Cluster {it.name!r}: the default node group is not simulated; set "
            "skip_default_node_group=True and add an eks.ManagedNodeGroup."
        )
    if it.get("vpcId") is None:
        raise SimulationError(
            f"eks.Cluster {it.name!r}: the account's default VPC is not simulated; give vpc_id."
        )
    if it.get("subnetIds") is not None and (
        it.get("publicSubnetIds") is not None or it.get("privateSubnetIds") is not None
    ):
        raise SimulationError(
            "subnetIds, and the use of publicSubnetIds and/or privateSubnetIds are mutually "
            "exclusive. Choose a single approach."
        )
    if it.auto and not by_entries(it.mode):
        raise SimulationError(
            "Access entries are required when using EKS Auto Mode. Use the authentication mode "
            "'API' or 'API_AND_CONFIG_MAP'."
        )


def _subnets(it: ClusterPlan) -> Any:
    if it.get("subnetIds") is not None:
        return it.get("subnetIds")
    public, private = it.get("publicSubnetIds", []), it.get("privateSubnetIds", [])
    return mapped(_together, public, private)


def _together(public: list[Any], private: list[Any]) -> list[Any]:
    return [*public, *private]


def _service_role(it: ClusterPlan) -> Step:
    given_role = it.get("serviceRole")
    if given_role is not None:
        arn = outputs_of(given_role, it.surroundings).get("arn", UNKNOWN)
        return arn, urns(given_role), given_role
    role, needed = yield from service_role(
        f"{it.name}-eksRole",
        "eks.amazonaws.com",
        ("AmazonEKSClusterPolicy", *(_AUTO_POLICIES if it.auto else ())),
        it.surroundings,
        description="Allows EKS to manage clusters on your behalf.",
        tags=it.get("tags"),
        actions=("sts:AssumeRole", "sts:TagSession"),
    )
    return role.outputs.get("arn", UNKNOWN), needed, role.reference()


def _security_group(it: ClusterPlan) -> Step:
    skip = it.get("skipDefaultSecurityGroups")
    if skip if skip is not None else bool(it.auto):
        return None
    name = f"{it.name}-eksClusterSecurityGroup"
    group = yield ChildRequest(
        "aws:ec2/securityGroup:SecurityGroup",
        name,
        {
            "vpcId": it.get("vpcId"),
            "revokeRulesOnDelete": True,
            "tags": tagged(name, it.get("clusterSecurityGroupTags"), it.get("tags")),
        },
    )
    yield ChildRequest(
        "aws:ec2/securityGroupRule:SecurityGroupRule",
        f"{it.name}-eksClusterInternetEgressRule",
        {
            "description": "Allow internet access.",
            "type": "egress",
            "fromPort": 0,
            "toPort": 0,
            "protocol": "-1",
            "cidrBlocks": ["0.0.0.0/0"],
            "securityGroupId": group.id or UNKNOWN,
        },
        property_dependencies={"securityGroupId": (group.urn,)},
    )
    return group


def _auto_node_role(it: ClusterPlan) -> Step:
    if not it.auto or it.auto.get("createNodeRole") is False:
        return None
    role, _ = yield from service_role(
        f"{it.name}-nodeRole",
        "ec2.amazonaws.com",
        ("AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"),
        it.surroundings,
        tags=it.get("tags"),
    )
    return role


def _instance_roles(it: ClusterPlan) -> Step:
    if it.get("instanceRoles"):
        return list(it.get("instanceRoles"))
    if not it.get("createInstanceRole"):
        return []
    role, _ = yield from service_role(
        f"{it.name}-instanceRole",
        "ec2.amazonaws.com",
        _NODE_POLICIES,
        it.surroundings,
        tags=it.get("tags"),
    )
    yield ChildRequest(
        "aws:iam/instanceProfile:InstanceProfile",
        f"{it.name}-instanceProfile",
        {"role": role.outputs.get("name", UNKNOWN)},
        property_dependencies={"role": (role.urn,)},
    )
    return [role.reference()]


def _plain_addon(it: ClusterPlan, made: Child, addon: str, options: Properties) -> ChildRequest:
    version = given(options, "version") or addon_version(
        addon, made.outputs.get("version", UNKNOWN), it.surroundings
    )
    values = given(options, "configurationValues")
    return ChildRequest(
        ADDON,
        f"{it.name}-{addon}",
        {
            "clusterName": made.outputs.get("name", UNKNOWN),
            "addonName": addon,
            "preserve": True,
            "tags": it.get("tags"),
            "resolveConflictsOnCreate": given(options, "resolveConflictsOnCreate", "OVERWRITE"),
            "resolveConflictsOnUpdate": given(options, "resolveConflictsOnUpdate", "OVERWRITE"),
            "addonVersion": version,
            "configurationValues": None if values is None else mapped(stringified, values),
        },
        property_dependencies={"clusterName": (made.urn,), "addonVersion": (made.urn,)},
    )


def _network_addon(it: ClusterPlan, made: Child, authorised: tuple[str, ...]) -> Step:
    name = f"{it.name}-vpc-cni"
    inputs = {
        **it.get("vpcCniOptions", {}),
        "clusterName": made.outputs.get("name", UNKNOWN),
        "clusterVersion": made.outputs.get("version", UNKNOWN),
        "tags": it.get("tags"),
    }
    component = yield ChildRequest(
        "eks:index:VpcCniAddon", name, inputs, custom=False, depends_on=authorised
    )
    yield from vpc_cni_addon(
        name, inputs, it.surroundings, parent=component.urn, dependencies=(made.urn, *authorised)
    )
    return component


def _oidc_provider(it: ClusterPlan, made: Child) -> Step:
    if not it.get("createOidcProvider"):
        return None
    # The real component asks the issuer for the fingerprint of its certificate; there is
    # no issuer to ask here.
    provider = yield ChildRequest(
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        f"{it.name}-oidcProvider",
        {
            "clientIdLists": ["sts.amazonaws.com"],
            "url": issuer_of(made),
            "thumbprintLists": ["0" * 40],
        },
        property_dependencies={"url": (made.urn,)},
    )
    return provider
