"""What registries of images are, read off graphs of the contracts' programs."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.contracts import Harness, programs
from polycloud_testing.facts import ANYONE, RegistryFacts, Unknown, Verb, read_facts
from tests.contracts.harnesses import AWS, AZURE, GCP

HARNESSES = pytest.mark.parametrize("harness", [AWS, AZURE, GCP], ids=["aws", "azure", "gcp"])


def registries(harness: Harness, token: str, **inputs: Any) -> tuple[RegistryFacts, ...]:
    """The usual registries, with other inputs on every resource of a type."""
    graph = harness.scene(programs.registries).graph
    changed = [
        evolve(each, inputs={**each.inputs, **inputs}) if each.type == token else each
        for each in graph
    ]
    return read_facts(ResourceGraph(changed)).registries


def with_stranger(harness: Harness, **resource: Any) -> tuple[RegistryFacts, ...]:
    graph = harness.scene(programs.registries).graph
    return read_facts(ResourceGraph([*graph, Resource(**resource)])).registries


@HARNESSES
def test_what_a_reader_does_not_know_is_not_fine(harness: Harness) -> None:
    token = {
        "aws": "aws:ecr/fromTheFuture:FromTheFuture",
        "azure": "azure-native:containerregistry:FromTheFuture",
        "gcp": "gcp:artifactregistry/fromTheFuture:FromTheFuture",
    }[harness.cloud.name]
    read = with_stranger(harness, urn=f"urn:pulumi:a::b::{token}::x", type=token, name="x")
    assert read
    for registry in read:
        for fact in (registry.access, registry.public, registry.untagged_days, registry.scanned):
            assert isinstance(fact, Unknown)


def test_a_repository_that_anyone_may_pull_from_is_public() -> None:
    (usual, *_) = AWS.scene(programs.registries).graph.by_type(REPOSITORY)
    policy = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",'
        ' "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]}]}'
    )
    token = "aws:ecr/repositoryPolicy:RepositoryPolicy"
    read = with_stranger(
        AWS,
        urn=f"urn:pulumi:a::b::{token}::x",
        type=token,
        name="x",
        inputs={"repository": usual.inputs["name"], "policy": policy},
    )
    public = {each.urn: each.public for each in read}
    assert public.pop(usual.urn) == {Verb.READ}
    assert set(public.values()) == {frozenset()}


REPOSITORY = "aws:ecr/repository:Repository"
ARTIFACTS = "gcp:artifactregistry/repository:Repository"
REGISTRY = "azure-native:containerregistry:Registry"


def test_ecr_refuses_to_delete_images_unless_forced() -> None:
    for registry in registries(AWS, REPOSITORY, forceDelete=False):
        assert registry.protection.refused_by_cloud
        assert not registry.protection.emptied


def test_tags_with_exceptions_are_not_immutable() -> None:
    for registry in registries(AWS, REPOSITORY, imageTagMutability="IMMUTABLE_WITH_EXCLUSION"):
        assert registry.immutable_tags is False


def test_a_dry_run_deletes_nothing() -> None:
    for registry in registries(GCP, ARTIFACTS, cleanupPolicyDryRun=True):
        assert registry.untagged_days is None


def test_a_policy_of_any_state_deletes_tagged_images_too() -> None:
    policy = {"id": "x", "action": "DELETE", "condition": {"olderThan": "86400s"}}
    for registry in registries(GCP, ARTIFACTS, cleanupPolicies=[policy]):
        assert registry.untagged_days == 1
        assert registry.tagged_kept is False


def test_only_the_premium_tier_expires_images() -> None:
    for registry in registries(AZURE, REGISTRY, sku={"name": "Standard"}):
        assert registry.untagged_days is None


def test_anonymous_pull_and_the_admin_user_open_a_registry() -> None:
    for registry in registries(AZURE, REGISTRY, anonymousPullEnabled=True, adminUserEnabled=True):
        assert registry.public == {Verb.LIST, Verb.READ}
        assert ANYONE in registry.access.everybody
        assert registry.key_access is True


def test_whether_azure_scans_is_not_known() -> None:
    for registry in registries(AZURE, REGISTRY):
        assert isinstance(registry.scanned, Unknown)
