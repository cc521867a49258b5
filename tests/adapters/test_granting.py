"""What a grant means is the same on every cloud: `polycloud.adapters.granting`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pulumi
import pytest

from polycloud.abstractions.identity import Access
from polycloud.abstractions.image_registry import IMAGE_REGISTRY, ImageRegistrySpec
from polycloud.abstractions.metadata_store import METADATA_STORE, MetadataStoreSpec
from polycloud.abstractions.object_store import OBJECT_STORE, BucketSpec, ObjectStoreSpec
from polycloud.abstractions.roles import Person
from polycloud.adapters.granting import Grant, GrantingHandle
from polycloud_testing.contracts.harness import OWN, STRANGER, Harness, Setting, Stage, in_process
from tests.contracts.harnesses import AWS, AZURE, GCP

CLOUDS = pytest.mark.parametrize("harness", [AWS, AZURE, GCP], ids=["aws", "azure", "gcp"])
Stores = Mapping[str, Any]
SOMEBODY = Person("somebody", "aws", pulumi.Output.from_input("somebody"))


def stores(stage: Stage) -> Stores:
    context = stage.context
    buckets = ObjectStoreSpec({"data": BucketSpec()})
    images = ImageRegistrySpec(repositories=("training/a",))
    return {
        "buckets": stage.cloud.make(OBJECT_STORE, "store", buckets, context),
        "table": stage.cloud.make(METADATA_STORE, "table", MetadataStoreSpec(), context),
        "images": stage.cloud.make(IMAGE_REGISTRY, "images", images, context),
    }


def made(harness: Harness, use: Callable[[Stage, Stores], object]) -> set[str]:
    """The URNs of the resources that a use of the stores leaves."""

    def program(stage: Stage) -> dict[str, Any]:
        handles = stores(stage)
        use(stage, handles)
        return {}

    graph, _ = in_process(harness, program, Setting())
    return {resource.urn for resource in graph}


def grant_everything(stage: Stage, handles: Stores) -> None:
    for name in (OWN, STRANGER):
        identity = stage.identities[name]
        for access in Access:
            handles["buckets"].grant(identity, access, "data")
            handles["table"].grant(identity, access)
            handles["images"].grant(identity, access, "training/a")
        for access in (Access.READ, Access.WRITE, Access.ADMINISTER):
            handles["buckets"].grant(identity, access, "data", "/folder/")


@CLOUDS
def test_a_grant_that_is_asked_for_twice_is_made_once(harness: Harness) -> None:
    def twice(stage: Stage, handles: Stores) -> None:
        grant_everything(stage, handles)
        grant_everything(stage, handles)

    assert made(harness, twice) == made(harness, grant_everything)


@CLOUDS
@pytest.mark.parametrize("prefix", ["folder", "/folder", "folder/", "/folder/"])
def test_a_prefix_is_a_folder_however_it_is_written(harness: Harness, prefix: str) -> None:
    def read(stage: Stage, handles: Stores, prefix: str = prefix) -> None:
        handles["buckets"].grant(stage.identities[OWN], Access.READ, "data", prefix)

    assert made(harness, read) == made(harness, lambda *words: read(*words, prefix="folder"))


@CLOUDS
def test_a_grant_that_is_refused_makes_nothing(harness: Harness) -> None:
    def refused(stage: Stage, handles: Stores) -> None:
        identity = stage.identities[STRANGER]
        with pytest.raises(ValueError, match="settings of a bucket"):
            handles["buckets"].grant(identity, Access.VIEW, "data", "folder")
        with pytest.raises(KeyError, match="models"):
            handles["buckets"].grant(identity, Access.READ, "models")
        with pytest.raises(KeyError, match="training/b"):
            handles["images"].grant(identity, Access.READ, "training/b")

    assert made(harness, refused) == made(harness, lambda stage, _: stage.identities)


@CLOUDS
def test_every_store_grants_by_the_same_base(harness: Harness) -> None:
    def check(_: Stage, handles: Stores) -> None:
        assert all(isinstance(handle, GrantingHandle) for handle in handles.values())

    assert made(harness, check)


def test_settings_belong_to_a_whole_store_only() -> None:
    whole = Grant(SOMEBODY, Access.ADMINISTER, "data")
    folder = Grant(SOMEBODY, Access.ADMINISTER, "data", "folder/")
    assert whole.administers
    assert not folder.administers
    assert folder.effective_access is Access.WRITE
    assert not whole.digest
    assert len(folder.digest) == 8
