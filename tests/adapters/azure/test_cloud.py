from __future__ import annotations

import subprocess
import sys

import pytest

from polycloud.abstractions.accelerator_pool import ACCELERATOR_POOL
from polycloud.abstractions.serving_cluster import SERVING_CLUSTER
from polycloud.abstractions.setting import obstacles_in
from polycloud.adapters.azure import cloud
from polycloud.adapters.azure.settings import AzureSettings


def test_importing_the_cloud_imports_no_pulumi():
    code = (
        "import sys; from polycloud.adapters.azure import cloud;"
        "from polycloud.abstractions.telemetry import TelemetrySpec;"
        "cloud.support(TelemetrySpec(), cloud.settings_type());"
        "print([m for m in sys.modules if m.startswith('pulumi')])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_default_settings_are_right():
    assert AzureSettings().region == "eastus"
    assert list(cloud.settings_obstacles(AzureSettings())) == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("East US", "eastus"),
        ("east-us", "eastus"),
        ("eastuss", "eastus"),
        ("westeurop", "westeurope"),
        ("West Europe", "westeurope"),
    ],
)
def test_wrong_region_names_the_one_that_was_meant(written, meant):
    (obstacle,) = cloud.settings_obstacles(AzureSettings(region=written))
    assert obstacle.path == "region"
    assert f"'{meant}'" in obstacle.alternative


def test_region_like_no_other_lists_those_there_are():
    (obstacle,) = cloud.settings_obstacles(AzureSettings(region="zzz"))
    assert "eastus, " in obstacle.alternative


@pytest.mark.parametrize("text", ["10.300.0.0/16", "10.20.0.0/24", "10.20.0.1/16"])
def test_network_range_must_be_a_16(text):
    (obstacle,) = cloud.settings_obstacles(AzureSettings(network_range=text))
    assert obstacle.path == "network_range"


def test_subscription_must_be_a_uuid():
    (obstacle,) = obstacles_in(AzureSettings(subscription_id="my-subscription"))
    assert obstacle.path == "subscription_id"


def test_not_offered_capabilities_say_so():
    for capability in (ACCELERATOR_POOL, SERVING_CLUSTER):
        with pytest.raises(KeyError, match="Microsoft Azure makes no"):
            cloud.make(capability, "name", capability.spec(), None)


def test_tags_are_brought_within_azures_limits():
    from polycloud.adapters.azure.ground import taggable

    given = {"cost/center": "ml", "a\\b<c>": "x" * 300, "plain-name": "y"}
    tags = taggable(given)
    assert tags == {"cost-center": "ml", "a-b-c-": "x" * 256, "plain-name": "y"}
    (long,) = taggable({"n" * 600: ""})
    assert len(long) == 128
