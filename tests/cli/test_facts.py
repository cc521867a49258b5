"""``polycloud facts``, as somebody runs it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from polycloud.cli.main import commands

ROOT = Path(__file__).parents[2]
BUCKET = {
    "urn": "urn:pulumi:dev::p::aws:s3/bucket:Bucket::models",
    "type": "aws:s3/bucket:Bucket",
    "id": "models-1",
    "custom": True,
    "inputs": {"bucket": "models-1"},
    "outputs": {"bucket": "models-1", "arn": "arn:aws:s3:::models-1", "region": "us-west-2"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml", "__main__.py"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def facts(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(commands, ["facts", *arguments], input=given)


def export(*resources: dict[str, Any]) -> str:
    return json.dumps({"version": 3, "deployment": {"resources": list(resources)}})


def test_facts_of_a_simulated_run_are_told_for_machines_and_for_people(folder: Path) -> None:
    told = facts("--simulated", "--json", "--cwd", str(folder))
    found = json.loads(told.stdout)
    assert told.exit_code == 0
    assert "nothing here is real" in told.stderr
    assert {bucket["cloud"] for bucket in found["buckets"]} == {"aws", "gcp"}
    assert all(bucket["public"] == [] for bucket in found["buckets"])
    assert found["static_keys"] == []


def test_who_can_connect_to_what_is_told_with_ports_and_link(folder: Path) -> None:
    arguments = ("--simulated", "--cwd", str(folder))
    assert (
        "gcp training-0 to aws serving-cpu through aws-gcp: tcp 443 from 10.1.0.0/24"
        in facts(*arguments).stdout
    )
    found = json.loads(facts("--json", *arguments).stdout)
    assert len(found["networks"]) == 2
    reached = [each for each in found["reachability"] if each["link"] == "aws-gcp"]
    assert {each["source"] for each in reached} == {"gcp training-0"}
    assert reached[0]["openings"][0]["peer"] == "10.1.0.0/24"


def test_facts_of_an_export_come_from_standard_input() -> None:
    told = facts("--from", "-", given=export(BUCKET))
    assert told.exit_code == 0
    assert "aws models-1" in told.stdout
    assert "versioned: no" in told.stdout


def test_what_is_unknown_says_why() -> None:
    other = {
        **BUCKET,
        "urn": "urn:pulumi:dev::p::aws:s3/bucketFuture:BucketFuture::x",
        "type": "aws:s3/bucketFuture:BucketFuture",
        "id": "x",
    }
    found = json.loads(facts("--from", "-", "--json", given=export(BUCKET, other)).stdout)
    assert set(found["buckets"][0]["public"]) == {"unknown"}
    assert found["buckets"][0]["public"]["unknown"]


def test_facts_of_a_preview(folder: Path) -> None:
    step = {"op": "create", "urn": BUCKET["urn"], "newState": BUCKET}
    told = facts("--from", "-", given=json.dumps({"steps": [step]}))
    assert "aws models-1" in told.stdout


@pytest.mark.parametrize("text", ["", "{", "[]", '{"resources": []}', "# notes"])
def test_what_is_neither_is_refused(text: str) -> None:
    told = facts("--from", "-", given=text)
    assert told.exit_code == 2
    assert "not" in told.output


def test_a_wrong_configuration_is_refused(folder: Path) -> None:
    file = folder / "Pulumi.dev.yaml"
    file.write_text("config:\n  polycloud:placement:\n    object_store: awz\n", encoding="utf-8")
    told = facts("--simulated", "--cwd", str(folder))
    assert told.exit_code == 2
    assert "placement.object_store" in told.output


def test_only_one_source_is_taken() -> None:
    assert facts("--simulated", "--from", "-", given="{}").exit_code == 2
