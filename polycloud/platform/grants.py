"""What a workload is given: access to what the configuration lets it use, and where that is."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pulumi

from polycloud.abstractions.accelerator_pool import ACCELERATOR_POOL, CHECKPOINTS
from polycloud.abstractions.identity import Credentials, Workload, WorkloadIdentity, WorkloadKind
from polycloud.abstractions.image_registry import IMAGE_REGISTRY
from polycloud.abstractions.metadata_store import METADATA_STORE
from polycloud.abstractions.object_store import OBJECT_STORE, BucketSpec, ObjectStore
from polycloud.abstractions.secret_store import SECRET_STORE
from polycloud.platform.outputs import Made
from polycloud.platform.planning import Plan
from polycloud.platform.secrets import let_in


class Grants:
    """Gives one workload its access. Nothing is told to it that it was not granted."""

    def __init__(self, plan: Plan, made: Made, kind: WorkloadKind, identity: WorkloadIdentity):
        self._plan = plan
        self._made = made
        self._kind = kind
        self._identity = identity
        self._credentials: list[Credentials] = []
        self._environment: dict[str, pulumi.Output[str]] = {}

    def workload(self) -> Workload:
        """Return the workload, with everything that it may use."""
        self._let_into_buckets()
        self._let_into_table()
        self._let_pull_images()
        store = self._made.secret_stores.get(self._identity.cloud)
        credentials, environment = let_in(
            store, self._plan.configuration.spec(SECRET_STORE), self._kind, self._identity
        )
        self._credentials += credentials
        self._environment |= environment
        return Workload(self._identity, _distinct(self._credentials), self._environment)

    def _let_into_buckets(self) -> None:
        pool = self._plan.at(ACCELERATOR_POOL)
        if self._made.checkpoints is not None and pool is not None:
            self._let_into_bucket(self._made.checkpoints, CHECKPOINTS, pool.spec.checkpoints)
        store, placed = self._made.of(OBJECT_STORE), self._plan.at(OBJECT_STORE)
        if store is not None and placed is not None:
            for bucket, spec in placed.spec.buckets.items():
                self._let_into_bucket(store, bucket, spec)

    def _let_into_bucket(self, store: ObjectStore, bucket: str, spec: BucketSpec) -> None:
        access = spec.access_of(self._kind)
        if access is not None:
            self._credentials.append(store.grant(self._identity, access, bucket))
            self._environment[f"POLYCLOUD_{bucket.upper()}_URL"] = store.urls[bucket]

    def _let_into_table(self) -> None:
        store, placed = self._made.of(METADATA_STORE), self._plan.at(METADATA_STORE)
        access = placed and placed.spec.access_of(self._kind)
        if store is not None and access:
            self._credentials.append(store.grant(self._identity, access))
            self._environment["POLYCLOUD_METADATA_TABLE"] = store.table

    def _let_pull_images(self) -> None:
        registry, placed = self._made.of(IMAGE_REGISTRY), self._plan.at(IMAGE_REGISTRY)
        if registry is None or placed is None:
            return
        for repository, address in registry.repositories.items():
            if access := placed.spec.access_of(self._kind, repository):
                self._credentials.append(registry.grant(self._identity, access, repository))
                self._environment[image_variable(repository)] = address


def image_variable(repository: str) -> str:
    """Return where an image's address is told: ``POLYCLOUD_TRAINING_PYTORCH_IMAGE`` for
    ``training/pytorch``.
    """
    return f"POLYCLOUD_{re.sub('[^a-z0-9]', '_', repository).upper()}_IMAGE"


def _distinct(credentials: Sequence[Credentials]) -> tuple[Credentials, ...]:
    """Return each principal's credentials once, in the order they were first given."""
    return tuple({id(item): item for item in credentials}.values())
