"""Graphs from what the pulumi CLI prints."""

from __future__ import annotations

import json
from typing import Any

import pytest

from polycloud.graph import SECRET, UNKNOWN, from_export, from_preview

PREFIX = "urn:pulumi:dev::ml::"
STACK = f"{PREFIX}pulumi:pulumi:Stack::ml-dev"
DEFAULT = f"{PREFIX}pulumi:providers:random::default_4_21_4"
WEST = f"{PREFIX}pulumi:providers:aws::west"
STORE = f"{PREFIX}polycloud:aws:ObjectStore::models"
BUCKET = f"{PREFIX}polycloud:aws:ObjectStore$aws:s3/bucket:Bucket::models-bucket"
PASSWORD = f"{PREFIX}random:index/randomPassword:RandomPassword::pw"
SECRET_VALUE = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    "plaintext": '"hunter2"',
}
UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def states(*, preview: bool = False) -> list[dict[str, Any]]:
    secret: Any = "[secret]" if preview else SECRET_VALUE
    made = UNKNOWN_TEXT if preview else "arn:aws:s3:::models-1"
    return [
        {
            "urn": STACK,
            "custom": False,
            "type": "pulumi:pulumi:Stack",
            "outputs": {"bucket": "models-1", "password": secret},
        },
        {"urn": DEFAULT, "custom": True, "id": "1", "type": "pulumi:providers:random"},
        {"urn": WEST, "custom": True, "id": "2", "type": "pulumi:providers:aws", "parent": STACK},
        {"urn": STORE, "custom": False, "type": "polycloud:aws:ObjectStore", "parent": STACK},
        {
            "urn": BUCKET,
            "custom": True,
            "id": UNKNOWN_TEXT if preview else "models-1",
            "type": "aws:s3/bucket:Bucket",
            "parent": STORE,
            "provider": f"{WEST}::2",
            "inputs": {"bucket": "models-1", "__defaults": ["bucket"]},
            "outputs": {"bucket": "models-1", "arn": made},
            "dependencies": [PASSWORD],
            "propertyDependencies": {"bucket": [PASSWORD], "tags": None},
            "protect": True,
            "retainOnDelete": True,
            "deletedWith": STORE,
            "customTimeouts": {"create": 1800, "update": 0, "delete": 0},
            "aliases": [f"{PREFIX}aws:s3/bucket:Bucket::old"],
        },
        {
            "urn": PASSWORD,
            "custom": True,
            "id": "none",
            "type": "random:index/randomPassword:RandomPassword",
            "parent": STACK,
            "provider": f"{DEFAULT}::1",
            "outputs": {"result": secret, "bcryptHash": "$2a$10$hash", "length": 16},
            "additionalSecretOutputs": ["result", "bcryptHash"],
        },
    ]


def export() -> dict[str, Any]:
    return {"version": 3, "deployment": {"manifest": {}, "resources": states()}}


def preview() -> dict[str, Any]:
    steps = [
        {"op": "create", "urn": state["urn"], "newState": state} for state in states(preview=True)
    ]
    gone = {"op": "delete", "urn": f"{PREFIX}aws:s3/bucket:Bucket::gone", "oldState": states()[4]}
    return {"config": {}, "steps": [*steps, gone], "duration": 1, "changeSummary": {"create": 6}}


def test_an_export_becomes_a_graph() -> None:
    graph = from_export(json.dumps(export()))

    assert (graph.project, graph.stack) == ("ml", "dev")
    assert [r.name for r in graph] == ["west", "models", "models-bucket", "pw"]
    bucket = graph.by_urn(BUCKET)
    assert bucket.name == "models-bucket"
    assert bucket.id == "models-1"
    assert bucket.parent == STORE
    assert bucket.provider == WEST
    assert bucket.inputs == {"bucket": "models-1"}
    assert bucket.outputs["arn"] == "arn:aws:s3:::models-1"
    assert bucket.dependencies == (PASSWORD,)
    assert bucket.property_dependencies == {"bucket": (PASSWORD,)}
    assert bucket.options.protect
    assert bucket.options.retain_on_delete
    assert bucket.options.deleted_with == STORE
    assert bucket.options.custom_timeouts.create == "1800s"
    assert not graph.by_urn(STORE).custom


def test_the_stack_and_default_providers_are_left_out() -> None:
    graph = from_export(export())
    assert graph.by_urn(PASSWORD).provider is None
    assert graph.by_urn(PASSWORD).parent is None
    assert STACK not in graph


def test_secrets_are_left_out_of_an_export_that_shows_them() -> None:
    graph = from_export(export())
    assert graph.by_urn(PASSWORD).outputs == {
        "result": SECRET,
        "bcryptHash": SECRET,
        "length": 16,
    }
    assert graph.by_urn(PASSWORD).secret_paths == {"result", "bcryptHash"}
    assert graph.outputs == {"bucket": "models-1", "password": SECRET}
    assert "hunter2" not in graph.to_json()


def test_a_preview_becomes_a_graph_with_unknowns_and_without_what_goes() -> None:
    graph = from_preview(json.dumps(preview()))

    bucket = graph.by_urn(BUCKET)
    assert bucket.id is None
    assert bucket.outputs["arn"] is UNKNOWN
    assert not graph.by_name("gone")
    assert graph.by_urn(PASSWORD).outputs["result"] == SECRET
    assert [r.name for r in graph] == ["west", "models", "models-bucket", "pw"]


def test_resources_about_to_go_are_left_out_of_an_export() -> None:
    document = export()
    document["deployment"]["resources"].append({**states()[4], "delete": True})
    assert len(from_export(document)) == 4


def test_an_empty_stack_is_an_empty_graph() -> None:
    assert len(from_export({"version": 3, "deployment": {"manifest": {}}})) == 0
    assert len(from_preview({"config": {}, "steps": None, "changeSummary": {}})) == 0


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json"])
def test_what_is_no_export_or_preview_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="This is not"):
        from_export(text)
    with pytest.raises(ValueError, match="This is not"):
        from_preview(text)
