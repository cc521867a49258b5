"""A fourth cloud is a distribution with two entry points; nothing shared knows of it."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from polycloud.abstractions.capability import placed_capabilities
from polycloud.abstractions.image_registry import IMAGE_REGISTRY
from polycloud.graph import ResourceGraph
from polycloud.platform.json_schema import stack_file_schema
from polycloud.platform.planning import make_plan
from polycloud.platform.references import stand_ins
from polycloud.platform.registry import installed_clouds
from polycloud.platform.sources import Source
from polycloud.platform.storage_costs import storage_costs
from polycloud_testing.facts import (
    Verb,
    from_internet,
    known,
    reachability,
    read_facts,
    readers,
)
from tests.platform.test_up import deploy

ROOT = Path(__file__).parents[2]

READS = frozenset({Verb.LIST, Verb.READ})
WRITES = READS | {Verb.WRITE, Verb.DELETE}
WANTED = {
    "data-datasets": {READS},
    "data-models": {READS, WRITES},
    "data-artifacts": {WRITES},
    "checkpoints-checkpoints": {WRITES},
    "metadata": {READS, WRITES},
}
"""What training and serving may do with each store; no one else may do anything."""

COMES_WITH = {Verb.READ: {Verb.SEE_SETTINGS}, Verb.WRITE: {Verb.PURGE}}
"""What a cloud may not be able to tell apart, as the contracts have it."""

CAPABILITIES = ("object_store", "metadata_store", "accelerator_pool", "serving_cluster")
STORES = ("aws", "azure", "gcp", "toy")
PLACEMENTS = [
    dict(zip(CAPABILITIES, clouds, strict=True))
    for clouds in product(STORES, STORES, ("gcp", "toy"), ("aws", "toy"))
    if "toy" in clouds
]


def placed(graph: ResourceGraph) -> dict[str, set[frozenset[Verb]]]:
    """What everybody may do with each store, by the store's logical name."""
    facts = read_facts(graph)
    assert facts.unread == ()
    assert facts.static_keys == ()
    return {
        store.urn.rsplit("::", 1)[1]: {
            plain(known(store.access).verbs(who)) for who in known(store.access).everybody
        }
        for store in (*facts.buckets, *facts.tables)
    }


def plain(verbs: frozenset[Verb]) -> frozenset[Verb]:
    return verbs - {extra for verb in verbs for extra in COMES_WITH.get(verb, ())}


def test_the_cloud_and_its_reader_are_found_by_entry_point() -> None:
    assert installed_clouds()["toy"].title == "Toy Cloud"
    assert "toy" in readers()


@pytest.mark.parametrize("placement", PLACEMENTS, ids=lambda each: "-".join(each.values()))
def test_every_placement_gives_exactly_the_access_and_the_links_it_needs(
    placement: dict[str, str],
) -> None:
    graph = deploy({"placement": {**placement, "telemetry": "toy"}}).graph
    assert placed(graph) == WANTED
    ends = {placement["accelerator_pool"], placement["serving_cluster"]}
    made = {r.type.split(":")[1] for r in graph if r.type.endswith(":LinkEnd")}
    assert made == (ends if len(ends) == 2 else set())


def test_training_reaches_serving_on_the_same_cloud_without_a_link() -> None:
    placement = {"accelerator_pool": "toy", "serving_cluster": "toy"}
    facts = read_facts(deploy({"placement": placement}).graph)
    found = reachability(facts)
    assert from_internet(found) == ()
    (reach,) = (
        each
        for each in found
        if (str(each.source), str(each.target)) == ("toy training-0", "toy serving")
    )
    assert reach.link is None
    assert known(reach.openings)


def test_people_have_their_roles_there_too() -> None:
    placement = {"object_store": "toy", "metadata_store": "toy"}
    roles = {"viewer": {"toy": {"users": ["ada"]}}, "ml_engineer": {"toy": {"groups": ["ml"]}}}
    facts = read_facts(deploy({"placement": placement, "roles": roles}).graph)
    stores = [each for each in (*facts.buckets, *facts.tables) if each.cloud == "toy"]
    assert len(stores) == 4
    for store in stores:
        access = known(store.access)
        assert access.verbs("users:ada") == {Verb.SEE_SETTINGS}
        assert access.verbs("groups:ml") == WRITES | {Verb.SEE_SETTINGS}


