"""Google Cloud, as a cloud that capabilities are placed on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from polycloud.abstractions.accelerator_pool import ACCELERATOR_POOL
from polycloud.abstractions.capability import AnyCapability
from polycloud.abstractions.cloud import Cloud, CloudSettings, Routing, offers_of
from polycloud.abstractions.image_registry import IMAGE_REGISTRY
from polycloud.abstractions.metadata_store import METADATA_STORE
from polycloud.abstractions.object_store import OBJECT_STORE
from polycloud.abstractions.secret_store import SECRET_STORE
from polycloud.adapters.gcp.settings import GcpSettings


class GcpCloud(Cloud):
    """Cloud Storage, Firestore, Cloud TPU, Artifact Registry, Secret Manager, and HA VPN."""

    name: ClassVar[str] = "gcp"
    title: ClassVar[str] = "Google Cloud"
    extra: ClassVar[str] = "gcp"
    packages: ClassVar[tuple[str, ...]] = ("pulumi_gcp",)
    package: ClassVar[str] = "polycloud.adapters.gcp"
    catalog: ClassVar[str | None] = "polycloud.catalog.gcp"
    settings_type: ClassVar[type[CloudSettings]] = GcpSettings
    routing: ClassVar[Routing] = Routing(slot=1, addresses_known_beforehand=True)
    offers: ClassVar[Mapping[AnyCapability, str]] = offers_of(
        package,
        ACCELERATOR_POOL,
        IMAGE_REGISTRY,
        METADATA_STORE,
        OBJECT_STORE,
        SECRET_STORE,
    )


cloud = GcpCloud()
