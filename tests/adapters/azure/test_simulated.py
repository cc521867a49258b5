"""Everything that Azure offers, against the simulated cloud, which checks every input."""

from __future__ import annotations

from functools import cache

import pulumi
import pytest

from polycloud.abstractions.cloud import Context, Deployment
from polycloud.abstractions.identity import Access
from polycloud.abstractions.image_registry import IMAGE_REGISTRY, ImageRegistrySpec
from polycloud.abstractions.metadata_store import METADATA_STORE, MetadataStoreSpec
from polycloud.abstractions.object_store import OBJECT_STORE, BucketSpec, ObjectStoreSpec
from polycloud.abstractions.telemetry import TELEMETRY, TelemetrySpec
from polycloud.adapters.azure import cloud
from polycloud.adapters.azure.settings import AzureSettings
from polycloud.platform.linking import join_ends
from polycloud_testing.simulation.inprocess import Run, run

from .deploying import NETWORK, foreign
from .test_secure_link import SPEC, Peer

TAGS = {"project": "ml", "cost-center": "42"}


def _program(*, protect: bool) -> None:
    context = Context(
        cloud="azure",
        deployment=Deployment("acme", "ml", "prod", "prod", dict(TAGS)),
        settings=AzureSettings(),
        network=NETWORK,
        parent=pulumi.ComponentResource("test:platform:Platform", "platform"),
        salt=pulumi.Output.from_input("0badcafe"),
    )
    buckets = {
        "models": BucketSpec(versioned=True, cool_after_days=90, archive_after_days=365),
        "artifacts": BucketSpec(delete_after_days=30),
    }
    store = cloud.make(OBJECT_STORE, "data", ObjectStoreSpec(buckets, protect=protect), context)
    table = cloud.make(METADATA_STORE, "metadata", MetadataStoreSpec(protect=protect), context)
    images = cloud.make(IMAGE_REGISTRY, "images", ImageRegistrySpec(protect=protect), context)
    telemetry = cloud.make(TELEMETRY, "telemetry", TelemetrySpec(retention_days=90), context)
    for identity in (cloud.workload_identity("training", context), foreign("serving")):
        for access in Access:
            table.grant(identity, access)
            images.grant(identity, access, "preprocessing")
            for prefix in ("",) if access is Access.VIEW else ("", "bert/", "llama/"):
                store.grant(identity, access, "models", prefix)
    end = cloud.link_end("link-other", SPEC, context)
    join_ends(0, end, Peer(late=True), lambda index: pulumi.Output.secret(f"the-key-{index}"))
    (string,) = telemetry.sink.secrets.values()
    pulumi.export("string", string)
    pulumi.export("table", table.table)
    pulumi.export("images", dict(images.repositories))


@cache
def _run(*, preview: bool = False, protect: bool = True) -> Run:
    return run(lambda: _program(protect=protect), project="ml", stack="prod", preview=preview)


@pytest.mark.parametrize("protect", [True, False])
@pytest.mark.parametrize("preview", [True, False])
def test_azure_refuses_nothing(preview, protect):
    assert _run(preview=preview, protect=protect).failures == ()


def test_the_preview_shows_all_that_is_made():
    previewed, made = _run(preview=True), _run()
    assert {item.urn for item in previewed.graph} == {item.urn for item in made.graph}


def test_everything_that_takes_tags_has_them():
    from pulumi_azure_native import authorization, cosmosdb, managedidentity, network, storage

    untaggable = {
        "azure-native:authorization:ManagementLockByScope",
        "azure-native:authorization:RoleAssignment",
        "azure-native:authorization:RoleDefinition",
        "azure-native:cosmosdb:SqlResourceSqlRoleAssignment",
        "azure-native:managedidentity:FederatedIdentityCredential",
        "azure-native:network:Route",
        "azure-native:network:Subnet",
        "azure-native:storage:BlobContainer",
        "azure-native:storage:BlobServiceProperties",
        "azure-native:storage:ManagementPolicy",
    }
    modules = {
        module.__name__.rpartition(".")[2]: module
        for module in (authorization, cosmosdb, managedidentity, network, storage)
    }
    for token in untaggable:
        _, module, name = token.split(":")
        assert not hasattr(getattr(modules[module], name), "tags"), token
    native = [item for item in _run().graph if item.type.startswith("azure-native:")]
    assert untaggable <= {item.type for item in native}
    for item in native:
        assert item.type in untaggable or item.inputs["tags"] == TAGS, item.urn


def test_everything_is_made_by_the_one_explicit_provider():
    providers = {item.provider for item in _run().graph if item.type.startswith("azure-native:")}
    assert len(providers) == 1
    assert "default" not in providers.pop()


def test_what_holds_data_outlives_a_destroy_that_spares_the_protected():
    kept = {item.type for item in _run().graph if item.options.protect}
    assert {
        "azure-native:containerregistry:Registry",
        "azure-native:storage:StorageAccount",
        "azure-native:storage:BlobContainer",
        "azure-native:storage:BlobServiceProperties",
        "azure-native:storage:ManagementPolicy",
        "azure-native:cosmosdb:DatabaseAccount",
        "azure-native:cosmosdb:SqlResourceSqlDatabase",
        "azure-native:cosmosdb:SqlResourceSqlContainer",
        "azure-native:authorization:ManagementLockByScope",
    } <= kept
    assert not any(item.options.protect for item in _run(protect=False).graph)


def test_secrets_are_nowhere_in_the_open():
    made = _run()
    assert "string" in made.secret_outputs
    text = made.graph.to_json()
    assert "the-key-" not in text
    assert made.outputs["string"] not in text


def test_no_role_has_a_wildcard_or_deletes_a_store():
    roles = _run().graph.by_type("azure-native:authorization:RoleDefinition")
    assert roles
    for role in roles:
        for permission in role.inputs["permissions"]:
            actions = [*permission.get("actions", ()), *permission.get("dataActions", ())]
            assert not any("*" in action for action in actions)
            assert not any(action.endswith("/delete") for action in permission.get("actions", ()))


def test_images_are_pulled_from_the_registrys_own_host():
    for logical, address in _run().outputs["images"].items():
        host, _, path = address.partition("/")
        assert host.endswith(".azurecr.io")
        assert path == logical
