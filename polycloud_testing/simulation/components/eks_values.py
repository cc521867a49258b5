"""Values that the EKS components compute, and the resources they share."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, cast

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation import paths
from polycloud_testing.simulation.components.expansion import (
    Child,
    ChildRequest,
    Reference,
    Surroundings,
)
from polycloud_testing.simulation.interface import Properties, SimulationError

Step = Generator[ChildRequest, Child, Any]
"""A part of an expansion."""


def mapped(compute: Callable[..., Any], *values: Any) -> Any:
    """``compute`` of the values, unknown as long as any of them is: Pulumi's `apply`."""
    return UNKNOWN if any(unknown(value) for value in values) else compute(*values)


def unknown(value: Any) -> bool:
    """Whether a value is unknown, in whole or in part."""
    return value is UNKNOWN or any(unknown(item) for _, item in paths.children(value))


def given(inputs: Properties, name: str, default: Any = None) -> Any:
    """An input, or ``default`` where it is null or missing."""
    value = inputs.get(name)
    return default if value is None else value


def tagged(first: str | None, *more: Any) -> dict[str, Any]:
    """Tags laid over one another, after a ``Name``."""
    tags: dict[str, Any] = {"Name": first} if first else {}
    for mapping in more:
        if isinstance(mapping, Mapping):
            tags.update(cast("Mapping[str, Any]", mapping))
    return tags


def outputs_of(value: Any, surroundings: Surroundings) -> Properties:
    """The outputs of a resource that was passed as a value, by reference or as they are."""
    if isinstance(value, Reference):
        return {"id": value.id or UNKNOWN, **surroundings.outputs(value.urn)}
    return cast("Properties", value) if isinstance(value, Mapping) else {}


def urns(*values: Any) -> tuple[str, ...]:
    """The URNs of the references among some values."""
    return tuple(value.urn for value in values if isinstance(value, Reference))


def stringified(values: Any) -> str:
    """JSON as JavaScript writes it, with the keys in order."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"))


def service_role(
    name: str,
    service: str,
    policies: Sequence[str],
    surroundings: Surroundings,
    *,
    description: str | None = None,
    tags: Any = None,
    actions: Sequence[str] = ("sts:AssumeRole",),
) -> Step:
    """``eks:index:ServiceRole``: a role for an AWS service with managed policies.

    Returns the role and the URNs of all that must exist before it is of use.
    """
    partition = surroundings.invoke("aws:index/getPartition:getPartition", {})["partition"]
    component = yield ChildRequest("eks:index:ServiceRole", name, custom=False)
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Action": list(actions), "Effect": "Allow", "Principal": {"Service": [service]}}
        ],
    }
    role = yield ChildRequest(
        "aws:iam/role:Role",
        f"{name}-role",
        {
            "description": description,
            "assumeRolePolicy": json.dumps(trust, separators=(",", ":")),
            "tags": tags,
        },
        parent=component.urn,
    )
    needed = [role.urn]
    for policy in policies:
        # The name is made of the ARN as it is in the standard partition, whatever the real.
        digest = hashlib.sha1(
            f"arn:aws:iam::aws:policy/{policy}".encode(), usedforsecurity=False
        ).hexdigest()[:8]
        attachment = yield ChildRequest(
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            f"{name}-{digest}",
            {
                "policyArn": f"arn:{partition}:iam::aws:policy/{policy}",
                "role": role.outputs.get("name", UNKNOWN),
            },
            parent=component.urn,
            property_dependencies={"role": (role.urn,)},
        )
        needed.append(attachment.urn)
    return role, tuple(needed)


def addon_version(addon: str, kubernetes: Any, surroundings: Surroundings) -> Any:
    """The most recent version of an add-on for a version of Kubernetes."""

    def ask(version: str) -> Any:
        arguments = {"addonName": addon, "kubernetesVersion": version, "mostRecent": True}
        token = "aws:eks/getAddonVersion:getAddonVersion"  # noqa: S105 - a token of Pulumi's
        return surroundings.invoke(token, arguments)["version"]

    return mapped(ask, kubernetes)


def kubeconfig(cluster: Properties, options: Properties | None, *, profile: bool) -> Any:
    """A kubeconfig that asks the AWS CLI for tokens, as pulumi-eks writes it."""

    def write(name: str, endpoint: str, authority: Any, arn: str, asked: Any) -> dict[str, Any]:
        options = cast("Mapping[str, Any]", asked or {})
        region = arn.split(":")[3]
        args = ["--region", region, "eks", "get-token", "--cluster-name", name, "--output", "json"]
        if options.get("roleArn"):
            args += ["--role", options["roleArn"]]
        if profile and options.get("profileName"):
            args += ["--profile", options["profileName"]]
        info = '{"apiVersion": "client.authentication.k8s.io/v1beta1"}'
        execute = {
            "apiVersion": "client.authentication.k8s.io/v1beta1",
            "command": "aws",
            "args": args,
            "env": [{"name": "KUBERNETES_EXEC_INFO", "value": info}],
        }
        server = {"server": endpoint, "certificate-authority-data": authority["data"]}
        return {
            "apiVersion": "v1",
            "clusters": [{"cluster": server, "name": "kubernetes"}],
            "contexts": [{"context": {"cluster": "kubernetes", "user": "aws"}, "name": "aws"}],
            "current-context": "aws",
            "kind": "Config",
            "users": [{"name": "aws", "user": {"exec": execute}}],
        }

    values = [cluster.get(n, UNKNOWN) for n in ("name", "endpoint", "certificateAuthority", "arn")]
    return mapped(write, *values, dict(options or {}))


def refuse(component: str, name: str, inputs: Properties, unsupported: Sequence[str]) -> None:
    """Raises SimulationError for options of the component that are not simulated."""
    asked = [option for option in unsupported if inputs.get(option) not in (None, False, {}, [])]
    if asked:
        raise SimulationError(
            f"{component} {name!r}: {', '.join(asked)} of the real component "
            f"{'is' if len(asked) == 1 else 'are'} not simulated."
        )
