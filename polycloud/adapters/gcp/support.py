"""What Google Cloud says of each spec, before anything is made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from polycloud.abstractions.accelerator_pool import AcceleratorPoolSpec
from polycloud.abstractions.distribution import DistributionSpec
from polycloud.abstractions.image_registry import ImageRegistrySpec
from polycloud.abstractions.metadata_store import MetadataStoreSpec
from polycloud.abstractions.object_store import ObjectStoreSpec
from polycloud.abstractions.roles import CloudRoles
from polycloud.abstractions.secret_store import SecretStoreSpec
from polycloud.abstractions.secure_link import LinkEndSpec
from polycloud.abstractions.support import Difference, Support, verdict
from polycloud.adapters.gcp.lifecycle import KEPT_VERSIONS, VERSION_DAYS
from polycloud.adapters.gcp.principals import principal_obstacles
from polycloud.adapters.gcp.settings import CATALOG, GcpSettings
from polycloud.adapters.gcp.slices import choose
from polycloud.adapters.support import Answers, answer, keeping_versions, rotation_caveats
from polycloud.catalog.link_prices import link_prices

_TLS: Final = Difference(
    ("minimum_tls",),
    "No store has a minimum version of TLS of its own; the policy gcp.restrictTLSVersion of an "
    "organization, folder or project keeps old ones out.",
)
"""https://docs.cloud.google.com/assured-workloads/docs/restrict-tls-versions"""


def support(spec: object, settings: GcpSettings) -> Support:
    """Say whether a spec can be had.

    Raises:
        TypeError: the spec is of no capability that the cloud offers.
    """
    return answer("Google Cloud", _ANSWERS, spec, settings)


def _object_store(spec: ObjectStoreSpec, _settings: GcpSettings) -> Support:
    """Every number of days is allowed: docs.cloud.google.com/storage/docs/lifecycle.

    On distribution: docs.cloud.google.com/cdn/docs/caching, …/cdn/docs/using-cache-modes,
    docs.cloud.google.com/load-balancing/docs/ssl-certificates/google-managed-certs.
    """
    differences = (*_bucket_differences(spec), *_distribution_differences(spec.distribution))
    return verdict(differences=differences)


def _distribution_differences(spec: DistributionSpec) -> Iterator[Difference]:
    """https://docs.cloud.google.com/cdn/docs/configure-private-bucket-access; the installed SDK's
    backend buckets have no labels.
    """
    if not spec.enabled:
        return
    if spec.domain is None:
        yield Difference(
            ("distribution.enabled", "distribution.plain_http", "distribution.minimum_tls"),
            "Nothing is served yet: Google's load balancers have addresses but no names, and a "
            "certificate needs one. Enter the address of the output distribution_dns_records for a "
            "domain, then set distribution.domain.",
            told=True,
        )
    lifetimes = {
        "distribution.lifetime.minimum": spec.default_ttl_seconds > 0,
        "distribution.lifetime.maximum": spec.max_ttl_seconds != spec.default_ttl_seconds,
    }
    if any(lifetimes.values()):
        yield Difference(
            tuple(fact for fact, differs in lifetimes.items() if differs),
            "Cloud CDN keeps every object for the default time, whatever it says itself, since "
            "Cloud Storage marks what is private as not to be cached.",
            told=spec.domain is not None,
        )
    yield Difference(
        ("distribution.alone",),
        "Every load balancer of the project reads private buckets as the same agent of Google's.",
    )
    yield Difference(("distribution.tags",), "A load balancer's backend bucket takes no labels.")


def _bucket_differences(spec: ObjectStoreSpec) -> Iterator[Difference]:
    """https://docs.cloud.google.com/storage/docs/soft-delete; …/storage/docs/lifecycle;
    …/storage/docs/deleting-buckets
    """
    yield _TLS
    lasting = [name for name, each in spec.buckets.items() if each.delete_after_days is None]
    if lasting:
        yield Difference(
            ("restore_days",),
            f"Deleted objects of {', '.join(lasting)} can be restored for seven days.",
        )
    if versioned := keeping_versions(spec):
        yield Difference(
            ("aging.version_days",),
            f"Versions of {', '.join(versioned)} are deleted {VERSION_DAYS} days after their "
            f"replacement, once {KEPT_VERSIONS} are newer.",
        )
    if not spec.protect:
        yield Difference(
            ("protection.emptied",), "A destroy leaves a bucket that still has objects, and fails."
        )


def _metadata_store(spec: MetadataStoreSpec, _settings: GcpSettings) -> Support:
    """https://cloud.google.com/firestore/native/docs/data-model; …/use-pitr (seven days).

    Of labels: the installed SDK's `gcp.firestore.Database` has none, but tags of an organization.
    """
    keys = [spec.partition_key.name, *([spec.sort_key.name] if spec.sort_key else [])]
    differences = [
        Difference(
            ("partition_key.type", "sort_key.type"),
            f"Firestore holds no item to its keys: whoever writes gives each document "
            f"{' and '.join(keys)}, and an id made of the values.",
            told=True,
        ),
        Difference(("tags",), "A Firestore database takes no labels."),
        _TLS,
    ]
    if spec.point_in_time_restore:
        text = "Firestore restores to any minute of the last seven days."
        differences.insert(1, Difference(("restore_days",), text, told=True))
    return verdict(differences=tuple(differences))


def _image_registry(spec: ImageRegistrySpec, _settings: GcpSettings) -> Support:
    """https://docs.cloud.google.com/artifact-registry/docs/repositories/create-repos"""
    if not spec.protect:
        return verdict()
    text = "Pulumi alone protects a repository: Artifact Registry has no such setting."
    return verdict(differences=(Difference(("protection.refused_by_cloud",), text),))


def _accelerator_pool(spec: AcceleratorPoolSpec, settings: GcpSettings) -> Support:
    chosen = choose(spec, settings)
    if isinstance(chosen, tuple):
        return verdict(obstacles=chosen)
    if spec.reservation is None:
        return verdict()
    return verdict(
        caveats=(
            f"The Cloud TPU API takes no reservation's name: slices come from whichever "
            f"reservation of the project fits, '{spec.reservation}' or another.",
        )
    )


def _roles(spec: CloudRoles, _settings: GcpSettings) -> Support:
    return verdict(tuple(principal_obstacles(spec)))


def _secret_store(spec: SecretStoreSpec, _settings: GcpSettings) -> Support:
    """https://docs.cloud.google.com/secret-manager/docs/secret-rotation"""
    lost = Difference(
        ("recovery_days", "value_recovery_days"),
        "Secret Manager gives back a version that was destroyed, not a secret that was deleted.",
        told=True,
    )
    caveats = rotation_caveats(
        spec,
        "Secret Manager only reminds, over Pub/Sub topics of yours; a label states the days.",
    )
    return verdict(caveats=caveats, differences=(lost,))


def _link_end(spec: LinkEndSpec, settings: GcpSettings) -> Support:
    return verdict(caveats=(link_prices(CATALOG.package, settings.region).told(spec.tunnels),))


_ANSWERS: Final[Answers[GcpSettings]] = {
    CloudRoles: _roles,
    ObjectStoreSpec: _object_store,
    ImageRegistrySpec: _image_registry,
    MetadataStoreSpec: _metadata_store,
    AcceleratorPoolSpec: _accelerator_pool,
    SecretStoreSpec: _secret_store,
    LinkEndSpec: _link_end,
}
