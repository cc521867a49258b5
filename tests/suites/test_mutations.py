"""Mistakes in what the platform asks for are refused with their path."""

from __future__ import annotations

import random
from typing import Any

import pytest

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation.core import SimulatedClouds
from tests.suites.mutation_runs import known_before, missed_in_checks, missed_in_previews
from tests.suites.mutations import Asked, Kind, Mutation, asked_of, distinct, mutations

COUNT = 300
PREVIEWS = 3
SEED = 0


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    return asked_of("dev") + asked_of("prod")


def test_what_is_asked_is_right(asked: list[Asked]) -> None:
    clouds = SimulatedClouds()
    assert [each.urn for each in asked if clouds.check(each.urn, each.type, each.inputs)] == []


def test_three_hundred_mistakes_are_refused_with_their_path(asked: list[Asked]) -> None:
    chosen = random.Random(SEED).sample(distinct(asked), COUNT)
    assert {mutation.kind for mutation in chosen} == set(Kind)
    assert missed_in_checks(chosen) == []


def test_a_preview_tells_of_the_mistake_by_resource_and_path() -> None:
    reachable = [each for each in distinct(asked_of("dev", preview=True)) if known_before(each)]
    assert missed_in_previews(random.Random(SEED).sample(reachable, PREVIEWS)) == []


def mutations_of(**inputs: Any) -> dict[tuple[str, Kind], Mutation]:
    asked = Asked("dev", "urn", "aws:s3/bucket:Bucket", inputs)
    return {(mutation.path, mutation.kind): mutation for mutation in mutations(asked)}


def test_a_mutation_changes_one_property_and_nothing_else() -> None:
    found = mutations_of(bucket="models", tags={"team": "ml"}, __defaults=[], acl=UNKNOWN)
    assert set(found) == {
        ("bukcet", Kind.MISSPELLED),
        ("bucket", Kind.MISTYPED),
        ("tgas", Kind.MISSPELLED),
        ("tags", Kind.MISTYPED),
        ("tags.team", Kind.MISTYPED),
    }
    changed = found["bukcet", Kind.MISSPELLED].inputs()
    assert changed == {
        "bukcet": "models",
        "tags": {"team": "ml"},
        "__defaults": [],
        "acl": UNKNOWN,
    }
    assert found["tags.team", Kind.MISTYPED].inputs()["tags"] == {"team": {"wrong": "type"}}
