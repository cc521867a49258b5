"""What a cache policy of CloudFront says.

https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CachePolicyConfig.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from polycloud.graph import Resource
from polycloud_testing.facts.distributions import Lifetime
from polycloud_testing.facts.resources import at, label, surplus
from polycloud_testing.facts.unknown import Fact, Unknown

POLICY: Final = "cloudfront.CachePolicy"

_DEFAULT_TTL: Final = 86_400
_MAX_TTL: Final = 31_536_000
_UNDERSTOOD: Final = frozenset(
    {
        *("name", "comment", "minTtl", "defaultTtl", "maxTtl"),
        "parametersInCacheKeyAndForwardedToOrigin",
    }
)
_PASSED: Final = {
    "cookiesConfig.cookieBehavior": ("none", "whitelist", "allExcept", "all"),
    "headersConfig.headerBehavior": ("none", "whitelist"),
    "queryStringsConfig.queryStringBehavior": ("none", "whitelist", "allExcept", "all"),
}


def lifetime(policy: Resource) -> Fact[Lifetime]:
    """How long the policy has objects kept."""
    least = at(policy, "minTtl", 0)
    usual = at(policy, "defaultTtl", _DEFAULT_TTL)
    most = at(policy, "maxTtl", _MAX_TTL)
    for fact in (least, usual, most):
        if isinstance(fact, Unknown):
            return fact
    minimum, default, maximum = (int(str(each)) for each in (least, usual, most))
    return Lifetime(minimum, max(minimum, default), max(minimum, default, maximum))


def keyed(policy: Resource) -> Fact[bool]:
    """What a policy has passed on is in the key, and nothing else is passed on.

    A policy of its own for what is passed on is a setting of the distribution, and doubted
    there.
    """
    whole = "parametersInCacheKeyAndForwardedToOrigin"
    for path, words in _PASSED.items():
        word = at(policy, f"{whole}.{path}", "")
        if isinstance(word, Unknown):
            return word
        if word not in words:
            return Unknown(f"What {path} of {label(policy)} means is not known here.")
    return True


def policy_doubts(policy: Resource) -> Iterator[Unknown]:
    """Settings of the policy that are not known here."""
    for name in surplus(policy, _UNDERSTOOD):
        yield Unknown(f"What {name} of {label(policy)} changes is not known here.")
