"""Toy Cloud, as a cloud that capabilities are placed on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from polycloud.abstractions.accelerator_pool import ACCELERATOR_POOL
from polycloud.abstractions.capability import AnyCapability
from polycloud.abstractions.cloud import Cloud, CloudSettings, Routing, offers_of
from polycloud.abstractions.metadata_store import METADATA_STORE
from polycloud.abstractions.object_store import OBJECT_STORE
from polycloud.abstractions.secret_store import SECRET_STORE
from polycloud.abstractions.serving_cluster import SERVING_CLUSTER
from polycloud.abstractions.telemetry import TELEMETRY
from polycloud_toy.settings import ToySettings


class ToyCloud(Cloud):
    """Everything but image registries."""

    name: ClassVar[str] = "toy"
    title: ClassVar[str] = "Toy Cloud"
    extra: ClassVar[str] = "toy"
    packages: ClassVar[tuple[str, ...]] = ("pulumi_toy",)
    package: ClassVar[str] = "polycloud_toy"
    catalog: ClassVar[str | None] = "polycloud_toy"
    settings_type: ClassVar[type[CloudSettings]] = ToySettings
    routing: ClassVar[Routing] = Routing(slot=7, addresses_known_beforehand=True)
    offers: ClassVar[Mapping[AnyCapability, str]] = offers_of(
        package,
        ACCELERATOR_POOL,
        METADATA_STORE,
        OBJECT_STORE,
        SECRET_STORE,
        SERVING_CLUSTER,
        TELEMETRY,
    )


cloud = ToyCloud()
