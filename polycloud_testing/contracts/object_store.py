"""What a store of buckets owes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pytest

from polycloud.abstractions.object_store import BucketSpec
from polycloud_testing.contracts import programs, stores
from polycloud_testing.contracts.base import Contract
from polycloud_testing.contracts.harness import Program
from polycloud_testing.contracts.scene import Scene, contradictions
from polycloud_testing.facts import Aging, Tier, known

_KEYS = ("", "any/key", "logs/x")
_CHEAPER = (Tier.COOL, Tier.COLD)
_VERSION_DAYS = 30
"""A replaced version is there for a month at least, unless the bucket deletes by age."""


class ObjectStoreContract(Contract):
    """Buckets by themselves: `polycloud.abstractions.object_store.ObjectStore`.

    ``made`` are buckets of every kind, ``kept`` the same with ``protect``, ``preview`` what a
    preview says of the first.
    """

    scenes: ClassVar[Mapping[str, Program]] = {
        "made": programs.buckets,
        "kept": programs.protected_buckets,
    }

    @pytest.fixture
    def made(self) -> Scene:
        """Buckets of every kind."""
        return self.scene("made")

    @pytest.fixture
    def kept(self) -> Scene:
        """The same, protected."""
        return self.scene("kept")

    @pytest.fixture
    def preview(self) -> Scene:
        """What a preview says of the buckets."""
        return self.scene("made", preview=True)

    def test_there_is_one_bucket_for_every_logical_name(self, made: Scene) -> None:
        assert len(made.facts.buckets) == len(programs.BUCKETS)
        assert len({made.bucket(logical).urn for logical in programs.BUCKETS}) == len(
            programs.BUCKETS
        )

    def test_no_bucket_is_public(self, made: Scene) -> None:
        for _, bucket in made.stores():
            stores.is_private(bucket)

    def test_the_public_stays_out_even_if_somebody_lets_it_in(self, made: Scene) -> None:
        for logical in programs.BUCKETS:
            assert known(made.bucket(logical).public_prevented) is True

    def test_no_object_has_an_access_list_of_its_own(self, made: Scene) -> None:
        for logical in programs.BUCKETS:
            assert known(made.bucket(logical).object_lists) is False

    def test_nobody_is_let_in_before_a_grant(self, made: Scene) -> None:
        for _, bucket in made.stores():
            stores.lets_in_only(bucket, frozenset())

    def test_nobody_is_locked_out(self, made: Scene) -> None:
        for _, bucket in made.stores():
            stores.locks_nobody_out(bucket)

    def test_data_is_encrypted_at_rest(self, made: Scene) -> None:
        for _, bucket in made.stores():
            stores.is_encrypted(bucket, self.harness)

    def test_nothing_is_taken_without_tls(self, made: Scene) -> None:
        for _, bucket in made.stores():
            stores.takes_only_tls(bucket)

    def test_versions_are_kept_where_asked_and_nowhere_else(self, made: Scene) -> None:
        for logical, spec in programs.BUCKETS.items():
            assert known(made.bucket(logical).versioned) is spec.versioned

    def test_a_version_is_kept_for_a_month_at_least(self, made: Scene) -> None:
        for logical, spec in programs.BUCKETS.items():
            days = known(made.bucket(logical).aging).version_days
            least = min(spec.delete_after_days or _VERSION_DAYS, _VERSION_DAYS)
            assert days is None or days >= least

    def test_objects_cool_when_asked_and_not_before(self, made: Scene) -> None:
        for logical, spec in programs.BUCKETS.items():
            aging = known(made.bucket(logical).aging)
            if spec.cool_after_days is not None:
                _is_at(aging, spec.cool_after_days - 1, (Tier.HOT,))
                _is_at(aging, spec.cool_after_days, _CHEAPER)

    def test_objects_are_archived_when_asked_and_not_before(self, made: Scene) -> None:
        for logical, spec in programs.BUCKETS.items():
            aging = known(made.bucket(logical).aging)
            if spec.archive_after_days is not None:
                _is_at(aging, spec.archive_after_days - 1, _before_archive(spec))
                _is_at(aging, spec.archive_after_days, (Tier.ARCHIVE,))

    def test_objects_are_deleted_when_asked_and_not_before(self, made: Scene) -> None:
        for logical, spec in programs.BUCKETS.items():
            aging = known(made.bucket(logical).aging)
            if spec.delete_after_days is not None:
                for key in _KEYS:
                    assert aging.tier_at(spec.delete_after_days - 1, key) is not Tier.GONE
                _is_at(aging, spec.delete_after_days, (Tier.GONE,))

    def test_objects_stay_as_they_are_where_nothing_is_asked(self, made: Scene) -> None:
        for logical, spec in programs.BUCKETS.items():
            aging = known(made.bucket(logical).aging)
            if spec.cool_after_days is None and spec.archive_after_days is None:
                _is_at(aging, (spec.delete_after_days or 100_000) - 1, (Tier.HOT,))
            if spec.delete_after_days is None:
                for key in _KEYS:
                    assert aging.tier_at(100_000, key) is not Tier.GONE

    def test_deleted_objects_can_be_restored_as_long_as_promised(self, made: Scene) -> None:
        for logical, spec in programs.BUCKETS.items():
            if spec.delete_after_days is None:
                assert known(made.bucket(logical).restore_days) == self.harness.undelete_days

    def test_buckets_are_where_they_were_asked_for(self, made: Scene) -> None:
        for _, bucket in made.stores():
            stores.is_placed(bucket, self.harness)

    def test_buckets_have_the_deployments_tags(self, made: Scene) -> None:
        for _, bucket in made.stores():
            stores.is_tagged(bucket)

    def test_a_destroy_takes_buckets_that_are_not_protected(self, made: Scene) -> None:
        for _, bucket in made.stores():
            stores.is_taken_by_destroy(bucket, self.harness)

    def test_a_destroy_leaves_protected_buckets_with_all_their_settings(self, kept: Scene) -> None:
        for _, bucket in kept.stores():
            stores.is_left_by_destroy(bucket)

    def test_protected_buckets_are_as_good_as_others(self, made: Scene, kept: Scene) -> None:
        for logical in programs.BUCKETS:
            one, other = made.bucket(logical), kept.bucket(logical)
            assert known(one.aging) == known(other.aging)
            assert known(one.versioned) == known(other.versioned)
            assert known(one.restore_days) == known(other.restore_days)
            stores.is_sound(other, self.harness)

    def test_protected_buckets_are_granted_like_others(self, kept: Scene) -> None:
        for identity in self.harness.identities:
            who = kept.who(identity).principal
            stores.holds(kept.bucket("plain"), who, stores.ADMINISTERS, "some/key")
            stores.holds_at_most(kept.bucket("plain"), who, stores.MAY_ADMINISTER)
        for logical, bucket in kept.stores():
            expected = kept.principals() if logical == "plain" else frozenset[str]()
            stores.lets_in_only(bucket, expected)

    def test_everybody_comes_as_themselves_only(self, made: Scene, kept: Scene) -> None:
        for scene in (made, kept):
            stores.admits_only_themselves(scene, self.harness)

    def test_there_is_no_static_key(self, made: Scene, kept: Scene) -> None:
        for scene in (made, kept):
            stores.has_no_static_key(scene)

    def test_a_preview_says_what_the_update_does(self, made: Scene, preview: Scene) -> None:
        assert contradictions(preview.facts, made.facts) == []

    def test_no_two_stacks_have_a_bucket_of_the_same_name(self) -> None:
        scenes = [
            self.harness.scene(programs.buckets),
            self.harness.scene(programs.buckets, stack="prod"),
            self.harness.scene(programs.buckets, project="contract", stack="sdev"),
            self.harness.scene(programs.buckets, organization="umbrella"),
            self.harness.scene(programs.buckets, salt="deadbeef"),
            self.harness.scene(programs.buckets, project="a-very-long-project-name" * 3),
        ]
        names = [name for scene in scenes for name in scene.outputs["buckets"].values()]
        assert len(set(names)) == len(scenes) * len(programs.BUCKETS)


def _is_at(aging: Aging, days: int, tiers: tuple[Tier, ...]) -> None:
    for key in _KEYS:
        assert aging.tier_at(days, key) in tiers, f"{key!r} after {days} days"


def _before_archive(spec: BucketSpec) -> tuple[Tier, ...]:
    return _CHEAPER if spec.cool_after_days is not None else (Tier.HOT,)
