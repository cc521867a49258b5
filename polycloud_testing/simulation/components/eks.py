"""The remote components of pulumi-eks, as version 4.4.0 registers them.

Names, types, parents and inputs of the children follow the component's source
(https://github.com/pulumi/pulumi-eks, nodejs/eks). What it can do beyond that, mainly the
default node group, Fargate and self-managed nodes, is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from polycloud_testing.simulation.components.eks_addons import addon, vpc_cni
from polycloud_testing.simulation.components.eks_cluster import cluster
from polycloud_testing.simulation.components.eks_nodes import managed_node_group
from polycloud_testing.simulation.components.eks_values import (
    kubeconfig,
    mapped,
    outputs_of,
    stringified,
)
from polycloud_testing.simulation.components.expansion import Expansion, Surroundings
from polycloud_testing.simulation.interface import Properties

Component = Callable[[str, Properties, Surroundings], Expansion]
Method = Callable[[Properties, Properties, Surroundings], Properties]


def _get_kubeconfig(
    self_: Properties, arguments: Properties, surroundings: Surroundings
) -> Properties:
    of_cluster = outputs_of(self_.get("eksCluster"), surroundings)
    result: Any = kubeconfig(of_cluster, arguments, profile=True)
    return {"result": mapped(stringified, result)}


COMPONENTS: Final[Mapping[str, Component]] = {
    "eks:index:Cluster": cluster,
    "eks:index:ManagedNodeGroup": managed_node_group,
    "eks:index:Addon": addon,
    "eks:index:VpcCniAddon": vpc_cni,
}
METHODS: Final[Mapping[str, Method]] = {"eks:index:Cluster/getKubeconfig": _get_kubeconfig}
