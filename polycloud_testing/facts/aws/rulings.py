"""What policy statements say of a store, action by action."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Final, cast

from attrs import frozen

from polycloud_testing.facts.access import ANYONE, Grant, Verb
from polycloud_testing.facts.aws.actions import (
    BUCKET_ACTIONS,
    ESSENTIAL,
    NO_STORE,
    OBJECT_ACTIONS,
    PARTIAL_VERBS,
    REPOSITORY_ACTIONS,
    TABLE_ACTIONS,
)
from polycloud_testing.facts.aws.conditions import Request, as_texts, met
from polycloud_testing.facts.aws.patterns import as_glob, has_variable, matches, matches_some
from polycloud_testing.facts.aws.statements import Scope, Statement
from polycloud_testing.facts.unknown import Unknown, first

_PREFIX_KEY: Final = "s3:prefix"
_PREFIX_OPERATORS: Final = ("StringLike", "StringEquals")


@frozen
class Ruling:
    """One statement's word on one action: for whom, and on which keys."""

    who: str
    action: str
    verbs: tuple[Verb, ...]
    keys: str
    denied: bool
    doubt: Unknown | None


@frozen(eq=False)
class Target:
    """A store as policies see it: its ARN, and the actions on it and on what is in it.

    There is one for each ARN, so that what is found out of it can be kept.
    """

    service: str
    arn: str
    own: Mapping[str, tuple[Verb, ...]]
    inner: Mapping[str, tuple[Verb, ...]]


@cache
def bucket_target(arn: str) -> Target:
    """A bucket and its objects."""
    return Target("s3", arn, BUCKET_ACTIONS, OBJECT_ACTIONS)


@cache
def table_target(arn: str) -> Target:
    """A table; its indexes are reached with it."""
    return Target("dynamodb", arn, TABLE_ACTIONS, {})


@cache
def repository_target(arn: str) -> Target:
    """A repository of images."""
    return Target("ecr", arn, REPOSITORY_ACTIONS, {})


def rulings(
    statements: Iterable[Statement],
    target: Target,
    request: Request,
    holder: str | None = None,
) -> Iterator[Ruling]:
    """What the statements say of a store to a request of this kind.

    ``holder`` is the principal that the policy is attached to, None for a policy attached
    to the store. Statements whose conditions the request does not meet say nothing.
    """
    for statement in statements:
        conditions, prefixes = _split(statement.conditions)
        plain = met(conditions, request)
        listing = met(statement.conditions, request) if prefixes is None else plain
        public = statement.allows and ("AWS", "*") in statement.principals
        if public and plain is False:
            # Whoever may be anyone may also be someone who meets the conditions.
            plain = listing = Unknown("Anyone is let in under a condition.")
        if plain is False and listing is False:
            continue
        people = (holder,) if holder is not None else tuple(map(_who, statement.names))
        for action, verbs, keys, sure in _covered(statement.scope, target):
            lists = Verb.LIST in verbs and target.service == "s3"
            # Requests other than listings bring no prefix, so a condition on it is not met.
            answer = listing if lists else (plain if prefixes is None else False)
            if answer is False:
                continue
            doubt = answer if isinstance(answer, Unknown) else sure
            for who in people:
                for pattern in prefixes if lists and prefixes is not None else (keys,):
                    yield Ruling(who, action, verbs, pattern, not statement.allows, doubt)
        unknown = _unknown_action(statement, target)
        if unknown is not None and statement.allows:
            for who in people:
                for verb in Verb:
                    yield Ruling(who, "", (verb,), "*", denied=False, doubt=unknown)


def grants(found: Iterable[Ruling], target: Target) -> Iterator[Grant]:
    """The rulings in neutral words."""
    every = list(found)
    for ruling in every:
        for verb in ruling.verbs:
            doubt = ruling.doubt
            if verb in PARTIAL_VERBS and ruling.action and ruling.action not in ESSENTIAL:
                if ruling.denied:
                    continue
                doubt = first(doubt, Unknown(f"Only {ruling.action} is allowed, a part of it."))
            elif verb not in PARTIAL_VERBS and ruling.denied and not _all(verb, every, target):
                doubt = first(doubt, Unknown(f"Of what it takes, {ruling.action} is refused."))
            yield Grant(ruling.who, verb, ruling.keys, ruling.denied, doubt)


