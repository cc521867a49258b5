"""What a distribution of a bucket owes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pytest

from polycloud_testing.contracts import distribution_programs as programs
from polycloud_testing.contracts import stores
from polycloud_testing.contracts.base import Contract
from polycloud_testing.contracts.harness import TAGS, Program
from polycloud_testing.contracts.scene import Scene, contradictions
from polycloud_testing.facts import DistributionFacts, PlainHttp, Verb, known

_KEYS = ("model.bin", "folder/model.bin")
_PREFIXES = ("", "model", "folder/")
_LEADING = ("A", "AAAA", "CNAME")
"""The types of records that lead somewhere."""

_SAME = (
    *("enabled", "domains", "addresses", "plain_http", "minimum_tls", "origin_tls"),
    *("lifetime", "keyed"),
)
"""What is the same whether or not a bucket is protected."""


class DistributionContract(Contract):
    """Distributions of buckets: `polycloud.abstractions.distribution.Distribution`.

    ``made`` are distributions with and without a domain, ``kept`` the same in front of buckets
    with ``protect``, ``preview`` what a preview says of the first.
    """

    scenes: ClassVar[Mapping[str, Program]] = {
        "made": programs.distributions,
        "kept": programs.protected_distributions,
    }

    @pytest.fixture
    def made(self) -> Scene:
        """Distributions with and without a domain."""
        return self.scene("made")

    @pytest.fixture
    def kept(self) -> Scene:
        """The same in front of protected buckets."""
        return self.scene("kept")

    @pytest.fixture
    def preview(self) -> Scene:
        """What a preview says of the first."""
        return self.scene("made", preview=True)

    def test_each_serves_its_own_bucket_and_no_other(self, made: Scene) -> None:
        assert len(made.facts.distributions) == len(programs.DISTRIBUTIONS)
        assert len({each.urn for _, each in made.distributions()}) == len(programs.DISTRIBUTIONS)

    def test_it_answers_by_its_url_and_by_no_other_domain(self, made: Scene) -> None:
        for name, found in made.distributions():
            url, domain = made.outputs["urls"].get(name), programs.DISTRIBUTIONS[name].domain
            assert known(found.enabled) is (url is not None)
            assert url is not None or (domain is None and self.harness.edge_tls is None)
            hosts = known(found.domains)
            assert hosts - known(found.addresses) == ({domain} if domain else set())
            if url is not None:
                assert url.removeprefix("https://") in hosts
                assert domain is None or url == f"https://{domain}"

    def test_the_records_of_a_domain_lead_to_it(self, made: Scene) -> None:
        for name, found in made.distributions():
            domain = programs.DISTRIBUTIONS[name].domain
            if domain is not None:
                records = made.outputs["records"][name]
                leading = {f"{type_} {domain}" for type_ in _LEADING} & records.keys()
                assert leading
                assert {records[each] for each in leading} == known(found.addresses)

    def test_plain_http_is_redirected(self, made: Scene) -> None:
        for _, found in _answering(made):
            assert known(found.plain_http) is PlainHttp.REDIRECTED

    def test_a_domain_takes_no_old_tls(self, made: Scene) -> None:
        assert known(made.distribution("named").minimum_tls) in stores.MODERN_TLS

    def test_the_clouds_own_name_takes_the_tls_that_is_declared(self, made: Scene) -> None:
        usual = made.distribution("usual")
        if self.harness.edge_tls is not None:
            assert known(usual.minimum_tls) == self.harness.edge_tls

    def test_objects_come_from_the_bucket_by_tls(self, made: Scene) -> None:
        for _, found in made.distributions():
            assert known(found.origin_tls) is True

    def test_anyone_reads_objects_by_name_and_does_nothing_else(
        self, made: Scene, kept: Scene
    ) -> None:
        for found in _every(made, kept):
            assert known(found.public) == {Verb.READ} | self.harness.edge_shows

    def test_it_comes_to_the_bucket_as_itself_to_read_objects(
        self, made: Scene, kept: Scene
    ) -> None:
        for found in _every(made, kept):
            _reads_objects(found)
            beyond = known(found.rights).verbs(_principal(found)) - {Verb.READ, Verb.LIST}
            assert beyond <= self.harness.edge_shows
            assert known(found.rights).everybody == {_principal(found)}

    def test_no_other_distribution_comes_in_by_its_permission(
        self, made: Scene, kept: Scene
    ) -> None:
        for found in _every(made, kept):
            assert known(found.alone) is self.harness.tells_distributions_apart

    def test_nobody_has_another_answer_kept_in_an_objects_place(self, made: Scene) -> None:
        for _, found in made.distributions():
            assert known(found.keyed) is True

    def test_objects_are_kept_as_long_as_asked(self, made: Scene) -> None:
        self._keeps(made, programs.DISTRIBUTIONS)

    def test_other_times_are_kept_to_as_well(self) -> None:
        self._keeps(self.harness.scene(programs.timed_distributions), programs.TIMED)

    def test_buckets_are_as_private_as_before(self, made: Scene) -> None:
        self._leaves_buckets_as_they_are(made)
        for _, bucket in made.stores():
            stores.is_taken_by_destroy(bucket, self.harness)

    def test_protected_buckets_are_as_private_as_before(self, kept: Scene) -> None:
        self._leaves_buckets_as_they_are(kept)

    def test_a_destroy_takes_it(self, made: Scene) -> None:
        for _, found in made.distributions():
            _is_taken_by_destroy(found)

    def test_a_destroy_that_leaves_the_bucket_takes_it(self, kept: Scene) -> None:
        for _, bucket in kept.stores():
            stores.is_left_by_destroy(bucket)
        for _, found in kept.distributions():
            _is_taken_by_destroy(found)

    def test_one_of_a_protected_bucket_is_as_good_as_others(self, made: Scene, kept: Scene) -> None:
        for name, found in made.distributions():
            other = kept.distribution(name)
            for fact in _SAME:
                assert known(getattr(other, fact)) == known(getattr(found, fact)), fact

    def test_it_has_the_deployments_tags(self, made: Scene, kept: Scene) -> None:
        for found in _every(made, kept):
            tags = known(found.tags)
            assert tags is None or TAGS.items() <= tags.items()

    def test_everybody_comes_as_themselves_only(self, made: Scene, kept: Scene) -> None:
        for scene in (made, kept):
            stores.admits_only_themselves(scene, self.harness)

    def test_there_is_no_static_key(self, made: Scene, kept: Scene) -> None:
        for scene in (made, kept):
            stores.has_no_static_key(scene)

    def test_a_preview_says_what_the_update_does(self, made: Scene, preview: Scene) -> None:
        assert contradictions(preview.facts, made.facts) == []

    def _keeps(self, scene: Scene, specs: Mapping[str, programs.DistributionSpec]) -> None:
        for name, found in scene.distributions():
            spec, lifetime = specs[name], known(found.lifetime)
            assert lifetime.default == spec.default_ttl_seconds
            assert lifetime.maximum <= spec.max_ttl_seconds
            if self.harness.heeds_objects:
                assert lifetime.minimum == 0
                assert lifetime.maximum == spec.max_ttl_seconds
            else:
                assert lifetime.maximum == lifetime.default

    def _leaves_buckets_as_they_are(self, scene: Scene) -> None:
        readers = {name: _principal(found) for name, found in scene.distributions()}
        for logical, bucket in scene.stores():
            # A store's key may be one for all of its buckets.
            stores.is_sound(bucket, self.harness, outsiders=frozenset(readers.values()))
            expected = {readers[logical]} if logical in readers else set[str]()
            stores.lets_in_only(bucket, frozenset(expected))
            assert known(scene.bucket(logical).versioned) is False
            assert known(scene.bucket(logical).aging).steps == ()
            assert known(bucket.restore_days) == self.harness.undelete_days


def _every(*scenes: Scene) -> list[DistributionFacts]:
    return [found for scene in scenes for _, found in scene.distributions()]


def _answering(scene: Scene) -> list[tuple[str, DistributionFacts]]:
    return [(name, found) for name, found in scene.distributions() if known(found.enabled)]


def _principal(found: DistributionFacts) -> str:
    principal = known(found.principal)
    assert principal is not None
    return principal


def _reads_objects(found: DistributionFacts) -> None:
    rights, who = known(found.rights), _principal(found)
    for key in _KEYS:
        assert known(rights.can(who, Verb.READ, key))
    for prefix in _PREFIXES:
        assert not known(rights.can(who, Verb.LIST, prefix))


def _is_taken_by_destroy(found: DistributionFacts) -> None:
    what = known(found.protection)
    assert what.removed
    assert what.kept == ()
    assert not what.refused_by_cloud
    assert what.stuck == ()
