"""What belongs to a route of Front Door.

https://learn.microsoft.com/azure/frontdoor/front-door-routing-architecture
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from attrs import frozen

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.azure.kinds import kind
from polycloud_testing.facts.resources import (
    anything_hidden,
    at,
    label,
    listed,
    names,
    part,
    refers,
    settings,
    surplus,
)
from polycloud_testing.facts.unknown import Unknown

ROUTE: Final = "cdn.Route"
_PROFILE: Final = "cdn.Profile"
_ENDPOINT: Final = "cdn.AFDEndpoint"
_GROUP: Final = "cdn.AFDOriginGroup"
_ORIGIN: Final = "cdn.AFDOrigin"
_RULE_SET: Final = "cdn.RuleSet"
_RULE: Final = "cdn.Rule"
_DOMAIN: Final = "cdn.AFDCustomDomain"

_PLACE: Final = frozenset({"resourceGroupName", "profileName"})
_UNDERSTOOD: Final[Mapping[str, frozenset[str]]] = {
    ROUTE: _PLACE
    | {"routeName", "endpointName", "originGroup", "originPath", "patternsToMatch", "ruleSets"}
    | {"customDomains", "supportedProtocols", "httpsRedirect", "forwardingProtocol"}
    | {"linkToDefaultDomain", "cacheConfiguration", "enabledState"},
    _PROFILE: _PLACE | {"location", "sku", "identity", "tags", "originResponseTimeoutSeconds"},
    _ENDPOINT: _PLACE | {"endpointName", "location", "enabledState", "tags"},
    _GROUP: _PLACE
    | {"originGroupName", "authentication", "healthProbeSettings", "loadBalancingSettings"}
    | {"sessionAffinityState"},
    _ORIGIN: _PLACE
    | {"originGroupName", "originName", "hostName", "originHostHeader", "httpPort", "httpsPort"}
    | {"priority", "weight", "enforceCertificateNameCheck", "enabledState"},
    _RULE_SET: _PLACE | {"ruleSetName"},
    _RULE: _PLACE | {"ruleSetName", "ruleName", "order", "matchProcessingBehavior", "actions"},
    _DOMAIN: _PLACE | {"customDomainName", "hostName", "tlsSettings", "azureDnsZone"},
}
KNOWN: Final = frozenset(_UNDERSTOOD)
_TIERS: Final = ("Standard_AzureFrontDoor", "Premium_AzureFrontDoor")
_TLS_SETTINGS: Final = frozenset({"certificateType", "minimumTlsVersion"})


@frozen
class FrontDoor:
    """A route, and what it leads from and to."""

    route: Resource
    profile: Resource | None
    endpoint: Resource | None
    group: Resource | None
    origins: tuple[Resource, ...]
    rule_sets: tuple[Resource, ...]
    rules: tuple[Resource, ...]
    domains: tuple[Resource, ...]
    siblings: tuple[Resource, ...]
    """Other routes and endpoints of the same profile."""

    @property
    def parts(self) -> tuple[Resource, ...]:
        """All of it, the siblings left away."""
        one = (self.route, self.profile, self.endpoint, self.group)
        many = (*self.origins, *self.rule_sets, *self.rules, *self.domains)
        return (*(each for each in one if each is not None), *many)


def front_door(graph: ResourceGraph, route: Resource) -> FrontDoor:
    """What the graph has around a route."""
    profile = _profile(graph, route)
    inside = [each for each in graph if kind(each) in KNOWN and _profile(graph, each) is profile]
    group = next(_by_id(inside, route, "originGroup", _GROUP), None)
    sets = tuple(_by_id(inside, route, "ruleSets", _RULE_SET))
    endpoint = next(
        (
            each
            for each in inside
            if kind(each) == _ENDPOINT and _names(route, "endpointName", each)
        ),
        None,
    )
    return FrontDoor(
        route=route,
        profile=profile,
        endpoint=endpoint,
        group=group,
        origins=tuple(
            each
            for each in inside
            if kind(each) == _ORIGIN and group and _names(each, "originGroupName", group)
        ),
        rule_sets=sets,
        rules=tuple(
            each
            for each in inside
            if kind(each) == _RULE and any(_names(each, "ruleSetName", one) for one in sets)
        ),
        domains=tuple(_by_id(inside, route, "customDomains", _DOMAIN)),
        siblings=tuple(
            each
            for each in inside
            if kind(each) in (ROUTE, _ENDPOINT) and each not in (route, endpoint)
        ),
    )


def doubts(found: FrontDoor) -> Iterator[Unknown]:
    """What could change an answer and is not known here."""
    route = found.route
    for each in found.parts:
        for name in surplus(each, _UNDERSTOOD[kind(each)]):
            yield Unknown(f"What {name} of {label(each)} changes is not known here.")
    for each in found.domains:
        tls = at(each, "tlsSettings", cast("dict[str, Any]", {}))
        strange = () if isinstance(tls, Unknown) else surplus(part(each, tls), _TLS_SETTINGS)
        for name in strange:
            yield Unknown(f"What {name} of {label(each)} changes is not known here.")
    for each in found.siblings:
        yield Unknown(f"What {label(each)} takes from {label(route)} is not judged here.")
    if found.profile is None or found.endpoint is None or found.group is None:
        yield Unknown(f"Not all that {label(route)} names is in the stack.")
    elif at(found.profile, "sku.name", "") not in _TIERS:
        yield Unknown(f"What the tier of {label(found.profile)} offers is not known here.")
    elif at(found.group, "sessionAffinityState", "Disabled") != "Disabled":
        yield Unknown(f"What the cookies of {label(found.group)} change is not judged here.")
    if len(found.origins) != 1:
        yield Unknown(f"{label(route)} has {len(found.origins)} origins.")
    for name, pieces in (("ruleSets", found.rule_sets), ("customDomains", found.domains)):
        asked = listed(route, name)
        if isinstance(asked, Unknown) or len(asked) != len(pieces):
            yield Unknown(f"Not all {name} of {label(route)} are in the stack.")
    patterns = listed(route, "patternsToMatch")
    if patterns != ["/*"]:
        yield Unknown(f"{label(route)} is not for all paths.")
    for each in found.origins:
        if at(each, "httpsPort", 443) != 443:
            yield Unknown(f"Who answers at the port of {label(each)} is not known here.")
        host = at(each, "hostName", "")
        if not isinstance(host, Unknown) and at(each, "originHostHeader", "") != host:
            yield Unknown(f"{label(each)} asks its host for something else.")


def _profile(graph: ResourceGraph, resource: Resource) -> Resource | None:
    if kind(resource) == _PROFILE:
        return resource
    profiles = (each for each in graph if kind(each) == _PROFILE)
    return next((each for each in profiles if _names(resource, "profileName", each)), None)


def _names(resource: Resource, name: str, target: Resource) -> bool:
    """Whether a property is the name of the target."""
    own = {_PROFILE: "profileName", _ENDPOINT: "endpointName", _GROUP: "originGroupName"}
    called = own.get(kind(target), "ruleSetName")
    return refers(resource, name, target, names(target, called, "name"))


def _by_id(inside: list[Resource], route: Resource, name: str, wanted: str) -> Iterator[Resource]:
    """The resources of a kind whose ids a property holds, one or a list of them."""
    value = settings(route).get(name)
    items = cast("list[Any]", value) if isinstance(value, list) else [value]
    later = anything_hidden(items)
    ids = [cast("Mapping[str, Any]", each).get("id") for each in items if isinstance(each, Mapping)]
    for each in inside:
        if kind(each) == wanted and (
            each.urn in route.property_dependencies.get(name, ()) if later else each.id in ids
        ):
            yield each
