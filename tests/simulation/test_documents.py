"""Documents inside of inputs that the SDKs type as any value or as text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from polycloud_testing.simulation import paths
from polycloud_testing.simulation.interface import CheckFailure
from polycloud_testing.simulation.schema import schema_for
from polycloud_testing.simulation.validate import check_inputs

TABLE = "properties.template.resources[0]"
LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
POLICY: dict[str, Any] = {
    "rules": [
        {
            "rulePriority": 1,
            "selection": {
                "tagStatus": "untagged",
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": 14,
            },
            "action": {"type": "expire"},
        }
    ]
}


def deployment() -> dict[str, Any]:
    table = {
        "type": "Microsoft.OperationalInsights/workspaces/tables",
        "apiVersion": "2023-09-01",
        "name": "workspace/AppRequests",
        "properties": {"plan": "Analytics", "retentionInDays": 30},
    }
    template = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": [table],
    }
    properties = {"mode": "Incremental", "template": template}
    return {"resourceGroupName": "group", "properties": properties}


def refused(inputs: dict[str, Any]) -> tuple[CheckFailure, ...]:
    return check_inputs(schema_for("azure-native:resources:Deployment"), inputs)


def test_a_right_template_passes() -> None:
    assert refused(deployment()) == ()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("properties.template.contentVersoin", "1.0.0.0"),
        ("properties.template.contentVersion", 1),
        ("properties.template.resources", {}),
        (f"{TABLE}.tpye", "Microsoft.OperationalInsights/workspaces/tables"),
        (f"{TABLE}.properties", "text"),
        (f"{TABLE}.properties.retentoinInDays", 30),
        (f"{TABLE}.properties.retentionInDays", "thirty"),
        (f"{TABLE}.properties.plan", "Analytic"),
        (f"{TABLE}.apiVersion", None),
        (f"{TABLE}.name", None),
        ("properties.template.$schema", None),
    ],
)
def test_a_wrong_template_is_refused_where_it_is_wrong(path: str, value: object) -> None:
    failures = refused(paths.replaced(deployment(), path, value))
    assert [failure.path for failure in failures] == [path]


def test_an_expression_stands_for_anything() -> None:
    inputs = paths.replaced(
        deployment(), f"{TABLE}.properties.retentionInDays", "[parameters('days')]"
    )
    assert refused(inputs) == ()


def test_properties_of_other_types_are_left_alone() -> None:
    inputs = paths.replaced(deployment(), f"{TABLE}.type", "Microsoft.Storage/storageAccounts")
    inputs = paths.replaced(inputs, f"{TABLE}.properties", {"supportsHttpsTrafficOnly": True})
    assert refused(inputs) == ()


@pytest.mark.parametrize("as_text", [True, False])
def test_a_lifecycle_policy_is_the_same_as_text_and_as_a_document(as_text: bool) -> None:
    def failures(policy: dict[str, Any]) -> list[str]:
        value = json.dumps(policy) if as_text else policy
        given = {"policy": value, "repository": "serving/triton"}
        return [failure.path for failure in check_inputs(schema_for(LIFECYCLE), given)]

    assert failures(POLICY) == []
    wrong = paths.replaced(POLICY, "rules[0].selection.countNumber", "many")
    assert failures(wrong) == ["policy.rules[0].selection.countNumber"]
    assert failures({"ruls": []}) == ["policy.ruls"]
