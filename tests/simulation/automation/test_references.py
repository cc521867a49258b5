"""Other stacks in the state of a simulation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from polycloud_testing.simulation.automation.references import stand_in

NAME = "acme/network/prod"


def outputs_in(state: Path) -> dict[str, Any]:
    file = state / ".pulumi" / "stacks" / "network" / "prod.json"
    return json.loads(file.read_text())["checkpoint"]["latest"]["resources"][0]["outputs"]


def test_a_stack_that_was_given_anew_has_its_new_outputs(tmp_path: Path) -> None:
    stand_in(tmp_path, {NAME: {"vpc": "vpc-1"}})
    stand_in(tmp_path, {NAME: {"vpc": "vpc-2", "subnets": ["a", "b"]}})
    assert outputs_in(tmp_path) == {"vpc": "vpc-2", "subnets": ["a", "b"]}


def test_a_stack_that_was_deployed_there_stays_as_it_is(tmp_path: Path) -> None:
    stand_in(tmp_path, {NAME: {"vpc": "vpc-1"}})
    file = tmp_path / ".pulumi" / "stacks" / "network" / "prod.json"
    written = json.loads(file.read_text())
    written["checkpoint"]["latest"]["manifest"]["version"] = "v3.272.0"
    file.write_text(json.dumps(written))
    stand_in(tmp_path, {NAME: {"vpc": "vpc-2"}})
    assert outputs_in(tmp_path) == {"vpc": "vpc-1"}


@pytest.mark.parametrize("latest", [None, {}])
def test_a_stack_that_was_made_and_not_deployed_yet_stays_as_well(
    tmp_path: Path, latest: object
) -> None:
    file = tmp_path / ".pulumi" / "stacks" / "network" / "prod.json"
    file.parent.mkdir(parents=True)
    text = json.dumps({"version": 3, "checkpoint": {"stack": "x", "latest": latest}})
    file.write_text(text)
    stand_in(tmp_path, {NAME: {"vpc": "vpc-2"}})
    assert file.read_text() == text
