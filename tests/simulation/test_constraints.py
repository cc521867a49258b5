"""Limits, forms and relations that clouds keep to beyond the types of properties."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulation.good_inputs import LIFECYCLE, failures

ROLE = f"/providers/Microsoft.Authorization/roleDefinitions/{'0' * 36}"


@pytest.mark.parametrize(
    ("token", "inputs", "path", "words"),
    [
        ("kubernetes:core/v1:Secret", {"data": {"a": "not base64!"}}, "data.a", "base64"),
        (LIFECYCLE, {"bucket": "b", "rules": []}, "rules", "1 to 1000 items"),
        (
            "aws:cloudwatch/metricAlarm:MetricAlarm",
            {
                "comparisonOperator": "GreaterThanThreshold",
                "evaluationPeriods": 1,
                "metricName": "m",
                "period": 45,
            },
            "period",
            "multiple of 60",
        ),
        (
            "aws:cloudwatch/dashboard:Dashboard",
            {"dashboardName": "d", "dashboardBody": "{]"},
            "dashboardBody",
            "not JSON",
        ),
        (
            "azure-native:authorization:RoleAssignment",
            {
                "principalId": "someone",
                "roleDefinitionId": ROLE,
                "scope": "/",
            },
            "principalId",
            "UUID",
        ),
        ("aws:ec2/route:Route", {"routeTableId": "r", "gatewayId": "i"}, "", "has to be given"),
        (
            "gcp:compute/firewall:Firewall",
            {
                "network": "n",
                "direction": "EGRESS",
                "allows": [{"protocol": "tcp"}],
                "sourceTags": ["training"],
            },
            "sourceTags",
            "must not be given when 'direction' is 'EGRESS'",
        ),
        (
            "azure-native:containerservice:AgentPool",
            {
                "resourceGroupName": "rg",
                "resourceName": "aks",
                "agentPoolName": "gpu",
                "count": 1,
                "minCount": 5,
                "maxCount": 3,
            },
            "minCount",
            "more than maxCount",
        ),
        (
            "aws:dynamodb/table:Table",
            {
                "hashKey": "a",
                "attributes": [{"name": "a", "type": "S"}, {"name": "b", "type": "S"}],
            },
            "attributes[1].name",
            "leave it out",
        ),
        ("pulumi:providers:aws", {"region": "us-west"}, "region", "us-west-2"),
    ],
)
def test_limits_of_every_kind_are_kept(
    token: str, inputs: dict[str, Any], path: str, words: str
) -> None:
    found = failures(token, inputs)
    assert any(at == path and words in reason for at, reason in found), found


def test_an_enumeration_that_grows_takes_what_the_sdk_does_not_know() -> None:
    group = {
        "clusterName": "c",
        "nodeRoleArn": "arn:aws:iam::123456789012:role/n",
        "subnetIds": ["s"],
        "scalingConfig": {"minSize": 0, "desiredSize": 0, "maxSize": 1},
        # The documentation of the SDK knows only the other two.
        "capacityType": "CAPACITY_BLOCK",
    }
    assert failures("aws:eks/nodeGroup:NodeGroup", group) == []


def test_gcp_takes_an_empty_choice_for_none() -> None:
    assert failures("gcp:compute/network:Network", {"routingMode": ""}) == []
