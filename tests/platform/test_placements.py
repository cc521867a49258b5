"""Every placement of buckets, table and images, in process; in prod every pair, with a CDN."""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any

import pytest

from polycloud.abstractions.capability import placed_capabilities
from polycloud.abstractions.image_registry import IMAGE_REGISTRY
from polycloud.abstractions.metadata_store import METADATA_STORE
from polycloud.abstractions.object_store import OBJECT_STORE
from polycloud.platform.assembly import Platform, load
from polycloud.platform.registry import installed_clouds
from polycloud_testing.facts import read_facts
from polycloud_testing.simulation.inprocess import Run, run
from tests.platform import promises
from tests.suites.placements import Placement, configuration, placements, words

PACKAGES = {"aws": "aws", "azure": "azure-native", "gcp": "gcp"}
COMPONENTS = {
    OBJECT_STORE: "ObjectStore",
    METADATA_STORE: "MetadataStore",
    IMAGE_REGISTRY: "ImageRegistry",
}


def up(placement: Placement, environment: str) -> Run:
    """Run the platform as ``pulumi up`` does, with the default providers disabled."""

    def text(value: Any) -> str:
        return value if isinstance(value, str) else json.dumps(value)

    keys = configuration(placement, environment)
    return run(
        lambda: Platform(load()),
        project="polycloud",
        stack=environment,
        config={
            **{f"polycloud:{key}": text(value) for key, value in keys.items()},
            "pulumi:disable-default-providers": '["*"]',
        },
    ).raise_for_failures()


def in_pairs(placement: Placement) -> bool:
    """Whether it is one of those, a third of all, that have every pair of clouds between them."""
    clouds = list(installed_clouds())
    return sum(clouds.index(cloud) for _, cloud in placement) % len(clouds) == 0


CASES = [
    *((placement, "dev") for placement in placements()),
    *((placement, "prod") for placement in placements() if in_pairs(placement)),
]


@pytest.mark.parametrize(
    ("placement", "environment"), CASES, ids=[f"{words(p)}-{where}" for p, where in CASES]
)
def test_a_placement_comes_up(placement: Placement, environment: str) -> None:
    """Each capability is where it was placed, private, and without a static key."""
    graph = up(placement, environment).graph
    components = {r.type for r in graph if r.type.startswith("polycloud:")}
    clouds = dict(placement)
    for capability, cloud in placement:
        assert f"polycloud:{cloud}:{COMPONENTS[capability]}" in components

    facts = read_facts(graph)
    assert facts.unread == ()
    promises.has_no_static_key(facts)
    promises.is_private(facts)
    promises.gives_exactly_what_was_asked(facts)
    promises.answers_the_internet_only_where_declared(facts)
    # Training on one cloud reaches services of the cluster on another.
    promises.has_exactly_these_links(facts, frozenset({frozenset({"aws", "gcp"})}))
    here = PACKAGES[clouds[OBJECT_STORE]]
    there = PACKAGES["gcp"]  # the accelerators', where checkpoints are
    assert sorted(b.cloud for b in facts.buckets) == sorted([here] * 3 + [there])
    assert [t.cloud for t in facts.tables] == [PACKAGES[clouds[METADATA_STORE]]]


def test_there_is_a_placement_for_every_combination() -> None:
    found = list(placements())
    assert len(found) == len(set(found)) == 27


def test_those_of_prod_have_every_pair() -> None:
    chosen = [dict(placement) for placement, environment in CASES if environment == "prod"]
    for one, other in combinations(COMPONENTS, 2):
        assert len({(placement[one], placement[other]) for placement in chosen}) == 9


def test_placements_of_all_capabilities_are_those_that_the_clouds_offer() -> None:
    """What no cloud but one offers is placed nowhere else."""
    expected = 1
    for capability in placed_capabilities():
        expected *= len(installed_clouds().offering(capability))
    assert sum(1 for _ in placements(placed_capabilities())) == expected
