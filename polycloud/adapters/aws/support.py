"""What AWS says of each spec, before anything is made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from ipaddress import IPv4Network, ip_network
from typing import Final

from attrs import evolve

from polycloud.abstractions.distribution import DistributionSpec
from polycloud.abstractions.image_registry import ImageRegistrySpec
from polycloud.abstractions.metadata_store import MetadataStoreSpec
from polycloud.abstractions.object_store import ObjectStoreSpec
from polycloud.abstractions.roles import CloudRoles
from polycloud.abstractions.secret_store import SecretStoreSpec
from polycloud.abstractions.secure_link import LinkEndSpec
from polycloud.abstractions.serving_cluster import ServingClusterSpec
from polycloud.abstractions.setting import Obstacle, join
from polycloud.abstractions.support import Difference, Support, verdict
from polycloud.adapters.aws.lifecycle import IA_DAYS, MINIMUM_DAYS, VERSION_DAYS, cool_class
from polycloud.adapters.aws.machines import cpu_machine, gpu_machine, is_listed
from polycloud.adapters.aws.principals import principal_obstacles
from polycloud.adapters.aws.settings import CATALOG, AwsSettings
from polycloud.adapters.support import (
    Answers,
    answer,
    archive_caveats,
    keeping_versions,
    rotation_caveats,
)
from polycloud.catalog.link_prices import link_prices
from polycloud.catalog.nearness import either

LOG_RETENTION_DAYS: Final = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
"""What CloudWatch Logs keeps for; no other number of days.
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html,
as of 2026-11-23."""

_MAX_RANGES: Final = 40
_USUAL_NODES: Final = 450
"""Ranges of a public endpoint, fixed, and nodes of a node group, which AWS raises on request.
https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html, as of 2026-11-23."""

_INSIDE: Final = tuple(
    map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"))
)
"""Private and shared addresses (RFC 1918, RFC 6598)."""


_OWN_KEY: Final = Difference(
    ("encryption",),
    "A KMS key of the account's own encrypts what is stored: it is rotated every year, and can be "
    "had back for 30 days when it is deleted.",
)
"""https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html; …/deleting-keys.html"""


def support(spec: object, settings: AwsSettings, on: date | None = None) -> Support:
    """Say whether a spec can be had on a day, today if none is given.

    Raises:
        TypeError: the spec is of no capability that the cloud offers.
    """
    serving = partial(_serving_cluster, on=on or date.today())
    answers: Answers[AwsSettings] = {**_ANSWERS, ServingClusterSpec: serving}
    return answer("AWS", answers, spec, settings)


def _object_store(spec: ObjectStoreSpec, settings: AwsSettings) -> Support:
    differences = tuple(_bucket_differences(spec))
    if not spec.distribution.enabled:
        return verdict(differences=differences)
    return verdict(
        tuple(_distribution_obstacles(spec.distribution, settings)),
        archive_caveats(spec, "restored"),
        (*differences, *_distribution_differences(spec.distribution)),
    )


def _bucket_differences(spec: ObjectStoreSpec) -> Iterator[Difference]:
    early = [name for name, each in spec.buckets.items() if cool_class(each) == "GLACIER_IR"]
    yield _OWN_KEY
    if early:
        yield Difference(
            ("aging.steps",),
            f"Objects of {either(early).replace(' or ', ' and ')} cool to S3 Glacier Instant "
            f"Retrieval, because Standard-IA takes none before {IA_DAYS} days and keeps them for "
            f"{IA_DAYS}: it is read as fast, but is paid for {MINIMUM_DAYS} days at least, and for "
            "what is read.",
            told=True,
        )
    if kept := keeping_versions(spec):
        yield Difference(
            ("aging.version_days",),
            f"Versions of {', '.join(kept)} are deleted {VERSION_DAYS} days after their "
            "replacement.",
        )


def _distribution_obstacles(spec: DistributionSpec, settings: AwsSettings) -> Iterator[Obstacle]:
    if spec.domain is not None and settings.distribution_certificate is None:
        yield Obstacle(
            "distribution.domain",
            "CloudFront answers to a domain of one's own only with a certificate that was issued "
            "before",
            "its ARN in aws_distribution_certificate, or no domain: CloudFront has names of its "
            "own",
            spec.domain,
        )


def _distribution_differences(spec: DistributionSpec) -> Iterator[Difference]:
    """https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-values-specify.html
    (security policy)
    """
    if spec.domain is None:
        yield Difference(
            ("distribution.minimum_tls",),
            "CloudFront's own name also takes TLS 1.0 and 1.1 from viewers; with a domain of one's "
            "own it takes 1.2 and later only.",
            told=True,
        )


def _metadata_store(_spec: MetadataStoreSpec, _settings: AwsSettings) -> Support:
    """A table's keys, on demand, restored to any second of 35 days: DynamoDB's own words."""
    return verdict(differences=(_OWN_KEY,))


def _image_registry(spec: ImageRegistrySpec, _settings: AwsSettings) -> Support:
    """https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html"""
    caveats: list[str] = []
    if spec.scan_on_push:
        caveats.append(
            "Each repository asks ECR for basic scanning on push; where the account's registry has "
            "scan filters of its own, those decide instead."
        )
    return verdict(caveats=tuple(caveats), differences=(_OWN_KEY,))


def _serving_cluster(spec: ServingClusterSpec, settings: AwsSettings, on: date) -> Support:
    obstacles = list(_version_obstacles(spec.kubernetes_version, on))
    caveats = list(_version_caveats(spec.kubernetes_version, on))
    pools: list[tuple[str, int, str | tuple[Obstacle, ...]]] = []
    # What a region that does not exist has is not asked: it is a problem of its own.
    known = settings.region in CATALOG.regions
    if known:
        pools.append(("cpu", spec.cpu.max_nodes, cpu_machine(spec.cpu, settings.region)))
    if known and spec.gpu is not None:
        pools.append(("gpu", spec.gpu.max_nodes, gpu_machine(spec.gpu, settings.region)))
    for path, most, machine in pools:
        if isinstance(machine, tuple):
            obstacles += [evolve(each, path=join(path, each.path)) for each in machine]
        elif not is_listed(machine):
            caveats.append(
                f"Whether {settings.region} has '{machine}' is not known here: the catalog, as of "
                f"{CATALOG.as_of('machines')}, does not list its family."
            )
        if most > _USUAL_NODES:
            caveats.append(
                f"{path}.max_nodes is over {_USUAL_NODES}, more than an EKS node group has until "
                "AWS raises the account's quota."
            )
    obstacles += _retention(spec.log_retention_days)
    obstacles += _ranges(spec.authorized_ranges)
    return verdict(tuple(obstacles), tuple(caveats))


def _version_obstacles(wanted: str | None, on: date) -> Iterator[Obstacle]:
    versions = CATALOG.kubernetes_versions
    supported = [each.version for each in versions.values() if each.support(on) == "standard"]
    if wanted is None:
        if not supported:
            as_of = CATALOG.as_of("kubernetes_versions")
            yield Obstacle(
                "kubernetes_version",
                f"the catalog, as of {as_of}, knows no version that EKS supports on {on}",
                "name a version, or update polycloud",
            )
        return
    known = versions.get(wanted)
    state = known.support(on) if known else "unknown"
    if known is None:
        reason = "not a version of EKS"
    elif state == "not released":
        reason = f"EKS has it from {known.released} on"
    elif state == "ended":
        ended = known.extended_support_ends or known.standard_support_ends
        reason = f"EKS ended its support on {ended}"
    else:
        return
    alternative = either(f"'{each}'" for each in supported) if supported else ""
    yield Obstacle("kubernetes_version", reason, alternative, wanted)


def _version_caveats(wanted: str | None, on: date) -> Iterator[str]:
    known = CATALOG.kubernetes_versions.get(wanted or "")
    if known is not None and known.support(on) == "extended":
        yield (
            f"Kubernetes {known.version} is in extended support since its standard support ended "
            f"on {known.standard_support_ends}: EKS charges more for the cluster until "
            f"{known.extended_support_ends}, and then upgrades it."
        )


def _retention(days: int) -> Iterator[Obstacle]:
    if days not in LOG_RETENTION_DAYS:
        nearest = min(LOG_RETENTION_DAYS, key=lambda allowed: (abs(allowed - days), -allowed))
        yield Obstacle(
            "log_retention_days",
            "CloudWatch Logs keeps logs for certain numbers of days only",
            f"the nearest is {nearest}",
            days,
        )


def _ranges(ranges: tuple[str, ...]) -> Iterator[Obstacle]:
    if len(ranges) > _MAX_RANGES:
        yield Obstacle(
            "authorized_ranges",
            f"EKS takes {_MAX_RANGES} ranges, not {len(ranges)}",
            "fewer and larger ranges",
        )
    for index, text in enumerate(ranges):
        path = f"authorized_ranges[{index}]"
        try:
            network = ip_network(text)
        except ValueError:
            continue  # The spec itself says so.
        if network.version != 4:
            # https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
            yield Obstacle(path, "EKS takes IPv4 ranges only", "for example '203.0.113.0/24'", text)
        elif any(map(network.subnet_of, _INSIDE)):
            yield Obstacle(
                path,
                "addresses that do not exist on the internet never reach a public endpoint",
                "the public addresses that operators come from, or private_endpoint true",
                text,
            )


def _roles(spec: CloudRoles, settings: AwsSettings) -> Support:
    return verdict(tuple(principal_obstacles(spec, settings)))


def _secret_store(spec: SecretStoreSpec, _settings: AwsSettings) -> Support:
    """https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html"""
    caveats = rotation_caveats(
        spec,
        "Secrets Manager does so with a Lambda function of yours; a tag states the days.",
    )
    differences = [_OWN_KEY]
    if spec.protect:
        text = "Secrets Manager itself refuses nobody who may delete a secret, and gives it back."
        differences.append(Difference(("protection.refused_by_cloud",), text))
    return verdict(caveats=caveats, differences=tuple(differences))


def _link_end(spec: LinkEndSpec, settings: AwsSettings) -> Support:
    """A VPC's own route tables are known; those of a VPC that is there already are not."""
    obstacles: tuple[Obstacle, ...] = ()
    if settings.network is not None and not settings.network.route_tables:
        obstacles = (
            Obstacle(
                "network.route_tables",
                "not given, and a private link adds its routes to them",
                "the route tables of the private subnets, such as [rtb-0123456789abcdef0]",
            ),
        )
    price = link_prices(CATALOG.package, settings.region).told(spec.tunnels)
    return verdict(obstacles, caveats=(price,))


_ANSWERS: Final[Answers[AwsSettings]] = {
    CloudRoles: _roles,
    ObjectStoreSpec: _object_store,
    ImageRegistrySpec: _image_registry,
    MetadataStoreSpec: _metadata_store,
    SecretStoreSpec: _secret_store,
    LinkEndSpec: _link_end,
}
