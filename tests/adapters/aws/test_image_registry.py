from __future__ import annotations

import json

import pytest

from polycloud.abstractions.identity import Access
from polycloud.abstractions.image_registry import IMAGE_REGISTRY, USUAL, ImageRegistrySpec
from polycloud.abstractions.support import Emulated, Supported
from polycloud.adapters.aws import cloud
from polycloud.adapters.aws.settings import CATALOG, AwsSettings

from .deploying import ACCOUNT, deploy, foreign, policy_of

REPOSITORY = "aws:ecr/repository:Repository"
LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy"


def _registry(context, **asked):
    return cloud.make(IMAGE_REGISTRY, "images", ImageRegistrySpec(**asked), context)


def _made(*, preview=False, project="ml", stack="dev", **asked):
    def program(context):
        registry = _registry(context, **asked)
        return {
            "repositories": dict(registry.repositories),
            "login_command": registry.login_command,
        }

    return deploy(program, preview=preview, project=project, stack=stack)


def _granted(access, repository="training/pytorch", identity=None):
    def program(context):
        who = identity or cloud.workload_identity("training", context)
        _registry(context).grant(who, access, repository)

    return deploy(program).graph


@pytest.mark.parametrize("preview", [True, False])
def test_every_repository_is_scanned_encrypted_and_loses_untagged_images(preview):
    graph = _made(preview=preview).graph
    repositories = graph.by_type(REPOSITORY)
    assert {r.inputs["name"].split("/", 1)[1] for r in repositories} == set(USUAL)
    for repository in repositories:
        assert repository.inputs["imageScanningConfiguration"] == {"scanOnPush": True}
        (encryption,) = repository.inputs["encryptionConfigurations"]
        assert encryption["encryptionType"] == "KMS"
        assert "kmsKey" in encryption
    policies = graph.by_type(LIFECYCLE)
    assert len(policies) == len(repositories)
    for policy in policies:
        (rule,) = json.loads(policy.inputs["policy"])["rules"]
        assert rule["selection"] == {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        }


def test_addresses_are_what_docker_pulls_from():
    made = _made()
    host = f"{ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com"
    assert set(made.outputs["repositories"]) == set(USUAL)
    for logical, address in made.outputs["repositories"].items():
        assert address.startswith(f"{host}/ml-dev-images-")
        assert address.endswith(f"/{logical}")
    assert made.outputs["login_command"].endswith(f"--password-stdin {host}")


def test_two_stacks_never_share_a_repository():
    one, other = _made(stack="dev").outputs, _made(stack="prod").outputs
    assert not set(one["repositories"].values()) & set(other["repositories"].values())


def test_names_are_within_the_limit_whatever_the_project_is_called():
    graph = _made(project="p" * 100, stack="s" * 100, repositories=("a" * 40,)).graph
    (repository,) = graph.by_type(REPOSITORY)
    assert CATALOG.names["ecr_repository"].problem(repository.inputs["name"]) is None


def test_what_is_not_asked_is_not_done():
    graph = _made(untagged_expire_days=None, scan_on_push=False, immutable_tags=True).graph
    assert graph.by_type(LIFECYCLE) == ()
    for repository in graph.by_type(REPOSITORY):
        assert repository.inputs["imageScanningConfiguration"] == {"scanOnPush": False}
        assert repository.inputs["imageTagMutability"] == "IMMUTABLE"


@pytest.mark.parametrize("protect", [True, False])
def test_protection_keeps_repositories_and_their_key(protect):
    graph = _made(protect=protect).graph
    kept = graph.by_type(REPOSITORY, LIFECYCLE, "aws:kms/key:Key")
    assert {r.options.protect for r in kept} == {protect}
    assert {r.inputs["forceDelete"] for r in graph.by_type(REPOSITORY)} == {not protect}


@pytest.mark.parametrize(
    ("access", "may_push"), [(Access.READ, False), (Access.WRITE, True), (Access.ADMINISTER, True)]
)
@pytest.mark.parametrize("identity", [None, foreign()])
def test_a_grant_opens_one_repository_and_no_other(access, may_push, identity):
    graph = _granted(access, identity=identity)
    owner = "aws" if identity is None else "gcp"
    name = f"images-training-pytorch-{owner}-training-{access}"
    statements = policy_of(graph, name)
    (repository,) = (r for r in graph.by_type(REPOSITORY) if "pytorch" in r.name)
    assert statements["Images"]["Resource"] == repository.outputs["arn"]
    assert ("ecr:PutImage" in statements["Images"]["Action"]) is may_push
    assert "ecr:BatchGetImage" in statements["Images"]["Action"]
    assert statements["SignIn"]["Action"] == ["ecr:GetAuthorizationToken"]
    assert not {"ecr:DeleteRepository", "ecr:SetRepositoryPolicy"} & set(
        statements["Images"]["Action"]
    )


def test_asking_twice_is_asking_once_and_unknown_repositories_are_an_error():
    def program(context):
        registry, who = _registry(context), cloud.workload_identity("training", context)
        assert registry.grant(who, Access.READ, "preprocessing") is registry.grant(
            who, Access.READ, "preprocessing"
        )
        with pytest.raises(KeyError):
            registry.grant(who, Access.READ, "nowhere")

    deploy(program)


def test_support_says_whose_filters_decide():
    answer = cloud.support(ImageRegistrySpec(), AwsSettings())
    assert isinstance(answer, Emulated)
    assert "scan filters" in answer.caveats[0]
    assert isinstance(
        cloud.support(ImageRegistrySpec(scan_on_push=False), AwsSettings()), Supported
    )
