from __future__ import annotations

import pytest

from polycloud.abstractions.identity import Access
from polycloud.abstractions.image_registry import IMAGE_REGISTRY, USUAL, ImageRegistrySpec
from polycloud.abstractions.support import Supported
from polycloud.adapters.gcp import cloud
from polycloud.adapters.gcp.settings import CATALOG, GcpSettings

from .deploying import PROJECT, deploy, every, foreign


def _made(*, preview=False, project="ml", stack="dev", **asked):
    def program(context):
        registry = cloud.make(IMAGE_REGISTRY, "images", ImageRegistrySpec(**asked), context)
        return {"repositories": dict(registry.repositories), "login": registry.login_command}

    return deploy(program, preview=preview, project=project, stack=stack)


def _granted(*accesses, identity=None, repository="training/pytorch"):
    def program(context):
        registry = cloud.make(IMAGE_REGISTRY, "images", ImageRegistrySpec(), context)
        who = identity or cloud.workload_identity("training", context)
        for access in accesses:
            registry.grant(who, access, repository)

    return every(deploy(program), "RepositoryIamMember")


@pytest.mark.parametrize("preview", [True, False])
def test_each_repository_is_scanned_and_loses_images_without_a_tag(preview):
    made = _made(preview=preview)
    repositories = every(made, "Repository")
    assert len(repositories) == len(USUAL)
    for repository in repositories:
        inputs = repository.inputs
        assert (inputs["format"], inputs["location"]) == ("DOCKER", "us-central1")
        assert inputs["vulnerabilityScanningConfig"] == {"enablementConfig": "INHERITED"}
        assert inputs["cleanupPolicyDryRun"] is False
        (policy,) = inputs["cleanupPolicies"]
        assert policy["action"] == "DELETE"
        assert policy["condition"] == {"tagState": "UNTAGGED", "olderThan": "1209600s"}
        needed = {item.name for item in made.graph.dependencies(repository)}
        assert {"gcp-artifactregistry", "gcp-containerscanning"} <= needed


def test_addresses_are_images_in_repositories_of_their_own():
    addresses = _made().outputs["repositories"]
    start = f"us-central1-docker.pkg.dev/{PROJECT}/ml-dev-"
    assert all(address.startswith(start) for address in addresses.values())
    assert addresses["training/pytorch"].endswith("/pytorch")
    assert "-preprocessing-" in addresses["preprocessing"]
    assert len({address.split("/")[2] for address in addresses.values()}) == len(USUAL)


def test_two_stacks_never_share_a_repository():
    one, other = _made(stack="dev").outputs, _made(stack="prod").outputs
    assert not set(one["repositories"].values()) & set(other["repositories"].values())


def test_names_are_within_the_limit_whatever_the_project_is_called():
    made = _made(project="p" * 100, stack="s" * 100, repositories=("a" * 20 + "/" + "b" * 19,))
    (repository,) = every(made, "Repository")
    rule = CATALOG.names["artifact_repository"]
    assert rule.problem(repository.inputs["repositoryId"]) is None


def test_what_is_not_asked_is_not_done():
    made = _made(untagged_expire_days=None, scan_on_push=False, immutable_tags=True)
    assert "gcp-containerscanning" not in {item.name for item in made.graph}
    for repository in every(made, "Repository"):
        assert not repository.inputs.get("cleanupPolicies")
        assert repository.inputs["vulnerabilityScanningConfig"]["enablementConfig"] == "DISABLED"
        assert repository.inputs["dockerConfig"] == {"immutableTags": True}


@pytest.mark.parametrize("protect", [True, False])
def test_protection_keeps_repositories(protect):
    repositories = every(_made(protect=protect), "Repository")
    assert {item.options.protect for item in repositories} == {protect}


@pytest.mark.parametrize(
    ("access", "role"),
    [
        (Access.READ, "roles/artifactregistry.reader"),
        (Access.WRITE, "roles/artifactregistry.repoAdmin"),
    ],
)
@pytest.mark.parametrize("identity", [None, foreign()])
def test_a_grant_is_a_role_on_one_repository(access, role, identity):
    (member,) = _granted(access, access, identity=identity)
    assert member.inputs["role"] == role
    assert "training-pytorch" in member.inputs["repository"]
    principal = "serviceAccount:" if identity is None else "principal://iam.googleapis.com/"
    assert member.inputs["member"].startswith(principal)


def test_administering_changes_settings_and_deletes_no_repository():
    members = _granted(Access.ADMINISTER)
    assert len(members) == 2
    assert not any(item.inputs["role"].endswith("artifactregistry.admin") for item in members)


def test_unknown_repositories_are_an_error():
    with pytest.raises(KeyError):
        _granted(Access.READ, repository="nowhere")


def test_everything_is_supported():
    asked = ImageRegistrySpec(immutable_tags=True, untagged_expire_days=1)
    assert cloud.support(asked, GcpSettings()) == Supported()
