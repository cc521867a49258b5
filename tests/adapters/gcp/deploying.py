"""Runs the Google Cloud adapter on simulated clouds."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Network
from typing import Any

import pulumi

from polycloud.abstractions.cloud import Context, Deployment
from polycloud.abstractions.identity import WorkloadIdentity
from polycloud.abstractions.network import NetworkSpec
from polycloud.adapters.gcp.settings import GcpSettings
from polycloud.graph import Resource
from polycloud_testing.simulation.inprocess import Run, run

PROJECT = "ml-project-1"
SALT = "0badcafe"
TAGS = {"project": "ml", "Cost Center": "R&D", "team": "x"}

NETWORK = NetworkSpec(
    range=IPv4Network("10.1.0.0/16"),
    training=IPv4Network("10.1.0.0/24"),
    machines=tuple(IPv4Network(f"10.1.{third}.0/20") for third in (16, 32, 48)),
    gateways=tuple(IPv4Network(f"10.1.{third}.0/24") for third in (1, 2, 3)),
    pods=IPv4Network("10.101.0.0/16"),
    services=IPv4Network("10.201.0.0/20"),
)


def deploy(
    program: Callable[[Context], Any],
    *,
    preview: bool = False,
    settings: GcpSettings | None = None,
    project: str = "ml",
    stack: str = "dev",
) -> Run:
    """Run ``program`` with a context; a dict that it gives becomes the stack's outputs."""

    def whole() -> None:
        context = Context(
            cloud="gcp",
            deployment=Deployment("acme", project, stack, "dev", TAGS),
            settings=settings or GcpSettings(project=PROJECT),
            network=NETWORK,
            parent=pulumi.ComponentResource("test:platform:Platform", "platform"),
            salt=pulumi.Output.from_input(SALT),
        )
        for name, value in (program(context) or {}).items():
            pulumi.export(name, value)

    made = run(whole, project=project, stack=stack, preview=preview, organization="acme")
    return made.raise_for_failures()


def foreign(name: str = "serving", cloud: str = "aws") -> WorkloadIdentity:
    """A workload on another cloud."""
    return WorkloadIdentity(
        name=name,
        cloud=cloud,
        issuer=pulumi.Output.from_input(f"https://oidc.{cloud}.test/id/1"),
        subject=pulumi.Output.from_input(f"system:serviceaccount:default:{name}"),
        audience="polycloud",
        principal=pulumi.Output.from_input(f"arn:{cloud}:{name}"),
    )


def every(made: Run, kind: str) -> tuple[Resource, ...]:
    """The native resources of a class, by its name (``Bucket``)."""
    return tuple(
        item
        for item in made.graph
        if item.type.startswith("gcp:") and item.type.endswith(f":{kind}")
    )


def one(made: Run, kind: str) -> Resource:
    """The only native resource of a class."""
    (found,) = every(made, kind)
    return found
