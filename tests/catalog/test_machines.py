"""Choosing a machine by its size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polycloud.catalog import Catalog

AWS, GCP, AZURE = (Catalog(f"polycloud.catalog.{cloud}") for cloud in ("aws", "gcp", "azure"))
catalogs = st.sampled_from([AWS, GCP, AZURE])


@pytest.mark.parametrize(
    ("catalog", "vcpus", "memory_gib", "name"),
    [
        (AWS, 4, 16, "m7i.xlarge"),
        (AWS, 8, 32, "m7i.2xlarge"),
        (GCP, 4, 16, "n2-standard-4"),
        (GCP, 8, 32, "n2-standard-8"),
        (AZURE, 4, 16, "Standard_D4s_v5"),
        (AZURE, 8, 32, "Standard_D8s_v5"),
    ],
)
def test_a_neutral_size_becomes_the_preferred_machine(
    catalog: Catalog, vcpus: int, memory_gib: float, name: str
) -> None:
    machine = catalog.smallest_machine(vcpus, memory_gib)
    assert machine is not None
    assert machine.name == name


@pytest.mark.parametrize(
    ("catalog", "kind", "count", "name"),
    [
        (AWS, "nvidia-l4", 1, "g6.xlarge"),
        (AWS, "nvidia-h100", 1, "p5.4xlarge"),
        (AWS, "nvidia-h100", 8, "p5.48xlarge"),
        (AWS, "aws-trainium2", 16, "trn2.48xlarge"),
        (GCP, "nvidia-l4", 2, "g2-standard-24"),
        (GCP, "nvidia-a100-80gb", 1, "a2-ultragpu-1g"),
        (AZURE, "nvidia-a100-80gb", 1, "Standard_NC24ads_A100_v4"),
        (AZURE, "nvidia-a10", 1, "Standard_NV36ads_A10_v5"),
        (AZURE, "nvidia-a10", 0.5, "Standard_NV18ads_A10_v5"),
    ],
)
def test_accelerators_choose_the_machine(
    catalog: Catalog, kind: str, count: float, name: str
) -> None:
    machine = catalog.smallest_machine(1, 1, accelerator=kind, accelerator_count=count)
    assert machine is not None
    assert machine.name == name


def test_no_machine_is_chosen_where_it_is_not_offered() -> None:
    everywhere = AWS.smallest_machine(1, 1, accelerator="nvidia-h100")
    assert everywhere is not None
    assert not everywhere.offered_in("eu-west-3")
    assert AWS.smallest_machine(1, 1, accelerator="nvidia-h100", region="eu-west-3") is None
    eight = AWS.smallest_machine(1, 1, accelerator="nvidia-h100", region="us-west-1")
    assert eight is not None
    assert eight.name == "p5.48xlarge"


def test_a_machine_can_be_offered_in_one_zone_of_a_region_only() -> None:
    machine = GCP.machines["a2-ultragpu-1g"]
    assert machine.offered_in("us-central1")
    assert machine.offered_in("us-central1", "us-central1-a")
    assert not machine.offered_in("us-central1", "us-central1-b")


@given(
    catalogs,
    st.integers(1, 400),
    st.floats(0.5, 4000),
    st.sampled_from(["x86_64", "arm64"]),
)
def test_what_is_chosen_is_enough_and_nothing_smaller_is(
    catalog: Catalog, vcpus: int, memory_gib: float, architecture: str
) -> None:
    chosen = catalog.smallest_machine(vcpus, memory_gib, architecture=architecture)  # type: ignore[arg-type]
    enough = [
        machine
        for machine in catalog.machines.values()
        if machine.vcpus >= vcpus
        and machine.memory_gib >= memory_gib
        and machine.architecture == architecture
        and machine.accelerator is None
    ]
    if chosen is None:
        assert not enough
        return
    assert chosen in enough
    assert all(
        (chosen.vcpus, chosen.memory_gib) <= (machine.vcpus, machine.memory_gib)
        for machine in enough
    )
