"""Microsoft Azure, as a cloud that capabilities are placed on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from polycloud.abstractions.capability import AnyCapability
from polycloud.abstractions.cloud import Cloud, CloudSettings, Routing, offers_of
from polycloud.abstractions.image_registry import IMAGE_REGISTRY
from polycloud.abstractions.metadata_store import METADATA_STORE
from polycloud.abstractions.object_store import OBJECT_STORE
from polycloud.abstractions.secret_store import SECRET_STORE
from polycloud.abstractions.telemetry import TELEMETRY
from polycloud.adapters.azure.settings import AzureSettings


class AzureCloud(Cloud):
    """Blob Storage, Cosmos DB, Azure Monitor, Container Registry, Key Vault, VPN gateways."""

    name: ClassVar[str] = "azure"
    title: ClassVar[str] = "Microsoft Azure"
    extra: ClassVar[str] = "azure"
    packages: ClassVar[tuple[str, ...]] = ("pulumi_azure_native",)
    package: ClassVar[str] = "polycloud.adapters.azure"
    catalog: ClassVar[str | None] = "polycloud.catalog.azure"
    settings_type: ClassVar[type[CloudSettings]] = AzureSettings
    routing: ClassVar[Routing] = Routing(slot=2, addresses_known_beforehand=True)
    offers: ClassVar[Mapping[AnyCapability, str]] = offers_of(
        package,
        IMAGE_REGISTRY,
        METADATA_STORE,
        OBJECT_STORE,
        SECRET_STORE,
        TELEMETRY,
    )


cloud = AzureCloud()
