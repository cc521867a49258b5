"""What the roles of people owe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

import pytest

from polycloud.abstractions.identity import Access
from polycloud.abstractions.metadata_store import METADATA_STORE, MetadataStoreSpec
from polycloud.abstractions.object_store import OBJECT_STORE, BucketSpec, ObjectStoreSpec
from polycloud.abstractions.roles import Right, Role
from polycloud_testing.contracts import programs, stores
from polycloud_testing.contracts.base import Contract
from polycloud_testing.contracts.harness import Program, Stage
from polycloud_testing.contracts.scene import Scene, contradictions
from polycloud_testing.facts import Verb, known

SEES: Final = frozenset({Verb.SEE_SETTINGS})

_OWED: Final[Mapping[Access, frozenset[Verb]]] = {
    Access.VIEW: SEES,
    Access.READ: stores.READS | SEES,
    Access.WRITE: stores.WRITES | SEES,
    Access.ADMINISTER: stores.ADMINISTERS,
}
_ALLOWED: Final[Mapping[Access, frozenset[Verb]]] = {
    Access.VIEW: SEES,
    Access.READ: stores.MAY_READ,
    Access.WRITE: stores.MAY_WRITE,
    Access.ADMINISTER: stores.MAY_ADMINISTER,
}

_BUCKETS: Final = ("datasets", "models", "artifacts", "scratch")
_UNTOUCHED: Final = programs.UNTOUCHED


def _admitted(stage: Stage) -> Mapping[str, Any]:
    return _made(stage, protect=False)


def _protected(stage: Stage) -> Mapping[str, Any]:
    return _made(stage, protect=True)


def _made(stage: Stage, *, protect: bool) -> Mapping[str, Any]:
    names = (*_BUCKETS, _UNTOUCHED)
    spec = ObjectStoreSpec({name: BucketSpec() for name in names}, protect=protect)
    store = stage.cloud.make(OBJECT_STORE, "store", spec, stage.context)
    tables = {
        name: stage.cloud.make(
            METADATA_STORE, name, MetadataStoreSpec(protect=protect), stage.context
        )
        for name in ("table", _UNTOUCHED)
    }
    held: dict[str, Any] = {}
    for role, principals in stage.people.items():
        rights = [
            *(Right(store, OBJECT_STORE.access(role, name), name) for name in _BUCKETS),
            Right(tables["table"], METADATA_STORE.access(role)),
        ]
        held[role] = list(stage.cloud.admit(role, principals, rights, stage.context).values())
    return {
        "buckets": dict(store.buckets),
        "tables": {name: each.table for name, each in tables.items()},
        "people": held,
        "who": programs.own(stage),
    }


class RolesContract(Contract):
    """Roles of people: `polycloud.abstractions.roles` and `Cloud.admit`.

    In ``admitted`` the harness's people have their roles; in ``protected`` on stores that the
    cloud refuses to delete.
    """

    scenes: ClassVar[Mapping[str, Program]] = {
        "admitted": _admitted,
        "protected": _protected,
    }

    @pytest.fixture
    def admitted(self) -> Scene:
        """Somebody in each role."""
        return self.scene("admitted")

    @pytest.fixture
    def protected(self) -> Scene:
        """The same with protected stores."""
        return self.scene("protected")

    def test_a_role_may_do_what_the_table_says_and_no_more(
        self, admitted: Scene, role: Role
    ) -> None:
        _holds_its_rights(admitted, role)

    def test_protection_changes_no_rights(self, protected: Scene, role: Role) -> None:
        _holds_its_rights(protected, role)

    def test_nobody_deletes_a_store_or_changes_who_may_do_what(
        self, protected: Scene, role: Role
    ) -> None:
        for _, store in protected.stores():
            for who in protected.outputs["people"][role]:
                assert not known(store.access).verbs(who) & {
                    Verb.DELETE_STORE,
                    Verb.CHANGE_ACCESS,
                }

    def test_a_viewer_reads_and_lists_nothing(self, admitted: Scene) -> None:
        for logical, store in admitted.stores():
            if logical != _UNTOUCHED:
                for who in admitted.outputs["people"][Role.VIEWER]:
                    assert known(store.access).verbs(who) == SEES

    def test_nobody_else_is_let_in(self, admitted: Scene, protected: Scene) -> None:
        for scene in (admitted, protected):
            everybody = {who for held in scene.outputs["people"].values() for who in held}
            for logical, store in scene.stores():
                expected = everybody if logical != _UNTOUCHED else set[str]()
                stores.lets_in_only(store, frozenset(expected))

    def test_nobody_comes_as_a_role_but_its_people(
        self, admitted: Scene, protected: Scene, role: Role
    ) -> None:
        # Whom the configuration itself names is not the stack's to guard.
        outside = {name for _, _, name in self.harness.people[role].named()}
        for scene in (admitted, protected):
            for each in scene.facts.principals:
                if each.name in {*scene.outputs["people"][role]} - outside:
                    assert known(each.assumed_by) == self.harness.assumed.get(role, frozenset())
                    assert known(each.tokens) == frozenset()

    def test_workloads_come_as_themselves_only(self, admitted: Scene, protected: Scene) -> None:
        for scene in (admitted, protected):
            stores.admits_only_themselves(scene, self.harness)

    def test_roles_are_told_apart(self, admitted: Scene) -> None:
        assert set(admitted.outputs["people"]) == set(Role)
        held = [who for each in admitted.outputs["people"].values() for who in each]
        assert len(held) == len(set(held)) >= len(Role)

    def test_a_role_changes_nothing_else_about_a_store(
        self, admitted: Scene, protected: Scene
    ) -> None:
        for scene in (admitted, protected):
            for _, store in scene.stores():
                stores.is_sound(store, self.harness)
            for name in (*_BUCKETS, _UNTOUCHED):
                stores.is_plain(scene.bucket(name), self.harness)
            for name in ("table", _UNTOUCHED):
                stores.has_keys(scene.table(name), MetadataStoreSpec(), self.harness)
                assert known(scene.table(name).restore_days) == self.harness.restore_days
        for _, store in admitted.stores():
            stores.is_taken_by_destroy(store, self.harness)

    def test_protected_stores_are_left_by_a_destroy(self, protected: Scene) -> None:
        for _, store in protected.stores():
            stores.is_left_by_destroy(store)
        for name in ("table", _UNTOUCHED):
            assert known(protected.table(name).protection).refused_by_cloud

    def test_no_role_makes_a_static_key(self, admitted: Scene, protected: Scene) -> None:
        for scene in (admitted, protected):
            stores.has_no_static_key(scene)

    def test_a_preview_says_what_the_update_does(self, admitted: Scene) -> None:
        preview = self.scene("admitted", preview=True)
        assert contradictions(preview.facts, admitted.facts) == []


def _holds_its_rights(scene: Scene, role: Role) -> None:
    for logical, store in scene.stores():
        if logical == _UNTOUCHED:
            continue
        access = (
            METADATA_STORE.access(role)
            if logical == "table"
            else OBJECT_STORE.access(role, logical)
        )
        for who in scene.outputs["people"][role]:
            stores.holds(store, who, _OWED[access], "some/key")
            stores.holds_at_most(store, who, _ALLOWED[access])
