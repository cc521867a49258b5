"""What buckets and tables owe alike."""

from __future__ import annotations

from collections.abc import Iterable

from polycloud.abstractions.metadata_store import MetadataStoreSpec
from polycloud_testing.contracts.harness import OWN, TAGS, Harness
from polycloud_testing.contracts.scene import Scene
from polycloud_testing.facts import (
    BucketFacts,
    KeyOwner,
    RegistryFacts,
    SecretFacts,
    StoreFacts,
    TableFacts,
    Token,
    Verb,
    known,
)

MODERN_TLS = ("1.2", "1.3")
LONGEST_ROTATION = 366
SHORTEST_RECOVERY = 7

READS = frozenset({Verb.LIST, Verb.READ})
WRITES = READS | {Verb.WRITE, Verb.DELETE}
ADMINISTERS = WRITES | {Verb.SEE_SETTINGS, Verb.CHANGE_SETTINGS}
MAY_READ = READS | {Verb.SEE_SETTINGS}
MAY_WRITE = WRITES | {Verb.SEE_SETTINGS, Verb.PURGE}
MAY_ADMINISTER = MAY_WRITE | {Verb.CHANGE_SETTINGS}
"""What each access must and what it at most may be. Who deletes may delete versions, too."""


def is_private(store: StoreFacts) -> None:
    """Nobody on the internet can do anything, and no shared key is worth anything."""
    assert known(store.public) == frozenset()
    assert known(store.key_access) is False


def is_encrypted(
    store: StoreFacts | RegistryFacts | SecretFacts,
    harness: Harness,
    outsiders: frozenset[str] = frozenset(),
) -> None:
    """Encrypted at rest, with the kind of key that the adapter promises.

    The key lets in nobody beside its own account but these ``outsiders``.
    """
    found = known(store.encryption)
    assert found.owner is harness.key_owner
    assert found.enabled
    if found.owner is KeyOwner.CUSTOMER:
        assert outsiders.issuperset(found.outsiders)
        assert found.masters == ()
        assert found.governed
        assert found.serves
        assert found.rotation_days is not None
        assert found.rotation_days <= LONGEST_ROTATION
        assert found.recovery_days is not None
        assert found.recovery_days >= SHORTEST_RECOVERY


def takes_only_tls(store: StoreFacts) -> None:
    """Nothing comes or goes in plain text or under an old version of TLS."""
    assert known(store.tls_only) is True
    oldest = known(store.minimum_tls)
    assert oldest is None or oldest in MODERN_TLS


def is_placed(store: StoreFacts, harness: Harness) -> None:
    """In the region asked for, and reached from other clouds."""
    assert known(store.region) == harness.settings.region
    assert known(store.reachable) is True


def is_tagged(store: StoreFacts) -> None:
    """With all of the deployment's tags, where the cloud has tags for it."""
    tags = known(store.tags)
    assert tags is None or TAGS.items() <= tags.items()


def is_sound(store: StoreFacts, harness: Harness, outsiders: frozenset[str] = frozenset()) -> None:
    """All that holds for every store, protected or not, whoever is granted what."""
    is_private(store)
    is_encrypted(store, harness, outsiders)
    takes_only_tls(store)
    is_placed(store, harness)
    is_tagged(store)
    locks_nobody_out(store)
    if isinstance(store, BucketFacts):
        assert known(store.public_prevented) is True
        assert known(store.object_lists) is False
    if isinstance(store, TableFacts):
        assert known(store.per_request) is True


def is_plain(bucket: BucketFacts, harness: Harness) -> None:
    """As a bucket is of which nothing was asked: objects stay where they are, unversioned."""
    assert known(bucket.versioned) is False
    assert known(bucket.aging).steps == ()
    assert known(bucket.restore_days) == harness.undelete_days


def locks_nobody_out(store: StoreFacts) -> None:
    """Nothing is refused to whoever was granted it."""
    assert not [grant for grant in known(store.access).grants if grant.denied]


def is_left_by_destroy(store: StoreFacts) -> None:
    """A destroy leaves the store and all that makes it what it is, and ends well."""
    found = known(store.protection)
    assert found.kept
    assert found.removed == ()
    assert found.refused_by_cloud or not found.emptied
    assert found.stuck == ()


def is_taken_by_destroy(store: StoreFacts, harness: Harness) -> None:
    """A destroy takes the store and all that belongs to it, full buckets where promised."""
    found = known(store.protection)
    assert found.kept == ()
    assert not found.refused_by_cloud
    if isinstance(store, BucketFacts):
        assert found.emptied is harness.empties


def holds(store: StoreFacts, who: str, verbs: Iterable[Verb], key: str = "") -> None:
    """Somebody surely may do all of this."""
    for verb in verbs:
        allowed = known(known(store.access).can(who, verb, key))
        assert allowed, f"{who} cannot {verb} {key!r}"


def holds_at_most(store: StoreFacts, who: str, verbs: frozenset[Verb]) -> None:
    """Somebody may do nothing but this, not even perhaps."""
    beyond = known(store.access).verbs(who) - verbs
    assert not beyond, f"{who} can {', '.join(sorted(beyond))}"


def lets_in_only(store: StoreFacts, expected: frozenset[str]) -> None:
    """Nobody else may do anything."""
    others = known(store.access).everybody - expected
    assert not others, f"also let in: {', '.join(sorted(others))}"


def admits_only_themselves(scene: Scene, harness: Harness) -> None:
    """Each foreign workload comes with its own token; nobody poses as the cloud's own.

    The cloud's own gets tokens for nobody but whom it is meant to talk to.
    """
    for name in scene.outputs["who"]:
        found, token = scene.principal(name), scene.who(name).token
        expected = frozenset({token}) if name != OWN else frozenset[Token]()
        assert known(found.assumed_by) == expected
    asks_only_for_its_tokens(scene, harness)


def asks_only_for_its_tokens(scene: Scene, harness: Harness) -> None:
    """The cloud's own identity gets tokens about itself, for nobody but whom it is to talk to."""
    own = scene.who(OWN).token
    audiences = {"*"} if harness.any_audience else {own.audience}
    tokens = known(scene.principal(OWN).tokens)
    assert {token.audience for token in tokens} == audiences
    assert {token.subject for token in tokens} == {own.subject}


def has_keys(table: TableFacts, spec: MetadataStoreSpec, harness: Harness) -> None:
    """Items are found by the keys that the spec names, of their types where these are checked."""
    assert spec.sort_key is not None
    for found, asked in (
        (known(table.partition_key), spec.partition_key),
        (known(table.sort_key), spec.sort_key),
    ):
        assert found is not None
        assert found.name == asked.name
        assert found.type == (str(asked.type) if harness.key_types_checked else None)


def has_no_static_key(scene: Scene) -> None:
    """Nothing was made that acts for a principal until somebody revokes it."""
    assert scene.facts.static_keys == ()
