"""What the suites have adapters make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import pulumi
from attrs import evolve

from polycloud.abstractions.identity import Access, Credentials, WorkloadIdentity
from polycloud.abstractions.image_registry import IMAGE_REGISTRY, ImageRegistrySpec
from polycloud.abstractions.metadata_store import METADATA_STORE, Key, KeyType, MetadataStoreSpec
from polycloud.abstractions.object_store import (
    OBJECT_STORE,
    BucketSpec,
    ObjectStore,
    ObjectStoreSpec,
)
from polycloud.abstractions.support import Unsupported
from polycloud_testing.contracts.harness import OWN, Stage, stranger

BUCKETS: Final[dict[str, BucketSpec]] = {
    "plain": BucketSpec(),
    "versioned": BucketSpec(versioned=True),
    "aging": BucketSpec(versioned=True, cool_after_days=90, archive_after_days=365),
    "early": BucketSpec(cool_after_days=7, archive_after_days=30),
    "passing": BucketSpec(delete_after_days=30),
    "whole": BucketSpec(
        versioned=True, cool_after_days=40, archive_after_days=100, delete_after_days=400
    ),
}
"""A bucket for every way of aging."""

GRANTS: Final[dict[str, tuple[Access, str]]] = {
    "reads": (Access.READ, ""),
    "writes": (Access.WRITE, ""),
    "administers": (Access.ADMINISTER, ""),
    "readspart": (Access.READ, "folder"),
    "writespart": (Access.WRITE, "folder"),
    "administerspart": (Access.ADMINISTER, "folder"),
}
"""What every identity is granted on the bucket of this name, and under which prefix."""

UNTOUCHED: Final = "untouched"
"""The bucket or table on which nobody is granted anything."""

KEYS: Final = MetadataStoreSpec(
    partition_key=Key("model", KeyType.STRING), sort_key=Key("number", KeyType.NUMBER)
)
TABLES: Final[dict[str, MetadataStoreSpec]] = {
    "restorable": KEYS,
    "unrestorable": evolve(KEYS, point_in_time_restore=False),
    "protected": evolve(KEYS, protect=True),
}
TABLE_GRANTS: Final[dict[str, Access]] = {
    "reads": Access.READ,
    "writes": Access.WRITE,
    "administers": Access.ADMINISTER,
}


def buckets(stage: Stage) -> Mapping[str, Any]:
    """Buckets of every kind, nothing granted on them."""
    made = _store(stage, ObjectStoreSpec(BUCKETS)).buckets
    return {"buckets": dict(made), "who": own(stage)}


def protected_buckets(stage: Stage) -> Mapping[str, Any]:
    """The same, protected, with grants on one of them."""
    store = _store(stage, ObjectStoreSpec(BUCKETS, protect=True))
    held = [store.grant(each, Access.ADMINISTER, "plain") for each in stage.identities.values()]
    return {"buckets": dict(store.buckets), "who": who_of(stage, held)}


def bucket_grants(stage: Stage) -> Mapping[str, Any]:
    """Every identity with every access, each granted twice."""
    spec = ObjectStoreSpec({name: BucketSpec() for name in (*GRANTS, UNTOUCHED)})
    store = _store(stage, spec)
    held: list[Credentials] = []
    for identity in stage.identities.values():
        given: list[Credentials] = []
        for _ in range(2):
            given = [
                store.grant(identity, access, bucket, prefix)
                for bucket, (access, prefix) in GRANTS.items()
            ]
        held.append(given[0])
    return {
        "buckets": dict(store.buckets),
        "who": who_of(stage, held),
        "refused": _refuses_unknown_bucket(stage, store),
    }


def tables(stage: Stage) -> Mapping[str, Any]:
    """Tables of every kind, nothing granted on them."""
    made = {
        name: stage.cloud.make(METADATA_STORE, name, spec, stage.context)
        for name, spec in TABLES.items()
    }
    return {"tables": {name: store.table for name, store in made.items()}, "who": own(stage)}


def protected_table(stage: Stage) -> Mapping[str, Any]:
    """A protected table with grants on it, and one with none beside it."""
    spec = TABLES["protected"]
    made = {
        name: stage.cloud.make(METADATA_STORE, name, spec, stage.context)
        for name in ("protected", UNTOUCHED)
    }
    store = made["protected"]
    held = [store.grant(each, Access.ADMINISTER) for each in stage.identities.values()]
    return {
        "tables": {name: each.table for name, each in made.items()},
        "who": who_of(stage, held),
    }


def table_grants(stage: Stage) -> Mapping[str, Any]:
    """Every identity with every access, each granted twice."""
    made = {
        name: stage.cloud.make(METADATA_STORE, name, KEYS, stage.context)
        for name in (*TABLE_GRANTS, UNTOUCHED)
    }
    held: list[Credentials] = []
    for identity in stage.identities.values():
        given: list[Credentials] = []
        for _ in range(2):
            given = [made[name].grant(identity, access) for name, access in TABLE_GRANTS.items()]
        held.append(given[0])
    return {
        "tables": {name: store.table for name, store in made.items()},
        "who": who_of(stage, held),
    }


def trusted(stage: Stage) -> Mapping[str, Any]:
    """Identities that are trusted, twice each, and nothing granted to any."""
    store = _store(stage, ObjectStoreSpec({"plain": BucketSpec()}))
    table = stage.cloud.make(METADATA_STORE, "table", KEYS, stage.context)
    held, again = ([_acting(stage, each) for each in stage.identities.values()] for _ in "12")
    return {
        "buckets": dict(store.buckets),
        "tables": {"table": table.table},
        "who": who_of(stage, held),
        "again": who_of(stage, again),
    }


def namesakes(stage: Stage) -> Mapping[str, Any]:
    """Two workloads whose issuers call them alike, both trusted."""
    told: dict[str, Any] = {}
    for name in ("one", "two"):
        issuer = pulumi.Output.from_input(f"https://issuer.elsewhere.example/{name}")
        identity = evolve(stranger(), name=name, issuer=issuer)
        told[name] = _told(identity, stage.cloud.trust(identity, stage.context))
    return {"who": told}


FROZEN: Final = ImageRegistrySpec(("training/frozen",), immutable_tags=True)
REGISTRIES: Final[dict[str, ImageRegistrySpec]] = {
    "usual": ImageRegistrySpec(("training/usual",)),
    "keeping": ImageRegistrySpec(("training/keeping",), untagged_expire_days=None),
    "brief": ImageRegistrySpec(("training/brief",), untagged_expire_days=3),
    "frozen": FROZEN,
    "unscanned": ImageRegistrySpec(("training/unscanned",), scan_on_push=False),
}
"""A registry for every setting, by the word after the slash; made where the cloud offers it."""

KEPT: Final = ImageRegistrySpec(("training/kept",), protect=True)

IMAGE_GRANTS: Final[dict[str, Access]] = {
    "reads/images": Access.READ,
    "writes/images": Access.WRITE,
    "administers/images": Access.ADMINISTER,
}


def registries(stage: Stage) -> Mapping[str, Any]:
    """Registries of every kind, nothing granted on them."""
    made: dict[str, Any] = {}
    for name, spec in REGISTRIES.items():
        if not isinstance(stage.cloud.support(spec, stage.context.settings), Unsupported):
            made |= stage.cloud.make(IMAGE_REGISTRY, name, spec, stage.context).repositories
    return {"registries": made, "who": own(stage)}


def frozen_registry(stage: Stage) -> Mapping[str, Any]:
    """One whose tags stay with their images, where the adapter offers that."""
    made = stage.cloud.make(IMAGE_REGISTRY, "images", FROZEN, stage.context)
    return {"registries": dict(made.repositories)}


def protected_registry(stage: Stage) -> Mapping[str, Any]:
    """A protected registry with grants on it, and one with none beside it."""
    made = stage.cloud.make(IMAGE_REGISTRY, "images", KEPT, stage.context)
    beside = evolve(KEPT, repositories=("training/beside",))
    other = stage.cloud.make(IMAGE_REGISTRY, "others", beside, stage.context)
    held = [made.grant(i, Access.WRITE, "training/kept") for i in stage.identities.values()]
    return {"registries": {**made.repositories, **other.repositories}, "who": who_of(stage, held)}


def image_grants(stage: Stage) -> Mapping[str, Any]:
    """Every identity with every access, each granted twice, in a registry for each access.

    Beside them are a repository and a registry of which nothing is granted.
    """
    untouched = ImageRegistrySpec(("untouched/images",))
    alone = stage.cloud.make(IMAGE_REGISTRY, UNTOUCHED, untouched, stage.context)
    made = {
        name: stage.cloud.make(
            IMAGE_REGISTRY,
            name.partition("/")[0],
            ImageRegistrySpec((name, "other/images") if access is Access.READ else (name,)),
            stage.context,
        )
        for name, access in IMAGE_GRANTS.items()
    }
    held: list[Credentials] = []
    for identity in stage.identities.values():
        given: list[Credentials] = []
        for _ in range(2):
            given = [made[n].grant(identity, access, n) for n, access in IMAGE_GRANTS.items()]
        held.append(given[0])
    addresses = {name: made[name].repositories[name] for name in made}
    addresses["other/images"] = made["reads/images"].repositories["other/images"]
    addresses |= alone.repositories
    return {"registries": addresses, "who": who_of(stage, held)}


def network(stage: Stage) -> Mapping[str, Any]:
    """The network of the deployment, asked for twice."""
    made, again = (stage.cloud.network(stage.context) for _ in "12")
    return {"networks": {"network": made.network_id}, "again": again.network_id}


def redundant_network(stage: Stage) -> Mapping[str, Any]:
    """The same with a way out in every zone."""
    stage.context.network = evolve(stage.context.network, redundant_egress=True)
    return network(stage)


def _acting(stage: Stage, identity: WorkloadIdentity) -> Credentials:
    """What an identity acts as: the cloud's own is itself already."""
    if identity.cloud == stage.cloud.name:
        return Credentials(identity.principal)
    return stage.cloud.trust(identity, stage.context)


def _store(stage: Stage, spec: ObjectStoreSpec) -> ObjectStore:
    return stage.cloud.make(OBJECT_STORE, "store", spec, stage.context)


def who_of(stage: Stage, held: Iterable[Credentials]) -> dict[str, Any]:
    """The stage's identities by name, as what they hold credentials for."""
    return {
        name: _told(identity, credentials)
        for (name, identity), credentials in zip(stage.identities.items(), held, strict=True)
    }


def own(stage: Stage) -> dict[str, Any]:
    """The cloud's own identity, which is there whatever is made."""
    identity = stage.identities[OWN]
    return {OWN: _told(identity, Credentials(identity.principal))}


def _told(identity: WorkloadIdentity, credentials: Credentials) -> dict[str, Any]:
    return {
        "principal": credentials.principal,
        "issuer": identity.issuer,
        "subject": identity.subject,
        "audience": identity.audience,
    }


def _refuses_unknown_bucket(stage: Stage, store: ObjectStore) -> bool:
    try:
        store.grant(next(iter(stage.identities.values())), Access.READ, "nosuchbucket")
    except KeyError:
        return True
    return False
