"""Production distributes its models, from whichever cloud they are on."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pulumi
import pytest

from polycloud.abstractions.object_store import OBJECT_STORE
from polycloud.platform.assembly import Platform, load
from polycloud.platform.planning import make_plan
from polycloud.platform.sources import Source
from polycloud_testing.simulation.inprocess import Run, run

OWNERS = ("aws", "azure", "gcp")


@cache
def deploy(cloud: str, environment: str, domain: str | None = None) -> Run:
    config = {
        "polycloud:placement": json.dumps({"object_store": cloud}),
        "polycloud:environment": environment,
        "polycloud:enable_monitoring": "false",
        "polycloud:gcp_project": "ml-project-1",
    }
    if domain is not None:
        config["polycloud:object_store"] = json.dumps({"distribution": {"domain": domain}})

    def program() -> None:
        for name, value in Platform(load()).outputs.items():
            pulumi.export(name, value)

    return run(program, project="p", stack=environment, config=config).raise_for_failures()


@pytest.mark.parametrize("cloud", OWNERS)
def test_development_distributes_nothing(cloud: str) -> None:
    made = deploy(cloud, "dev")
    assert not [name for name in made.outputs if name.startswith("distribution")]
    assert not [item for item in made.graph if item.type.endswith(":Distribution")]


@pytest.mark.parametrize("cloud", OWNERS)
def test_production_distributes_models_where_they_are(cloud: str) -> None:
    made = deploy(cloud, "prod")
    (distribution,) = (
        item for item in made.graph if item.type == f"polycloud:{cloud}:Distribution"
    )
    assert distribution.name == "data-distribution"
    told = [name for name in made.outputs if name.startswith("distribution")]
    assert told == (["distribution_dns_records"] if cloud == "gcp" else ["distribution_url"])


@pytest.mark.parametrize("cloud", OWNERS)
def test_a_destroy_that_leaves_protected_buckets_leaves_no_distribution(cloud: str) -> None:
    graph = deploy(cloud, "prod").graph
    (distribution,) = (item for item in graph if item.type == f"polycloud:{cloud}:Distribution")
    edge = {item.urn for item in graph.descendants(distribution)}
    assert edge
    kept = [item for item in graph if item.options.protect]
    assert kept
    for item in kept:
        needed = {other.urn for other in graph.dependencies(item, transitive=True)}
        assert not needed & edge, item.urn


@pytest.mark.parametrize("cloud", ["azure", "gcp"])
def test_a_domain_is_told_with_its_records(cloud: str) -> None:
    outputs = deploy(cloud, "prod", "models.example.com").outputs
    assert outputs["distribution_url"] == "https://models.example.com"
    assert any("models.example.com" in record for record in outputs["distribution_dns_records"])


def test_checkpoints_are_never_distributed() -> None:
    config: dict[str, Any] = {"environment": "prod", "enable_tpu_training": True}
    plan = make_plan(Source("p", "prod", config))
    assert plan.configuration.spec(OBJECT_STORE).distribution.enabled
    made = run(lambda: Platform(plan), project="p", stack="prod", config={}).raise_for_failures()
    stores = {item.name for item in made.graph if item.type.endswith(":Distribution")}
    assert stores == {"data-distribution"}


def test_the_plan_says_who_can_read_what_is_distributed() -> None:
    notes = make_plan(Source("p", "prod", {"environment": "prod"})).notes
    assert any("who knows an object's name can read it" in note for note in notes)
    quiet = make_plan(Source("p", "dev", {})).notes
    assert not any("is distributed" in note for note in quiet)
