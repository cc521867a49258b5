"""When S3 moves objects, and when it deletes them.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from polycloud.graph import Resource
from polycloud_testing.facts.aging import AgeStep, Aging, Tier, aging_of
from polycloud_testing.facts.resources import anything_hidden, hidden, label, listed
from polycloud_testing.facts.unknown import Fact, Unknown

_TIERS: Final = {
    "STANDARD": Tier.HOT,
    "STANDARD_IA": Tier.COOL,
    "ONEZONE_IA": Tier.COOL,
    "GLACIER_IR": Tier.COLD,
    "GLACIER": Tier.ARCHIVE,
    "DEEP_ARCHIVE": Tier.ARCHIVE,
}
"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html"""

_RULE: Final = frozenset(
    {
        *("id", "status", "filter", "prefix", "transitions", "expiration"),
        *("noncurrentVersionExpiration", "abortIncompleteMultipartUpload"),
    }
)

Rule = Mapping[str, Any]


class _NotJudged(Exception):  # noqa: N818 - says what happened
    """A part of a rule that is not understood."""


def read_aging(setting: Resource | None, versioned: Fact[bool]) -> Fact[Aging]:
    """What a lifecycle configuration says of the whole bucket and of prefixes in it."""
    if setting is None:
        return Aging()
    rules = listed(setting, "rules")
    if isinstance(rules, Unknown) or anything_hidden(rules):
        return hidden(setting, "rules")
    active = [cast("Rule", rule) for rule in rules if rule.get("status") == "Enabled"]
    try:
        steps = [step for rule in active for step in _steps(rule)]
        days = [day for rule in active for day in _version_days(rule)]
    except _NotJudged as part:
        return Unknown(f"{part} in {label(setting)} is not judged here.")
    if isinstance(versioned, Unknown):
        return versioned
    return aging_of(steps, version_days=min(days, default=None) if versioned else None)


def _steps(rule: Rule) -> Iterator[AgeStep]:
    if surplus := set(rule) - _RULE:
        raise _NotJudged(f"{min(surplus)}")
    keys = _keys(rule)
    for transition in rule.get("transitions") or ():
        tier = _TIERS.get(transition.get("storageClass"))
        if tier is None or "days" not in transition:
            raise _NotJudged(f"A transition to {transition.get('storageClass')}")
        yield AgeStep(int(transition["days"]), tier, keys)
    expiration = _part(rule, "expiration")
    if "date" in expiration:
        raise _NotJudged("An expiration on a date")
    if expiration.get("days"):
        yield AgeStep(int(expiration["days"]), Tier.GONE, keys)


def _version_days(rule: Rule) -> Iterator[int]:
    gone = _part(rule, "noncurrentVersionExpiration")
    if gone.get("noncurrentDays"):
        # Keeping a number of newer versions only keeps more.
        yield int(gone["noncurrentDays"])


def _part(rule: Rule, name: str) -> Rule:
    """An object in a rule, empty when it is left away."""
    return cast("Rule | None", rule.get(name)) or {}


def _keys(rule: Rule) -> str:
    """The keys that a rule is about; unknown where other things than a prefix choose."""
    chosen = _part(rule, "filter")
    if set(chosen) - {"prefix"}:
        raise _NotJudged("A filter other than by prefix")
    prefix = str(chosen.get("prefix") or rule.get("prefix") or "")
    return "".join(f"[{c}]" if c in "*?[" else c for c in prefix) + "*"
