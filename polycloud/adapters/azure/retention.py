"""How long the tables of Application Insights keep their rows."""

from __future__ import annotations

from typing import Any, Final

import pulumi
from pulumi_azure_native import operationalinsights, resources

TABLES: Final = (
    "AppAvailabilityResults",
    "AppBrowserTimings",
    "AppDependencies",
    "AppEvents",
    "AppExceptions",
    "AppMetrics",
    "AppPageViews",
    "AppPerformanceCounters",
    "AppRequests",
    "AppSystemEvents",
    "AppTraces",
)
"""Whatever their workspace says, these keep 90 days until told otherwise, one by one
(https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure, as of
2026-11-23)."""


def table_retention(
    name: str,
    workspace: operationalinsights.Workspace,
    *,
    group_name: pulumi.Input[str],
    days: int,
    tags: dict[str, str],
    options: pulumi.ResourceOptions,
) -> resources.Deployment:
    """Make every table of Application Insights keep ``days`` days.

    By a template, as the tables come with the workspace: Pulumi's resource for a table
    refuses to make what is there already.
    """
    tables: list[dict[str, Any]] = [
        {
            "type": "Microsoft.OperationalInsights/workspaces/tables",
            "apiVersion": "2023-09-01",
            "name": pulumi.Output.concat(workspace.name, "/", table),
            "properties": {
                "plan": "Analytics",
                "retentionInDays": days,
                "totalRetentionInDays": days,
            },
        }
        for table in TABLES
    ]
    return resources.Deployment(
        name,
        deployment_name=name,
        resource_group_name=group_name,
        properties={
            "mode": resources.DeploymentMode.INCREMENTAL,
            "template": {
                "$schema": "https://schema.management.azure.com/schemas/2019-04-01/"
                "deploymentTemplate.json#",
                "contentVersion": "1.0.0.0",
                "resources": tables,
            },
        },
        tags=tags,
        opts=options,
    )
