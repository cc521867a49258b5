"""Workloads are given what the configuration lets them use, and are told of nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from polycloud.abstractions.capability import installed_capabilities
from polycloud.abstractions.roles import Role
from polycloud_testing.facts import Verb, known, read_facts
from tests.platform.test_up import deploy


def pods(config: dict[str, Any]) -> str:
    (platform,) = deploy(config).graph.by_type("polycloud:platform:Platform")
    return json.dumps(platform.outputs["model_server_pods"])


def startup(config: dict[str, Any]) -> str:
    (machine,) = deploy(config).graph.by_type("gcp:tpu/v2Vm:V2Vm")
    return json.dumps(machine.inputs["metadata"])


def test_a_bucket_that_a_user_adds_is_read_by_whom_it_names() -> None:
    added = {"buckets": {"prompts": {"readers": ["serving"]}, "logs": {}}}
    text = pods({"object_store": added})
    assert "POLYCLOUD_PROMPTS_URL" in text
    assert "POLYCLOUD_LOGS_URL" not in text
    assert "POLYCLOUD_DATASETS_URL" not in text


def test_training_is_told_of_no_bucket_that_it_was_not_granted() -> None:
    added = {"buckets": {"logs": {}, "scratch": {"writers": ["training"]}}}
    text = startup({"object_store": added})
    assert "POLYCLOUD_SCRATCH_URL" in text
    assert "POLYCLOUD_LOGS_URL" not in text


@pytest.mark.parametrize(("wish", "verbs"), [("readers", False), ("writers", True)])
def test_a_wish_is_granted_and_no_more(wish: str, verbs: bool) -> None:
    added = {"buckets": {"scratch": {wish: ["serving"]}}}
    graph = deploy({"object_store": added, "enable_tpu_training": "false"}).graph
    (scratch,) = (b for b in read_facts(graph).buckets if "scratch" in b.name)
    granted = {grant.verb for grant in known(scratch.access).grants}
    assert Verb.READ in granted
    assert (Verb.WRITE in granted) is verbs


def test_a_table_can_be_kept_from_a_workload() -> None:
    assert "POLYCLOUD_METADATA_TABLE" in pods({})
    assert "POLYCLOUD_METADATA_TABLE" not in pods({"metadata_store": {"readers": []}})


def test_training_pulls_an_image_that_names_it_as_a_reader() -> None:
    registry = {"repositories": ["tools/lint"], "readers": {"tools/lint": ["training"]}}
    assert "POLYCLOUD_TOOLS_LINT_IMAGE" in startup({"image_registry": registry})


def test_every_capability_that_roles_reach_says_what_each_role_may_do() -> None:
    for capability in installed_capabilities():
        assert set(capability.rights) in (set(), set(Role))