@pytest.mark.parametrize("preview", [True, False])
def test_all_on_the_fourth_cloud_needs_none_of_the_others(preview: bool) -> None:
    placement = {each.word: "toy" for each in placed_capabilities() if each is not IMAGE_REGISTRY}
    config = {"placement": placement, "toy_region": "cellar", "toy_colour": "blue"}
    graph = deploy(config, preview=preview).graph
    foreign = {r.package for r in graph if r.custom and not r.is_provider} - {"toy", "random"}
    # The images' registry is where the profile places it.
    assert foreign == {"aws"}
    (provider,) = graph.by_type("pulumi:providers:toy")
    assert provider.inputs["region"] == "cellar"


@pytest.mark.parametrize("stack", [None, "acme/network/prod"])
def test_a_network_that_is_there_already_is_used_there_too(stack: str | None) -> None:
    given = {"id": "shared", "ranges": ["10.90.0.0/20", "10.91.0.0/20"], "stack": stack}
    config = {"placement": {"serving_cluster": "toy", "accelerator_pool": "gcp"}}
    source = Source("polycloud", "dev", {**config, "toy_network": given})
    graph = deploy(
        {**config, "toy_network": given}, references=stand_ins(source, installed_clouds())
    ).graph
    (network,) = graph.by_type("toy:index:Network")
    assert network.external
    assert network.id == "shared"
    (gateway,) = graph.by_type("toy:index:Gateway")
    assert gateway.inputs["networkId"] == "shared"
    assert gateway.inputs["advertised"] == given["ranges"]


def test_editors_complete_its_settings_and_offer_it_where_it_can_be_placed() -> None:
    schema = stack_file_schema(installed_clouds())
    keys = schema["properties"]["config"]["properties"]
    assert {"polycloud:toy_region", "polycloud:toy_colour"} <= keys.keys()
    places = keys["polycloud:placement"]["anyOf"][0]["properties"]
    assert "toy" in places["object_store"]["enum"]
    assert "toy" not in places["image_registry"]["enum"]


def test_storage_costs_what_its_own_price_list_says() -> None:
    bucket = {"cool_after_days": 3000, "archive_after_days": 3600}
    plan = make_plan(
        Source(
            "polycloud",
            "dev",
            {
                "placement": {"object_store": "toy"},
                "object_store": {"buckets": {"models": bucket | {"expected": {"storage_gb": 7}}}},
            },
        )
    )
    costs = storage_costs(plan)
    assert [cost.place.bucket for cost in costs.buckets] == ["models"]
    assert costs.total == pytest.approx(7)
    assert costs.buckets[0].average[0].storage_class == "Shelf"


@pytest.mark.parametrize(
    ("lines", "code", "told"),
    [
        ("polycloud:toy_region: cellar", 0, ""),
        ("polycloud:toy_region: loft", 2, "Toy Cloud has no such room"),
        ("polycloud:accelerator_pool: {accelerator: tpu}", 2, "no such toy"),
    ],
)
def test_the_command_line_checks_its_configuration(
    tmp_path: Path, installed: Path, lines: str, code: int, told: str
) -> None:
    (tmp_path / "Pulumi.yaml").write_text((ROOT / "Pulumi.yaml").read_text())
    placement = "polycloud:placement: {accelerator_pool: toy, object_store: toy}"
    training = 'polycloud:enable_tpu_training: "true"'
    text = "\n  ".join(("config:", placement, training, lines))
    (tmp_path / "Pulumi.dev.yaml").write_text(text + "\n")
    path = os.pathsep.join((str(ROOT), str(installed)))
    done = subprocess.run(
        [sys.executable, "-c", "from polycloud.cli import main; main()", "check"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert told in done.stdout + done.stderr
