"""Clouds differ only where one of them says so, and the page says all of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from polycloud.abstractions.object_store import BucketSpec, ObjectStoreSpec
from polycloud.abstractions.setting import Obstacle
from polycloud.abstractions.support import Difference, Emulated, Supported, Unsupported, verdict
from polycloud_testing.contracts import Harness, programs
from polycloud_testing.contracts.differences import (
    KINDS,
    Asked,
    Finding,
    Kind,
    compare,
    idle,
    page,
    undeclared,
)
from polycloud_testing.contracts.differences.conditions import condition
from polycloud_testing.contracts.differences.kinds import Choice
from polycloud_testing.contracts.scene import Scene

from .harnesses import AWS, AZURE, GCP

ALL = (AWS, AZURE, GCP)
PAGE = Path(__file__).parents[2] / "docs" / "differences.md"
BUCKETS = next(kind for kind in KINDS if kind.title == "Buckets")


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    return compare(ALL)


def saying(harness: Harness, answer: Any) -> Harness:
    """The same adapter, with another answer to every spec; scenes that were made stay."""
    cloud = type("Saying", (type(harness.cloud),), {"support": lambda *_: answer})()
    changed = evolve(harness, cloud=cloud)
    changed._scenes.update(harness._scenes)
    return changed


def test_every_difference_in_facts_is_declared(findings: list[Finding]) -> None:
    assert undeclared(findings) == []


def test_every_declaration_is_borne_out_by_facts() -> None:
    assert idle(ALL) == []


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(ALL), "run `nox -s differences`"


def test_a_cloud_that_says_nothing_of_its_own_is_found_out(findings: list[Finding]) -> None:
    silent = undeclared(compare((saying(AWS, Supported()), AZURE, GCP), [BUCKETS]))
    assert {each.fact.partition(".")[0] for each in silent} == {"encryption", "aging"}
    (steps,) = {each.asked.logical for each in silent if each.fact == "aging.steps"}
    assert steps == "early"


def test_of_two_clouds_that_differ_it_is_enough_that_one_says_so() -> None:
    # Google Cloud declares the floor of TLS that it lacks; Azure has one and says nothing.
    found = [each for each in compare((GCP, AZURE), [BUCKETS]) if each.fact == "minimum_tls"]
    assert found
    assert undeclared(found) == []
    assert {tuple(each.declared) for each in found} == {("Google Cloud",)}


def test_a_declaration_that_facts_deny_is_named() -> None:
    wrong = Difference(("versioned", "encryption.owner"), "Buckets are versioned twice.")
    found = idle((saying(AWS, Supported((wrong,))), AZURE, GCP), [BUCKETS])
    assert len(found) == sum(map(len, BUCKETS.programs.values()))
    assert all(" on AWS: versioned is as elsewhere" in each for each in found)


def test_what_a_cloud_refuses_is_not_run_there_and_shown_as_such(findings: list[Finding]) -> None:
    frozen = [each for each in findings if each.asked.logical == "training/frozen"]
    (tags,) = [each for each in frozen if each.fact == "immutable_tags"]
    assert tags.values == {
        "AWS": "yes",
        "Google Cloud": "yes",
        "Microsoft Azure": "not offered",
    }
    assert "one by one" in tags.declared["Microsoft Azure"]
    assert all("Microsoft Azure" not in each.values for each in frozen if each is not tags)


def test_what_hides_behind_a_refusal_is_not_passed_over() -> None:
    refusing = saying(AZURE, Unsupported((Obstacle("versioned", "not here"),)))
    with pytest.raises(ValueError, match="Microsoft Azure refuses a part of buckets"):
        compare((AWS, refusing), [BUCKETS])


def test_another_kind_of_thing_is_a_line() -> None:
    asked = Asked("plain", ObjectStoreSpec({"plain": BucketSpec()}), frozenset())
    kind = Kind("Plain ones", Scene.bucket, {programs.buckets: (asked,)}, {"tags": "we have ours"})
    text = page(ALL, [kind])
    assert "## Plain ones" in text
    assert "| encryption: owner | anything | customer | provider | provider |" in text
    assert "- Not compared: tags, as we have ours." in text


def test_who_asks_is_told_what_he_would_not_expect_and_nothing_else() -> None:
    quiet = Difference(("encryption",), "It is locked.")
    loud = Difference(("restore_days",), "It is kept for a day.", told=True)
    assert verdict(differences=(quiet,)) == Supported((quiet,))
    assert verdict((), ("So what.",), (quiet, loud)) == Emulated(
        ("It is kept for a day.", "So what."), (quiet, loud)
    )


@pytest.mark.parametrize(
    ("fact", "concerned"),
    [
        ("encryption", True),
        ("encryption.owner", True),
        ("encryption_at_rest", False),
        ("tags", False),
    ],
)
def test_a_difference_concerns_what_it_names_and_the_parts_of_it(
    fact: str, concerned: bool
) -> None:
    assert Difference(("encryption", "aging.steps"), "").concerns(fact) is concerned


def spec(**settings: str) -> Asked:
    return Asked("x", None, frozenset(Choice(*each) for each in settings.items()))


PLAIN, VERSIONED = spec(), spec(versioned="true")
LASTING, BRIEF = spec(versioned="true", days="400"), spec(days="3")
EVERY = [PLAIN, VERSIONED, LASTING, BRIEF]


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (EVERY, "anything"),
        ([VERSIONED, LASTING], "`versioned`"),
        ([PLAIN, BRIEF], "unless `versioned`"),
        ([BRIEF], "`days: 3`"),
        ([LASTING], "`days: 400`, `versioned`"),
        ([VERSIONED], "`versioned` unless `days`"),
        ([PLAIN], "unless `days` or `versioned`"),
        ([PLAIN, LASTING], "the usual; `days: 400`, `versioned`"),
    ],
)
def test_specs_are_told_apart_in_few_words(chosen: list[Asked], words: str) -> None:
    assert condition(chosen, EVERY) == words


def test_the_command_writes_the_page_and_tells_what_is_not_declared(tmp_path: Path) -> None:
    (tmp_path / "silent.py").write_text(
        "from attrs import evolve\n"
        "from polycloud.abstractions.support import Supported\n"
        "from tests.contracts.harnesses import AWS, GCP\n"
        "silent = type('Silent', (type(GCP.cloud),), {'support': lambda *_: Supported()})()\n"
        "GCP = evolve(GCP, cloud=silent)\n"
    )
    words = [sys.executable, "-m", "polycloud_testing.contracts.differences", "silent", "-o"]
    done = subprocess.run(
        [*words, str(tmp_path / "page.md")],
        env={"PATH": "", "PYTHONPATH": f"{Path(__file__).parents[2]}:{tmp_path}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "not declared: Buckets (plain), minimum_tls: AWS 1.2, Google Cloud none" in done.stderr
    assert (tmp_path / "page.md").read_text().startswith("# Where clouds differ")
