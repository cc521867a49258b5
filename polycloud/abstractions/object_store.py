"""Buckets for datasets, models, artifacts and checkpoints."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol

from attrs import frozen

from polycloud.abstractions.capability import Capability
from polycloud.abstractions.distribution import Distribution, DistributionSpec
from polycloud.abstractions.identity import (
    Access,
    Credentials,
    WorkloadIdentity,
    WorkloadKind,
    access_of,
)
from polycloud.abstractions.roles import ladder
from polycloud.abstractions.setting import Obstacle, setting

if TYPE_CHECKING:
    import pulumi


@frozen
class MonthlyReads:
    """How many times over the content of each tier is read in a month, 0.1 for a tenth of it."""

    hot: float = setting("Of what is in the hot tier.", default=1.0, minimum=0)
    cool: float = setting("Of what is in the cheaper tier.", default=0.1, minimum=0)
    archive: float = setting("Of what is in the archive tier.", default=0.0, minimum=0)


@frozen
class StorageUse:
    """What is expected of a bucket; it limits nothing, and estimates of cost are made from it.

    A GB is 2^30 bytes and an MB 2^20, as clouds bill them.
    """

    storage_gb: float = setting(
        "GB that the bucket holds at first, all of it new.", default=0.0, minimum=0
    )
    monthly_growth_gb: float = setting("GB that are added in a month.", default=0.0, minimum=0)
    monthly_reads: MonthlyReads = setting(
        "How often the content of each tier is read.", factory=MonthlyReads
    )
    object_size_mb: float = setting(
        "The objects' average size, since moving them between tiers is paid by the piece.",
        default=128.0,
        minimum=0.001,
    )


@frozen
class BucketSpec:
    """One bucket. Days count from an object's creation."""

    versioned: bool = setting("Keep overwritten and deleted objects as versions.", default=False)
    cool_after_days: int | None = setting(
        "Move objects to a cheaper tier after this many days.",
        default=None,
        minimum=1,
        maximum=3650,
    )
    archive_after_days: int | None = setting(
        "Move objects to an archive tier after this many days.",
        default=None,
        minimum=1,
        maximum=3650,
    )
    delete_after_days: int | None = setting(
        "Delete objects after this many days.", default=None, minimum=1, maximum=36500
    )
    readers: tuple[WorkloadKind, ...] = setting(
        "The workloads that list and read its objects.", factory=tuple
    )
    writers: tuple[WorkloadKind, ...] = setting(
        "The workloads that read, create, replace and delete its objects.", factory=tuple
    )
    expected: StorageUse | None = setting(
        "What the bucket is expected to hold, for estimates of its cost.", default=None
    )

    def access_of(self, kind: WorkloadKind) -> Access | None:
        """Return what a workload may do with the bucket's objects; None for nothing."""
        return access_of(kind, self.readers, self.writers)

    def obstacles(self) -> Iterator[Obstacle]:
        """Tiers and deletion come in order, each later than the one before."""
        steps = (
            ("cool_after_days", self.cool_after_days),
            ("archive_after_days", self.archive_after_days),
            ("delete_after_days", self.delete_after_days),
        )
        given = [(name, days) for name, days in steps if days is not None]
        for (before, earlier), (name, days) in itertools.pairwise(given):
            if days <= earlier:
                yield Obstacle(
                    name,
                    f"{days} is not later than {before} ({earlier})",
                    f"a number over {earlier}",
                    days,
                )


@frozen
class ObjectStoreSpec:
    """A set of private buckets, by logical name."""

    buckets: dict[str, BucketSpec] = setting("The buckets, by logical name.", factory=dict)
    protect: bool = setting("Refuse to delete the buckets and what is in them.", default=False)
    distribution: DistributionSpec = setting(
        "A content delivery network in front of one bucket.", factory=DistributionSpec
    )

    def obstacles(self) -> Iterator[Obstacle]:
        """A store has a bucket, logical names are plain, and what is distributed is one."""
        if self.distribution.enabled and self.distribution.bucket not in self.buckets:
            yield Obstacle(
                "distribution.bucket",
                "the object store has no such bucket",
                f"one of: {', '.join(self.buckets)}",
                self.distribution.bucket,
            )
        if not self.buckets:
            yield Obstacle("buckets", "the object store has no bucket", "at least one bucket")
        for name in self.buckets:
            if not (name.isascii() and name.isalnum() and name.islower() and len(name) <= 20):
                yield Obstacle(
                    f"buckets.{name}",
                    "a logical name has 1 to 20 lower-case letters and digits",
                    "for example 'datasets'",
                    name,
                )


class ObjectStore(Protocol):
    """Buckets that exist.

    The adapter owes, for every bucket: no public path, encryption at rest, TLS only, no
    access lists of single objects; versions and tiers as the spec says; a name that no
    other stack's bucket has; with ``protect``, a destroy that leaves it. A distribution
    leaves all of that as it is. The caller owes
    nothing but to grant before a workload needs access.
    """

    cloud: str

    @property
    def native(self) -> Mapping[str, object]:
        """Escape hatch: what the cloud made of each bucket, by logical name.

        The cloud's own handle gives it its type.
        """
        ...

    @property
    def buckets(self) -> Mapping[str, pulumi.Output[str]]:
        """Physical name by logical name."""
        ...

    @property
    def urls(self) -> Mapping[str, pulumi.Output[str]]:
        """Address by logical name, as data loaders take it (``scheme://bucket``)."""
        ...

    @property
    def distribution(self) -> Distribution | None:
        """What serves one of the buckets to the internet; None unless that is asked."""
        ...

    def grant(
        self, identity: WorkloadIdentity, access: Access, bucket: str, prefix: str = ""
    ) -> Credentials:
        """Let a workload of this cloud or another use a bucket, or only keys under ``prefix``.

        A prefix is a folder: ``a`` is about ``a/b`` and not about ``ab``. The settings of a
        bucket concern all its keys, so that with a prefix `Access.ADMINISTER` is `Access.WRITE`,
        and `Access.VIEW` a ValueError.
        Gives what the workload needs at run time. Least privilege: nothing outside the
        bucket (and prefix), nothing beyond the access. KeyError for an unknown bucket.
        """
        ...


def _outputs(store: ObjectStore) -> dict[str, Any]:
    outputs: dict[str, Any] = {"buckets": dict(store.buckets)}
    distribution = store.distribution
    if distribution is not None:
        if distribution.url is not None:
            outputs["distribution_url"] = distribution.url
        if records := dict(distribution.dns_records):
            outputs["distribution_dns_records"] = records
    return outputs


def _notes(spec: ObjectStoreSpec) -> Iterator[str]:
    if spec.distribution.enabled:
        yield (
            f"the bucket '{spec.distribution.bucket}' is distributed: on the internet, anyone who "
            "knows an object's name can read it"
        )


OBJECT_STORE: Final[Capability[ObjectStoreSpec, [], ObjectStore]] = Capability(
    word="object_store",
    name="data",
    description="Buckets for datasets, models and artifacts.",
    spec=ObjectStoreSpec,
    outputs=_outputs,
    rights=ladder(Access.VIEW, Access.READ, Access.WRITE, Access.ADMINISTER),
    rights_on={"artifacts": ladder(Access.VIEW, Access.WRITE, Access.WRITE, Access.ADMINISTER)},
    parts=lambda store: store.buckets,
    notes=_notes,
)
