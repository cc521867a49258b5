"""Slices of accelerators: what is offered, and what is said of what is not."""

from __future__ import annotations

from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polycloud.catalog import Accelerator, Catalog
from polycloud.catalog.accelerators import AcceleratorProblem, AcceleratorSlice, check_slice
from polycloud.catalog.slices import shapes, type_name, zones_offering

GCP = Catalog("polycloud.catalog.gcp")
GENERATIONS = tuple(GCP.accelerators.values())
SLICES = [
    (generation, chips, topology)
    for generation in GENERATIONS
    for chips, topologies in shapes(generation).items()
    for topology in topologies
]


def offered(accelerator: str, **place: str) -> AcceleratorSlice:
    found = check_slice(GCP, accelerator, **place)
    assert isinstance(found, AcceleratorSlice), found
    return found


def refused(accelerator: str, **place: str) -> tuple[AcceleratorProblem, ...]:
    found = check_slice(GCP, accelerator, **place)
    assert isinstance(found, tuple), found
    return found


@pytest.mark.parametrize(
    ("accelerator", "chips", "topology", "hosts"),
    [
        ("v2-8", 4, "2x2", 1),
        ("v3-32", 16, "4x4", 4),
        ("v4-8", 4, "2x2x1", 1),
        ("v4-32", 16, "2x2x4", 4),
        ("v5litepod-1", 1, "1x1", 1),
        ("v5litepod-8", 8, "2x4", 1),
        ("v5litepod-16", 16, "4x4", 4),
        ("v5litepod-256", 256, "16x16", 64),
        ("v5p-8", 4, "2x2x1", 1),
        ("v5p-128", 64, "4x4x4", 16),
        ("v5p-12288", 6144, "16x16x24", 1536),
        ("v6e-8", 8, "2x4", 1),
        ("v6e-16", 16, "4x4", 4),
        ("tpu7x-8", 4, "2x2x1", 1),
    ],
)
def test_a_type_says_its_chips_topology_and_hosts(
    accelerator: str, chips: int, topology: str, hosts: int
) -> None:
    found = offered(accelerator)
    assert (found.type, found.chips, found.topology, found.hosts) == (
        accelerator,
        chips,
        topology,
        hosts,
    )


@pytest.mark.parametrize(
    ("accelerator", "runtime"),
    [
        ("v4-8", "tpu-ubuntu2204-base"),
        ("v5litepod-8", "v2-alpha-tpuv5-lite"),
        ("v5p-8", "v2-alpha-tpuv5"),
        ("v6e-8", "v2-alpha-tpuv6e"),
        ("tpu7x-8", None),
    ],
)
def test_a_generation_has_its_runtime(accelerator: str, runtime: str | None) -> None:
    assert offered(accelerator).runtime == runtime


def test_a_framework_runtime_fits_too() -> None:
    assert offered("v4-8", runtime="tpu-vm-tf-2.15.0-pjrt").runtime == "tpu-vm-tf-2.15.0-pjrt"


def test_a_region_takes_its_first_zone_that_offers_the_slice() -> None:
    assert offered("v5litepod-8", region="us-central1").zone == "us-central1-a"
    assert offered("v6e-8", region="us-central1").zone == "us-central1-b"
    assert offered("v2-32", region="us-central1").zone == "us-central1-a"
    assert offered("v2-8", region="us-central1").zone == "us-central1-b"


def test_a_generation_and_a_topology_are_enough() -> None:
    assert offered("v5e", topology="4x8").type == "v5litepod-32"
    assert offered("v5p", topology="2x4x4").type == "v5p-64"


def test_a_generation_kept_elsewhere_names_the_nearest_place() -> None:
    (problem,) = refused("v4-8", region="us-central1")
    assert problem.subject == "region"
    assert problem.alternatives == ("us-central2",)
    assert "us-central2-b" in problem.reason


def test_a_zone_without_the_generation_names_the_nearest_zones() -> None:
    (problem,) = refused("v5litepod-8", zone="us-central1-b")
    assert problem.subject == "zone"
    assert problem.alternatives[:2] == ("us-central1-a", "us-south1-a")
    (problem,) = refused("v6e-8", zone="asia-northeast2-a")
    assert problem.alternatives[0] == "asia-northeast1-b"


def test_a_size_may_be_offered_in_fewer_zones_than_its_generation() -> None:
    assert offered("v3-8", zone="us-central1-a").zone == "us-central1-a"
    (problem,) = refused("v3-32", zone="us-central1-a")
    assert problem.alternatives == ("europe-west4-a",)


@pytest.mark.parametrize(
    ("accelerator", "meant"),
    [
        ("v5e-8", "v5litepod-8"),
        ("V5LitePod-8", "v5litepod-8"),
        ("v5litpod-16", "v5litepod-16"),
        ("v5lite-4", "v5litepod-4"),
        ("trillium-8", "v6e-8"),
        ("v7-8", "tpu7x-8"),
        ("v5litepod-", "v5litepod-1"),
        ("v4", "v4-8"),
    ],
)
def test_a_wrong_name_gets_the_right_one(accelerator: str, meant: str) -> None:
    (problem,) = refused(accelerator)
    assert problem.subject == "accelerator"
    assert problem.alternatives[0] == meant
    assert meant in problem.reason


def test_a_name_like_no_other_gets_an_example_of_each() -> None:
    (problem,) = refused("h100")
    assert problem.alternatives == tuple(type_name(each, min(shapes(each))) for each in GENERATIONS)


