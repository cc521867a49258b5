"""What the rules of a route do to requests, and how long they have answers kept.

https://learn.microsoft.com/azure/frontdoor/front-door-rules-engine-actions
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from attrs import frozen

from polycloud.graph import Resource
from polycloud_testing.facts.azure.front_door import FrontDoor
from polycloud_testing.facts.distributions import Lifetime
from polycloud_testing.facts.resources import anything_hidden, label, listed, settings
from polycloud_testing.facts.unknown import Fact, Unknown

_HEADER: Final = "ModifyRequestHeader"
_OVERRIDE: Final = "RouteConfigurationOverride"
_VERSION: Final = "x-ms-version"
_OLDEST: Final = "2017-11-09"
"""The first version that takes tokens:
https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory"""
_RANGE: Final = "x-ms-range"
"""Goes before ``Range``, by which Front Door asks for parts of an object and keeps them:
https://learn.microsoft.com/rest/api/storageservices/specifying-the-range-header-for-blob-service-operations,
https://learn.microsoft.com/azure/frontdoor/front-door-caching#delivery-of-large-files"""
_CACHE: Final = frozenset(
    {
        *("cacheBehavior", "cacheDuration", "isCompressionEnabled"),
        "queryStringCachingBehavior",
    }
)
_DURATION: Final = re.compile(r"(?:(\d{1,3})\.)?(\d\d):(\d\d):(\d\d)")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_NEVER: Final = Lifetime(0, 0, 0)


@frozen
class Rules:
    """What all requests of a route meet."""

    headers: Mapping[str, str | None]
    """Headers of requests that are set, and those that are taken away (None)."""
    override: Mapping[str, Any] | None
    """What is said in place of the route's own configuration."""
    cache: Mapping[str, Any] | None
    """How answers are kept; None when they are not."""


def read_rules(found: FrontDoor) -> Fact[Rules]:
    """What the rules do, when they are known to meet every request."""
    headers: dict[str, str | None] = {}
    overrides: list[Mapping[str, Any]] = []
    for rule in found.rules:
        actions = listed(rule, "actions")
        if isinstance(actions, Unknown):
            return actions
        if anything_hidden(actions):
            return Unknown(f"An action of {label(rule)} is not known before the update.")
        for name, given in _actions(actions):
            if name == _HEADER and given.get("headerAction") in ("Overwrite", "Delete"):
                gone = given["headerAction"] == "Delete"
                headers[str(given.get("headerName")).lower()] = None if gone else given.get("value")
            elif name == _OVERRIDE and set(given) <= {"typeName", "cacheConfiguration"}:
                overrides.append(given)
            else:
                return Unknown(f"What an action of {label(rule)} does is not known here.")
    if len(overrides) > 1:
        return Unknown(f"Which rule of {label(found.route)} decides is not judged here.")
    # Rules go before the route: learn.microsoft.com/azure/frontdoor/front-door-caching
    override = overrides[0] if overrides else None
    cache = (settings(found.route) if override is None else override).get("cacheConfiguration")
    if cache is not None and not _CACHE.issuperset(cache):
        return Unknown(f"How {label(found.route)} has answers kept is not known here.")
    return Rules(headers, override, cache)


def signs_in(rules: Rules) -> bool:
    """Whether Blob Storage takes the tokens that requests bring."""
    version = rules.headers.get(_VERSION) or ""
    return _DATE.fullmatch(version) is not None and version >= _OLDEST


def lifetime(rules: Rules, route: Resource) -> Fact[Lifetime]:
    """How long answers are kept.

    An object that is not to be kept, by its own word, never is; another's word counts only
    where no rule goes before it.
    """
    if rules.cache is None:
        return _NEVER
    if rules.override is None or rules.cache.get("cacheBehavior") != "OverrideAlways":
        return Unknown(f"What {label(route)} keeps hangs on what objects say.")
    found = _DURATION.fullmatch(str(rules.cache.get("cacheDuration")))
    if found is None:
        return Unknown(f"How long {label(route)} keeps objects is not known here.")
    days, hours, minutes, seconds = (int(each or 0) for each in found.groups())
    kept = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    return Lifetime(0, kept, kept)


def keyed(rules: Rules, route: Resource) -> Fact[bool]:
    """Whether query and range can put no other answer in an object's place.

    Front Door passes on a query whether or not it is part of the key:
    https://learn.microsoft.com/azure/frontdoor/front-door-caching#query-string-behavior
    """
    if rules.cache is None:
        return True
    behavior = rules.cache.get("queryStringCachingBehavior")
    if behavior not in ("UseQueryString", "IgnoreQueryString"):
        return Unknown(f"Which queries {label(route)} tells apart is not judged here.")
    return behavior == "UseQueryString" and rules.headers.get(_RANGE, "") is None


def _actions(actions: list[Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for action in cast("list[Mapping[str, Any]]", actions):
        yield str(action.get("name")), cast("Mapping[str, Any]", action.get("parameters") or {})
