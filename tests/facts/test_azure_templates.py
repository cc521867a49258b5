"""A template beside a store on Azure leaves its facts standing only when it is known harmless."""

from __future__ import annotations

from typing import Any

import pytest

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts import Unknown, read_facts

TABLE = {"type": "Microsoft.OperationalInsights/workspaces/tables", "name": "w/AppTraces"}
ROLE = {"type": "Microsoft.Authorization/roleAssignments", "name": "anybody"}


def resource(token: str, name: str, inputs: dict[str, Any]) -> Resource:
    urn = f"urn:pulumi:dev::test::{token}::{name}"
    path = f"/subscriptions/s/resourceGroups/g/providers/x/{name}"
    return Resource(urn=urn, type=token, name=name, id=path, inputs=inputs, outputs=inputs)


def public_beside(properties: dict[str, Any]) -> object:
    """Whether the public reaches a bucket beside a deployment with these properties."""
    account = resource("azure-native:storage:StorageAccount", "account", {"accountName": "account"})
    container = resource(
        "azure-native:storage:BlobContainer",
        "models",
        {"accountName": "account", "containerName": "models", "publicAccess": "None"},
    )
    deployment = resource(
        "azure-native:resources:Deployment", "template", {"properties": properties}
    )
    (bucket,) = read_facts(ResourceGraph([account, container, deployment])).buckets
    return bucket.public


def test_a_template_of_tables_changes_nothing() -> None:
    properties = {"mode": "Incremental", "template": {"resources": [TABLE, TABLE]}}
    assert public_beside(properties) == frozenset()


@pytest.mark.parametrize(
    "properties",
    [
        {"mode": "Incremental", "template": {"resources": [TABLE, ROLE]}},
        {"mode": "Incremental", "template": {"resources": [{**TABLE, "resources": [ROLE]}]}},
        {"mode": "Incremental", "template": {"resources": {"symbolic": TABLE}}},
        {"mode": "Incremental", "template": {"resources": ["[secret]"]}},
        {"mode": "Incremental", "templateLink": {"uri": "https://a.example/template.json"}},
        {"mode": "Complete", "template": {"resources": [TABLE]}},
        {"template": {"resources": [TABLE]}},
        {"mode": "Incremental"},
    ],
)
def test_any_other_template_leaves_it_unknown(properties: dict[str, Any]) -> None:
    assert isinstance(public_beside(properties), Unknown)