@pytest.mark.parametrize(
    ("accelerator", "near"),
    [
        ("v5litepod-12", {"v5litepod-8", "v5litepod-16"}),
        ("v4-9", {"v4-8", "v4-16"}),
        ("v4-4", {"v4-8", "v4-16"}),
        ("v6e-512", {"v6e-256", "v6e-128"}),
        ("v5p-17920", {"v5p-12288"}),
    ],
)
def test_a_size_in_between_gets_its_neighbours(accelerator: str, near: set[str]) -> None:
    (problem,) = refused(accelerator)
    assert near <= set(problem.alternatives)


@pytest.mark.parametrize(
    ("accelerator", "topology", "right"),
    [
        ("v5litepod-8", "4x4", "2x4"),
        ("v5litepod-8", "4x2", "2x4"),
        ("v5litepod-8", "1x8", "2x4"),
        ("v5litepod-8", "2*4", "2x4"),
        ("v5p-8", "2x2x2", "2x2x1"),
        ("v4-32", "4x2x2", "2x2x4"),
        ("v5litepod-8", "", "2x4"),
    ],
)
def test_a_topology_that_does_not_fit_gets_those_that_do(
    accelerator: str, topology: str, right: str
) -> None:
    (problem,) = refused(accelerator, topology=topology)
    assert problem.subject == "topology"
    assert problem.alternatives[0] == right


def test_a_generation_without_such_a_topology_names_those_like_it() -> None:
    (problem,) = refused("v5e", topology="4x5")
    assert problem.subject == "topology"
    assert "4x4" in problem.alternatives


def test_hosts_that_are_machines_take_no_runtime() -> None:
    assert offered("tpu7x-8").machine == "tpu7x-standard-4t"
    (problem,) = refused("tpu7x-8", runtime="v2-alpha-tpuv6e")
    assert problem.subject == "runtime"
    assert problem.alternatives == ()


def test_everything_wrong_is_said_at_once() -> None:
    problems = refused(
        "v5litepod-8", topology="4x4", zone="us-central1-b", runtime="tpu-ubuntu2204-base"
    )
    assert {problem.subject for problem in problems} == {"topology", "zone", "runtime"}
    problems = refused("v5e-8", region="us-centrl1")
    assert {problem.subject for problem in problems} == {"accelerator", "region"}


def test_a_place_that_does_not_exist_is_told_from_one_that_does_not_offer() -> None:
    (problem,) = refused("v6e-8", region="us-centrl1")
    assert problem.alternatives[0] == "us-central1"
    (problem,) = refused("v6e-8", zone="us-central1-z")
    assert "does not exist" in problem.reason
    (problem,) = refused("v6e-8", zone="us-east1-d", region="us-central1")
    assert "is in region us-east1" in problem.reason


def test_a_cloud_without_slices_says_so() -> None:
    found = check_slice(Catalog("polycloud.catalog.aws"), "v4-8", region="us-west-2")
    assert isinstance(found, tuple)
    assert "machine type" in found[0].reason


def test_every_zone_of_a_generation_exists() -> None:
    for generation in GENERATIONS:
        for zone, counts in generation.zones.items():
            assert GCP.region_of(zone) is not None, zone
            sizes = {chips * generation.count_per_chip for chips in shapes(generation)}
            assert counts is None or counts <= sizes


@pytest.mark.parametrize("generation", GENERATIONS, ids=lambda each: each.name)
def test_topologies_multiply_to_chips_and_fill_their_hosts(generation: Accelerator) -> None:
    for chips, topologies in shapes(generation).items():
        assert chips <= generation.max_chips
        for topology in topologies:
            sides = [int(side) for side in topology.split("x")]
            assert prod(sides) == chips
            assert len(sides) == 2 or sides == sorted(sides) or topology == "2x2x1"
        assert chips <= generation.single_host_chips or chips % generation.chips_per_host == 0


@given(st.sampled_from(SLICES))
def test_every_slice_is_found_by_its_own_name(
    offer: tuple[Accelerator, int, str],
) -> None:
    generation, chips, topology = offer
    for zone in zones_offering(generation, chips):
        found = offered(type_name(generation, chips), topology=topology, zone=zone)
        assert (found.generation, found.chips, found.topology) == (generation.name, chips, topology)
        assert prod(int(side) for side in found.topology.split("x")) == found.chips
        assert found.memory_gib == chips * generation.memory_gib


words = st.one_of(st.none(), st.text(max_size=12), st.from_regex(r"v[0-9][a-z]*-[0-9]{1,4}"))
places = st.one_of(st.none(), st.text(max_size=12), st.sampled_from(list(GCP.regions)))


@given(
    st.one_of(st.text(max_size=20), st.from_regex(r"(v5litepod|v4|v6e|v5p|x)-[0-9]{1,5}")),
    words,
    places,
    words,
    words,
)
def test_any_request_is_answered_with_a_slice_or_with_reasons(
    accelerator: str,
    topology: str | None,
    region: str | None,
    zone: str | None,
    runtime: str | None,
) -> None:
    found = check_slice(
        GCP, accelerator, topology=topology, region=region, zone=zone, runtime=runtime
    )
    if isinstance(found, AcceleratorSlice):
        assert found.hosts >= 1
        return
    assert found
    for problem in found:
        assert problem.reason.endswith((".", "?"))


@given(st.sampled_from(SLICES), st.sampled_from(list(GCP.regions)))
def test_the_region_that_is_named_instead_works(
    offer: tuple[Accelerator, int, str], region: str
) -> None:
    generation, chips, _ = offer
    name = type_name(generation, chips)
    found = check_slice(GCP, name, region=region)
    if isinstance(found, tuple):
        (problem,) = found
        assert isinstance(check_slice(GCP, name, region=problem.alternatives[0]), AcceleratorSlice)
