"""When Blob Storage moves blobs, and when it deletes them.

https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-policy-structure
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from polycloud.graph import Resource
from polycloud_testing.facts.aging import AgeStep, Aging, Tier, aging_of
from polycloud_testing.facts.resources import anything_hidden, at, hidden, label, listed
from polycloud_testing.facts.unknown import Fact, Unknown

_FIRST: Final = {"Hot": Tier.HOT, "Cool": Tier.COOL, "Cold": Tier.COLD}
_STEPS: Final = {
    "tierToHot": Tier.HOT,
    "tierToCool": Tier.COOL,
    "tierToCold": Tier.COLD,
    "tierToArchive": Tier.ARCHIVE,
    "delete": Tier.GONE,
}
_SINCE_WRITTEN: Final = "daysAfterModificationGreaterThan"
_SINCE_CREATED: Final = "daysAfterCreationGreaterThan"

Part = Mapping[str, Any]


class _NotJudged(Exception):  # noqa: N818 - says what happened
    """A part of a rule that is not understood."""


def read_aging(
    account: Resource, policy: Resource | None, container: str, versioned: Fact[bool]
) -> Fact[Aging]:
    """What a management policy says of the blobs of a container."""
    first = at(account, "accessTier", "Hot")
    if isinstance(first, Unknown):
        return first
    if isinstance(versioned, Unknown):
        return versioned
    if first not in _FIRST:
        return Unknown(f"The access tier {first} is not known here.")
    if policy is None:
        return Aging(_FIRST[first])
    rules = listed(policy, "policy.rules")
    if isinstance(rules, Unknown) or anything_hidden(rules):
        return hidden(policy, "policy")
    active = [cast("Part", rule) for rule in rules if rule.get("enabled", True) is True]
    try:
        steps = [step for rule in active for step in _steps(rule, container)]
        days = [day for rule in active for day in _version_days(rule)] if versioned else []
    except _NotJudged as part:
        return Unknown(f"{part} in {label(policy)} is not judged here.")
    return aging_of(steps, first=_FIRST[first], version_days=min(days, default=None))


def _steps(rule: Part, container: str) -> Iterator[AgeStep]:
    base = _part(_part(_definition(rule), "actions"), "baseBlob")
    for action, when in base.items():
        if action not in _STEPS:
            raise _NotJudged(action)
        if set(when) != {_SINCE_WRITTEN}:
            raise _NotJudged(f"{action}, other than since it was written,")
        for keys in _keys(rule, container):
            yield AgeStep(int(when[_SINCE_WRITTEN]), _STEPS[action], keys)


def _version_days(rule: Part) -> Iterator[int]:
    version = _part(_part(_definition(rule), "actions"), "version")
    gone = _part(version, "delete")
    if gone:
        yield int(gone[_SINCE_CREATED])


def _definition(rule: Part) -> Part:
    definition = _part(rule, "definition")
    filters = _part(definition, "filters")
    if rule.get("type") != "Lifecycle" or set(filters) - {"blobTypes", "prefixMatch"}:
        raise _NotJudged("A rule that chooses by more than a prefix")
    if set(_part(definition, "actions")) - {"baseBlob", "version", "snapshot"}:
        raise _NotJudged("An action")
    types = filters.get("blobTypes") or ()
    if set(types) - {"blockBlob", "appendBlob"}:
        raise _NotJudged(f"A rule for {sorted(types)}")
    return definition if "blockBlob" in types else {}


def _keys(rule: Part, container: str) -> Iterator[str]:
    """Patterns of keys in the container: a policy's prefixes begin with a container's name."""
    prefixes = _part(_part(rule, "definition"), "filters").get("prefixMatch") or ()
    if not prefixes:
        yield "*"
    for prefix in prefixes:
        name, _, path = str(prefix).partition("/")
        if name == container or (not path and container.startswith(name)):
            yield "".join(f"[{c}]" if c in "*?[" else c for c in path) + "*"


def _part(whole: Part, name: str) -> Part:
    """An object within an object, empty when it is left away."""
    return cast("Part | None", whole.get(name)) or {}
