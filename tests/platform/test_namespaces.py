"""Configuration is read from polycloud's namespace in every project, and nothing is overlooked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from polycloud.abstractions.object_store import OBJECT_STORE
from polycloud.platform.planning import make_plan
from polycloud.platform.problems import ConfigurationError
from polycloud.platform.sources import read_project
from tests.platform.test_up import deploy

MOVED = {"object_store": "gcp"}


def written(
    folder: Path, config: dict[str, Any], project: str = "mine", shared: Any = None
) -> Path:
    """Write a project with a stack ``dev``; ``shared`` is what the project file configures."""
    whole = {"name": project, "runtime": "python", "config": shared or {}}
    (folder / "Pulumi.yaml").write_text(yaml.safe_dump(whole), encoding="utf-8")
    text = yaml.safe_dump({"config": config})
    (folder / "Pulumi.dev.yaml").write_text(text, encoding="utf-8")
    return folder


def problems(folder: Path) -> dict[str, str]:
    with pytest.raises(ConfigurationError) as raised:
        make_plan(read_project(folder, "dev"))
    return {problem.path: problem.hint for problem in raised.value.problems}


@pytest.mark.parametrize("project", ["mine", "polycloud"])
def test_a_stack_file_is_read_whatever_the_project_is_called(tmp_path: Path, project: str) -> None:
    source = read_project(written(tmp_path, {"polycloud:placement": MOVED}, project), "dev")
    assert make_plan(source).configuration.cloud_of(OBJECT_STORE) == "gcp"


def test_a_project_file_may_set_what_all_of_its_stacks_say(tmp_path: Path) -> None:
    shared = {"polycloud:placement": {"value": MOVED}}
    source = read_project(written(tmp_path, {}, shared=shared), "dev")
    assert make_plan(source).configuration.cloud_of(OBJECT_STORE) == "gcp"


def test_a_running_program_is_configured_whatever_the_project_is_called() -> None:
    graph = deploy({"placement": json.dumps(MOVED)}, project="mine").graph
    assert graph.by_type("polycloud:gcp:ObjectStore")


def test_a_misspelt_namespace_is_a_problem_with_a_hint(tmp_path: Path) -> None:
    found = problems(written(tmp_path, {"polyclod:placement": MOVED}))
    assert found == {"polyclod:placement": "did you mean 'polycloud'?"}


def test_our_keys_in_the_projects_own_namespace_are_a_problem(tmp_path: Path) -> None:
    found = problems(written(tmp_path, {"mine:placement": MOVED}, shared={"environment": "prod"}))
    assert "write 'polycloud:placement'" in found["mine:placement"]
    assert "write 'polycloud:environment'" in found["mine:environment"]


def test_keys_of_the_program_and_of_packages_are_left_alone(tmp_path: Path) -> None:
    theirs = {
        "mine:favourite_colour": "blue",
        "pulumi:disable-default-providers": ["*"],
        "aws:region": "eu-west-1",
        "azure-native:location": "westeurope",
        "random:seed": "1",
    }
    assert make_plan(read_project(written(tmp_path, theirs), "dev")).placed
