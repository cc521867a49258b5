"""What the roles of people owe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

import pytest

from polycloud.abstractions.identity import Access
from polycloud.abstractions.metadata_store import MetadataStoreSpec
from polycloud.abstractions.object_store import BucketSpec, ObjectStoreSpec
from polycloud.abstractions.roles import RIGHTS, Right, Role
from polycloud.contracts import stores
from polycloud.contracts.base import Contract
from polycloud.contracts.harness import Program, Stage
from polycloud.contracts.scene import Scene, contradictions
from polycloud.facts import Verb, known

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


def _admitted(stage: Stage) -> Mapping[str, Any]:
    return _made(stage, protect=False)


def _protected(stage: Stage) -> Mapping[str, Any]:
    return _made(stage, protect=True)


def _made(stage: Stage, *, protect: bool) -> Mapping[str, Any]:
    spec = ObjectStoreSpec({name: BucketSpec() for name in _BUCKETS}, protect=protect)
    store = stage.cloud.object_store("store", spec, stage.context)
    table = stage.cloud.metadata_store("table", MetadataStoreSpec(protect=protect), stage.context)
    held: dict[str, Any] = {}
    for role, principals in stage.people.items():
        rights = [
            *(Right(store, RIGHTS[role].bucket(name), name) for name in store.buckets),
            Right(table, RIGHTS[role].metadata_store),
        ]
        held[role] = list(stage.cloud.admit(role, principals, rights, stage.context).values())
    return {"buckets": dict(store.buckets), "tables": {"table": table.table}, "people": held}


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

    @pytest.mark.parametrize("role", Role)
    def test_a_role_may_do_what_the_table_says_and_no_more(
        self, admitted: Scene, role: Role
    ) -> None:
        _holds_its_rights(admitted, role)

    @pytest.mark.parametrize("role", Role)
    def test_protection_changes_no_rights(self, protected: Scene, role: Role) -> None:
        _holds_its_rights(protected, role)

    @pytest.mark.parametrize("role", Role)
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
        for _, store in admitted.stores():
            for who in admitted.outputs["people"][Role.VIEWER]:
                assert known(store.access).verbs(who) == SEES

    def test_nobody_else_is_let_in(self, admitted: Scene) -> None:
        everybody = {who for held in admitted.outputs["people"].values() for who in held}
        for _, store in admitted.stores():
            stores.lets_in_only(store, frozenset(everybody))

    def test_roles_are_told_apart(self, admitted: Scene) -> None:
        assert set(admitted.outputs["people"]) == set(Role)
        held = [who for each in admitted.outputs["people"].values() for who in each]
        assert len(held) == len(set(held)) >= len(Role)

    def test_a_role_changes_nothing_else_about_a_store(self, admitted: Scene) -> None:
        for _, store in admitted.stores():
            stores.is_sound(store, self.harness)
            stores.is_taken_by_destroy(store, self.harness)

    def test_protected_stores_are_left_by_a_destroy(self, protected: Scene) -> None:
        for _, store in protected.stores():
            stores.is_left_by_destroy(store)

    def test_no_role_makes_a_static_key(self, admitted: Scene) -> None:
        stores.has_no_static_key(admitted)

    def test_a_preview_says_what_the_update_does(self, admitted: Scene) -> None:
        preview = self.scene("admitted", preview=True)
        assert contradictions(preview.facts, admitted.facts) == []


def _holds_its_rights(scene: Scene, role: Role) -> None:
    rights = RIGHTS[role]
    for logical, store in scene.stores():
        access = rights.metadata_store if logical == "table" else rights.bucket(logical)
        for who in scene.outputs["people"][role]:
            stores.holds(store, who, _OWED[access], "some/key")
            stores.holds_at_most(store, who, _ALLOWED[access])
