"""What is asserted of every placement would notice what is wrong."""

from __future__ import annotations

from functools import cache

import pytest
from attrs import evolve

from polycloud_testing.facts import (
    EVERYTHING,
    Access,
    Facts,
    Grant,
    Opening,
    StaticKey,
    Verb,
    known,
    read_facts,
)
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


def test_a_link_that_is_missing_or_down_is_noticed() -> None:
    pairs = frozenset({frozenset({"aws", "gcp"})})
    promises.has_exactly_these_links(facts(), pairs)
    end = facts().links[0]
    without = tuple(evolve(each, bgp=False) for each in known(end.tunnels))
    for links in ((), (evolve(end, tunnels=without), facts().links[1])):
        with pytest.raises(AssertionError):
            promises.has_exactly_these_links(evolve(facts(), links=links), pairs)


def test_what_answers_the_internet_is_noticed() -> None:
    promises.answers_the_internet_only_where_declared(facts())
    opened = tuple(
        evolve(each, public=frozenset({Opening(EVERYTHING, "tcp", 22, 22)}))
        for each in facts().endpoints
    )
    with pytest.raises(AssertionError):
        promises.answers_the_internet_only_where_declared(evolve(facts(), endpoints=opened))
