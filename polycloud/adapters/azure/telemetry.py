"""Logs, metrics and traces in Azure Monitor."""

from __future__ import annotations

import pulumi
from pulumi_azure_native import applicationinsights, operationalinsights, resources

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.telemetry import Sink, TelemetrySpec
from polycloud.adapters.azure.ground import ground
from polycloud.adapters.azure.retention import table_retention
from polycloud.adapters.component import Handle

CONNECTION_STRING = "APPLICATIONINSIGHTS_CONNECTION_STRING"


class Telemetry(Handle):
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
        base = ground(context)
        super().__init__(name, context, [base.provider])
        self.workspace = operationalinsights.Workspace(
            f"{name}-workspace",
            workspace_name=base.name(name, "log_analytics_workspace"),
            resource_group_name=base.group_name,
            location=base.location,
            sku={"name": operationalinsights.WorkspaceSkuNameEnum.PER_GB2018},
            retention_in_days=spec.retention_days,
            features={
                "disable_local_auth": True,
                "enable_log_access_using_only_resource_permissions": True,
                # Without it, 30 days are kept as 31.
                "immediate_purge_data_on30_days": spec.retention_days == 30,
            },
            tags=base.tags,
            opts=self.child(),
        )
        self.insights = applicationinsights.Component(
            f"{name}-insights",
            resource_name_=base.name(name, "application_insights"),
            resource_group_name=base.group_name,
            location=base.location,
            kind="other",
            application_type=applicationinsights.ApplicationType.OTHER,
            ingestion_mode=applicationinsights.IngestionMode.LOG_ANALYTICS,
            workspace_resource_id=self.workspace.id,
            disable_ip_masking=False,
            disable_local_auth=False,
            tags=base.tags,
            opts=self.child(additional_secret_outputs=["connection_string", "instrumentation_key"]),
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
