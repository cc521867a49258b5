"""What a grant on a bucket owes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pytest

from polycloud_testing.contracts import programs, stores
from polycloud_testing.contracts.base import Contract
from polycloud_testing.contracts.harness import Program
from polycloud_testing.contracts.scene import Scene, contradictions
from polycloud_testing.facts import Verb, known

_INSIDE = "folder/object"
_BESIDE = ("folderish/object", "folder", "object", "other/folder/object")
_OBJECT_VERBS = (Verb.READ, Verb.WRITE, Verb.DELETE, Verb.PURGE)


class ObjectStoreGrantsContract(Contract):
    """Buckets with grants: `polycloud.abstractions.object_store.ObjectStore.grant`.

    In ``granted`` every identity has every access, on a bucket of its own for each.
    """

    scenes: ClassVar[Mapping[str, Program]] = {
        "granted": programs.bucket_grants,
    }

    @pytest.fixture
    def granted(self) -> Scene:
        """Every identity with every access."""
        return self.scene("granted")

    @pytest.fixture
    def preview(self) -> Scene:
        """What a preview says of it."""
        return self.scene("granted", preview=True)

    def test_who_reads_can_list_and_read(self, granted: Scene, identity: str) -> None:
        who = granted.who(identity).principal
        stores.holds(granted.bucket("reads"), who, stores.READS, "some/key")

    def test_who_reads_cannot_write(self, granted: Scene, identity: str) -> None:
        who = granted.who(identity).principal
        stores.holds_at_most(granted.bucket("reads"), who, stores.MAY_READ)

    def test_who_writes_can_also_replace_and_delete(self, granted: Scene, identity: str) -> None:
        who = granted.who(identity).principal
        stores.holds(granted.bucket("writes"), who, stores.WRITES, "some/key")

    def test_who_writes_cannot_administer(self, granted: Scene, identity: str) -> None:
        who = granted.who(identity).principal
        stores.holds_at_most(granted.bucket("writes"), who, stores.MAY_WRITE)

    def test_who_administers_can_change_settings(self, granted: Scene, identity: str) -> None:
        who = granted.who(identity).principal
        stores.holds(granted.bucket("administers"), who, stores.ADMINISTERS, "some/key")

    def test_who_administers_cannot_delete_the_bucket_or_let_others_in(
        self, granted: Scene, identity: str
    ) -> None:
        who = granted.who(identity).principal
        stores.holds_at_most(granted.bucket("administers"), who, stores.MAY_ADMINISTER)

    def test_a_prefix_is_a_folder_to_read(self, granted: Scene, identity: str) -> None:
        who, bucket = granted.who(identity).principal, granted.bucket("readspart")
        stores.holds(bucket, who, (Verb.READ,), _INSIDE)
        stores.holds(bucket, who, (Verb.LIST,), "folder/")
        stores.holds_at_most(bucket, who, stores.MAY_READ)

    def test_a_prefix_is_a_folder_to_write(self, granted: Scene, identity: str) -> None:
        who, bucket = granted.who(identity).principal, granted.bucket("writespart")
        stores.holds(bucket, who, (Verb.READ, Verb.WRITE, Verb.DELETE), _INSIDE)
        stores.holds(bucket, who, (Verb.LIST,), "folder/")
        stores.holds_at_most(bucket, who, stores.MAY_WRITE)

    def test_a_prefix_leaves_the_buckets_settings_alone(
        self, granted: Scene, identity: str
    ) -> None:
        who, bucket = granted.who(identity).principal, granted.bucket("administerspart")
        stores.holds(bucket, who, (Verb.READ, Verb.WRITE, Verb.DELETE), _INSIDE)
        stores.holds(bucket, who, (Verb.LIST,), "folder/")
        stores.holds_at_most(bucket, who, stores.MAY_WRITE)

    def test_nothing_outside_a_prefix_is_reached(self, granted: Scene, identity: str) -> None:
        who = granted.who(identity).principal
        for bucket in ("readspart", "writespart", "administerspart"):
            access = known(granted.bucket(bucket).access)
            for key in _BESIDE:
                for verb in _OBJECT_VERBS:
                    assert known(access.can(who, verb, key)) is False, f"{verb} {key}"
                assert known(access.can(who, Verb.LIST, key)) is False, f"list {key}"
            assert known(access.can(who, Verb.LIST, "")) is False

    def test_nobody_reaches_a_bucket_without_a_grant(self, granted: Scene) -> None:
        stores.lets_in_only(granted.bucket(programs.UNTOUCHED), frozenset())

    def test_nobody_else_is_let_in(self, granted: Scene) -> None:
        for _, bucket in granted.stores():
            stores.lets_in_only(bucket, granted.principals())

    def test_a_grant_changes_nothing_else_about_a_bucket(self, granted: Scene) -> None:
        for logical, bucket in granted.stores():
            stores.is_sound(bucket, self.harness)
            stores.is_taken_by_destroy(bucket, self.harness)
            stores.is_plain(granted.bucket(logical), self.harness)

    def test_everybody_comes_as_themselves_only(self, granted: Scene) -> None:
        stores.admits_only_themselves(granted, self.harness)

    def test_no_grant_makes_a_static_key(self, granted: Scene) -> None:
        stores.has_no_static_key(granted)

    def test_a_grant_on_a_bucket_that_is_not_there_is_a_key_error(self, granted: Scene) -> None:
        assert granted.outputs["refused"] is True

    def test_a_preview_says_what_the_update_does(self, granted: Scene, preview: Scene) -> None:
        assert contradictions(preview.facts, granted.facts) == []
