"""What a registry of images owes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pytest

from polycloud.abstractions.identity import Access
from polycloud.abstractions.image_registry import ImageRegistrySpec
from polycloud_testing.contracts import programs, registries, stores
from polycloud_testing.contracts.base import Contract
from polycloud_testing.contracts.harness import Program
from polycloud_testing.contracts.scene import Scene, contradictions


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

    @pytest.fixture
    def previews(self) -> tuple[Scene, Scene]:
        """What previews say of registries, and of grants."""
        return self.scene("made", preview=True), self.scene("granted", preview=True)

    def test_registries_are_sound(self, made: Scene) -> None:
        for _, registry in made.registries():
            registries.is_sound(registry, self.harness)
            registries.lets_in_only(registry, frozenset())

    def test_a_destroy_takes_what_is_not_protected(self, made: Scene) -> None:
        for _, registry in made.registries():
            registries.is_taken_by_destroy(registry)

    def test_images_are_scanned_expire_and_keep_their_tags_as_asked(self, made: Scene) -> None:
        for spec in programs.REGISTRIES.values():
            (name,) = spec.repositories
            if self.harness.freezes_tags or not spec.immutable_tags:
                registries.is_as_asked(made.registry(name), spec, self.harness)

    def test_another_stack_has_other_addresses(self, made: Scene) -> None:
        other = self.harness.scene(programs.registries, stack="other")
        mine, others = made.outputs["registries"], other.outputs["registries"]
        assert not {*mine.values()} & {*others.values()}

    def test_a_destroy_leaves_what_is_protected(self, kept: Scene) -> None:
        for _, registry in kept.registries():
            registries.is_left_by_destroy(registry)

    def test_a_protected_registry_is_as_good_as_others(self, kept: Scene) -> None:
        for _, registry in kept.registries():
            registries.is_sound(registry, self.harness)
            registries.is_as_asked(registry, programs.KEPT, self.harness)

    def test_a_protected_registry_is_granted_like_others(self, kept: Scene, identity: str) -> None:
        registry = kept.registry("training/kept")
        who = kept.who(identity).principal
        registries.holds_exactly(registry, who, Access.WRITE, self.harness)
        registries.lets_in_only(registry, kept.principals())

    def test_each_access_is_as_wide_as_it_says(self, granted: Scene, identity: str) -> None:
        who = granted.who(identity).principal
        for name, access in programs.IMAGE_GRANTS.items():
            registries.holds_exactly(granted.registry(name), who, access, self.harness)

    def test_a_grant_is_of_one_registry(self, granted: Scene, kept: Scene) -> None:
        registries.lets_in_only(granted.registry("untouched/images"), frozenset())
        registries.lets_in_only(kept.registry("training/beside"), frozenset())

    def test_a_grant_is_of_one_repository(self, granted: Scene) -> None:
        if self.harness.grants_repositories:
            registries.lets_in_only(granted.registry("other/images"), frozenset())

    def test_a_grant_lets_nobody_else_in(self, granted: Scene) -> None:
        for _, registry in granted.registries():
            registries.lets_in_only(registry, granted.principals())

    def test_a_grant_changes_nothing_else_about_a_registry(self, granted: Scene) -> None:
        for logical, registry in granted.registries():
            registries.is_sound(registry, self.harness)
            registries.is_as_asked(registry, ImageRegistrySpec((logical,)), self.harness)
            registries.is_taken_by_destroy(registry)

    def test_everybody_comes_as_themselves_only(
        self, made: Scene, kept: Scene, granted: Scene
    ) -> None:
        for scene in (made, kept, granted):
            stores.admits_only_themselves(scene, self.harness)

    def test_there_is_no_static_key(self, made: Scene, kept: Scene, granted: Scene) -> None:
        for scene in (made, kept, granted):
            stores.has_no_static_key(scene)

    def test_a_preview_says_what_the_update_does(
        self, made: Scene, granted: Scene, previews: tuple[Scene, Scene]
    ) -> None:
        for earlier, later in zip(previews, (made, granted), strict=True):
            assert contradictions(earlier.facts, later.facts) == []
