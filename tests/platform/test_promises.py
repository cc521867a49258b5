"""What is asserted of every placement would notice what is wrong."""

from __future__ import annotations

from functools import cache

import pytest
from attrs import evolve

from polycloud.facts import Access, Facts, Grant, StaticKey, Verb, known, read_facts
from tests.platform import promises
from tests.platform.test_up import deploy


@cache
def facts() -> Facts:
    return read_facts(deploy({"enable_tpu_training": "true"}).graph)


def with_models(*, without: str = "", more: tuple[Grant, ...] = ()) -> Facts:
    """The facts, had the models other grants: none to ``without``, and ``more``."""

    def changed(access: Access) -> Access:
        return Access((*(each for each in access.grants if each.who != without), *more))

    kept = [
        evolve(each, access=changed(known(each.access))) if each.urn.endswith("models") else each
        for each in facts().buckets
    ]
    return evolve(facts(), buckets=tuple(kept))


def named(ending: str) -> str:
    return next(each.name for each in facts().principals if each.urn.endswith(ending))


def test_what_is_deployed_is_what_was_asked() -> None:
    promises.gives_exactly_what_was_asked(facts())


@pytest.mark.parametrize("who", ["user:somebody@example.com", "::training", "-server"])
def test_a_right_too_many_is_noticed(who: str) -> None:
    name = who if who.startswith("user:") else named(who)
    with pytest.raises(AssertionError):
        promises.gives_exactly_what_was_asked(with_models(more=(Grant(name, Verb.CHANGE_ACCESS),)))


def test_a_right_that_is_missing_is_noticed() -> None:
    with pytest.raises(AssertionError):
        promises.gives_exactly_what_was_asked(with_models(without=named("-server")))


def test_a_static_key_is_noticed() -> None:
    key = StaticKey("aws", "iam.AccessKey", "urn:key")
    with pytest.raises(AssertionError):
        promises.has_no_static_key(evolve(facts(), static_keys=(key,)))
