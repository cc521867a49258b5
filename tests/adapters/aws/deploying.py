"""Runs the AWS adapter on simulated clouds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from ipaddress import IPv4Network
from typing import Any

import pulumi

from polycloud.abstractions.cloud import Context, Deployment
from polycloud.abstractions.identity import WorkloadIdentity
from polycloud.abstractions.network import NetworkSpec
from polycloud.adapters.aws.settings import AwsSettings
from polycloud.graph import ResourceGraph
from polycloud_testing.simulation.inprocess import Run, run

ACCOUNT = "000000000000"
"""The account of the simulated AWS."""
SALT = "0badcafe"
TAGS = {"project": "ml", "team": "x"}


def network(*, redundant_egress: bool = False) -> NetworkSpec:
    """A network's plan, as the platform would make it."""
    return NetworkSpec(
        range=IPv4Network("10.0.0.0/16"),
        training=IPv4Network("10.0.0.0/24"),
        machines=tuple(IPv4Network(f"10.0.{third}.0/20") for third in (16, 32, 48)),
        gateways=tuple(IPv4Network(f"10.0.{third}.0/24") for third in (1, 2, 3)),
        pods=IPv4Network("10.100.0.0/16"),
        services=IPv4Network("10.200.0.0/20"),
        redundant_egress=redundant_egress,
    )


def deploy(
    program: Callable[[Context], Any],
    *,
    preview: bool = False,
    settings: AwsSettings | None = None,
    project: str = "ml",
    stack: str = "dev",
    redundant_egress: bool = False,
) -> Run:
    """Run ``program`` with a context; a dict that it gives becomes the stack's outputs."""

    def whole() -> None:
        context = Context(
            cloud="aws",
            deployment=Deployment("acme", project, stack, "dev", TAGS),
            settings=settings or AwsSettings(account_id=ACCOUNT),
            network=network(redundant_egress=redundant_egress),
            parent=pulumi.ComponentResource("test:platform:Platform", "platform"),
            salt=pulumi.Output.from_input(SALT),
        )
        for name, value in (program(context) or {}).items():
            pulumi.export(name, value)

    made = run(whole, project=project, stack=stack, preview=preview, organization="acme")
    return made.raise_for_failures()


def foreign(
    name: str = "training",
    cloud: str = "gcp",
    issuer: str = "https://accounts.google.com",
    issuer_key: str | None = "https://accounts.google.com",
    audience: str = "polycloud/acme/ml/dev",
) -> WorkloadIdentity:
    """A workload of another cloud."""
    return WorkloadIdentity(
        name=name,
        cloud=cloud,
        issuer=pulumi.Output.from_input(issuer),
        subject=pulumi.Output.from_input(f"subject-of-{name}"),
        audience=audience,
        principal=pulumi.Output.from_input(f"{cloud}:{name}"),
        issuer_key=issuer_key,
    )


def statements(graph: ResourceGraph) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every policy statement of a run, with the resource that has it."""
    for resource in graph:
        for key in ("policy", "assumeRolePolicy"):
            text = resource.inputs.get(key)
            if isinstance(text, str):
                for statement in json.loads(text).get("Statement", ()):
                    yield f"{resource.type} {resource.name}", statement


def policy_of(graph: ResourceGraph, name: str) -> dict[str, dict[str, Any]]:
    """The statements of the inline policy with this logical name, by their ids."""
    (found,) = (r for r in graph.by_type("aws:iam/rolePolicy:RolePolicy") if r.name == name)
    return {each["Sid"]: each for each in json.loads(found.inputs["policy"])["Statement"]}
