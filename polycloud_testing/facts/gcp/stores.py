"""Buckets on Cloud Storage and tables on Firestore.

https://cloud.google.com/storage/docs, https://cloud.google.com/firestore/native/docs
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeVar

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.access import Access, Grant, access_of, public_verbs
from polycloud_testing.facts.doubts import doubted
from polycloud_testing.facts.gcp.bindings import bindings, bucket_grants, database_grants
from polycloud_testing.facts.gcp.kinds import is_stranger, kind
from polycloud_testing.facts.gcp.lifecycle import read_aging
from polycloud_testing.facts.gcp.tags import labels, project_of
from polycloud_testing.facts.resources import (
    at,
    hidden,
    is_hidden,
    label,
    listed,
    names,
    protection,
    referring,
    refers,
    surplus,
)
from polycloud_testing.facts.stores import (
    BucketFacts,
    Encryption,
    KeyOwner,
    Protection,
    StoreFacts,
    TableFacts,
    TableKey,
)
from polycloud_testing.facts.unknown import Fact, Unknown

S = TypeVar("S", bound=StoreFacts)

_DAY: Final = 24 * 3600
_SOFT_DELETE: Final = 7 * _DAY
"""Cloud Storage's default."""
_RESTORE_DAYS: Final = 7

_BUCKET: Final = frozenset(
    {
        *("name", "location", "project", "labels", "storageClass", "versioning", "encryption"),
        *("uniformBucketLevelAccess", "publicAccessPrevention", "softDeletePolicy"),
        *("lifecycleRules", "forceDestroy", "deletionPolicy"),
        *("cors", "requesterPays", "rpo", "logging", "customPlacementConfig"),
    }
)
_DATABASE: Final = frozenset(
    {
        *("name", "locationId", "project", "type", "databaseEdition", "concurrencyMode"),
        *("appEngineIntegrationMode", "pointInTimeRecoveryEnablement", "cmekConfig"),
        *("deleteProtectionState", "deletionPolicy", "tags"),
    }
)


def read_buckets(graph: ResourceGraph) -> Iterator[BucketFacts]:
    """Each bucket of the graph."""
    for bucket in graph:
        if kind(bucket) == "storage.Bucket":
            facts = _bucket(graph, bucket)
            yield doubted(facts, _doubts(graph, bucket, _BUCKET))


def read_tables(graph: ResourceGraph) -> Iterator[TableFacts]:
    """Each database of the graph, which is what a table is here."""
    for database in graph:
        if kind(database) == "firestore.Database":
            facts = _table(graph, database)
            yield doubted(facts, _doubts(graph, database, _DATABASE))


def _bucket(graph: ResourceGraph, bucket: Resource) -> BucketFacts:
    access = _bucket_access(graph, bucket)
    prevention = at(bucket, "publicAccessPrevention", "inherited")
    prevented = prevention if isinstance(prevention, Unknown) else prevention == "enforced"
    uniform = at(bucket, "uniformBucketLevelAccess", default=False)
    versioned = at(bucket, "versioning.enabled", default=False)
    kept = at(bucket, "softDeletePolicy.retentionDurationSeconds", _SOFT_DELETE)
    location = at(bucket, "location", "")
    return BucketFacts(
        cloud="gcp",
        name=_name(bucket),
        urn=bucket.urn,
        region=location if isinstance(location, Unknown) else location.lower(),
        access=access,
        public=public_verbs(access, prevented),
        public_prevented=prevented,
        object_lists=uniform if isinstance(uniform, Unknown) else not uniform,
        key_access=False,
        encryption=_encryption(at(bucket, "encryption.defaultKmsKeyName", "")),
        reachable=True,
        # Requests with an access token need TLS, and others get nothing from a private bucket;
        # keys for signatures, which would do without, are among the static keys.
        # https://cloud.google.com/storage/docs/request-endpoints
        tls_only=True,
        minimum_tls=None,
        versioned=versioned,
        aging=read_aging(bucket, versioned),
        restore_days=kept if isinstance(kept, Unknown) else int(kept) // _DAY,
        protection=_bucket_protection(bucket),
        tags=labels(graph, bucket),
    )


def _table(graph: ResourceGraph, database: Resource) -> TableFacts:
    access = _database_access(graph, database)
    restore = at(database, "pointInTimeRecoveryEnablement", "POINT_IN_TIME_RECOVERY_DISABLED")
    partition, sort = _keys(graph, database)
    return TableFacts(
        cloud="gcp",
        name=_name(database),
        urn=database.urn,
        region=at(database, "locationId", ""),
        access=access,
        public=public_verbs(access, prevented=False),
        key_access=False,
        encryption=_encryption(at(database, "cmekConfig.kmsKeyName", "")),
        reachable=True,
        tls_only=True,
        minimum_tls=None,
        restore_days=restore
        if isinstance(restore, Unknown)
        else _RESTORE_DAYS * (restore == "POINT_IN_TIME_RECOVERY_ENABLED"),
        protection=_database_protection(graph, database),
        # A database has tags for access control, and no labels.
        tags=None,
        # Firestore has no other way to be paid: cloud.google.com/firestore/pricing
        per_request=True,
        partition_key=partition,
        sort_key=sort,
    )


