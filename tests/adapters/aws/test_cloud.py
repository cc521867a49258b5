from __future__ import annotations

import subprocess
import sys

import pytest

from polycloud.abstractions.accelerator_pool import ACCELERATOR_POOL, AcceleratorPoolSpec
from polycloud.abstractions.telemetry import TELEMETRY, TelemetrySpec
from polycloud.adapters.aws import cloud
from polycloud.adapters.aws.settings import AwsSettings
from polycloud.platform.registry import installed_clouds

from .deploying import ACCOUNT, TAGS, deploy


def _paths(settings):
    return [each.path for each in cloud.settings_obstacles(settings)]


def test_the_adapter_is_found_by_its_name():
    assert installed_clouds()["aws"] is cloud


def test_asking_it_anything_beforehand_imports_no_sdk():
    script = (
        "import sys\n"
        "from polycloud.adapters.aws import cloud\n"
        "from polycloud.abstractions.object_store import BucketSpec, ObjectStoreSpec\n"
        "settings = cloud.settings_type()\n"
        "list(cloud.settings_obstacles(settings))\n"
        "cloud.support(ObjectStoreSpec({'models': BucketSpec()}), settings)\n"
        "sys.exit(any(name.startswith('pulumi') for name in sys.modules))\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_what_it_does_not_offer_says_so():
    assert TELEMETRY not in cloud.offers
    assert ACCELERATOR_POOL not in cloud.offers
    with pytest.raises(KeyError, match="AWS makes no telemetry"):
        cloud.make(TELEMETRY, "telemetry", TelemetrySpec(), None)
    with pytest.raises(KeyError, match="AWS makes no accelerator pool"):
        cloud.make(ACCELERATOR_POOL, "training", AcceleratorPoolSpec(), None, None)


def test_default_settings_are_right():
    assert AwsSettings().region == "us-west-2"
    assert _paths(AwsSettings()) == []


def test_an_unknown_region_is_answered_with_the_nearest():
    (obstacle,) = cloud.settings_obstacles(AwsSettings(region="us-wst-2"))
    assert obstacle.path == "region"
    assert "us-west-2" in obstacle.alternative


def test_zones_are_two_or_three_different_ones_of_the_region():
    assert _paths(AwsSettings(zones=("us-west-2a", "us-west-2d"))) == []
    assert _paths(AwsSettings(zones=("us-west-2a",))) == ["zones"]
    assert _paths(AwsSettings(zones=("us-west-2a", "us-west-2a"))) == ["zones"]
    assert _paths(AwsSettings(zones=tuple(f"us-west-2{letter}" for letter in "abcd"))) == ["zones"]
    assert _paths(AwsSettings(zones=("us-west-2a", "us-east-1b"))) == ["zones[1]"]
    assert _paths(AwsSettings(zones=("us-west-2a", "us-west-2"))) == ["zones[1]"]


def test_zones_that_only_some_accounts_have_are_believed():
    assert _paths(AwsSettings(region="us-west-1", zones=("us-west-1a", "us-west-1b"))) == []


def test_everything_is_made_in_the_region_and_account_with_the_tags():
    made = deploy(lambda context: cloud.workload_identity("training", context) and None)
    (provider,) = (r for r in made.graph if r.is_provider)
    assert provider.inputs["region"] == "us-west-2"
    assert ACCOUNT in str(provider.inputs["allowedAccountIds"])
    assert all(value in str(provider.inputs["defaultTags"]) for value in TAGS.values())
    assert all(r.provider == provider.urn for r in made.graph if r.custom and not r.is_provider)
