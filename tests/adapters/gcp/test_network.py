from __future__ import annotations

import pytest

from polycloud.adapters.gcp.network import network
from polycloud.adapters.gcp.settings import CATALOG

from .deploying import PROJECT, deploy, one


@pytest.mark.parametrize("preview", [False, True])
def test_network_has_the_planned_training_subnet_and_no_automatic_ones(preview):
    made = deploy(lambda context: {"id": network(context).network_id}, preview=preview)
    assert one(made, "Network").inputs["autoCreateSubnetworks"] is False
    subnet = one(made, "Subnetwork").inputs
    assert subnet["ipCidrRange"] == "10.1.0.0/24"
    assert subnet["region"] == "us-central1"
    assert subnet["privateIpGoogleAccess"] is True
    assert subnet["logConfig"]["flowSampling"] > 0


def test_only_the_network_itself_comes_in():
    made = deploy(lambda context: {"id": network(context).network_id})
    firewall = one(made, "Firewall").inputs
    assert firewall["sourceRanges"] == ["10.1.0.0/24"]
    assert firewall["direction"] == "INGRESS"


def test_machines_reach_out_through_a_managed_gateway():
    made = deploy(lambda context: {"id": network(context).network_id})
    nat, router = one(made, "RouterNat"), one(made, "Router")
    assert nat.inputs["router"] == router.outputs["name"]
    assert nat.inputs["natIpAllocateOption"] == "AUTO_ONLY"


def test_network_is_made_once():
    made = deploy(lambda context: {"same": network(context) is network(context)})
    assert made.outputs["same"] is True
    assert one(made, "Network")


def test_everything_has_the_explicit_provider_with_the_deployments_labels():
    made = deploy(lambda context: {"id": network(context).network_id})
    (provider,) = made.graph.by_type("pulumi:providers:gcp")
    assert provider.inputs["project"] == PROJECT
    assert "cost_center" in provider.inputs["defaultLabels"]
    customs = [item for item in made.graph if item.custom and not item.is_provider]
    assert customs
    assert {item.provider for item in customs} == {provider.urn}


def test_service_is_enabled_before_it_is_used_and_stays_enabled():
    made = deploy(lambda context: {"id": network(context).network_id})
    (service,) = made.graph.by_type("gcp:projects/service:Service")
    assert service.inputs == {"service": "compute.googleapis.com", "disableOnDestroy": False}
    assert service.urn in one(made, "Network").all_dependencies


@pytest.mark.parametrize(
    ("project", "stack"), [("p", "d"), ("P" * 80, "Feature/" + "x" * 90), ("123", "-")]
)
def test_names_are_good_whatever_project_and_stack_are_called(project, stack):
    made = deploy(lambda context: {"id": network(context).network_id}, project=project, stack=stack)
    names = [item.inputs["name"] for item in made.graph if "name" in item.inputs]
    assert len(names) >= 5
    for name in names:
        assert CATALOG.names["compute"].problem(name) is None
