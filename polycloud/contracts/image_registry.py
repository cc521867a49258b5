"""What a registry of images owes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pytest

from polycloud.contracts import programs, registries
from polycloud.contracts.base import Contract
from polycloud.contracts.harness import Program
from polycloud.contracts.scene import Scene
from polycloud.facts import known


class ImageRegistryContract(Contract):
    """Registries, and grants on them: `polycloud.abstractions.image_registry.ImageRegistry`.

    ``made`` are registries of every kind, ``kept`` is one with ``protect`` and grants, in
    ``granted`` every identity has every access, in a registry of its own for each.
    """

    scenes: ClassVar[Mapping[str, Program]] = {
        "made": programs.registries,
        "kept": programs.protected_registry,
        "granted": programs.image_grants,
    }

    @pytest.fixture
    def made(self) -> Scene:
        """Registries of every kind."""
        return self.scene("made")

    @pytest.fixture
    def kept(self) -> Scene:
        """A protected one, with grants."""
        return self.scene("kept")

    @pytest.fixture
    def granted(self) -> Scene:
        """Every identity with every access."""
        return self.scene("granted")

    def test_registries_are_sound(self, made: Scene) -> None:
        for _, registry in made.registries():
            registries.is_sound(registry, self.harness)
            registries.lets_in_only(registry, frozenset())

    def test_a_destroy_takes_what_is_not_protected(self, made: Scene) -> None:
        for _, registry in made.registries():
            registries.is_taken_by_destroy(registry)

    def test_images_without_a_tag_expire_as_asked(self, made: Scene) -> None:
        for spec in programs.REGISTRIES.values():
            (name,) = spec.repositories
            assert known(made.registry(name).untagged_days) == spec.untagged_expire_days

    def test_images_with_a_tag_stay(self, made: Scene) -> None:
        for _, registry in made.registries():
            assert known(registry.tagged_kept) is True

    def test_tags_may_be_moved_where_asked(self, made: Scene) -> None:
        for _, registry in made.registries():
            assert known(registry.immutable_tags) is False

    def test_images_are_scanned_on_push(self, made: Scene) -> None:
        for _, registry in made.registries():
            if self.harness.scans_images:
                assert known(registry.scanned) is True

    def test_images_are_not_scanned_where_asked(self) -> None:
        if not self.harness.scans_images:
            pytest.skip("the adapter has no scanning of its own to leave out")
        made = self.harness.scene(programs.unscanned_registry)
        assert known(made.registry("training/unscanned").scanned) is False

    def test_tags_stay_with_their_images_where_asked(self) -> None:
        if not self.harness.freezes_tags:
            pytest.skip("the adapter says beforehand that it cannot")
        made = self.harness.scene(programs.frozen_registry)
        assert known(made.registry("training/frozen").immutable_tags) is True

    def test_another_stack_has_other_addresses(self, made: Scene) -> None:
        other = self.harness.scene(programs.registries, stack="other")
        mine, others = made.outputs["registries"], other.outputs["registries"]
        assert not {*mine.values()} & {*others.values()}

    def test_a_destroy_leaves_what_is_protected(self, kept: Scene) -> None:
        registry = kept.registry("training/kept")
        registries.is_left_by_destroy(registry)
        registries.is_sound(registry, self.harness)
        assert known(registry.untagged_days) is not None
        registries.lets_in_only(registry, kept.principals())

    def test_each_access_is_as_wide_as_it_says(self, granted: Scene, identity: str) -> None:
        who = granted.who(identity).principal
        for name, access in programs.IMAGE_GRANTS.items():
            registries.holds_exactly(granted.registry(name), who, access)

    def test_a_grant_is_of_one_repository(self, granted: Scene) -> None:
        if self.harness.grants_repositories:
            registries.lets_in_only(granted.registry("other/images"), frozenset())

    def test_a_grant_lets_nobody_else_in(self, granted: Scene) -> None:
        for _, registry in granted.registries():
            registries.is_sound(registry, self.harness)
            registries.lets_in_only(registry, granted.principals())

    def test_there_is_no_static_key(self, made: Scene, kept: Scene, granted: Scene) -> None:
        for scene in (made, kept, granted):
            assert scene.facts.static_keys == ()
