"""Keeping what exists in the simulated clouds."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import attrs
import pytest

from polycloud_testing.simulation.inventory import (
    Inventory,
    MemoryInventory,
    Record,
    SqliteInventory,
    TakenError,
    drift,
)

BUCKET = Record(
    urn="urn:pulumi:dev::p::aws:s3/bucket:Bucket::models",
    type="aws:s3/bucket:Bucket",
    id="models-1",
    inputs={"bucket": "models-1", "tags": {"team": "ml"}},
    outputs={"bucket": "models-1", "tags": {"team": "ml"}, "arn": "arn:aws:s3:::models-1"},
    created="2026-01-01T00:00:00+00:00",
    updated="2026-01-01T00:00:00+00:00",
)


@pytest.fixture(params=["memory", "sqlite"])
def inventory(request: pytest.FixtureRequest, tmp_path: Path) -> Inventory:
    makers: dict[str, Callable[[], Inventory]] = {
        "memory": MemoryInventory,
        "sqlite": lambda: SqliteInventory(tmp_path / "clouds" / "inventory.db"),
    }
    return makers[request.param]()


def test_what_is_added_is_found_by_type_and_id_and_by_urn(inventory: Inventory) -> None:
    inventory.add(BUCKET)

    assert inventory.get(BUCKET.type, BUCKET.id) == BUCKET
    assert inventory.by_urn(BUCKET.urn) == BUCKET
    assert inventory.list() == (BUCKET,)


def test_what_was_never_there_is_none(inventory: Inventory) -> None:
    assert inventory.get("aws:s3/bucket:Bucket", "absent") is None
    assert inventory.by_urn("urn:absent") is None
    assert not inventory.delete("aws:s3/bucket:Bucket", "absent")


def test_a_taken_place_is_refused_and_names_its_holder(inventory: Inventory) -> None:
    inventory.add(BUCKET)

    with pytest.raises(TakenError) as taken:
        inventory.add(attrs.evolve(BUCKET, urn="urn:pulumi:dev::q::aws:s3/bucket:Bucket::other"))
    assert taken.value.holder == BUCKET

    inventory.add(attrs.evolve(BUCKET, outputs={}), overwrite=True)
    found = inventory.get(BUCKET.type, BUCKET.id)
    assert found is not None
    assert found.outputs == {}


def test_the_same_id_may_exist_once_in_every_scope(inventory: Inventory) -> None:
    here = attrs.evolve(BUCKET, scope="us-west-2", urn="urn:here")
    there = attrs.evolve(BUCKET, scope="eu-west-1", urn="urn:there")
    inventory.add(here)
    inventory.add(there)

    assert inventory.get(BUCKET.type, BUCKET.id, "eu-west-1") == there
    assert inventory.get(BUCKET.type, BUCKET.id, "us-west-2") == here
    assert inventory.delete(BUCKET.type, BUCKET.id, "us-west-2")
    assert inventory.list() == (there,)


def test_by_urn_gives_the_newest_while_a_replacement_is_under_way(inventory: Inventory) -> None:
    inventory.add(BUCKET)
    new = attrs.evolve(BUCKET, id="models-2")
    inventory.add(new)

    assert inventory.by_urn(BUCKET.urn) == new


def test_put_changes_and_wipe_empties(inventory: Inventory) -> None:
    inventory.add(BUCKET)
    inventory.put(attrs.evolve(BUCKET, outputs={"arn": "other"}))
    found = inventory.by_urn(BUCKET.urn)
    assert found is not None
    assert found.outputs == {"arn": "other"}

    assert inventory.wipe() == 1
    assert inventory.list() == ()


def test_drift_changes_what_the_cloud_holds(inventory: Inventory) -> None:
    inventory.add(BUCKET)

    changed = drift(inventory, BUCKET.urn, "tags.team", "someone-else")

    assert changed.outputs["tags"] == {"team": "someone-else"}
    assert changed.inputs["tags"] == {"team": "someone-else"}
    assert inventory.by_urn(BUCKET.urn) == changed


def test_drift_of_what_only_the_cloud_makes_leaves_the_inputs(inventory: Inventory) -> None:
    inventory.add(BUCKET)

    changed = drift(inventory, BUCKET.urn, "arn", "arn:aws:s3:::moved")

    assert changed.inputs == BUCKET.inputs


def test_drift_says_where_it_cannot_be(inventory: Inventory) -> None:
    inventory.add(BUCKET)

    with pytest.raises(KeyError):
        drift(inventory, "urn:absent", "tags.team", "x")
    with pytest.raises(ValueError, match="does not lead into a str"):
        drift(inventory, BUCKET.urn, "arn.deeper", "x")


def test_a_file_outlives_the_object_that_wrote_it(tmp_path: Path) -> None:
    path = tmp_path / "inventory.db"
    SqliteInventory(path).add(BUCKET)

    assert SqliteInventory(path).list() == (BUCKET,)


def _claim(path: str, worker: int) -> int:
    inventory = SqliteInventory(path)
    won = 0
    for number in range(20):
        try:
            inventory.add(attrs.evolve(BUCKET, id=f"bucket-{number}", urn=f"urn:{worker}"))
            won += 1
        except TakenError:
            continue
    return won


def test_processes_share_a_file_and_each_name_goes_to_one_of_them(tmp_path: Path) -> None:
    path = str(tmp_path / "inventory.db")
    SqliteInventory(path)
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        won = pool.starmap(_claim, [(path, worker) for worker in range(3)])

    assert sum(won) == 20
    assert len(SqliteInventory(path).list()) == 20


def test_threads_share_an_inventory(inventory: Inventory) -> None:
    def add(number: int) -> None:
        inventory.add(attrs.evolve(BUCKET, id=f"bucket-{number}"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(64)))

    assert len(inventory.list()) == 64