def _all(verb: Verb, found: Iterable[Ruling], target: Target) -> bool:
    """Whether every action of a verb is refused to everybody."""
    actions = {a for table in (target.own, target.inner) for a, v in table.items() if verb in v}
    return actions <= refused(found)


def refused(found: Iterable[Ruling]) -> frozenset[str]:
    """The actions that are refused to everybody, on everything in the store."""
    return frozenset(
        ruling.action
        for ruling in found
        if ruling.denied and ruling.doubt is None and (ruling.who, ruling.keys) == (ANYONE, "*")
    )


@lru_cache(maxsize=16384)
def _covered(
    scope: Scope, target: Target
) -> tuple[tuple[str, tuple[Verb, ...], str, Unknown | None], ...]:
    """The actions that a statement covers on a store, with keys and what makes it unsure."""
    reached, keys = _reaches(scope, target.arn), tuple(_keys(scope, target.arn))
    own = (
        (action, verbs, "*", doubt)
        for action, verbs in target.own.items()
        if reached and scope.is_about(action)
        for doubt in reached
    )
    inner = (
        (action, verbs, pattern, doubt)
        for action, verbs in target.inner.items()
        if keys and scope.is_about(action)
        for pattern, doubt in keys
    )
    return (*own, *inner)


def _reaches(scope: Scope, arn: str) -> list[Unknown | None]:
    """One item when the statement's resources include the ARN: None, or a doubt."""
    if any(map(has_variable, scope.resources)):
        return [Unknown("It holds on resources that differ by who asks.")]
    named = any(matches(pattern, arn) for pattern in scope.resources)
    return [None] if named != scope.other_resources else []


def _keys(scope: Scope, arn: str) -> Iterator[tuple[str, Unknown | None]]:
    """Patterns of the keys that the statement's resources include."""
    if any(map(has_variable, scope.resources)):
        yield "*", Unknown("It holds on objects that differ by who asks.")
        return
    patterns = [rest for each in scope.resources for rest in matches_some(each, f"{arn}/")]
    if not scope.other_resources:
        yield from ((pattern, None) for pattern in patterns)
    elif not patterns:
        yield "*", None
    elif "*" not in patterns:
        yield "*", Unknown("It holds on all objects but some.")


def _split(
    conditions: Mapping[str, Any],
) -> tuple[Mapping[str, Any], tuple[str, ...] | None]:
    """The conditions apart from one on the prefix of a listing, and the prefixes it takes."""
    for operator in _PREFIX_OPERATORS:
        block = cast("Mapping[str, Any]", conditions.get(operator, {}))
        name = next((key for key in block if key.lower() == _PREFIX_KEY), None)
        if name is None or any(map(has_variable, as_texts(block[name]))):
            continue
        like = operator == "StringLike"
        prefixes = tuple(as_glob(text if like else _exact(text)) for text in as_texts(block[name]))
        others = {key: value for key, value in block.items() if key != name}
        return {**conditions, operator: others}, prefixes
    return conditions, None


def _exact(text: str) -> str:
    """The text as a pattern that matches nothing else."""
    return "".join(f"${{{c}}}" if c in "*?$" else c for c in text)


def _who(name: str) -> str:
    return ANYONE if name == "*" else name


def _unknown_action(statement: Statement, target: Target) -> Unknown | None:
    """A doubt when the statement names an action of the store's service that is not known."""
    if statement.scope.other_actions:
        return None
    known = (*target.own, *target.inner)
    unknown = next(
        (a for a in statement.scope.actions if not _is_known(a, target.service, known)), None
    )
    return None if unknown is None else Unknown(f"What {unknown} allows is not known here.")


@lru_cache(maxsize=4096)
def _is_known(action: str, service: str, known: tuple[str, ...]) -> bool:
    """Whether an action is another service's, or means some that are known."""
    named, _, name = action.lower().partition(":")
    every = (*known, *(f"{service}:{each}" for each in NO_STORE[service].split()))
    return named != service or any(matches(f"{named}:{name}", each.lower()) for each in every)
