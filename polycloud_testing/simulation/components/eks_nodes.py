"""``eks:index:ManagedNodeGroup`` and the security group of nodes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation.components.eks_values import (
    Step,
    given,
    mapped,
    outputs_of,
    refuse,
    tagged,
    urns,
)
from polycloud_testing.simulation.components.expansion import (
    Child,
    ChildRequest,
    Expansion,
    Reference,
    Surroundings,
)
from polycloud_testing.simulation.interface import Properties, SimulationError

_OWN: Final = frozenset(
    {
        *("cluster", "nodeRole", "gpu", "operatingSystem", "ignoreScalingChanges", "amiId"),
        *("enableEfaSupport", "placementGroupAvailabilityZone", "enableIMDSv2", "userData"),
        *("kubeletExtraArgs", "bootstrapExtraArgs", "bottlerocketSettings", "nodeadmExtraOptions"),
    }
)
"""Options of the component that are no arguments of the node group."""

_USER_DATA: Final = (
    *("kubeletExtraArgs", "bootstrapExtraArgs", "bottlerocketSettings", "nodeadmExtraOptions"),
    *("userData", "amiId"),
)
_AMI_TYPES: Final = {
    ("AL2023", False): "AL2023_x86_64_STANDARD",
    ("AL2023", True): "AL2023_x86_64_NVIDIA",
    ("Bottlerocket", False): "BOTTLEROCKET_x86_64",
    ("Bottlerocket", True): "BOTTLEROCKET_x86_64_NVIDIA",
}


def managed_node_group(name: str, inputs: Properties, surroundings: Surroundings) -> Expansion:
    """A managed node group, with a launch template where its options need one."""
    refuse("ManagedNodeGroup", name, inputs, (*_USER_DATA, "enableEfaSupport"))
    core = _core(inputs, surroundings)
    cluster_reference: Any = core.get("cluster")
    cluster = outputs_of(cluster_reference, surroundings)
    if "clusterName" not in inputs and not cluster:
        raise SimulationError(f"ManagedNodeGroup {name!r}: the cluster has no outputs to read.")
    role, role_urns = _role(name, inputs, surroundings)
    arguments = {k: v for k, v in inputs.items() if k not in _OWN}
    template = None
    if given(inputs, "enableIMDSv2") is not None:
        if given(inputs, "launchTemplate") is not None:
            raise SimulationError(
                "launchTemplate: If you provide a custom launch template, you cannot provide any "
                "of enableIMDSv2. Please include these in the launch template that you are "
                "providing."
            )
        template = yield _launch_template(name, inputs)
        arguments.pop("diskSize", None)
        arguments["launchTemplate"] = {
            "id": template.id or UNKNOWN,
            "version": mapped(str, template.outputs.get("latestVersion", UNKNOWN)),
        }
    elif "version" not in arguments and "launchTemplate" not in arguments:
        arguments["version"] = cluster.get("version", UNKNOWN)
    subnets = _subnets(core)
    config: Any = given(inputs, "scalingConfig", {})
    cluster_urns = urns(inputs.get("cluster"), cluster_reference)
    access: Any = core.get("eksNodeAccess")
    group = yield ChildRequest(
        "aws:eks/nodeGroup:NodeGroup",
        name,
        {
            **arguments,
            "amiType": _ami_type(name, inputs),
            "clusterName": given(inputs, "clusterName") or cluster.get("name", UNKNOWN),
            "nodeRoleArn": role,
            "scalingConfig": mapped(_scaling, config),
            "subnetIds": given(inputs, "subnetIds", subnets),
        },
        depends_on=urns(access),
        property_dependencies={
            "clusterName": cluster_urns,
            "version": cluster_urns,
            "nodeRoleArn": role_urns,
            "launchTemplate": (template.urn,) if template is not None else (),
        },
        ignore_changes=(
            ("scalingConfig.desiredSize",) if given(inputs, "ignoreScalingChanges") else ()
        ),
    )
    return {"nodeGroup": group.reference(), "placementGroupName": ""}


def node_security_group(name: str, vpc: Any, cluster: Child, of_cluster: Child, tags: Any) -> Step:
    """The security group of nodes with its rules; returns it and the cluster's rule."""

    def owned_by(owner: str) -> dict[str, Any]:
        mark = {f"kubernetes.io/cluster/{owner}": "owned"}
        return tagged(f"{name}-nodeSecurityGroup", mark, tags)

    owned = mapped(owned_by, cluster.outputs.get("name", UNKNOWN))
    group = yield ChildRequest(
        "aws:ec2/securityGroup:SecurityGroup",
        f"{name}-nodeSecurityGroup",
        {"vpcId": vpc, "revokeRulesOnDelete": True, "tags": owned},
        property_dependencies={"tags": (cluster.urn,)},
    )
    nodes, control = group.id or UNKNOWN, of_cluster.id or UNKNOWN
    both = {"securityGroupId": (group.urn,), "sourceSecurityGroupId": (of_cluster.urn,)}
    everything = {"fromPort": 0, "toPort": 0, "protocol": "-1"}
    yield _rule(
        f"{name}-eksNodeIngressRule",
        "Allow nodes to communicate with each other",
        {"type": "ingress", **everything, "securityGroupId": nodes, "self": True},
        {"securityGroupId": (group.urn,)},
    )
    yield _rule(
        f"{name}-eksNodeClusterIngressRule",
        "Allow worker Kubelets and pods to receive communication from the cluster control plane",
        {**_tcp(1025, 65535), "securityGroupId": nodes, "sourceSecurityGroupId": control},
        both,
    )
    yield _rule(
        f"{name}-eksExtApiServerClusterIngressRule",
        "Allow pods running extension API servers on port 443 to receive communication from "
        "cluster control plane",
        {**_tcp(443, 443), "securityGroupId": nodes, "sourceSecurityGroupId": control},
        both,
    )
    yield _rule(
        f"{name}-eksNodeInternetEgressRule",
        "Allow internet access.",
        {"type": "egress", **everything, "cidrBlocks": ["0.0.0.0/0"], "securityGroupId": nodes},
        {"securityGroupId": (group.urn,)},
    )
    ingress = yield _rule(
        f"{name}-eksClusterIngressRule",
        "Allow pods to communicate with the cluster API Server",
        {**_tcp(443, 443), "securityGroupId": control, "sourceSecurityGroupId": nodes},
        {"securityGroupId": (of_cluster.urn,), "sourceSecurityGroupId": (group.urn,)},
    )
    return group, ingress


