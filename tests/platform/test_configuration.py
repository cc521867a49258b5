"""What a right configuration means."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from polycloud.abstractions.accelerator_pool import ACCELERATOR_POOL
from polycloud.abstractions.object_store import OBJECT_STORE
from polycloud.abstractions.serving_cluster import SERVING_CLUSTER
from polycloud.abstractions.telemetry import TELEMETRY
from polycloud.platform.json_schema import stack_file_schema
from polycloud.platform.merging import merge, profile
from polycloud.platform.planning import Plan, make_plan
from polycloud.platform.registry import installed_clouds
from polycloud.platform.sources import Source, read_project
from polycloud.platform.structuring import GIVEN
from tests.platform.wrong import WRONG

PROJECT = Path(__file__).parents[2]


def plan(**raw: Any) -> Plan:
    return make_plan(Source("polycloud", "test", raw))


def test_who_says_nothing_gets_the_required_placement() -> None:
    nothing = plan()
    assert nothing.configuration.cloud_of(OBJECT_STORE) == "aws"
    assert nothing.configuration.cloud_of(ACCELERATOR_POOL) == "gcp"
    assert nothing.configuration.cloud_of(TELEMETRY) == "azure"
    assert ACCELERATOR_POOL not in nothing.placed
    assert nothing.links == ()


def test_training_brings_the_pool_and_its_link_and_nothing_else() -> None:
    without, with_training = plan(), plan(enable_tpu_training=True)
    assert set(with_training.placed) - set(without.placed) == {ACCELERATOR_POOL}
    assert [link.clouds for link in with_training.links] == [("aws", "gcp")]


def test_training_may_call_the_cluster_and_nobody_calls_training() -> None:
    without, with_training = plan(), plan(enable_tpu_training=True)
    assert without.addresses["aws"].network.callers == ()
    training = with_training.addresses["gcp"].network
    assert with_training.addresses["aws"].network.callers == (training.training,)
    assert training.callers == ()
    for capability, placed in without.placed.items():
        assert with_training.placed[capability] == placed


@pytest.mark.parametrize("false", [False, "false"])
def test_an_explicit_false_is_false(false: object) -> None:
    assert TELEMETRY in plan().placed
    assert TELEMETRY not in plan(enable_monitoring=false).placed


def test_a_partial_object_changes_only_what_it_says() -> None:
    configuration = plan(serving_cluster={"cpu": {"max_nodes": 7}}).configuration
    assert configuration.spec(SERVING_CLUSTER).cpu.max_nodes == 7
    assert configuration.spec(SERVING_CLUSTER).cpu.vcpus == 4
    assert configuration.cloud_of(OBJECT_STORE) == plan().configuration.cloud_of(OBJECT_STORE)


def test_text_from_pulumi_is_read_as_what_is_wanted() -> None:
    text = plan(enable_tpu_training="true", serving_cluster='{"cpu": {"max_nodes": 7}}')
    assert (
        text.configuration
        == plan(enable_tpu_training=True, serving_cluster={"cpu": {"max_nodes": 7}}).configuration
    )


def test_prod_differs_from_dev_by_data() -> None:
    dev, prod = plan(environment="dev").configuration, plan(environment="prod").configuration
    assert (dev.serving_cluster.cpu.vcpus, dev.serving_cluster.cpu.memory_gib) == (4, 16)
    assert (prod.serving_cluster.cpu.vcpus, prod.serving_cluster.cpu.memory_gib) == (8, 32)
    assert (dev.telemetry.retention_days, prod.telemetry.retention_days) == (30, 90)
    assert (dev.accelerator_pool.provisioning, prod.accelerator_pool.provisioning) == (
        "spot",
        "on_demand",
    )
    assert (dev.object_store.protect, prod.object_store.protect) == (False, True)
    models = [c.object_store.buckets["models"] for c in (dev, prod)]
    assert [m.versioned for m in models] == [True, True]
    assert [(m.cool_after_days, m.archive_after_days) for m in models] == [(7, 30), (90, 365)]
    distributed = [c.object_store.distribution for c in (dev, prod)]
    assert [d.enabled for d in distributed] == [False, True]
    assert {(d.bucket, d.default_ttl_seconds, d.max_ttl_seconds) for d in distributed} == {
        ("models", 3600, 86_400)
    }
    datasets = [c.object_store.buckets["datasets"].versioned for c in (dev, prod)]
    assert datasets == [False, True]


def test_every_profile_stands_by_itself() -> None:
    for environment in ("dev", "prod"):
        assert plan(**profile(environment)).configuration.environment == environment


def test_an_encrypted_value_is_taken_as_given() -> None:
    configured = plan(aws_region=GIVEN, serving_cluster={"cpu": {"max_nodes": GIVEN}})
    assert configured.configuration.spec(SERVING_CLUSTER).cpu.max_nodes == 3


def test_the_project_file_and_the_profile_agree() -> None:
    declared = yaml.safe_load((PROJECT / "Pulumi.yaml").read_text())["config"]
    base = profile("dev")
    for key in ("environment", "enable_tpu_training", "enable_monitoring", "placement"):
        assert declared[key]["default"] == base[key]
    for name, cloud in installed_clouds().items():
        assert declared[f"{name}_region"]["default"] == cloud.settings_type().region  # type: ignore[call-arg]


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_shipped_stacks_are_right_and_point_at_the_schema(stack: str) -> None:
    file = PROJECT / f"Pulumi.{stack}.yaml"
    assert file.read_text().startswith("# yaml-language-server: $schema=")
    jsonschema.validate(yaml.safe_load(file.read_text()), schema())
    assert make_plan(read_project(PROJECT, stack)).clouds == ("aws", "azure", "gcp")


def test_the_shipped_schema_is_the_generated_one() -> None:
    shipped = yaml.safe_load((PROJECT / "polycloud.schema.json").read_text())
    assert shipped == schema()


def test_the_schema_refuses_misspelled_keys_as_the_check_does() -> None:
    for name, (config, path) in WRONG.items():
        if "misspelled" in name:
            document = {"config": {f"polycloud:{key}": value for key, value in config.items()}}
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate(document, schema())
            assert path


def test_merging_leaves_its_arguments_alone() -> None:
    base, over = {"a": {"b": 1}}, {"a": {"c": 2}}
    assert merge(base, over) == {"a": {"b": 1, "c": 2}}
    assert (base, over) == ({"a": {"b": 1}}, {"a": {"c": 2}})


def schema() -> dict[str, Any]:
    return stack_file_schema(installed_clouds())
