"""What identities owe, and what trusting one owes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pytest

from polycloud_testing.contracts import programs, stores
from polycloud_testing.contracts.base import Contract
from polycloud_testing.contracts.harness import OWN, Program
from polycloud_testing.contracts.scene import Scene
from polycloud_testing.facts import known


class IdentityContract(Contract):
    """Identities of the cloud and foreign ones: `polycloud.abstractions.identity`.

    In ``trusted`` every identity is trusted, and none has been granted anything.
    """

    scenes: ClassVar[Mapping[str, Program]] = {
        "trusted": programs.trusted,
    }

    @pytest.fixture
    def trusted(self) -> Scene:
        """Trusted identities without a grant."""
        return self.scene("trusted")

    def test_a_trusted_identity_may_do_nothing_yet(self, trusted: Scene) -> None:
        for _, store in trusted.stores():
            stores.lets_in_only(store, frozenset())

    def test_trust_changes_nothing_about_a_store(self, trusted: Scene) -> None:
        for _, store in trusted.stores():
            stores.is_sound(store, self.harness)
            stores.is_taken_by_destroy(store, self.harness)
        table = trusted.table("table")
        stores.has_keys(table, programs.KEYS, self.harness)
        stores.is_plain(trusted.bucket("plain"), self.harness)
        assert known(trusted.table("table").restore_days) == self.harness.restore_days

    def test_trusting_twice_gives_the_same_principal(self, trusted: Scene) -> None:
        assert trusted.outputs["who"] == trusted.outputs["again"]

    def test_two_identities_are_two_principals(self, trusted: Scene) -> None:
        assert len(trusted.principals()) == len(self.harness.identities)

    def test_issuer_subject_and_audience_are_pinned(self, trusted: Scene, foreign: str) -> None:
        found = known(trusted.principal(foreign).assumed_by)
        assert found == {trusted.who(foreign).token}

    def test_namesakes_of_two_issuers_are_told_apart(self) -> None:
        made = self.harness.scene(programs.namesakes)
        assert len(made.principals()) == 2
        for name in made.outputs["who"]:
            assert known(made.principal(name).assumed_by) == {made.who(name).token}

    def test_the_own_identity_gets_tokens_for_other_clouds(self, trusted: Scene) -> None:
        wanted = trusted.who(OWN).token
        assert any(token.covers(wanted) for token in known(trusted.principal(OWN).tokens))

    def test_the_own_identity_gets_no_other_tokens(self, trusted: Scene) -> None:
        stores.asks_only_for_its_tokens(trusted, self.harness)

    def test_nobody_poses_as_the_own_identity(self, trusted: Scene) -> None:
        assert known(trusted.principal(OWN).assumed_by) == frozenset()

    def test_there_is_no_static_key(self, trusted: Scene) -> None:
        stores.has_no_static_key(trusted)
