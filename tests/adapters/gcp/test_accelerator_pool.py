from __future__ import annotations

import json

import pulumi
import pytest

from polycloud.abstractions.accelerator_pool import (
    ACCELERATOR_POOL,
    AcceleratorPoolSpec,
    Provisioning,
)
from polycloud.abstractions.identity import TOKEN_FILE, Credentials, Workload
from polycloud.adapters.gcp import cloud
from polycloud.adapters.gcp.settings import GcpSettings

from .deploying import deploy, every, foreign, one


def _program(spec, **workload):
    def program(context):
        identity = cloud.workload_identity("training", context)
        made = cloud.make(
            ACCELERATOR_POOL, "training", spec, context, Workload(identity, **workload)
        )
        return {
            "names": made.names,
            "addresses": dict(made.addresses),
            "connect": dict(made.connect_commands),
        }

    return program


def _pool(*, preview=False, region="us-central1", workload=None, **spec):
    settings = GcpSettings(project="ml-project-1", region=region)
    program = _program(AcceleratorPoolSpec(**spec), **(workload or {}))
    return deploy(program, preview=preview, settings=settings)


@pytest.mark.parametrize("preview", [False, True])
def test_default_pool_is_one_v5e_host_in_a_zone_that_offers_it(preview):
    vm = one(_pool(preview=preview), "V2Vm").inputs
    assert vm["acceleratorType"] == "v5litepod-8"
    assert vm["runtimeVersion"] == "v2-alpha-tpuv5-lite"
    assert vm["zone"] == "us-central1-a"
    assert "acceleratorConfig" not in vm
    assert "schedulingConfig" not in vm


def test_topology_is_given_instead_of_the_type():
    vm = one(_pool(topology="4x4", accelerator="v6e-16"), "V2Vm").inputs
    assert vm["acceleratorConfig"] == {"type": "V6E", "topology": "4x4"}
    assert "acceleratorType" not in vm
    assert vm["runtimeVersion"] == "v2-alpha-tpuv6e"


def test_pool_in_another_region_is_in_that_regions_zone():
    made = _pool(region="us-central2", accelerator="v4-8")
    assert one(made, "V2Vm").inputs["zone"] == "us-central2-b"
    assert one(made, "Subnetwork").inputs["region"] == "us-central2"


@pytest.mark.parametrize(
    ("spec", "scheduling"),
    [
        ({"provisioning": Provisioning.SPOT}, {"spot": True}),
        ({"provisioning": Provisioning.RESERVED, "reservation": "mine"}, {"reserved": True}),
    ],
)
def test_capacity_is_bought_as_asked(spec, scheduling):
    assert one(_pool(**spec), "V2Vm").inputs["schedulingConfig"] == scheduling


def test_what_is_not_to_be_had_is_a_value_error():
    with pytest.raises(ValueError, match="v4-8"):
        _pool(accelerator="v4-8")


def test_machines_have_no_outer_address_and_boot_securely():
    made = _pool(count=3)
    machines = every(made, "V2Vm")
    assert len({machine.inputs["name"] for machine in machines}) == 3
    for machine in machines:
        assert machine.inputs["networkConfig"]["enableExternalIps"] is False
        assert machine.inputs["networkConfig"]["subnetwork"] == one(made, "Subnetwork").id
        assert machine.inputs["shieldedInstanceConfig"] == {"enableSecureBoot": True}


def test_machines_run_as_the_workload_with_little_rights():
    made = _pool()
    account = one(made, "Account").outputs
    assert one(made, "V2Vm").inputs["serviceAccount"]["email"] == account["email"]
    rights = every(made, "IAMMember")
    assert {each.inputs["role"] for each in rights} == {
        "roles/logging.logWriter",
        "roles/monitoring.metricWriter",
    }
    assert {each.inputs["member"] for each in rights} == {f"serviceAccount:{account['email']}"}


def test_people_come_in_through_identity_aware_proxy_alone():
    made = _pool()
    machine = one(made, "V2Vm").inputs
    rules = {rule.name: rule.inputs for rule in every(made, "Firewall")}
    assert {name: rule["sourceRanges"] for name, rule in rules.items()} == {
        "network-internal": ["10.1.0.0/24"],
        "training-iap": ["35.235.240.0/20"],
    }
    assert rules["training-iap"]["allows"] == [{"protocol": "tcp", "ports": ["22"]}]
    assert rules["training-iap"]["targetTags"] == machine["tags"]
    assert machine["metadata"]["enable-oslogin"] == "TRUE"
    assert "ssh-keys" not in machine["metadata"]


def test_connect_command_names_machine_zone_and_project():
    made = _pool(count=2)
    project = one(made, "Account").outputs["project"]
    assert made.outputs["connect"].keys() == {"training-0", "training-1"}
    for machine in every(made, "V2Vm"):
        assert made.outputs["connect"][machine.name] == (
            f"gcloud alpha compute tpus tpu-vm ssh {machine.inputs['name']} "
            f"--zone=us-central1-a --project={project} --tunnel-through-iap"
        )


def test_addresses_are_the_hosts_private_ones():
    made = _pool(accelerator="v5litepod-16")
    endpoints = one(made, "V2Vm").outputs["networkEndpoints"]
    assert made.outputs["addresses"] == {"training-0": [each["ipAddress"] for each in endpoints]}
    assert endpoints


def test_machines_wait_for_services_the_way_out_and_their_rights():
    made = _pool()
    waits = set(one(made, "V2Vm").all_dependencies)
    services = {each.inputs["service"]: each.urn for each in every(made, "Service")}
    assert services["tpu.googleapis.com"] in waits
    assert one(made, "RouterNat").urn in waits
    assert {each.urn for each in every(made, "IAMMember")} <= waits


def test_machine_is_told_environment_files_and_where_tokens_go():
    def text(value):
        return pulumi.Output.from_input(value)

    credentials = (
        Credentials(text("here")),
        Credentials(
            text("arn:role"),
            environment={"AWS_ROLE_ARN": text("arn:role")},
            files={"/etc/x.json": text("{}")},
            token_file=TOKEN_FILE,
        ),
    )
    workload = {"credentials": credentials, "environment": {"URL": text("gs://models")}}
    told = one(_pool(workload=workload), "V2Vm").inputs["metadata"]["polycloud-workload"]
    assert json.loads(told) == {
        "environment": {"AWS_ROLE_ARN": "arn:role", "URL": "gs://models"},
        "files": {"/etc/x.json": "{}"},
        "tokens": {TOKEN_FILE: "polycloud/acme/ml/dev"},
    }


def test_machines_of_another_cloud_cannot_be_tpu_vms():
    def program(context):
        cloud.make(
            ACCELERATOR_POOL, "training", AcceleratorPoolSpec(), context, Workload(foreign())
        )

    with pytest.raises(ValueError, match="service accounts"):
        deploy(program)
