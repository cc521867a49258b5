"""What Azure says of each spec, before anything is made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from polycloud.abstractions.distribution import DistributionSpec
from polycloud.abstractions.image_registry import ImageRegistrySpec
from polycloud.abstractions.metadata_store import Key, KeyType, MetadataStoreSpec
from polycloud.abstractions.object_store import BucketSpec, ObjectStoreSpec
from polycloud.abstractions.roles import CloudRoles
from polycloud.abstractions.secret_store import SecretStoreSpec
from polycloud.abstractions.secure_link import LinkEndSpec
from polycloud.abstractions.setting import Obstacle
from polycloud.abstractions.support import Difference, Support, verdict
from polycloud.abstractions.telemetry import TelemetrySpec
from polycloud.adapters.azure.principals import principal_obstacles
from polycloud.adapters.azure.settings import CATALOG, AzureSettings
from polycloud.adapters.support import (
    Answers,
    answer,
    archive_caveats,
    keeping_versions,
    rotation_caveats,
)
from polycloud.catalog.link_prices import link_prices

RETENTION_DAYS: Final = (30, 730)
"""Interactive retention of a PerGB2018 workspace, both inclusive.

Sources: https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure (up to two
years), https://github.com/hashicorp/terraform-provider-azurerm/issues/28272 (30 to 730), as of
2026-11-23.
"""


def support(spec: object, settings: AzureSettings) -> Support:
    """Say whether a spec can be had.

    Raises:
        TypeError: the spec is of no capability that the cloud offers.
    """
    return answer("Azure", _ANSWERS, spec, settings)


def _telemetry(spec: TelemetrySpec, _settings: AzureSettings) -> Support:
    least, most = RETENTION_DAYS
    if least <= spec.retention_days <= most:
        return verdict()
    nearest = min(max(spec.retention_days, least), most)
    return verdict(
        obstacles=(
            Obstacle(
                "retention_days",
                f"a Log Analytics workspace keeps logs for {least} to {most} days",
                f"the nearest is {nearest}",
                spec.retention_days,
            ),
        )
    )


def redundancy(
    spec: BucketSpec, settings: AzureSettings
) -> Literal["Standard_LRS", "Standard_ZRS"]:
    """How copies of a bucket are kept: in three zones where that can be, else in one datacenter.

    The archive tier is not offered with zone redundancy (learn.microsoft.com/azure/storage/
    blobs/access-tiers-overview, as of 2026-11-23).
    """
    zones = CATALOG.regions[settings.region].zones
    return "Standard_ZRS" if zones and spec.archive_after_days is None else "Standard_LRS"


def _object_store(spec: ObjectStoreSpec, settings: AzureSettings) -> Support:
    differences = tuple(_bucket_differences(spec))
    if settings.region not in CATALOG.regions:
        return verdict(differences=differences)
    if not CATALOG.regions[settings.region].zones:
        reason, buckets = f"{settings.region} has no availability zones", tuple(spec.buckets)
    else:
        reason = "Azure has no archive tier with zone redundancy"
        buckets = tuple(
            name
            for name, bucket in spec.buckets.items()
            if redundancy(bucket, settings) == "Standard_LRS"
        )
    differences += tuple(_distribution_differences(spec.distribution))
    caveats = list(archive_caveats(spec, "rehydrated"))
    if buckets:
        caveats.append(f"Copies of {', '.join(buckets)} are kept in one datacenter: {reason}.")
    return verdict(caveats=tuple(caveats), differences=differences)


def _bucket_differences(spec: ObjectStoreSpec) -> Iterator[Difference]:
    """https://learn.microsoft.com/azure/storage/blobs/soft-delete-blob-overview;
    https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
    """
    yield Difference(("restore_days",), "Deleted objects can be restored for seven days.")
    if kept := keeping_versions(spec):
        yield Difference(
            ("aging.version_days",),
            f"Versions of {', '.join(kept)} are kept until somebody deletes them.",
        )
    if spec.protect:
        yield Difference(
            ("protection",),
            "A lock on each storage account has Azure itself refuse to delete it, whoever asks.",
        )


def _distribution_differences(spec: DistributionSpec) -> Iterator[Difference]:
    """https://learn.microsoft.com/azure/frontdoor/front-door-caching,
    https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory
    """
    if not spec.enabled:
        return
    if spec.max_ttl_seconds != spec.default_ttl_seconds:
        yield Difference(
            ("distribution.lifetime.maximum",),
            "Front Door keeps every object for the default time, unless it says itself that it is "
            "not to be kept, as Front Door has no maximum.",
            told=True,
        )
    yield Difference(
        ("distribution.public",),
        "Who asks Front Door can also see the properties of the container, as they belong to "
        "Azure's role for reading; they name no object.",
        told=True,
    )


def _image_registry(spec: ImageRegistrySpec, _settings: AzureSettings) -> Support:
    """https://learn.microsoft.com/azure/container-registry/container-registry-skus;
    …/container-registry-retention-policy; …/container-registry-image-lock
    """
    if spec.immutable_tags:
        return verdict(
            obstacles=(
                Obstacle(
                    "immutable_tags",
                    "Azure locks tags one by one, and not all that are ever pushed",
                    "false; 'az acr repository update --write-enabled false' locks a single tag",
                    spec.immutable_tags,
                ),
            )
        )
    caveats = [
        "Azure's roles tell no repository of a registry from another: whoever may pull from one "
        "pulls from all.",
    ]
    scanning = Difference(
        ("scanned",),
        "Images are scanned where the subscription has Microsoft Defender for Containers, "
        "which is the subscription's to switch on.",
        told=spec.scan_on_push,
    )
    if spec.untagged_expire_days is not None:
        caveats.append(
            "Only a Premium registry deletes images without a tag by itself, by a policy that "
            "Azure has in preview, counting days from the loss of the tag."
        )
    return verdict(caveats=tuple(caveats), differences=(scanning,))


_SYSTEM_PROPERTIES: Final = frozenset({"_rid", "_self", "_etag", "_attachments", "_ts"})
"""learn.microsoft.com/azure/cosmos-db/resource-model (properties of an item)."""


def _metadata_store(spec: MetadataStoreSpec, _settings: AzureSettings) -> Support:
    obstacles = tuple(_key_obstacles("partition_key", spec.partition_key))
    differences = [
        Difference(
            ("partition_key.type", "sort_key.type"),
            "Cosmos DB holds no item to the types of its keys.",
        )
    ]
    if spec.point_in_time_restore:
        text = "Cosmos DB restores to any second of the last seven days."
        differences.append(Difference(("restore_days",), text))
    if spec.sort_key is None:
        return verdict(obstacles, (), tuple(differences))
    obstacles += tuple(_key_obstacles("sort_key", spec.sort_key, alone=False))
    partition, sort = spec.partition_key.name, spec.sort_key.name
    caveat = (
        f"Cosmos DB has no sort key: {sort!r} is unique among the items of one {partition!r} "
        f"and an index keeps its order, but an item also needs a string 'id' of its own."
    )
    return verdict(obstacles, (caveat,), tuple(differences))


def _key_obstacles(path: str, key: Key, *, alone: bool = True) -> Iterator[Obstacle]:
    if key.name in _SYSTEM_PROPERTIES:
        yield Obstacle(
            f"{path}.name",
            "Cosmos DB writes this property itself",
            f"for example '{key.name.strip('_')}'",
            key.name,
        )
    if key.name == "id" and not (alone and key.type is KeyType.STRING):
        yield Obstacle(
            f"{path}.name",
            "in Cosmos DB 'id' is an item's own string, unique in its partition",
            "another name, for example 'number'",
            key.name,
        )


def _roles(spec: CloudRoles, _settings: AzureSettings) -> Support:
    return verdict(tuple(principal_obstacles(spec)))


def _secret_store(spec: SecretStoreSpec, _settings: AzureSettings) -> Support:
    """https://learn.microsoft.com/azure/key-vault/secrets/tutorial-rotation"""
    caveats = rotation_caveats(
        spec,
        "Key Vault only announces that secrets expire, to a function of yours; a tag states the "
        "days.",
    )
    differences: tuple[Difference, ...] = ()
    if spec.protect:
        text = "Nobody can purge a protected vault, or what was deleted in it, before its time."
        differences = (Difference(("purgeable",), text),)
    return verdict(caveats=caveats, differences=differences)


def _link_end(spec: LinkEndSpec, settings: AzureSettings) -> Support:
    """https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings"""
    network = settings.network
    obstacles: tuple[Obstacle, ...] = ()
    if network is not None and network.gateway_subnet is None:
        obstacles = (
            Obstacle(
                "network.gateway_subnet",
                "not given, and the gateway of a private link is in it",
                "the id of the network's subnet named GatewaySubnet",
            ),
        )
    minutes = CATALOG.limits["vpn_gateway_creation"].value
    return verdict(
        obstacles,
        caveats=(
            link_prices(CATALOG.package, settings.region).told(spec.tunnels),
            f"Its gateway takes {minutes} minutes or more to be made.",
        ),
    )


_ANSWERS: Final[Answers[AzureSettings]] = {
    ImageRegistrySpec: _image_registry,
    MetadataStoreSpec: _metadata_store,
    CloudRoles: _roles,
    ObjectStoreSpec: _object_store,
    TelemetrySpec: _telemetry,
    SecretStoreSpec: _secret_store,
    LinkEndSpec: _link_end,
}
