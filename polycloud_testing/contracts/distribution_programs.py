"""What the suite of distributions has adapters make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve

from polycloud.abstractions.distribution import DistributionSpec
from polycloud.abstractions.object_store import (
    OBJECT_STORE,
    BucketSpec,
    ObjectStore,
    ObjectStoreSpec,
)
from polycloud_testing.contracts.harness import Stage
from polycloud_testing.contracts.programs import own

DISTRIBUTIONS: Final[dict[str, DistributionSpec]] = {
    "usual": DistributionSpec(enabled=True),
    "named": DistributionSpec(enabled=True, domain="models.example.com"),
}
"""One under a name of the cloud's own, and one under a domain."""

TIMED: Final[dict[str, DistributionSpec]] = {
    "brief": DistributionSpec(enabled=True, default_ttl_seconds=60, max_ttl_seconds=60),
    "long": DistributionSpec(enabled=True, default_ttl_seconds=200_000, max_ttl_seconds=31_536_000),
    "never": DistributionSpec(enabled=True, default_ttl_seconds=0, max_ttl_seconds=3600),
}
"""Times other than usual."""

UNDISTRIBUTED: Final = "beside"
"""The bucket that is in a store with a distributed one."""


def distributions(stage: Stage) -> Mapping[str, Any]:
    """Each in front of the bucket of its name, which is in a store of its own."""
    return _made(stage, DISTRIBUTIONS, protect=False)


def timed_distributions(stage: Stage) -> Mapping[str, Any]:
    """Distributions that keep objects for other times."""
    return _made(stage, TIMED, protect=False)


def protected_distributions(stage: Stage) -> Mapping[str, Any]:
    """Distributions of protected buckets."""
    return _made(stage, DISTRIBUTIONS, protect=True)


def _made(
    stage: Stage, specs: Mapping[str, DistributionSpec], *, protect: bool
) -> Mapping[str, Any]:
    stores: dict[str, ObjectStore] = {}
    for name, spec in specs.items():
        buckets = {name: BucketSpec()}
        if name == "usual":
            buckets[UNDISTRIBUTED] = BucketSpec()
        asked = ObjectStoreSpec(buckets, protect=protect, distribution=evolve(spec, bucket=name))
        stores[name] = stage.cloud.make(OBJECT_STORE, name, asked, stage.context)
    fronts = {name: store.distribution for name, store in stores.items()}
    return {
        "buckets": {
            name: each for store in stores.values() for name, each in store.buckets.items()
        },
        "distributions": {name: store.buckets[name] for name, store in stores.items()},
        "who": own(stage),
        "urls": {name: each.url for name, each in fronts.items() if each and each.url},
        "records": {name: dict(each.dns_records) for name, each in fronts.items() if each},
    }
