from __future__ import annotations

from datetime import date

import pytest

from polycloud.abstractions.metadata_store import MetadataStoreSpec
from polycloud.abstractions.object_store import BucketSpec, ObjectStoreSpec
from polycloud.abstractions.serving_cluster import GpuPoolSpec, NodePoolSpec, ServingClusterSpec
from polycloud.abstractions.support import Emulated, Supported, Unsupported
from polycloud.abstractions.telemetry import TelemetrySpec
from polycloud.adapters.aws.machines import cpu_machine, gpu_machine
from polycloud.adapters.aws.settings import CATALOG, AwsSettings
from polycloud.adapters.aws.support import support

DAY = date(2026, 11, 23)
SETTINGS = AwsSettings()


def _cluster(settings=SETTINGS, on=DAY, **asked):
    return support(ServingClusterSpec(**asked), settings, on)


def _obstacle(answer):
    assert isinstance(answer, Unsupported), answer
    (obstacle,) = answer.obstacles
    return obstacle


def test_a_default_cluster_can_be_had_in_every_region():
    for region in CATALOG.regions:
        assert _cluster(AwsSettings(region=region)) == Supported()


@pytest.mark.parametrize(("vcpus", "memory"), [(4, 16), (8, 32)])
def test_sizes_find_the_general_purpose_machine(vcpus, memory):
    machine = CATALOG.machines[cpu_machine(NodePoolSpec(vcpus, memory), "us-west-2")]
    assert (machine.vcpus, machine.memory_gib) == (vcpus, memory)
    assert machine.architecture == "x86_64"
    assert machine.accelerator is None


def test_an_expired_version_is_refused_with_the_date_and_what_is_current():
    obstacle = _obstacle(_cluster(kubernetes_version="1.30"))
    assert obstacle.path == "kubernetes_version"
    assert "2026-07-23" in obstacle.reason
    assert "1.36" in obstacle.alternative


def test_a_version_is_refused_from_the_day_its_support_ends():
    last = CATALOG.kubernetes_versions["1.33"].extended_support_ends
    assert isinstance(_cluster(kubernetes_version="1.33", on=last), Emulated)
    assert isinstance(
        _cluster(kubernetes_version="1.33", on=last.replace(year=last.year + 1)), Unsupported
    )


def test_extended_support_is_had_and_costs_more():
    answer = _cluster(kubernetes_version="1.33")
    assert isinstance(answer, Emulated)
    assert "charges more" in answer.caveats[0]


def test_a_version_that_is_not_out_yet_or_unknown_is_refused():
    assert (
        "2026-06-02" in _obstacle(_cluster(kubernetes_version="1.36", on=date(2026, 6, 1))).reason
    )
    assert _obstacle(_cluster(kubernetes_version="1.99")).path == "kubernetes_version"


def test_a_catalog_without_a_supported_version_says_so():
    assert "catalog" in _obstacle(_cluster(on=date(2040, 1, 1))).reason


@pytest.mark.parametrize(
    ("machine", "right"),
    [("m7i.xlage", "m7i.xlarge"), ("n2-standard-4", "m7i.xlarge"), ("m7i.9xlarge", "m7i.")],
)
def test_a_misspelled_machine_is_answered_with_the_nearest(machine, right):
    obstacle = _obstacle(_cluster(cpu=NodePoolSpec(machine_type=machine)))
    assert obstacle.path == "cpu.machine_type"
    assert right in obstacle.alternative


def test_a_machine_of_a_family_that_the_catalog_lacks_is_believed():
    answer = _cluster(
        cpu=NodePoolSpec(machine_type="m5.xlarge"), gpu=GpuPoolSpec(machine_type="g3s.xlarge")
    )
    assert isinstance(answer, Emulated)
    assert ["m5.xlarge" in each or "g3s.xlarge" in each for each in answer.caveats] == [True, True]


