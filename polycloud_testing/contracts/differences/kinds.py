"""The kinds of things that are compared, and what is asked of each."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

import attrs
from attrs import evolve, field, frozen

from polycloud.abstractions.distribution import DistributionSpec
from polycloud.abstractions.identity import WorkloadKind
from polycloud.abstractions.image_registry import ImageRegistrySpec
from polycloud.abstractions.object_store import BucketSpec, ObjectStoreSpec
from polycloud.abstractions.secret_store import SecretSpec, SecretStoreSpec
from polycloud_testing.contracts import distribution_programs, programs, secret_programs
from polycloud_testing.contracts.harness import Program
from polycloud_testing.contracts.scene import Scene


@frozen(order=True)
class Choice:
    """A setting that a spec has other than usual, as one writes it in configuration."""

    name: str
    value: str

    def __str__(self) -> str:
        return self.name if self.value == "true" else f"{self.name}: {self.value}"


@frozen
class Asked:
    """One thing that a program makes: its logical name, the spec that a cloud is asked to support,
    and the settings by which it differs from the usual spec.
    """

    logical: str
    spec: Any
    settings: frozenset[Choice]


@frozen
class Kind:
    """Things of one kind. ``find`` gives the facts of one by its logical name.

    A program that a cloud may find unsupported makes one thing only. ``aside`` are facts that are
    not compared for this kind, each with the reason. Where a spec makes things of other kinds,
    too, differences name this kind's facts with ``part`` and a dot before them.
    """

    title: str
    find: Callable[[Scene, str], Any]
    programs: Mapping[Program, tuple[Asked, ...]]
    aside: Mapping[str, str] = field(factory=dict[str, str])
    part: str = ""


def unlike(spec: Any, usual: Any) -> frozenset[Choice]:
    """The settings in which a spec differs from the usual one."""
    names = (attribute.name for attribute in attrs.fields(cast("type[Any]", type(spec))))
    return frozenset(
        Choice(name, json.dumps(value))
        for name in names
        if (value := getattr(spec, name)) != getattr(usual, name)
    )


def _buckets(*, protect: bool) -> tuple[Asked, ...]:
    protected = {Choice("protect", "true")} if protect else set[Choice]()
    return tuple(
        # Of a name that says more than the program's to who reads what a cloud says of it.
        Asked(
            logical,
            ObjectStoreSpec({"models": bucket}, protect=protect),
            unlike(bucket, BucketSpec()) | protected,
        )
        for logical, bucket in programs.BUCKETS.items()
    )


def _distributions(
    specs: Mapping[str, DistributionSpec], *, protect: bool = False
) -> tuple[Asked, ...]:
    protected = {Choice("protect", "true")} if protect else set[Choice]()
    return tuple(
        Asked(
            logical,
            ObjectStoreSpec(
                {logical: BucketSpec()}, protect=protect, distribution=evolve(spec, bucket=logical)
            ),
            unlike(spec, DistributionSpec(enabled=True)) | protected,
        )
        for logical, spec in specs.items()
    )


def _registry(spec: ImageRegistrySpec) -> Asked:
    (logical,) = spec.repositories
    return Asked(logical, spec, unlike(spec, ImageRegistrySpec(spec.repositories)))


def _secret(logical: str, rotation_days: int | None, **store: Any) -> Asked:
    secret = SecretSpec((WorkloadKind.TRAINING,), rotation_days=rotation_days)
    settings = unlike(secret, SecretSpec((WorkloadKind.TRAINING,)))
    spec = SecretStoreSpec({logical: secret}, **store)
    return Asked(logical, spec, settings | unlike(evolve(spec, secrets={}), SecretStoreSpec({})))


KINDS: Final[tuple[Kind, ...]] = (
    Kind(
        "Buckets",
        Scene.bucket,
        {
            programs.buckets: _buckets(protect=False),
            programs.protected_buckets: _buckets(protect=True),
        },
    ),
    Kind(
        "Tables",
        Scene.table,
        {
            programs.tables: tuple(
                Asked(name, spec, unlike(spec, programs.KEYS))
                for name, spec in programs.TABLES.items()
            )
        },
        {"protection.emptied": "no table's items outlive it"},
    ),
    Kind(
        "Distributions",
        Scene.distribution,
        {
            distribution_programs.distributions: _distributions(
                distribution_programs.DISTRIBUTIONS
            ),
            distribution_programs.timed_distributions: _distributions(distribution_programs.TIMED),
            distribution_programs.protected_distributions: _distributions(
                distribution_programs.DISTRIBUTIONS, protect=True
            ),
        },
        {
            **dict.fromkeys(("bucket", "domains", "addresses", "principal"), "each has its own"),
            "rights": "what of them comes through to the public is",
            "protection.emptied": "nothing is kept in one",
        },
        "distribution",
    ),
    Kind(
        "Image registries",
        Scene.registry,
        {
            programs.registries: tuple(
                _registry(spec)
                for spec in programs.REGISTRIES.values()
                if spec is not programs.FROZEN
            ),
            programs.protected_registry: (_registry(programs.KEPT),),
            programs.frozen_registry: (_registry(programs.FROZEN),),
        },
        {"protection.emptied": "no repository's images outlive it"},
    ),
    Kind(
        "Secrets",
        Scene.secret,
        {
            secret_programs.secrets: tuple(
                _secret(name, days) for name, days in secret_programs.ROTATIONS.items()
            ),
            secret_programs.protected_secrets: (
                _secret(
                    secret_programs.READ,
                    secret_programs.ROTATIONS["due"],
                    recovery_days=secret_programs.LONG_RECOVERY,
                    protect=True,
                ),
            ),
        },
        {
            "regions": "each is in its cloud's",
            "tags": "they also state what is compared, the days of rotation",
            "protection.emptied": "no secret's value outlives it",
        },
    ),
)