def _rule(
    name: str, description: str, inputs: dict[str, Any], dependencies: Mapping[str, tuple[str, ...]]
) -> ChildRequest:
    return ChildRequest(
        "aws:ec2/securityGroupRule:SecurityGroupRule",
        name,
        {"description": description, **inputs},
        property_dependencies=dependencies,
    )


def _tcp(first: int, last: int) -> dict[str, Any]:
    return {"type": "ingress", "fromPort": first, "toPort": last, "protocol": "tcp"}


def _core(inputs: Properties, surroundings: Surroundings) -> Properties:
    """The core data of the cluster, which may be passed itself or with the component."""
    cluster: Any = inputs.get("cluster")
    outputs = outputs_of(cluster, surroundings)
    if isinstance(cluster, Reference):
        return cast("Properties", outputs.get("core", {}))
    return outputs


def _subnets(core: Properties) -> Any:
    for name in ("subnetIds", "privateSubnetIds", "publicSubnetIds"):
        if core.get(name) is not None:
            return core[name]
    return []


def _role(name: str, inputs: Properties, surroundings: Surroundings) -> tuple[Any, tuple[str, ...]]:
    role, arn = given(inputs, "nodeRole"), given(inputs, "nodeRoleArn")
    if role is not None and arn is not None:
        raise SimulationError(
            "nodeRole: You cannot specify both nodeRole and nodeRoleArn when creating a managed "
            "node group."
        )
    if arn is not None:
        return arn, ()
    if role is None:
        raise SimulationError(
            f"ManagedNodeGroup {name!r}: nodeRole: An IAM role, or role ARN must be provided to "
            "create a managed node group"
        )
    return outputs_of(role, surroundings).get("arn", UNKNOWN), urns(role)


def _launch_template(name: str, inputs: Properties) -> ChildRequest:
    size = given(inputs, "diskSize")
    volumes = [{"deviceName": "/dev/xvda", "ebs": {"volumeSize": size}}] if size else None
    return ChildRequest(
        "aws:ec2/launchTemplate:LaunchTemplate",
        f"{name}-launchTemplate",
        {
            "blockDeviceMappings": volumes,
            "metadataOptions": {
                "httpTokens": "required" if inputs["enableIMDSv2"] else "optional",
                "httpPutResponseHopLimit": 2,
                "httpEndpoint": "enabled",
            },
        },
    )


def _ami_type(name: str, inputs: Properties) -> Any:
    system = given(inputs, "operatingSystem")
    if given(inputs, "amiType") is not None or system is None:
        return given(inputs, "amiType")
    try:
        return _AMI_TYPES[(str(system), bool(given(inputs, "gpu")))]
    except KeyError:
        raise SimulationError(
            f"ManagedNodeGroup {name!r}: the operating system {system!r} is not simulated; give "
            "amiType instead."
        ) from None


def _scaling(config: dict[str, Any]) -> dict[str, Any]:
    defaults = {"desiredSize": 2, "minSize": 1, "maxSize": 2}
    return {**defaults, **{k: v for k, v in config.items() if v is not None}}