def test_pools_get_the_kind_of_machine_they_are_for():
    assert _obstacle(_cluster(cpu=NodePoolSpec(machine_type="g6.xlarge"))).path == (
        "cpu.machine_type"
    )
    assert "arm64" in _obstacle(_cluster(cpu=NodePoolSpec(machine_type="m7g.large"))).reason
    assert _obstacle(_cluster(gpu=GpuPoolSpec(machine_type="m7i.xlarge"))).path == (
        "gpu.machine_type"
    )
    assert _obstacle(_cluster(gpu=GpuPoolSpec(machine_type="trn1.2xlarge"))).path == (
        "gpu.machine_type"
    )


def test_a_machine_larger_than_any_is_answered_with_the_largest():
    obstacle = _obstacle(_cluster(cpu=NodePoolSpec(vcpus=128, memory_gib=4096)))
    assert obstacle.path == "cpu.memory_gib"
    assert "at most" in obstacle.alternative


def test_a_gpu_is_found_by_its_kind_and_number():
    assert gpu_machine(GpuPoolSpec(), "us-west-2") == "g6.xlarge"
    assert gpu_machine(GpuPoolSpec(gpu="nvidia-t4", gpus=4), "us-west-2") == "g4dn.12xlarge"


def test_a_gpu_that_cannot_be_had_is_answered_with_what_can():
    assert "nvidia-l4" in _obstacle(_cluster(gpu=GpuPoolSpec(gpu="nvidia-l5"))).alternative
    number = _obstacle(_cluster(gpu=GpuPoolSpec(gpu="nvidia-l4", gpus=16)))
    assert (number.path, number.alternative) == ("gpu.gpus", "1, 4 or 8")


def test_machines_known_to_be_missing_in_a_region_are_refused():
    restricted = [each for each in CATALOG.machines.values() if each.regions is not None]
    for machine in restricted:
        region = next(name for name in CATALOG.regions if name not in machine.regions)
        named = gpu_machine(GpuPoolSpec(machine_type=machine.name), region)
        assert isinstance(named, tuple)


def test_logs_are_kept_for_days_that_cloudwatch_has():
    assert _cluster(log_retention_days=90) == Supported()
    obstacle = _obstacle(_cluster(log_retention_days=31))
    assert obstacle.path == "log_retention_days"
    assert "30" in obstacle.alternative


def test_ranges_of_a_public_endpoint_are_public_and_few():
    assert _cluster(authorized_ranges=("203.0.113.0/24",)) == Supported()
    assert _obstacle(_cluster(authorized_ranges=("10.1.0.0/16",))).path == "authorized_ranges[0]"
    assert "IPv4" in _obstacle(_cluster(authorized_ranges=("2001:db8::/48",))).reason
    many = tuple(f"203.0.113.{host}/32" for host in range(41))
    assert "40" in _obstacle(_cluster(authorized_ranges=many)).reason


def test_more_nodes_than_a_node_group_usually_has_are_a_caveat():
    assert isinstance(_cluster(cpu=NodePoolSpec(max_nodes=451)), Emulated)


def test_every_problem_is_told_at_once():
    answer = _cluster(
        kubernetes_version="1.30", cpu=NodePoolSpec(machine_type="x"), log_retention_days=31
    )
    assert [each.path for each in answer.obstacles] == [
        "kubernetes_version",
        "cpu.machine_type",
        "log_retention_days",
    ]


def test_buckets_that_cool_early_say_how():
    spec = ObjectStoreSpec(
        {
            "early": BucketSpec(cool_after_days=7, archive_after_days=60),
            "close": BucketSpec(cool_after_days=40, archive_after_days=60),
            "fine": BucketSpec(cool_after_days=30, archive_after_days=60),
        }
    )
    answer = support(spec, SETTINGS)
    assert isinstance(answer, Emulated)
    assert "early and close" in answer.caveats[0]
    assert "fine" not in answer.caveats[0]


def test_tables_and_slow_buckets_are_simply_supported():
    assert isinstance(support(MetadataStoreSpec(), SETTINGS), Supported)
    slow = BucketSpec(cool_after_days=90, archive_after_days=365)
    assert isinstance(support(ObjectStoreSpec({"models": slow}), SETTINGS), Supported)


def test_what_is_not_offered_is_not_asked():
    with pytest.raises(TypeError, match="TelemetrySpec"):
        support(TelemetrySpec(), SETTINGS)
