"""The machines of an EKS cluster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pulumi
import pulumi_aws as aws
import pulumi_eks as eks

from polycloud.abstractions.serving_cluster import GpuPoolSpec, NodePoolSpec
from polycloud.adapters.aws import cluster_trust
from polycloud.adapters.aws.ground import Ground
from polycloud.adapters.aws.machines import cpu_machine, gpu_machine
from polycloud.adapters.aws.network import network
from polycloud.adapters.aws.settings import CATALOG, PARTITION
from polycloud.adapters.component import Handle
from polycloud.catalog import Machine

POOL_LABEL: Final = "polycloud/pool"
"""A node's label with its pool's name."""

_ACCELERATOR_LABEL: Final = "k8s.amazonaws.com/accelerator"
"""Keeps Cluster Autoscaler from adding more machines while a new one's GPU is not yet seen.
https://github.com/kubernetes/autoscaler/tree/master/cluster-autoscaler/cloudprovider/aws"""

_ROOT_DEVICE: Final = "/dev/xvda"
"""Of Amazon Linux 2023. The disk's size is in the launch template, where EKS wants it."""

_NODE_POLICIES: Final = ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly")
"""What a node may do: join, let the Pod Identity agent work, pull images. The network plugin
has a role of its own. https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html"""

_TAGGED: Final = ("instance", "volume", "network-interface")
"""What a launch template makes and the provider's default tags do not reach."""


class NodeRole:
    """Whom all nodes of a cluster run as; ``ready`` must be there before nodes are."""

    def __init__(self, name: str, cluster: Handle, ground: Ground) -> None:
        self.native = aws.iam.Role(
            f"{name}-node",
            name=ground.name(f"{name}-node", "iam_role"),
            description=f"Nodes of the cluster {name}",
            assume_role_policy=cluster_trust.of_nodes(),
            opts=cluster.child(),
        )
        self.ready = attach(f"{name}-node", self.native, _NODE_POLICIES, cluster)


def attach(
    name: str, role: aws.iam.Role, policies: Sequence[str], owner: Handle
) -> list[pulumi.Resource]:
    """Give a role managed policies of AWS, by their names."""
    return [
        aws.iam.RolePolicyAttachment(
            f"{name}-{policy}",
            role=role.name,
            policy_arn=f"arn:{PARTITION}:iam::aws:policy/{policy}",
            opts=owner.child(),
        )
        for policy in policies
    ]


def make_pool(
    name: str,
    pool: str,
    spec: NodePoolSpec | GpuPoolSpec,
    *,
    owner: Handle,
    ground: Ground,
    cluster: eks.Cluster,
    version: str,
    role: NodeRole,
    after: Sequence[pulumi.Resource],
) -> eks.ManagedNodeGroup:
    """A managed node group on Amazon Linux 2023, in the private subnets.

    Its disks are encrypted; instance metadata is version 2 only, one hop away, so that no
    pod takes the node's role. A GPU pool is tainted ``nvidia.com/gpu`` and may be empty. A
    spot pool takes all machine types of the same size that the catalog knows, the more to
    draw from. The count belongs to the autoscaler after creation. The cluster's own security
    group lets its nodes reach one another and nobody else reach them.

    ValueError when there is no such machine.
    """
    logical = f"{name}-{pool}"
    machine = _machine(spec, ground.region)
    is_gpu = isinstance(spec, GpuPoolSpec)
    accelerator = CATALOG.machines[machine].accelerator if machine in CATALOG.machines else None
    labels = {POOL_LABEL: pool}
    if is_gpu and accelerator is not None:
        labels[_ACCELERATOR_LABEL] = accelerator.kind
    template = _launch_template(logical, spec.disk_gib, owner, ground)
    # Add-ons need a machine to run on, so that the first pool does not start empty.
    at_first = spec.min_nodes if is_gpu else max(spec.min_nodes, 1)
    return eks.ManagedNodeGroup(
        logical,
        cluster=cluster,
        node_role=role.native,
        subnet_ids=network(ground.context).private_subnet_ids,
        version=version,
        ami_type="AL2023_x86_64_NVIDIA" if is_gpu else "AL2023_x86_64_STANDARD",
        instance_types=same_size(machine, ground.region) if spec.spot else [machine],
        capacity_type="SPOT" if spec.spot else "ON_DEMAND",
        scaling_config=aws.eks.NodeGroupScalingConfigArgs(
            min_size=spec.min_nodes, max_size=spec.max_nodes, desired_size=at_first
        ),
        ignore_scaling_changes=True,
        labels=labels,
        taints=[
            aws.eks.NodeGroupTaintArgs(key="nvidia.com/gpu", value="present", effect="NO_SCHEDULE")
        ]
        if is_gpu
        else None,
        launch_template=aws.eks.NodeGroupLaunchTemplateArgs(
            id=template.id, version=template.latest_version.apply(str)
        ),
        # Without the way out to the internet, nodes neither join nor pull images.
        opts=owner.child(depends_on=[network(ground.context), *role.ready, *after]),
    )


def same_size(machine_type: str, region: str) -> list[str]:
    """``machine_type`` first, then others of its size that the region may have.

    They have as many vCPUs, as much memory and the same accelerators: an autoscaler counts
    with the first for all.
    """
    machine = CATALOG.machines.get(machine_type)
    if machine is None:
        return [machine_type]
    alike = [
        each.name
        for each in CATALOG.machines.values()
        if _size(each) == _size(machine) and each.offered_in(region) and each != machine
    ]
    return [machine_type, *alike]


def _size(machine: Machine) -> tuple[object, ...]:
    return machine.vcpus, machine.memory_gib, machine.architecture, machine.accelerator


def _machine(spec: NodePoolSpec | GpuPoolSpec, region: str) -> str:
    found = (
        gpu_machine(spec, region) if isinstance(spec, GpuPoolSpec) else cpu_machine(spec, region)
    )
    if isinstance(found, str):
        return found
    raise ValueError("; ".join(f"{each.path}: {each.reason}" for each in found))


def _launch_template(
    logical: str, disk_gib: int, owner: Handle, ground: Ground
) -> aws.ec2.LaunchTemplate:
    return aws.ec2.LaunchTemplate(
        logical,
        update_default_version=True,
        block_device_mappings=[
            {
                "device_name": _ROOT_DEVICE,
                "ebs": {
                    "volume_size": disk_gib,
                    "volume_type": "gp3",
                    "encrypted": "true",
                    "delete_on_termination": "true",
                },
            }
        ],
        metadata_options={
            "http_endpoint": "enabled",
            "http_tokens": "required",
            "http_put_response_hop_limit": 1,
        },
        tag_specifications=[
            {"resource_type": each, "tags": {**ground.tags, "Name": logical}} for each in _TAGGED
        ],
        opts=owner.child(),
    )
