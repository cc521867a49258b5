"""Logs, metrics and traces in Azure Monitor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pulumi
from pulumi_azure_native import applicationinsights, operationalinsights, resources

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Access
from polycloud.abstractions.telemetry import Sink, TelemetrySpec
from polycloud.adapters.azure import roles
from polycloud.adapters.azure.granting import Assignment, GrantingHandle
from polycloud.adapters.azure.retention import table_retention
from polycloud.adapters.granting import Grant

CONNECTION_STRING: Final = "APPLICATIONINSIGHTS_CONNECTION_STRING"


_LOG_READER: Final = "73c42c96-874c-492b-b04d-ab87d138a893"
"""Log Analytics Reader, which does not read the shared keys (learn.microsoft.com/azure/
role-based-access-control/built-in-roles/monitor, as of 2025-12-17)."""

_WORKSPACES: Final = "Microsoft.OperationalInsights/workspaces"
_LOG_VIEWER: Final = roles.Role(
    name="telemetry-viewer",
    description="See a workspace's settings and tables; query nothing.",
    actions=(f"{_WORKSPACES}/read", f"{_WORKSPACES}/tables/read"),
)
_LOG_SETTER: Final = roles.Role(
    name="telemetry-settings",
    description="Change how long tables are kept, and saved searches; delete no table.",
    # The workspace's own settings would switch sign-in with its shared keys on.
    actions=(
        f"{_WORKSPACES}/tables/read",
        f"{_WORKSPACES}/tables/write",
        f"{_WORKSPACES}/savedSearches/read",
        f"{_WORKSPACES}/savedSearches/write",
        f"{_WORKSPACES}/savedSearches/delete",
    ),
)


class Telemetry(GrantingHandle):
    """A Log Analytics workspace and, storing into it, Application Insights.

    Cost: by the GiB taken in; 31 days of retention are in that price.

    Sign-in: the workspace takes nothing that is sent with its shared key. Application
    Insights does take what carries its connection string, because that is all the
    collector's ``azuremonitor`` exporter can present; the string allows sending, and
    reading nothing.

    Escape hatch: `workspace`, `insights` and `retention` are the native resources.
    """

    workspace: operationalinsights.Workspace
    insights: applicationinsights.Component
    retention: resources.Deployment

    def __init__(self, name: str, spec: TelemetrySpec, context: Context) -> None:
        super().__init__(name, context)
        base = self.ground
        self.workspace = operationalinsights.Workspace(
            f"{name}-workspace",
            workspace_name=base.name(name, "log_analytics_workspace"),
            sku={"name": operationalinsights.WorkspaceSkuNameEnum.PER_GB2018},
            retention_in_days=spec.retention_days,
            features={
                "disable_local_auth": True,
                "enable_log_access_using_only_resource_permissions": True,
                # Without it, 30 days are kept as 31.
                "immediate_purge_data_on30_days": spec.retention_days == 30,
            },
            opts=self.child(),
            **base.place,
        )
        self.insights = applicationinsights.Component(
            f"{name}-insights",
            resource_name_=base.name(name, "application_insights"),
            kind="other",
            application_type=applicationinsights.ApplicationType.OTHER,
            ingestion_mode=applicationinsights.IngestionMode.LOG_ANALYTICS,
            workspace_resource_id=self.workspace.id,
            disable_ip_masking=False,
            disable_local_auth=False,
            opts=self.child(additional_secret_outputs=["connection_string", "instrumentation_key"]),
            **base.place,
        )
        self.retention = table_retention(
            f"{name}-retention",
            self.workspace,
            group_name=base.group_name,
            days=spec.retention_days,
            tags=base.tags,
            options=self.child(depends_on=[self.insights]),
        )
        self.done(workspace_id=self.workspace_id)

    @property
    def workspace_id(self) -> pulumi.Output[str]:
        """The workspace's id for queries (``az monitor log-analytics query --workspace``)."""
        return self.workspace.customer_id

    @property
    def sink(self) -> Sink:
        """The collector's ``azuremonitor`` exporter, signed in by connection string."""
        return Sink(
            exporter="azuremonitor",
            settings={"connection_string": f"${{env:{CONNECTION_STRING}}}"},
            secrets={
                CONNECTION_STRING: pulumi.Output.secret(self.insights.connection_string),
            },
        )

    def _rights(self, grant: Grant) -> Mapping[str, Assignment]:
        role = {"view": roles.custom(_LOG_VIEWER, self.context)}
        if grant.access is not Access.VIEW:
            role = {"read": roles.built_in(self.ground, _LOG_READER)}
        if grant.administers:
            role["settings"] = roles.custom(_LOG_SETTER, self.context)
        return {word: Assignment(self.workspace.id, each) for word, each in role.items()}
