"""Every data file says when and from where, and the facts of one cloud agree."""

from __future__ import annotations

import re
from datetime import date
from ipaddress import ip_network

import pytest

from polycloud.catalog import Catalog

CLOUDS = ("aws", "gcp", "azure")
KINDS = ("regions", "machines", "accelerators", "kubernetes_versions", "names", "limits")
TODAY = date(2026, 11, 23)


@pytest.fixture(params=CLOUDS)
def catalog(request: pytest.FixtureRequest) -> Catalog:
    return Catalog(f"polycloud.catalog.{request.param}")


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_loads_and_says_when_and_from_where(catalog: Catalog, kind: str) -> None:
    # Only one of the three clouds rents accelerators by the slice.
    assert getattr(catalog, kind) or kind == "accelerators"
    assert date(2025, 11, 1) < catalog.as_of(kind) <= TODAY
    assert all(source.strip() for source in catalog.sources(kind))


def test_a_zone_belongs_to_one_region(catalog: Catalog) -> None:
    for region in catalog.regions.values():
        assert len(set(region.zones)) == len(region.zones)
        for zone in region.zones:
            home = catalog.region_of(zone)
            # Azure numbers its zones alike everywhere, so a number alone is of no region.
            assert home == region or zone in {"1", "2", "3"}


def test_regions_lie_on_the_globe_and_have_titles(catalog: Catalog) -> None:
    for region in catalog.regions.values():
        assert -90 < region.location.latitude < 90
        assert -180 < region.location.longitude <= 180
        assert region.title != region.name


def test_machines_are_offered_in_regions_and_zones_that_exist(catalog: Catalog) -> None:
    zones = {zone for region in catalog.regions.values() for zone in region.zones}
    for machine in catalog.machines.values():
        assert machine.regions is None or machine.regions <= catalog.regions.keys(), machine.name
        assert machine.zones is None or machine.zones <= zones, machine.name


def test_machines_are_of_plausible_sizes(catalog: Catalog) -> None:
    for machine in catalog.machines.values():
        assert machine.vcpus >= 1
        assert 0.25 <= machine.memory_gib / machine.vcpus <= 32, machine.name
        if machine.accelerator is not None:
            assert 0 < machine.accelerator.count <= 16
            assert 16 <= machine.accelerator.memory_gib <= 288


def test_one_kind_of_device_has_one_size_on_every_cloud() -> None:
    sizes: dict[str, set[float]] = {}
    for cloud in CLOUDS:
        for machine in Catalog(f"polycloud.catalog.{cloud}").machines.values():
            if machine.accelerator is not None:
                kind = machine.accelerator
                sizes.setdefault(kind.kind, set()).add(round(kind.memory_gib, -1))
    assert {kind: found for kind, found in sizes.items() if len(found) > 1} == {}


def test_versions_of_kubernetes_live_forwards(catalog: Catalog) -> None:
    previous: date | None = None
    for version in reversed([*catalog.kubernetes_versions.values()]):
        assert re.fullmatch(r"1\.\d\d", version.version)
        assert version.released < version.standard_support_ends
        assert version.extended_support_ends is not None
        assert version.standard_support_ends < version.extended_support_ends
        assert previous is None or previous < version.released
        previous = version.released


@pytest.mark.parametrize(
    ("cloud", "version", "support"),
    [
        ("aws", "1.30", "ended"),
        ("aws", "1.33", "extended"),
        ("aws", "1.35", "standard"),
        ("gcp", "1.34", "extended"),
        ("gcp", "1.31", "ended"),
        ("azure", "1.34", "standard"),
        ("azure", "1.30", "ended"),
    ],
)
def test_the_support_of_a_version_is_known(cloud: str, version: str, support: str) -> None:
    catalog = Catalog(f"polycloud.catalog.{cloud}")
    assert catalog.kubernetes_versions[version].support(TODAY) == support


def test_support_lasts_through_its_last_day() -> None:
    version = Catalog("polycloud.catalog.aws").kubernetes_versions["1.33"]
    assert version.support(date(2025, 5, 27)) == "not released"
    assert version.support(date(2026, 7, 29)) == "standard"
    assert version.support(date(2026, 7, 30)) == "extended"
    assert version.support(date(2027, 7, 30)) == "ended"


def test_the_default_version_is_supported_and_not_brand_new(catalog: Catalog) -> None:
    version = catalog.default_kubernetes_version(TODAY)
    assert version is not None
    assert version.support(TODAY) == "standard"
    assert (TODAY - version.released).days >= 90
    assert catalog.default_kubernetes_version(date(2020, 1, 1)) is None


def test_rules_for_names_compile_and_can_be_met(catalog: Catalog) -> None:
    for rule in catalog.names.values():
        assert 1 <= rule.min_length <= rule.max_length
        words = rule.separator.join(["pc", "a1"])
        name = f"alias/{words}" if rule.name == "kms_alias" else words
        assert rule.problem(name.ljust(rule.min_length, "0")) is None, rule


@pytest.mark.parametrize(
    ("cloud", "rule", "name", "word"),
    [
        ("aws", "s3_bucket", "Models", "capital"),
        ("aws", "s3_bucket", "ab", "3 to 63"),
        ("aws", "s3_bucket", "my_models", "match"),
        ("aws", "s3_bucket", "xn--models", "match"),
        ("aws", "kms_alias", "alias/aws/models", "match"),
        ("aws", "security_group", "sg-models", "match"),
        ("gcp", "service_account", "train", "6 to 30"),
        ("gcp", "compute", "1st", "match"),
        ("gcp", "compute", "ends-", "match"),
        ("gcp", "storage_bucket", "my-google-models", "match"),
        ("gcp", "workload_identity_pool", "gcp-pool", "match"),
        ("azure", "storage_account", "my-models", "match"),
        ("azure", "storage_account", "a" * 25, "3 to 24"),
        ("azure", "key_vault", "a--b", "match"),
        ("azure", "aks_cluster", "modèle", "match"),
        ("azure", "resource_group", "ends.", "match"),
    ],
)
def test_a_name_the_cloud_refuses_is_refused(cloud: str, rule: str, name: str, word: str) -> None:
    problem = Catalog(f"polycloud.catalog.{cloud}").names[rule].problem(name)
    assert problem is not None
    assert word in problem


def test_limits_name_their_page_and_their_unit(catalog: Catalog) -> None:
    for limit in catalog.limits.values():
        assert limit.source.startswith("https://"), limit.name
        assert limit.unit, limit.name
        if limit.unit == "CIDR":
            ranges = limit.value if isinstance(limit.value, tuple) else (limit.value,)
            assert all(ip_network(str(each)) for each in ranges)


def test_no_range_for_tunnels_is_reserved_by_the_other_side() -> None:
    """Azure's link-local addresses must be usable on AWS, or the two could not be linked."""
    reserved = Catalog("polycloud.catalog.aws").limits["tunnel_inside_reserved"].value
    assert isinstance(reserved, tuple)
    usable = [ip_network("169.254.21.0/24"), ip_network("169.254.22.0/24")]
    assert not any(ip_network(str(each)).overlaps(range_) for each in reserved for range_ in usable)
