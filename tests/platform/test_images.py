"""Images have a place, wherever it is, and training pulls them from there."""

from __future__ import annotations

from functools import cache

import pytest

from polycloud.abstractions.image_registry import IMAGE_REGISTRY, USUAL
from polycloud.platform.assembly import Platform, load
from polycloud.platform.planning import make_plan
from polycloud.platform.registry import installed_clouds
from polycloud.platform.sources import Source
from polycloud_testing.simulation.inprocess import Run, run

KINDS = {"aws": ":Repository", "gcp": ":Repository", "azure": ":Registry"}


def deploy(cloud: str, *, environment: str = "dev", preview: bool = False) -> Run:
    config = {
        "polycloud:placement": f'{{"image_registry": "{cloud}"}}',
        "polycloud:environment": environment,
        "polycloud:enable_tpu_training": "true",
        "polycloud:gcp_project": "ml-project-1",
    }

    def program() -> None:
        import pulumi

        for name, value in Platform(load()).outputs.items():
            pulumi.export(name, value)

    made = run(program, project="p", stack=environment, config=config, preview=preview)
    return made.raise_for_failures()


made = cache(deploy)


def clouds() -> list[str]:
    return list(installed_clouds().offering(IMAGE_REGISTRY))


@pytest.mark.parametrize("cloud", clouds())
def test_every_repository_has_an_address_that_the_stack_puts_out(cloud: str) -> None:
    outputs = made(cloud).outputs
    assert set(outputs["image_repositories"]) == set(USUAL)
    assert len(set(outputs["image_repositories"].values())) == len(USUAL)
    host = {address.split("/")[0] for address in outputs["image_repositories"].values()}
    assert len(host) == 1
    assert outputs["image_login_command"]


@pytest.mark.parametrize("cloud", clouds())
def test_training_machines_come_after_what_they_may_pull(cloud: str) -> None:
    graph = made(cloud).graph
    (machine,) = graph.by_type("gcp:tpu/v2Vm:V2Vm")
    needed = {item.urn for item in graph.dependencies(machine, transitive=True)}
    for item in graph:
        if item.name.startswith("images-") and item.type.endswith(KINDS[cloud]):
            assert (item.urn in needed) is ("serving" not in item.name), item.name


@pytest.mark.parametrize("cloud", clouds())
def test_a_preview_shows_all_of_it(cloud: str) -> None:
    previewed = {item.urn for item in deploy(cloud, preview=True).graph}
    assert previewed == {item.urn for item in made(cloud).graph}


def test_the_plan_says_when_the_clusters_nodes_cannot_pull() -> None:
    def notes(cloud: str) -> str:
        return " ".join(make_plan(Source("p", "s", {"placement": {"image_registry": cloud}})).notes)

    assert "pull secret" not in notes("aws")
    assert "nodes on aws have no access of their own to images on gcp" in notes("gcp")


@pytest.mark.parametrize("environment", ["dev", "prod"])
@pytest.mark.parametrize("cloud", clouds())
def test_only_production_protects_images(cloud: str, environment: str) -> None:
    graph = made(cloud, environment=environment).graph
    kept = {
        item.options.protect
        for item in graph
        if item.custom and item.type.endswith(KINDS[cloud]) and item.name.startswith("images")
    }
    assert kept == {environment == "prod"}
