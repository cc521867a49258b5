"""When Cloud Storage moves objects, and when it deletes them.

https://cloud.google.com/storage/docs/lifecycle
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from polycloud.graph import Resource
from polycloud_testing.facts.aging import AgeStep, Aging, Tier, aging_of
from polycloud_testing.facts.resources import anything_hidden, at, hidden, label, listed
from polycloud_testing.facts.unknown import Fact, Unknown

_TIERS: Final = {
    "STANDARD": Tier.HOT,
    "MULTI_REGIONAL": Tier.HOT,
    "REGIONAL": Tier.HOT,
    "DURABLE_REDUCED_AVAILABILITY": Tier.HOT,
    "NEARLINE": Tier.COOL,
    "COLDLINE": Tier.COLD,
    "ARCHIVE": Tier.ARCHIVE,
}

_CONDITIONS: Final = frozenset(
    {
        *("age", "withState", "matchesPrefixes", "daysSinceNoncurrentTime", "numNewerVersions"),
        *("sendAgeIfZero", "sendDaysSinceNoncurrentTimeIfZero", "sendNumNewerVersionsIfZero"),
    }
)

Rule = Mapping[str, Any]


class _NotJudged(Exception):  # noqa: N818 - says what happened
    """A part of a rule that is not understood."""


def read_aging(bucket: Resource, versioned: Fact[bool]) -> Fact[Aging]:
    """What the bucket's rules say of all objects, and of those under prefixes."""
    rules = listed(bucket, "lifecycleRules")
    first = at(bucket, "storageClass", "STANDARD")
    if isinstance(rules, Unknown) or anything_hidden(rules):
        return hidden(bucket, "lifecycleRules")
    if isinstance(versioned, Unknown):
        return versioned
    if isinstance(first, Unknown):
        return first
    if first not in _TIERS:
        return Unknown(f"The storage class {first} is not known here.")
    try:
        steps = [step for rule in rules for step in _steps(rule)]
        days = [day for rule in rules for day in _version_days(rule)] if versioned else []
    except _NotJudged as part:
        return Unknown(f"{part} in the rules of {label(bucket)} is not judged here.")
    return aging_of(steps, first=_TIERS[first], version_days=min(days, default=None))


def _steps(rule: Rule) -> Iterator[AgeStep]:
    """The steps that a rule has live objects take."""
    action, condition = _action(rule), _condition(rule)
    if action == "AbortIncompleteMultipartUpload" or not _is_about(condition, "LIVE"):
        return
    if "age" not in condition or set(condition) & {"numNewerVersions", "daysSinceNoncurrentTime"}:
        raise _NotJudged("A rule without an age")
    for prefix in condition.get("matchesPrefixes") or [""]:
        keys = "".join(f"[{c}]" if c in "*?[" else c for c in prefix) + "*"
        yield AgeStep(int(condition["age"]), _tier(rule), keys)


def _version_days(rule: Rule) -> Iterator[int]:
    """After how many days a rule deletes a version, or could.

    A version is as old as the object it was: one that is replaced at once has all the days.
    """
    condition = _condition(rule)
    if _action(rule) != "Delete" or not _is_about(condition, "ARCHIVED"):
        return
    since, age = condition.get("daysSinceNoncurrentTime"), condition.get("age")
    found = [int(days) for days in (since, age) if days is not None]
    yield max(found, default=0)


def _action(rule: Rule) -> str:
    action: Any = cast("Rule", rule.get("action") or {}).get("type")
    if action not in ("Delete", "SetStorageClass", "AbortIncompleteMultipartUpload"):
        raise _NotJudged(f"The action {action}")
    return str(action)


def _tier(rule: Rule) -> Tier:
    if _action(rule) == "Delete":
        return Tier.GONE
    name = rule["action"].get("storageClass")
    if name not in _TIERS:
        raise _NotJudged(f"The storage class {name}")
    return _TIERS[name]


def _condition(rule: Rule) -> Rule:
    condition = {
        name: value
        for name, value in cast("Rule", rule.get("condition") or {}).items()
        if value not in (None, [], "")
    }
    if surplus := set(condition) - _CONDITIONS:
        raise _NotJudged(f"The condition {min(surplus)}")
    return condition


def _is_about(condition: Rule, state: str) -> bool:
    """Whether the rule is about objects that are live, or about versions (``ARCHIVED``)."""
    versions_only = {"daysSinceNoncurrentTime", "numNewerVersions"} & set(condition)
    if versions_only and state == "LIVE":
        return False
    found = condition.get("withState", "ANY")
    if found not in ("ANY", "LIVE", "ARCHIVED"):
        raise _NotJudged(f"The state {found}")
    return found in ("ANY", state)
