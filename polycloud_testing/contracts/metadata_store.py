"""What a table owes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pytest

from polycloud_testing.contracts import programs, stores
from polycloud_testing.contracts.base import Contract
from polycloud_testing.contracts.harness import Program
from polycloud_testing.contracts.scene import Scene, contradictions
from polycloud_testing.facts import known


class MetadataStoreContract(Contract):
    """Tables, and grants on them: `polycloud.abstractions.metadata_store.MetadataStore`.

    ``made`` are tables of every kind, ``kept`` are two with ``protect``, one
    of them with grants, in
    ``granted`` every identity has every access, on a table of its own for each.
    """

    scenes: ClassVar[Mapping[str, Program]] = {
        "made": programs.tables,
        "kept": programs.protected_table,
        "granted": programs.table_grants,
    }

    @pytest.fixture
    def made(self) -> Scene:
        """Tables of every kind."""
        return self.scene("made")

    @pytest.fixture
    def kept(self) -> Scene:
        """Protected ones, with grants on the first."""
        return self.scene("kept")

    @pytest.fixture
    def granted(self) -> Scene:
        """Every identity with every access."""
        return self.scene("granted")

    @pytest.fixture
    def previews(self) -> tuple[Scene, Scene]:
        """What previews say of tables, and of grants."""
        return (
            self.scene("made", preview=True),
            self.scene("granted", preview=True),
        )

    def test_there_is_one_table_for_each(self, made: Scene) -> None:
        assert len(made.facts.tables) == len(programs.TABLES)
        assert len({made.table(name).urn for name in programs.TABLES}) == len(programs.TABLES)

    def test_tables_are_private(self, made: Scene) -> None:
        for _, table in made.stores():
            stores.is_private(table)

    def test_nobody_is_locked_out(self, made: Scene) -> None:
        for _, table in made.stores():
            stores.locks_nobody_out(table)

    def test_nobody_is_let_in_before_a_grant(self, made: Scene) -> None:
        for _, table in made.stores():
            stores.lets_in_only(table, frozenset())

    def test_data_is_encrypted_at_rest(self, made: Scene) -> None:
        for _, table in made.stores():
            stores.is_encrypted(table, self.harness)

    def test_nothing_is_taken_without_tls(self, made: Scene) -> None:
        for _, table in made.stores():
            stores.takes_only_tls(table)

    def test_requests_are_paid_and_nothing_else(self, made: Scene) -> None:
        for name in programs.TABLES:
            assert known(made.table(name).per_request) is True

    def test_items_are_found_by_the_keys_asked_for(self, made: Scene) -> None:
        for name, spec in programs.TABLES.items():
            stores.has_keys(made.table(name), spec, self.harness)

    def test_tables_can_be_restored_where_asked(self, made: Scene) -> None:
        for name, spec in programs.TABLES.items():
            days = self.harness.restore_days if spec.point_in_time_restore else 0
            assert known(made.table(name).restore_days) == days

    def test_tables_are_where_they_were_asked_for(self, made: Scene) -> None:
        for _, table in made.stores():
            stores.is_placed(table, self.harness)

    def test_tables_have_the_deployments_tags(self, made: Scene) -> None:
        for _, table in made.stores():
            stores.is_tagged(table)

    def test_a_destroy_takes_tables_that_are_not_protected(self, made: Scene) -> None:
        for name, spec in programs.TABLES.items():
            if not spec.protect:
                stores.is_taken_by_destroy(made.table(name), self.harness)

    def test_a_destroy_leaves_a_protected_table(self, made: Scene, kept: Scene) -> None:
        for table in (made.table("protected"), *(table for _, table in kept.stores())):
            stores.is_left_by_destroy(table)

    def test_the_cloud_itself_refuses_to_delete_a_protected_table(
        self, made: Scene, kept: Scene
    ) -> None:
        for table in (made.table("protected"), *(table for _, table in kept.stores())):
            assert known(table.protection).refused_by_cloud

    def test_who_reads_can_list_and_read(self, granted: Scene, identity: str) -> None:
        who = granted.who(identity).principal
        stores.holds(granted.table("reads"), who, stores.READS)

    def test_who_reads_cannot_write(self, granted: Scene, identity: str) -> None:
        who = granted.who(identity).principal
        stores.holds_at_most(granted.table("reads"), who, stores.MAY_READ)

    def test_who_writes_can_also_replace_and_delete(self, granted: Scene, identity: str) -> None:
        who = granted.who(identity).principal
        stores.holds(granted.table("writes"), who, stores.WRITES)

    def test_who_writes_cannot_administer(self, granted: Scene, identity: str) -> None:
        who = granted.who(identity).principal
        stores.holds_at_most(granted.table("writes"), who, stores.MAY_WRITE)

    def test_who_administers_can_change_settings(self, granted: Scene, identity: str) -> None:
        who = granted.who(identity).principal
        stores.holds(granted.table("administers"), who, stores.ADMINISTERS)

    def test_who_administers_cannot_delete_the_table_or_let_others_in(
        self, granted: Scene, identity: str
    ) -> None:
        who = granted.who(identity).principal
        stores.holds_at_most(granted.table("administers"), who, stores.MAY_ADMINISTER)

    def test_everybody_comes_as_themselves_only(
        self, made: Scene, granted: Scene, kept: Scene
    ) -> None:
        for scene in (made, granted, kept):
            stores.admits_only_themselves(scene, self.harness)

    def test_a_protected_table_is_granted_like_others(self, kept: Scene) -> None:
        table = kept.table("protected")
        for identity in self.harness.identities:
            who = kept.who(identity).principal
            stores.holds(table, who, stores.ADMINISTERS)
            stores.holds_at_most(table, who, stores.MAY_ADMINISTER)
        stores.lets_in_only(table, kept.principals())
        stores.lets_in_only(kept.table(programs.UNTOUCHED), frozenset())

    def test_nobody_reaches_a_table_without_a_grant(self, granted: Scene) -> None:
        stores.lets_in_only(granted.table(programs.UNTOUCHED), frozenset())

    def test_nobody_else_is_let_in(self, granted: Scene) -> None:
        for _, table in granted.stores():
            stores.lets_in_only(table, granted.principals())

    def test_a_grant_changes_nothing_else_about_a_table(self, granted: Scene, kept: Scene) -> None:
        for scene in (granted, kept):
            for logical, table in scene.stores():
                stores.is_sound(table, self.harness)
                assert known(table.restore_days) == self.harness.restore_days
                stores.has_keys(scene.table(logical), programs.KEYS, self.harness)
        for _, table in granted.stores():
            stores.is_taken_by_destroy(table, self.harness)

    def test_there_is_no_static_key(self, made: Scene, kept: Scene, granted: Scene) -> None:
        for scene in (made, kept, granted):
            stores.has_no_static_key(scene)

    def test_a_preview_says_what_the_update_does(
        self, made: Scene, granted: Scene, previews: tuple[Scene, Scene]
    ) -> None:
        for earlier, later in zip(previews, (made, granted), strict=True):
            assert contradictions(earlier.facts, later.facts) == []

    def test_no_two_stacks_have_a_table_of_the_same_name(self) -> None:
        scenes = [
            self.harness.scene(programs.tables),
            self.harness.scene(programs.tables, stack="prod"),
            self.harness.scene(programs.tables, project="contract", stack="sdev"),
            self.harness.scene(programs.tables, project="a-very-long-project-name" * 3),
        ]
        names = [name for scene in scenes for name in scene.outputs["tables"].values()]
        assert len(set(names)) == len(scenes) * len(programs.TABLES)
