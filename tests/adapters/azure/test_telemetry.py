from __future__ import annotations

import pytest

from polycloud.abstractions.support import Supported, Unsupported
from polycloud.abstractions.telemetry import TELEMETRY, TelemetrySpec
from polycloud.adapters.azure import cloud
from polycloud.adapters.azure.settings import AzureSettings

from .deploying import deploy


def _program(context):
    telemetry = cloud.make(TELEMETRY, "telemetry", TelemetrySpec(retention_days=90), context)
    return {
        "workspace": telemetry.workspace_id,
        "secrets": dict(telemetry.sink.secrets),
        "settings": dict(telemetry.sink.settings),
    }


def test_workspace_is_paid_by_the_gib_and_keeps_what_was_asked():
    deployed = deploy(_program)
    workspace = deployed.one(":Workspace")
    assert workspace.inputs["sku"] == {"name": "PerGB2018"}
    assert workspace.inputs["retentionInDays"] == 90
    assert workspace.inputs["features"]["disableLocalAuth"] is True


def test_tables_with_a_retention_of_their_own_keep_what_was_asked_too():
    deployed = deploy(_program)
    workspace = deployed.one(":Workspace").inputs["workspaceName"]
    tables = deployed.one(":Deployment").inputs["properties"]["template"]["resources"]
    names = {table["name"] for table in tables}
    assert {f"{workspace}/AppTraces", f"{workspace}/AppRequests"} <= names
    assert {table["properties"]["totalRetentionInDays"] for table in tables} == {90}


def test_application_insights_stores_into_the_workspace():
    deployed = deploy(_program)
    insights, workspace = deployed.one(":Component"), deployed.one(":Workspace")
    assert insights.inputs["ingestionMode"] == "LogAnalytics"
    assert workspace.urn in insights.dependencies
    assert insights.inputs["workspaceResourceId"].endswith(workspace.inputs["workspaceName"])


def test_sink_names_its_secret_and_never_shows_it():
    deployed = deploy(_program)
    assert deployed.result["settings"] == {
        "connection_string": "${env:APPLICATIONINSIGHTS_CONNECTION_STRING}"
    }
    secrets = deployed.result["secrets"]
    assert secrets["APPLICATIONINSIGHTS_CONNECTION_STRING"].startswith("InstrumentationKey=")


def test_connection_string_is_a_secret_output():
    import pulumi

    def program(context):
        sink = cloud.make(TELEMETRY, "telemetry", TelemetrySpec(), context).sink
        (string,) = sink.secrets.values()
        return pulumi.Output.from_input(string.is_secret())

    assert deploy(program).result is True


def test_everything_is_tagged_in_one_group_and_one_provider():
    deployed = deploy(_program)
    group = deployed.one(":ResourceGroup")
    native = [item for item in deployed.resources if item.type.startswith("azure-native:")]
    assert {item.provider for item in native} == {native[0].provider}
    assert native[0].provider
    for item in native:
        assert item.inputs["tags"] == {"project": "ml", "team": "x"}
        assert item.inputs.get("location", "eastus") == "eastus"
        if item is not group:
            assert item.inputs["resourceGroupName"] == group.inputs["resourceGroupName"]


def test_preview_registers_the_same_resources():
    previewed = deploy(_program, preview=True)
    assert {item.urn for item in previewed.resources} == {
        item.urn for item in deploy(_program).resources
    }


@pytest.mark.parametrize(("days", "nearest"), [(1, "30"), (29, "30"), (731, "730"), (3650, "730")])
def test_retention_outside_the_workspaces_is_refused_with_the_nearest(days, nearest):
    support = cloud.support(TelemetrySpec(retention_days=days), AzureSettings())
    assert isinstance(support, Unsupported)
    (obstacle,) = support.obstacles
    assert obstacle.path == "retention_days"
    assert nearest in obstacle.alternative


@pytest.mark.parametrize("days", [30, 31, 90, 730])
def test_retention_of_the_workspaces_is_supported(days):
    assert cloud.support(TelemetrySpec(retention_days=days), AzureSettings()) == Supported()
