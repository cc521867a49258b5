"""The mutation check itself: a hole in a suite lets a mutant through, and it is named."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import ModuleType
from typing import ClassVar

import pytest
from attrs import evolve

from polycloud.graph import ResourceGraph
from polycloud_testing.contracts import Harness, programs, stores
from polycloud_testing.contracts.base import Contract
from polycloud_testing.contracts.harness import Program
from polycloud_testing.contracts.mutation.__main__ import main
from polycloud_testing.contracts.mutation.exclusions import Exclusion
from polycloud_testing.contracts.mutation.intruders import Intruder, Stray
from polycloud_testing.contracts.mutation.suites import Score, scores
from polycloud_testing.contracts.mutation.values import changes
from polycloud_testing.contracts.scene import Scene
from polycloud_testing.facts import Facts, known, read_facts

from .harnesses import GCP

_BARE = evolve(GCP, exclusions=(), intruders=(), strays=())
_UNVERSIONED = "gcp:storage/bucket:Bucket store-versioned: versioning.enabled turned off"
_OPENED = "gcp:storage/bucket:Bucket store-plain: publicAccessPrevention weakened"


class Holed(Contract):
    """Looks at the public, and at nothing else."""

    harness = _BARE
    scenes: ClassVar[Mapping[str, Program]] = {"made": programs.buckets}

    def test_the_public_stays_out(self, made: Scene) -> None:
        for logical in programs.BUCKETS:
            assert known(made.bucket(logical).public_prevented) is True


class Closed(Holed):
    """Looks at versions, too."""

    def test_versions_are_kept(self, made: Scene) -> None:
        for logical, spec in programs.BUCKETS.items():
            assert known(made.bucket(logical).versioned) is spec.versioned


def _score(suite: type[Contract], harness: Harness = _BARE) -> Score:
    class Suite(suite):
        pass

    Suite.harness = harness
    (found,) = scores(Suite)
    return found


def test_a_hole_lets_a_mutant_through_by_name() -> None:
    survivors = [str(each) for each in _score(Holed).survivors]
    assert _UNVERSIONED in survivors
    assert _OPENED not in survivors


def test_a_case_more_notices_it() -> None:
    holed, closed = _score(Holed), _score(Closed)
    assert _UNVERSIONED not in [str(each) for each in closed.survivors]
    assert closed.total == holed.total
    assert closed.noticed > holed.noticed


def test_an_exclusion_takes_what_got_through_and_nothing_else() -> None:
    exclusion = Exclusion("gcp:storage/*", "versioning*", "for the test")
    bare, excluding = _score(Holed), _score(Holed, evolve(_BARE, exclusions=(exclusion,)))
    assert _UNVERSIONED not in [str(each) for each in excluding.survivors]
    assert excluding.noticed == bare.noticed
    assert excluding.excluded == bare.total - excluding.total
    assert excluding.used == {exclusion}

    everything = evolve(_BARE, exclusions=(Exclusion("*", "*", "all"),))
    assert _score(Holed, everything).noticed == bare.noticed


def test_a_resource_too_many_is_a_mutant() -> None:
    acl = Intruder("gcp:storage/bucketACL:BucketACL")
    bare, intruded = _score(Holed), _score(Holed, evolve(_BARE, intruders=(acl,)))
    assert intruded.total == bare.total + 1
    assert intruded.noticed == bare.noticed + 1


def test_an_intruder_is_beside_each_resource_of_its_host_s_type() -> None:
    token = "gcp:storage/bucket:Bucket"
    acl = Intruder("gcp:storage/bucketACL:BucketACL", host=token, by={"bucket": "name"})
    bare, intruded = _score(Holed), _score(Holed, evolve(_BARE, intruders=(acl,)))
    assert intruded.total == bare.total + len(programs.BUCKETS)
    (bucket, *_) = _BARE.scene(programs.buckets).graph.by_type(token)
    assert acl.beside(bucket).inputs == {"bucket": bucket.outputs["name"]}


def test_a_setting_too_many_is_a_mutant() -> None:
    website = Stray("gcp:storage/bucket:Bucket", "website.mainPageSuffix", "index.html")
    strayed = _score(Holed, evolve(_BARE, strays=(website,)))
    assert strayed.total == _score(Holed).total + len(programs.BUCKETS)


def test_a_reader_that_fails_is_a_finding() -> None:
    def read(graph: ResourceGraph) -> Facts:
        for each in graph:
            if each.type == "gcp:storage/bucket:Bucket" and "storageClass" not in each.inputs:
                raise AttributeError("storageClass")
        return read_facts(graph)

    found = _score(Holed, evolve(_BARE, read=read)).broken
    assert len(found) == len(programs.BUCKETS)
    assert all("storageClass dropped: AttributeError" in each for each in found)


def test_what_fails_unchanged_is_no_suite() -> None:
    class Failing(Holed):
        def test_everything_is_versioned(self, made: Scene) -> None:
            for _, bucket in made.stores():
                stores.is_encrypted(bucket, self.harness)
            assert known(made.bucket("plain").versioned) is True

    with pytest.raises(AssertionError):
        _score(Failing)


def test_survivors_are_printed_and_fail_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = ModuleType("holed")
    monkeypatch.setitem(sys.modules, "holed", module)
    monkeypatch.setattr(Holed, "__module__", "holed")
    setattr(module, "Holed", Holed)  # noqa: B010 - a module has no such attribute yet
    assert main(["holed"]) == 1
    printed = capsys.readouterr().out
    assert f"not noticed: {_UNVERSIONED}" in printed
    assert "gcp Holed" in printed


def test_documents_are_changed_from_within() -> None:
    policy = '{"Statement": [{"Sid": "One", "Effect": "Allow", "Action": ["s3:GetObject"]}]}'
    found = {(path, change): inputs for path, change, inputs in changes({"policy": policy})}
    assert '"Deny"' in found["policy.Statement(One).Effect", "weakened"]["policy"]
    assert '"*"' in found["policy.Statement(One).Action(s3:GetObject)", "widened"]["policy"]
    assert '"Principal": "*"' in found["policy", "opened to everybody"]["policy"]
    assert found["policy", "dropped"] == {}
    assert all(inputs != {"policy": policy} for inputs in found.values())