def _name(resource: Resource) -> str:
    name = resource.get("name")
    return name if isinstance(name, str) and not is_hidden(name) else label(resource)


def _bucket_access(graph: ResourceGraph, bucket: Resource) -> Fact[Access]:
    name = bucket.get("name")
    if not isinstance(name, str) or is_hidden(name):
        return hidden(bucket, "name")
    found: list[Grant] = []
    for binding in bindings(graph, bucket, project_of(graph, bucket)):
        if isinstance(binding.member, Unknown):
            return binding.member
        found += bucket_grants(graph, binding, name)
    return access_of(found)


def _database_access(graph: ResourceGraph, database: Resource) -> Fact[Access]:
    project, name = project_of(graph, database), database.get("name")
    if isinstance(project, Unknown):
        return project
    if not isinstance(name, str) or is_hidden(name):
        return hidden(database, "name")
    found: list[Grant] = []
    for binding in bindings(graph, database, project):
        if isinstance(binding.member, Unknown):
            return binding.member
        found += database_grants(graph, binding, f"projects/{project}/databases/{name}")
    return access_of(found)


def _encryption(key: Fact[str]) -> Fact[Encryption]:
    if isinstance(key, Unknown):
        return key
    if not key:
        return Encryption(KeyOwner.PROVIDER)
    return Unknown(f"It is encrypted with the customer's key {key}, which is not judged here.")


def _bucket_protection(bucket: Resource) -> Fact[Protection]:
    emptied = at(bucket, "forceDestroy", default=False)
    policy = at(bucket, "deletionPolicy", "DELETE")
    return _protection([bucket], bucket, policy, refused=False, emptied=emptied)


def _database_protection(graph: ResourceGraph, database: Resource) -> Fact[Protection]:
    indexes = (each for each in graph if kind(each) == "firestore.Index")
    parts = [database, *referring(indexes, "database", database, names(database, "name"))]
    state = at(database, "deleteProtectionState", "DELETE_PROTECTION_DISABLED")
    refused = state if isinstance(state, Unknown) else state == "DELETE_PROTECTION_ENABLED"
    # The provider's default forgets the database and leaves it where it is.
    policy = at(database, "deletionPolicy", "ABANDON")
    return _protection(parts, database, policy, refused=refused, emptied=True)


def _protection(
    parts: list[Resource],
    store: Resource,
    policy: Fact[str],
    *,
    refused: Fact[bool],
    emptied: Fact[bool],
) -> Fact[Protection]:
    for fact in (policy, refused, emptied):
        if isinstance(fact, Unknown):
            return fact
    if policy != "DELETE":
        options = attrs.evolve(store.options, retain_on_delete=True)
        parts = [attrs.evolve(each, options=options) if each is store else each for each in parts]
    return protection(parts, refused_by_cloud=refused is True, emptied=emptied is True)


def _keys(graph: ResourceGraph, database: Resource) -> tuple[Fact[TableKey], Fact[TableKey | None]]:
    """The keys that an index serves: Firestore checks none itself, nor any type."""
    served: list[list[str]] = []
    for index in graph:
        if kind(index) != "firestore.Index":
            continue
        if refers(index, "database", database, names(database, "name")):
            fields = listed(index, "fields")
            if isinstance(fields, Unknown):
                return fields, fields
            served.append(_ordered(fields))
    if not served:
        nothing = Unknown(f"{label(database)} has no index, and Firestore checks no keys.")
        return nothing, None
    if len(served) > 1 or len(served[0]) > 2 or not served[0]:
        unclear = Unknown(f"Which index of {label(database)} is of its keys is not known here.")
        return unclear, unclear
    partition, *sort = served[0]
    return TableKey(partition), TableKey(sort[0]) if sort else None


def _ordered(fields: list[Any]) -> list[str]:
    """The attributes of an index that are kept in order."""
    return [
        str(each.get("fieldPath"))
        for each in fields
        if each.get("order") in ("ASCENDING", "DESCENDING") and each.get("fieldPath") != "__name__"
    ]


def _doubts(graph: ResourceGraph, store: Resource, understood: frozenset[str]) -> Iterator[Unknown]:
    for name in surplus(store, understood):
        yield Unknown(f"What {name} of {label(store)} changes is not known here.")
    other = "firestore." if kind(store) == "storage.Bucket" else "storage."
    for resource in graph:
        if not is_stranger(resource) or kind(resource).startswith(other):
            continue
        if "bucket" in resource.inputs and not refers(
            resource, "bucket", store, names(store, "name")
        ):
            continue
        yield Unknown(f"What {label(resource)} changes is not known here.")
