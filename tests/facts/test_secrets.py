"""What is said of secrets alike on every cloud."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from polycloud.graph import UNKNOWN
from polycloud_testing.contracts import Harness
from polycloud_testing.contracts import secret_programs as programs
from polycloud_testing.facts import Unknown
from polycloud_testing.facts.secrets import all_unknown_fields
from tests.contracts.harnesses import AWS, AZURE, GCP

from .broken_secrets import (
    AWS_SECRET,
    AWS_VERSION,
    AZURE_SECRET,
    GCP_SECRET,
    GCP_VERSION,
    graph_of,
    laid_over,
    read,
    secrets,
    with_another,
)

HARNESSES = pytest.mark.parametrize("harness", [AWS, AZURE, GCP], ids=["aws", "azure", "gcp"])

HOLDERS = {
    "aws": (AWS_VERSION, {"secretString": "s3cret"}),
    "gcp": (GCP_VERSION, {"secretData": "s3cret"}),
    "azure": (AZURE_SECRET, {"properties": {"value": "s3cret"}}),
}
"""Where each cloud's secrets have their values, and what it is like to tell one."""


@HARNESSES
def test_secrets_are_found_by_the_id_that_workloadsread(harness: Harness) -> None:
    scene = harness.scene(programs.secrets)
    for name, secret_id in scene.outputs["secrets"].items():
        assert name in scene.facts.secret(secret_id).urn
    with pytest.raises(KeyError):
        scene.facts.secret("nothing")


@HARNESSES
def test_a_value_in_plain_text_is_seen(harness: Harness) -> None:
    token, told = HOLDERS[harness.cloud.name]
    for secret in secrets(harness, token, **told):
        assert secret.value_hidden is False
        assert secret.has_value is True


@HARNESSES
def test_a_value_that_is_told_by_an_output_is_seen(harness: Harness) -> None:
    token, told = HOLDERS[harness.cloud.name]
    changed = [
        evolve(each, outputs={**each.outputs, **told}) if each.type == token else each
        for each in graph_of(harness)
    ]
    assert {secret.value_hidden for secret in read(changed)} == {False}


@HARNESSES
def test_a_value_not_known_yet_may_become_plain_text(harness: Harness) -> None:
    token, told = HOLDERS[harness.cloud.name]
    unknown = {name: {"value": UNKNOWN} if name == "properties" else UNKNOWN for name in told}
    changed = [
        evolve(each, inputs=laid_over(each.inputs, unknown), secret_paths=frozenset())
        if each.type == token
        else each
        for each in graph_of(harness)
    ]
    for secret in read(changed):
        assert isinstance(secret.value_hidden, Unknown)


@HARNESSES
def test_a_secret_without_a_value_has_none(harness: Harness) -> None:
    token, told = HOLDERS[harness.cloud.name]
    nothing: dict[str, Any] = {
        name: {"value": None} if name == "properties" else None for name in told
    }
    for secret in secrets(harness, token, **nothing):
        assert secret.has_value is False


@HARNESSES
def test_what_a_reader_does_not_know_is_not_fine(harness: Harness) -> None:
    token = {
        "aws": "aws:secretsmanager/fromTheFuture:FromTheFuture",
        "azure": "azure-native:keyvault:FromTheFuture",
        "gcp": "gcp:secretmanager/fromTheFuture:FromTheFuture",
    }[harness.cloud.name]
    for secret in with_another(harness, token):
        for name in all_unknown_fields():
            assert isinstance(getattr(secret, name), Unknown), name


@HARNESSES
def test_a_setting_that_a_reader_does_not_know_is_not_fine(harness: Harness) -> None:
    token = {"aws": AWS_SECRET, "azure": AZURE_SECRET, "gcp": GCP_SECRET}[harness.cloud.name]
    for secret in secrets(harness, token, fromTheFuture=True):
        assert isinstance(secret.access, Unknown)
        assert isinstance(secret.recovery_days, Unknown)


@HARNESSES
def test_a_tag_that_is_no_number_states_no_days(harness: Harness) -> None:
    token = {"aws": AWS_SECRET, "azure": AZURE_SECRET, "gcp": GCP_SECRET}[harness.cloud.name]
    tags = "labels" if harness is GCP else "tags"
    for secret in secrets(harness, token, **{tags: {"rotation-days": "soon"}}):
        assert isinstance(secret.rotation_days, Unknown)
