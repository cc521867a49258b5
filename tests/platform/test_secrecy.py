"""Secrets of the configuration, in a run in process."""

from __future__ import annotations

import json
from typing import Any

import pytest

from polycloud.graph import SECRET
from polycloud.platform.assembly import Platform, load
from polycloud_testing.simulation.inprocess import Run, run

CANARY = "canary_9f3c2a71d5e8"


def made(secret: dict[str, Any], **plain: Any) -> Run:
    config = {
        "polycloud:environment": "dev",
        "pulumi:disable-default-providers": '["*"]',
        **{f"polycloud:{key}": json.dumps(value) for key, value in {**plain, **secret}.items()},
    }
    return run(
        lambda: Platform(load()),
        project="polycloud",
        stack="dev",
        config=config,
        secret_keys=[f"polycloud:{key}" for key in secret],
    )


def test_secret_tags_are_sealed_on_every_cloud() -> None:
    result = made({"tags": {"owner": CANARY}}, enable_tpu_training=True)
    result.raise_for_failures()
    texts = {r.urn: str(r.inputs) + str(r.outputs) for r in result.graph}
    assert not [urn for urn, text in texts.items() if CANARY in text]
    sealed = {r.package for r in result.graph if SECRET in str(r.inputs)}
    assert {"aws", "azure-native", "gcp"} <= sealed


def test_plain_tags_stay_plain() -> None:
    result = made({}, tags={"owner": CANARY})
    (group,) = result.graph.by_type("azure-native:resources:ResourceGroup")
    assert group.inputs["tags"]["owner"] == CANARY


def test_a_secret_in_a_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("pulumi.log.warn", told.append)
    made({"image_registry": {"repositories": [CANARY.replace("_", "-")]}})
    assert any("part of this resource's name" in line for line in told)
    assert not any(CANARY.replace("_", "-") in line for line in told)
