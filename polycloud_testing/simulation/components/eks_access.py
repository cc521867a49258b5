"""Who may use an EKS cluster: access entries and the ``aws-auth`` map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import yaml

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation.components.eks_values import Step, given, mapped
from polycloud_testing.simulation.components.expansion import Child, ChildRequest
from polycloud_testing.simulation.interface import Properties, SimulationError


def by_map(mode: str | None) -> bool:
    """Whether the authentication mode uses the ``aws-auth`` map, as it does by default."""
    return mode in (None, "CONFIG_MAP", "API_AND_CONFIG_MAP")


def by_entries(mode: str | None) -> bool:
    """Whether the authentication mode uses access entries."""
    return mode in ("API", "API_AND_CONFIG_MAP")


def refuse_contradictions(mode: str | None, inputs: Properties) -> None:
    """Raises SimulationError for options that the authentication mode rules out."""
    if not by_map(mode):
        for option in ("roleMappings", "userMappings", "instanceRoles"):
            if given(inputs, option, []):
                raise SimulationError(
                    f"The '{option}' property does not support non-empty values when "
                    f"'authenticationMode' is set to '{mode}'."
                )
    if not by_entries(mode) and given(inputs, "accessEntries"):
        state = f"set to '{mode}'" if mode else "not set"
        raise SimulationError(
            f"The 'accessEntries' property is not supported when 'authenticationMode' is {state}."
        )


def access_entries(name: str, cluster: Child, entries: Mapping[str, Any]) -> Step:
    """The access entries with their policies; returns their URNs."""
    cluster_name = cluster.outputs.get("name", UNKNOWN)
    made: list[str] = []
    for key, entry in entries.items():
        arguments = {k: v for k, v in entry.items() if k not in {"accessPolicies", "username"}}
        child = yield ChildRequest(
            "aws:eks/accessEntry:AccessEntry",
            f"{name}-{key}",
            {**arguments, "clusterName": cluster_name, "userName": entry.get("username")},
            depends_on=(cluster.urn,),
            property_dependencies={"clusterName": (cluster.urn,)},
        )
        made.append(child.urn)
        policies = cast("Mapping[str, Any]", entry.get("accessPolicies") or {})
        for policy, association in policies.items():
            yield ChildRequest(
                "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
                f"{name}-{key}-{policy}",
                {
                    "accessScope": association.get("accessScope"),
                    "principalArn": entry.get("principalArn"),
                    "policyArn": association.get("policyArn"),
                    "clusterName": cluster_name,
                },
                parent=child.urn,
                depends_on=(child.urn,),
                property_dependencies={"clusterName": (cluster.urn,)},
            )
    return tuple(made)


def aws_auth(name: str, provider: Child, role_arns: Sequence[Any], inputs: Properties) -> Step:
    """The ``aws-auth`` ConfigMap; returns it."""

    def roles(mappings: list[Any], arns: list[str]) -> str:
        nodes = [
            {
                "roleArn": arn,
                "username": "system:node:{{EC2PrivateDNSName}}",
                "groups": ["system:bootstrappers", "system:nodes"],
            }
            for arn in arns
        ]
        return _dumped([*mappings, *nodes], "rolearn", "roleArn")

    data = {"mapRoles": mapped(roles, given(inputs, "roleMappings", []), list(role_arns))}
    users = given(inputs, "userMappings")
    if users:
        data["mapUsers"] = mapped(_dumped, users, "userarn", "userArn")
    made = yield ChildRequest(
        "kubernetes:core/v1:ConfigMap",
        f"{name}-nodeAccess",
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "immutable": False,
            "metadata": {
                "name": "aws-auth",
                "namespace": "kube-system",
                "annotations": {"pulumi.com/patchForce": "true"},
            },
            "data": data,
        },
        provider=provider.urn,
    )
    return made


def _dumped(mappings: Sequence[Any], key: str, source: str) -> str:
    rows = [
        {key: row[source], "username": row["username"], "groups": row["groups"]} for row in mappings
    ]
    return yaml.safe_dump(rows, sort_keys=False)
