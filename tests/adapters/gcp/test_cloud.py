from __future__ import annotations

import subprocess
import sys

import pytest

from polycloud.abstractions.accelerator_pool import AcceleratorPoolSpec, Provisioning
from polycloud.abstractions.metadata_store import MetadataStoreSpec
from polycloud.abstractions.object_store import BucketSpec, ObjectStoreSpec
from polycloud.abstractions.serving_cluster import SERVING_CLUSTER
from polycloud.abstractions.setting import obstacles_in
from polycloud.abstractions.support import Emulated, Supported, Unsupported
from polycloud.abstractions.telemetry import TELEMETRY, TelemetrySpec
from polycloud.adapters.gcp import cloud
from polycloud.adapters.gcp.settings import GcpSettings


def _obstacles(spec, **settings):
    answer = cloud.support(spec, GcpSettings(**settings))
    assert isinstance(answer, Unsupported), answer
    return {obstacle.path: obstacle for obstacle in answer.obstacles}


def test_importing_the_adapter_imports_neither_pulumi_nor_the_sdk():
    program = (
        "import sys, polycloud.adapters.gcp as gcp\n"
        "from polycloud.abstractions.accelerator_pool import AcceleratorPoolSpec\n"
        "settings = gcp.cloud.settings_type()\n"
        "gcp.cloud.support(AcceleratorPoolSpec(), settings)\n"
        "list(gcp.cloud.settings_obstacles(settings))\n"
        "print([name for name in sys.modules if name.startswith('pulumi')])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert ran.stdout.strip() == "[]", ran.stderr


def test_default_settings_are_fine():
    assert list(cloud.settings_obstacles(GcpSettings())) == []
    assert list(obstacles_in(GcpSettings())) == []


@pytest.mark.parametrize(
    ("region", "word"),
    [
        ("us-cental1", "us-central1"),
        ("us-central1-a", "us-central1"),
        ("Frankfurt", "europe-west3"),
    ],
)
def test_unknown_region_names_the_one_that_was_meant(region, word):
    (obstacle,) = cloud.settings_obstacles(GcpSettings(region=region))
    assert obstacle.path == "region"
    assert f"'{word}'" in obstacle.alternative


@pytest.mark.parametrize("project", ["My-Project", "ml", "9lives-project", "ends-with-dash-"])
def test_malformed_project_id_is_found(project):
    (obstacle,) = obstacles_in(GcpSettings(project=project))
    assert obstacle.path == "project"


@pytest.mark.parametrize("project", ["my-ml-project", "example.com:my-ml-project"])
def test_project_ids_of_both_forms_are_taken(project):
    assert list(obstacles_in(GcpSettings(project=project))) == []


def test_what_is_not_offered_says_so():
    for capability in (SERVING_CLUSTER, TELEMETRY):
        assert capability not in cloud.offers
        with pytest.raises(KeyError, match="Google Cloud makes no"):
            cloud.make(capability, "name", capability.spec(), None)
    with pytest.raises(TypeError, match="TelemetrySpec"):
        cloud.support(TelemetrySpec(), GcpSettings())


def test_default_pool_and_buckets_are_supported():
    assert cloud.support(AcceleratorPoolSpec(), GcpSettings()) == Supported()
    spec = ObjectStoreSpec({"models": BucketSpec(cool_after_days=7, archive_after_days=30)})
    assert isinstance(cloud.support(spec, GcpSettings()), Supported)


def test_default_pool_is_supported_in_every_region_with_tpus_of_the_defaults():
    for region in ("us-east1", "us-east5", "europe-west4", "us-central2"):
        assert cloud.support(AcceleratorPoolSpec(), GcpSettings(region=region)) == Supported()


def test_tpu_v4_outside_its_region_names_that_region_and_what_is_offered_here():
    obstacle = _obstacles(AcceleratorPoolSpec(accelerator="v4-8"))["accelerator"]
    assert obstacle.value == "v4-8"
    assert "us-central1" in obstacle.reason
    assert "us-central2" in obstacle.alternative
    assert "v5litepod-8" in obstacle.alternative


def test_everything_wrong_with_a_pool_is_said_at_once():
    spec = AcceleratorPoolSpec(
        accelerator="v5litepod-8",
        topology="4x4",
        zone="us-central2-b",
        runtime_version="v2-alpha-tpuv6e",
    )
    obstacles = _obstacles(spec)
    assert obstacles.keys() == {"topology", "zone", "runtime_version"}
    assert "v2-alpha-tpuv5-lite" in obstacles["runtime_version"].alternative
    assert "2x4" in obstacles["topology"].alternative
    assert all(obstacle.alternative for obstacle in obstacles.values())


def test_size_that_does_not_exist_names_the_nearest():
    obstacle = _obstacles(AcceleratorPoolSpec(accelerator="v5litepod-7"))["accelerator"]
    assert "v5litepod-8" in obstacle.alternative


def test_region_without_tpus_names_the_nearest_with():
    obstacle = _obstacles(AcceleratorPoolSpec(), region="europe-west1")["accelerator"]
    assert "europe-west4" in obstacle.alternative


def test_machine_type_is_told_from_a_slice():
    obstacle = _obstacles(AcceleratorPoolSpec(accelerator="a3-highgpu-8g"))["accelerator"]
    assert "machine type" in obstacle.reason


def test_generation_that_the_tpu_api_does_not_make_is_refused():
    obstacle = _obstacles(AcceleratorPoolSpec(accelerator="tpu7x-8"))["accelerator"]
    assert "Cloud TPU API" in obstacle.reason
    assert "v6e" in obstacle.alternative


def test_unknown_region_is_the_settings_fault_alone():
    answer = cloud.support(AcceleratorPoolSpec(accelerator="v5litepod-7"), GcpSettings(region="x"))
    assert isinstance(answer, Unsupported)
    assert [obstacle.value for obstacle in answer.obstacles] == ["v5litepod-7"]


def test_reservation_cannot_be_named():
    spec = AcceleratorPoolSpec(provisioning=Provisioning.RESERVED, reservation="mine")
    answer = cloud.support(spec, GcpSettings())
    assert isinstance(answer, Emulated)
    assert "'mine'" in answer.caveats[0]


def test_firestore_says_what_it_does_not_enforce():
    answer = cloud.support(MetadataStoreSpec(), GcpSettings())
    assert isinstance(answer, Emulated)
    assert "model_id and version" in answer.caveats[0]
