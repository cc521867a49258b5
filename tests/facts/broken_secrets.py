"""The contracts' secrets with something about them changed, and what readers make of that."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.contracts import Harness
from polycloud_testing.contracts import secret_programs as programs
from polycloud_testing.facts import SecretFacts, read_facts

AWS_SECRET = "aws:secretsmanager/secret:Secret"
AWS_VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
GCP_SECRET = "gcp:secretmanager/secret:Secret"
GCP_VERSION = "gcp:secretmanager/secretVersion:SecretVersion"
AZURE_SECRET = "azure-native:keyvault:Secret"
VAULT = "azure-native:keyvault:Vault"


def graph_of(harness: Harness) -> ResourceGraph:
    return harness.scene(programs.secrets).graph


def secrets(harness: Harness, token: str, **inputs: Any) -> tuple[SecretFacts, ...]:
    """The secrets, with other inputs on every resource of a type; None takes one away."""
    changed = [
        evolve(each, inputs=laid_over(each.inputs, inputs)) if each.type == token else each
        for each in graph_of(harness)
    ]
    return read(changed)


def laid_over(inputs: Any, others: dict[str, Any]) -> dict[str, Any]:
    whole = {**inputs}
    for name, value in others.items():
        below = whole.get(name)
        deeper = isinstance(value, dict) and isinstance(below, dict)
        whole[name] = laid_over(below, value) if deeper else value
    return {name: value for name, value in whole.items() if value is not None}


def with_another(harness: Harness, token: str, **inputs: Any) -> tuple[SecretFacts, ...]:
    urn = f"urn:pulumi:dev::contracts::{token}::another"
    another = Resource(urn=urn, type=token, name="another", inputs=inputs)
    return read([*graph_of(harness), another])


def read(resources: list[Resource]) -> tuple[SecretFacts, ...]:
    found = read_facts(ResourceGraph(resources)).secrets
    assert len(found) == len(programs.ROTATIONS)
    return found


def one(harness: Harness, token: str) -> Resource:
    return graph_of(harness).by_type(token)[0]
