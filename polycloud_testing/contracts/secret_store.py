"""What a store of secrets owes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pytest

from polycloud.abstractions.secret_store import SecretStoreSpec
from polycloud_testing.contracts import secret_programs as programs
from polycloud_testing.contracts import secrets, stores
from polycloud_testing.contracts.base import Contract
from polycloud_testing.contracts.harness import Program
from polycloud_testing.contracts.scene import Scene, contradictions
from polycloud_testing.facts import known


class SecretStoreContract(Contract):
    """Secrets, and grants on them: `polycloud.abstractions.secret_store.SecretStore`.

    ``made`` are secrets of every kind; ``kept`` are two with ``protect``, of which every
    identity reads one, as in ``granted`` without.
    """

    scenes: ClassVar[Mapping[str, Program]] = {
        "made": programs.secrets,
        "kept": programs.protected_secrets,
        "granted": programs.secret_grants,
    }

    @pytest.fixture
    def made(self) -> Scene:
        """Secrets of every kind."""
        return self.scene("made")

    @pytest.fixture
    def kept(self) -> Scene:
        """Protected ones, with grants."""
        return self.scene("kept")

    @pytest.fixture
    def granted(self) -> Scene:
        """Every identity reads one of two."""
        return self.scene("granted")

    def test_secrets_are_sound(self, made: Scene) -> None:
        for _, secret in made.secrets():
            secrets.is_sound(secret, self.harness)

    def test_nobody_reads_what_nobody_was_granted(self, made: Scene) -> None:
        for _, secret in made.secrets():
            secrets.lets_in_only(secret, frozenset())

    def test_values_are_in_nothing_but_the_secrets_own_version(
        self, made: Scene, kept: Scene, granted: Scene
    ) -> None:
        for scene in (made, kept, granted):
            secrets.are_told_nowhere(scene, scene.outputs["secrets"])

    def test_the_days_between_rotations_are_stated(self, made: Scene, kept: Scene) -> None:
        for name, days in programs.ROTATIONS.items():
            assert known(made.secret(name).rotation_days) == days
        for _, secret in kept.secrets():
            assert known(secret.rotation_days) == programs.ROTATIONS["due"]

    def test_what_was_deleted_can_be_had_back_as_long_as_asked(
        self, made: Scene, kept: Scene
    ) -> None:
        for _, secret in made.secrets():
            secrets.is_had_back(secret, SecretStoreSpec().recovery_days, self.harness)
        for _, secret in kept.secrets():
            secrets.is_had_back(secret, programs.LONG_RECOVERY, self.harness)

    def test_a_destroy_takes_what_is_not_protected(self, made: Scene, granted: Scene) -> None:
        for scene in (made, granted):
            for _, secret in scene.secrets():
                secrets.is_taken_by_destroy(secret)

    def test_a_destroy_leaves_what_is_protected(self, kept: Scene) -> None:
        for _, secret in kept.secrets():
            secrets.is_left_by_destroy(secret)
            secrets.is_sound(secret, self.harness)

    def test_nobody_purges_what_is_protected_where_promised(self, kept: Scene) -> None:
        for _, secret in kept.secrets():
            assert known(secret.purgeable) is not self.harness.keeps_secrets_from_purge

    def test_what_is_not_protected_may_be_purged_before_its_time(self, made: Scene) -> None:
        for _, secret in made.secrets():
            assert known(secret.purgeable) is True

    def test_a_reader_reads_its_secret_and_does_nothing_else(
        self, granted: Scene, identity: str
    ) -> None:
        secrets.is_read_by(granted.secret(programs.READ), granted.who(identity).principal)

    def test_protection_changes_no_grant(self, kept: Scene, identity: str) -> None:
        secrets.is_read_by(kept.secret(programs.READ), kept.who(identity).principal)

    def test_a_grant_is_of_one_secret_and_of_one_identity(
        self, granted: Scene, kept: Scene
    ) -> None:
        for scene in (granted, kept):
            secrets.lets_in_only(scene.secret(programs.READ), scene.principals())
            secrets.lets_in_only(scene.secret(programs.UNTOUCHED), frozenset())

    def test_a_grant_changes_nothing_else_about_a_secret(self, granted: Scene) -> None:
        for _, secret in granted.secrets():
            secrets.is_sound(secret, self.harness)
            secrets.is_had_back(secret, SecretStoreSpec().recovery_days, self.harness)
            assert known(secret.rotation_days) is None

    def test_readers_come_with_their_own_token_only(
        self, made: Scene, granted: Scene, kept: Scene
    ) -> None:
        for scene in (made, granted, kept):
            stores.admits_only_themselves(scene, self.harness)

    def test_an_unknown_secret_is_refused(self, granted: Scene) -> None:
        assert granted.outputs["refused"] is True

    def test_another_stack_has_secrets_of_its_own(self, made: Scene) -> None:
        other = self.harness.scene(programs.secrets, stack="other")
        assert not {*made.outputs["secrets"].values()} & {*other.outputs["secrets"].values()}

    def test_a_preview_says_what_the_update_does(self, kept: Scene, granted: Scene) -> None:
        for name, scene in (("kept", kept), ("granted", granted)):
            preview = self.scene(name, preview=True)
            assert contradictions(preview.facts, scene.facts) == []
            secrets.are_told_nowhere(preview, scene.outputs["secrets"])

    def test_there_is_no_static_key(self, made: Scene, kept: Scene, granted: Scene) -> None:
        for scene in (made, kept, granted):
            stores.has_no_static_key(scene)
