from __future__ import annotations

import pytest

from polycloud.abstractions.identity import Access
from polycloud.abstractions.image_registry import IMAGE_REGISTRY, ImageRegistrySpec
from polycloud.abstractions.support import Emulated, Unsupported
from polycloud.adapters.azure import cloud
from polycloud.adapters.azure.settings import CATALOG, AzureSettings

from .deploying import deploy, foreign

PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
PUSH = "8311e382-0749-4cb8-b61a-304f252e45ec"
DELETE = "c2f4ef07-c644-48eb-af81-4b1b4947fb11"


def _made(**options):
    asked = {key: options.pop(key) for key in list(options) if key not in ("preview", "project")}

    def program(context):
        return cloud.make(
            IMAGE_REGISTRY, "images", ImageRegistrySpec(**asked), context
        ).login_command

    return deploy(program, **options)


def _granted(*accesses, identity=None, protect=False, repository="training/pytorch"):
    def program(context):
        registry = cloud.make(IMAGE_REGISTRY, "images", ImageRegistrySpec(protect=protect), context)
        who = identity or cloud.workload_identity("training", context)
        for access in accesses:
            registry.grant(who, access, repository)

    return deploy(program).of_type(":RoleAssignment")


@pytest.mark.parametrize("preview", [True, False])
def test_only_identities_open_the_registry(preview):
    registry = _made(preview=preview).one(":Registry").inputs
    assert registry["adminUserEnabled"] is False
    assert registry["anonymousPullEnabled"] is False


def test_images_without_a_tag_expire_where_that_is_asked():
    registry = _made(untagged_expire_days=30).one(":Registry").inputs
    assert registry["sku"] == {"name": "Premium"}
    assert registry["policies"]["retentionPolicy"] == {"days": 30, "status": "enabled"}
    without = _made(untagged_expire_days=None).one(":Registry").inputs
    assert without["sku"] == {"name": "Standard"}
    assert "policies" not in without


def test_the_name_is_unique_and_within_the_limit():
    for project in ("ml", "p" * 100):
        made = _made(project=project)
        name = made.one(":Registry").inputs["registryName"]
        assert CATALOG.names["container_registry"].problem(name) is None
        assert name.endswith("0badcafe")


@pytest.mark.parametrize("protect", [True, False])
def test_protection_is_pulumis_and_azures_own(protect):
    made = _made(protect=protect)
    assert made.one(":Registry").protect is protect
    locks = made.of_type(":ManagementLockByScope")
    assert [(lock.inputs["level"], lock.protect) for lock in locks] == (
        [("CanNotDelete", True)] if protect else []
    )


@pytest.mark.parametrize("identity", [None, foreign()])
@pytest.mark.parametrize(
    ("access", "expected"),
    [(Access.READ, {PULL}), (Access.WRITE, {PUSH, DELETE}), (Access.ADMINISTER, {PUSH, DELETE})],
)
def test_a_grant_is_of_the_least_roles_there_are(access, expected, identity):
    assigned = _granted(access, access, identity=identity)
    assert {item.inputs["roleDefinitionId"].rsplit("/", 1)[1] for item in assigned} == expected
    assert len(assigned) == len(expected)
    assert all("Registry" in item.inputs["scope"] for item in assigned)


def test_under_the_lock_grants_are_kept_too():
    assert all(item.protect for item in _granted(Access.WRITE, protect=True))


def test_unknown_repositories_are_an_error():
    with pytest.raises(KeyError):
        _granted(Access.READ, repository="nowhere")


def test_support_says_what_azure_does_in_another_way():
    answer = cloud.support(ImageRegistrySpec(), AzureSettings())
    assert isinstance(answer, Emulated)
    text = " ".join(answer.caveats)
    for word in ("pulls from all", "Defender", "Premium"):
        assert word in text
    refused = cloud.support(ImageRegistrySpec(immutable_tags=True), AzureSettings())
    assert isinstance(refused, Unsupported)
    assert [each.path for each in refused.obstacles] == ["immutable_tags"]
