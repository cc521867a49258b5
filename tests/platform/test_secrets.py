"""Secrets of the platform: where they are, who reads them, and that nothing tells them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from polycloud.graph import ResourceGraph
from polycloud.platform.assembly import Platform, load
from polycloud.platform.planning import make_plan
from polycloud.platform.problems import ConfigurationError
from polycloud.platform.sources import Source, read_project
from polycloud_testing.simulation.core import SimulatedClouds
from polycloud_testing.simulation.inprocess import Run, run

CANARY = "canary7f3a9c"
KEY = "polycloud:secret_store"
STORES = {
    "aws": "aws:secretsmanager/secret:Secret",
    "gcp": "gcp:secretmanager/secret:Secret",
}


def deploy(
    secrets: Mapping[str, Any],
    *,
    secret: bool = True,
    core: SimulatedClouds | None = None,
    **config: Any,
) -> Run:
    texts = {f"polycloud:{key}": json.dumps(value) for key, value in config.items()}
    return run(
        lambda: Platform(load()),
        project="polycloud",
        stack="dev",
        config={
            "polycloud:enable_tpu_training": "true",
            "pulumi:disable-default-providers": '["*"]',
            KEY: json.dumps({"secrets": secrets}),
            **texts,
        },
        secret_keys=[KEY] if secret else [],
        core=core,
    ).raise_for_failures()


def kept_on(graph: ResourceGraph) -> set[str]:
    return {cloud for cloud, type_ in STORES.items() if graph.by_type(type_)}


@pytest.mark.parametrize(
    ("readers", "clouds"),
    [
        (["training"], {"gcp"}),
        (["serving"], {"aws"}),
        (["training", "serving"], {"aws", "gcp"}),
    ],
)
def test_a_secret_is_where_its_readers_run_and_nowhere_else(
    readers: list[str], clouds: set[str]
) -> None:
    assert kept_on(deploy({"hub-token": {"readers": readers}}).graph) == clouds


def test_without_secrets_there_is_no_store() -> None:
    assert kept_on(deploy({}).graph) == set()


def test_without_its_reader_a_secret_is_kept_nowhere() -> None:
    graph = deploy({"hub-token": {"readers": ["training"]}}, enable_tpu_training=False).graph
    assert kept_on(graph) == set()


def test_one_value_is_generated_for_all_clouds() -> None:
    graph = deploy({"hub-token": {"readers": ["training", "serving"]}}).graph
    made = [r for r in graph if r.name == "secret-hub-token"]
    assert [r.type for r in made] == ["random:index/randomPassword:RandomPassword"]
    versions = graph.by_type(
        "aws:secretsmanager/secretVersion:SecretVersion",
        "gcp:secretmanager/secretVersion:SecretVersion",
    )
    assert all(made[0].urn in version.dependencies for version in versions)
    assert len(versions) == 2


def test_readers_may_read_their_secret_and_no_other() -> None:
    graph = deploy({"one": {"readers": ["training"]}, "two": {"readers": ["serving"]}}).graph
    (member,) = graph.by_type("gcp:secretmanager/secretIamMember:SecretIamMember")
    assert member.inputs["role"] == "roles/secretmanager.secretAccessor"
    (secret,) = graph.by_type("aws:secretsmanager/secret:Secret")
    policies = [
        statement
        for policy in graph.by_type("aws:iam/rolePolicy:RolePolicy")
        for statement in json.loads(policy.inputs["policy"])["Statement"]
        if any(action.startswith("secretsmanager:") for action in statement["Action"])
    ]
    assert [statement["Resource"] for statement in policies] == [secret.outputs["arn"]]
    assert policies[0]["Action"] == [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
    ]


def test_training_is_told_where_a_secret_is_and_the_value_is_told_nowhere() -> None:
    core = SimulatedClouds()
    secrets = {"hub-token": {"readers": ["training", "serving"], "value": CANARY}}
    made = deploy(secrets, core=core)
    told = [*made.graph, *core.inventory.list(), made.graph.outputs]
    assert not [thing for thing in told if CANARY in str(thing)]
    (machine,) = made.graph.by_type("gcp:tpu/v2Vm:V2Vm")
    (secret,) = made.graph.by_type("gcp:secretmanager/secret:Secret")
    script = str(machine.inputs["metadata"])
    assert "POLYCLOUD_HUB_TOKEN_SECRET" in script
    assert f"{secret.outputs['name']}/versions/latest" in script
    versions = [r for r in made.graph if r.type.endswith(":SecretVersion")]
    shown = [r.inputs.get("secretString", r.inputs.get("secretData")) for r in versions]
    assert shown == ["[secret]", "[secret]"]


def test_words_of_the_section_that_are_not_values_stay_readable() -> None:
    secrets = {"hub-token": {"readers": ["training", "serving"], "value": CANARY}}
    graph = deploy(secrets).graph
    (machine,) = graph.by_type("gcp:tpu/v2Vm:V2Vm")
    assert "training" in machine.inputs["name"]


def test_a_value_in_plain_text_is_refused_and_not_repeated() -> None:
    secrets = {"hub-token": {"readers": ["training"], "value": CANARY}}
    with pytest.raises(Exception, match=r"secret_store\.secrets\.hub-token\.value") as refused:
        deploy(secrets, secret=False)
    assert CANARY not in str(refused.value)
    assert "--path --secret" in str(refused.value)


def test_a_file_may_have_encrypted_values_beside_one_that_is_refused(tmp_path: Path) -> None:
    secrets = {
        "open": {"readers": ["training"], "value": CANARY},
        "closed": {"readers": ["training"], "value": {"secure": "AAAB"}},
    }
    with pytest.raises(ConfigurationError) as refused:
        make_plan(project(tmp_path, secrets))
    assert [p.path for p in refused.value.problems] == ["secret_store.secrets.open.value"]
    assert CANARY not in str(refused.value)


def project(folder: Path, secrets: Mapping[str, Any]) -> Source:
    """A project whose stack file has these secrets, as a person writes them."""
    (folder / "Pulumi.yaml").write_text("name: polycloud\nruntime: python\n")
    config = {"polycloud:enable_tpu_training": True, KEY: {"secrets": secrets}}
    (folder / "Pulumi.dev.yaml").write_text(yaml.safe_dump({"config": config}))
    return read_project(folder, "dev")


ENCRYPTED = {"secure": "AAAB"}


def test_an_encrypted_value_is_given_and_not_generated(tmp_path: Path) -> None:
    given = {"readers": ["training"], "value": ENCRYPTED, "generated": {"length": 20}}
    with pytest.raises(ConfigurationError) as refused:
        make_plan(project(tmp_path, {"hub-token": given}))
    (problem,) = refused.value.problems
    assert problem.path == "secret_store.secrets.hub-token.generated"
    assert "a value is given already" in problem.reason


def test_an_encrypted_value_is_said_to_be_taken_as_given(tmp_path: Path) -> None:
    secrets = {
        "closed": {"readers": ["training"], "value": ENCRYPTED},
        "made": {"readers": ["training"]},
    }
    notes = [note for note in make_plan(project(tmp_path, secrets)).notes if "encrypted" in note]
    assert notes == ["the value of the secret 'closed' is encrypted and taken as given"]


def test_a_section_that_is_encrypted_as_a_whole_has_its_default(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: polycloud\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(yaml.safe_dump({"config": {KEY: ENCRYPTED}}))
    plan = make_plan(read_project(tmp_path, "dev"))
    assert plan.configuration.secret_store.secrets == {}
    assert "'secret_store' is encrypted and taken as given: its default stands in for it" in (
        plan.notes
    )


def test_that_nothing_rotates_a_secret_is_said() -> None:
    secrets = {"hub-token": {"readers": ["training", "serving"], "rotation_days": 90}}
    raw = {"enable_tpu_training": True, "secret_store": {"secrets": secrets}}
    notes = make_plan(Source("polycloud", "dev", raw)).notes
    said = [note for note in notes if "Nothing rotates hub-token" in note]
    assert [note.split(":")[0] for note in said] == ["secret_store on gcp", "secret_store on aws"]
