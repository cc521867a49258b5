"""The add-ons of an EKS cluster: ``eks:index:Addon`` and ``eks:index:VpcCniAddon``."""

from __future__ import annotations

from typing import Any, Final, cast

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation.components.eks_values import (
    Step,
    addon_version,
    given,
    mapped,
    outputs_of,
    stringified,
    urns,
)
from polycloud_testing.simulation.components.expansion import ChildRequest, Expansion, Surroundings
from polycloud_testing.simulation.interface import Properties, SimulationError

ADDON: Final = "aws:eks/addon:Addon"

_CNI: Final = (
    ("nodePortSupport", "AWS_VPC_CNI_NODE_PORT_SUPPORT", None),
    ("customNetworkConfig", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", None),
    ("warmEniTarget", "WARM_ENI_TARGET", "1"),
    ("warmIpTarget", "WARM_IP_TARGET", None),
    ("warmPrefixTarget", "WARM_PREFIX_TARGET", None),
    ("enablePrefixDelegation", "ENABLE_PREFIX_DELEGATION", None),
    ("logLevel", "AWS_VPC_K8S_CNI_LOGLEVEL", "DEBUG"),
    ("logFile", "AWS_VPC_K8S_CNI_LOG_FILE", "/host/var/log/aws-routed-eni/ipamd.log"),
    ("vethPrefix", "AWS_VPC_K8S_CNI_VETHPREFIX", "eni"),
    ("eniMtu", "AWS_VPC_ENI_MTU", "9001"),
    ("eniConfigLabelDef", "ENI_CONFIG_LABEL_DEF", None),
    ("pluginLogLevel", "AWS_VPC_K8S_PLUGIN_LOG_LEVEL", "DEBUG"),
    ("pluginLogFile", "AWS_VPC_K8S_PLUGIN_LOG_FILE", "/var/log/aws-routed-eni/plugin.log"),
    ("enablePodEni", "ENABLE_POD_ENI", "false"),
    ("cniConfigureRpfilter", "AWS_VPC_K8S_CNI_CONFIGURE_RPFILTER", None),
    ("cniCustomNetworkCfg", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "false"),
    ("externalSnat", "AWS_VPC_K8S_CNI_EXTERNALSNAT", None),
    ("cniExternalSnat", "AWS_VPC_K8S_CNI_EXTERNALSNAT", "false"),
)
"""Option, environment variable, and its value where the option is not given. The order is
the component's; where two options share a variable the later default yields to it."""


def addon(name: str, inputs: Properties, surroundings: Surroundings) -> Expansion:
    """``eks:index:Addon``: one add-on of a cluster."""
    cluster = given(inputs, "cluster")
    core = outputs_of(outputs_of(cluster, surroundings).get("core"), surroundings)
    of_cluster = outputs_of(core.get("cluster"), surroundings)
    values = given(inputs, "configurationValues")
    arguments = {k: v for k, v in inputs.items() if k not in {"cluster", "configurationValues"}}
    made = yield ChildRequest(
        ADDON,
        name,
        {
            **arguments,
            "clusterName": of_cluster.get("name", UNKNOWN),
            "configurationValues": None if values is None else mapped(stringified, values),
        },
        property_dependencies={"clusterName": urns(cluster, core.get("cluster"))},
    )
    return {"addon": made.reference()}


def vpc_cni(name: str, inputs: Properties, surroundings: Surroundings) -> Expansion:
    """``eks:index:VpcCniAddon``: the network add-on, with its settings."""
    made = yield from vpc_cni_addon(name, inputs, surroundings, parent=None, dependencies=())
    return {"addon": made.reference()}


def vpc_cni_addon(
    name: str,
    inputs: Properties,
    surroundings: Surroundings,
    *,
    parent: str | None,
    dependencies: tuple[str, ...],
) -> Step:
    """The add-on beneath the component; returns it."""
    if given(inputs, "clusterName") is None:
        raise SimulationError("Missing required option 'clusterName'")
    version = given(inputs, "addonVersion")
    if version is None:
        kubernetes = given(inputs, "clusterVersion")
        if kubernetes is None:
            raise SimulationError(
                "You need to specify either `addonVersion` or `clusterVersion` to determine the "
                "version of the vpc-cni addon to use."
            )
        version = addon_version("vpc-cni", kubernetes, surroundings)
    made = yield ChildRequest(
        ADDON,
        name,
        {
            "clusterName": inputs["clusterName"],
            "addonVersion": version,
            "addonName": "vpc-cni",
            "resolveConflictsOnCreate": given(inputs, "resolveConflictsOnCreate", "OVERWRITE"),
            "resolveConflictsOnUpdate": given(inputs, "resolveConflictsOnUpdate", "OVERWRITE"),
            "preserve": True,
            "configurationValues": mapped(stringified, _configuration(inputs)),
            "serviceAccountRoleArn": given(inputs, "serviceAccountRoleArn"),
            "tags": given(inputs, "tags"),
        },
        parent=parent,
        property_dependencies={"clusterName": dependencies, "addonVersion": dependencies},
    )
    if given(inputs, "securityContextPrivileged"):
        yield _privileged(name, parent, made.urn)
    return made


def _privileged(name: str, parent: str | None, addon: str) -> ChildRequest:
    container = {"name": "aws-node", "securityContext": {"privileged": True}}
    return ChildRequest(
        "kubernetes:apps/v1:DaemonSetPatch",
        name,
        {
            "apiVersion": "apps/v1",
            "kind": "DaemonSet",
            "metadata": {
                "name": "aws-node",
                "namespace": "kube-system",
                "annotations": {"pulumi.com/patchForce": "true"},
            },
            "spec": {"template": {"spec": {"containers": [container]}}},
        },
        parent=parent,
        depends_on=(addon,),
    )


def _configuration(inputs: Properties) -> dict[str, Any]:
    if given(inputs, "cniExternalSnat") and given(inputs, "externalSnat"):
        raise SimulationError(
            "Please specify one of `cniExternalSnat` or `externalSnat` in your VpcCniOptions"
        )
    environment: dict[str, Any] = {}
    for option, variable, default in _CNI:
        value = given(inputs, option)
        if value:
            environment[variable] = mapped(_text, value)
        elif default is not None:
            environment.setdefault(variable, default)
    early = given(inputs, "disableTcpEarlyDemux")
    init = {"DISABLE_TCP_EARLY_DEMUX": mapped(_text, early) if early else "false"}
    asked: dict[str, Any] = dict(cast("dict[str, Any]", given(inputs, "configurationValues", {})))
    policy = given(inputs, "enableNetworkPolicy")
    if policy is not None:
        asked.setdefault("enableNetworkPolicy", mapped(_text, policy))
    asked["env"] = {**environment, **asked.get("env", {})}
    of_init: dict[str, Any] = dict(asked.get("init", {}))
    asked["init"] = {**of_init, "env": {**init, **of_init.get("env", {})}}
    return asked


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
