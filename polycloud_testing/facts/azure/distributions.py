"""Routes of Front Door to a blob container.

https://learn.microsoft.com/azure/frontdoor
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, cast

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.access import Access, Grant, Verb, access_of
from polycloud_testing.facts.azure import front_door
from polycloud_testing.facts.azure.assignments import blob_grants
from polycloud_testing.facts.azure.edge_rules import Rules, keyed, lifetime, read_rules, signs_in
from polycloud_testing.facts.azure.front_door import FrontDoor
from polycloud_testing.facts.azure.kinds import is_stranger, kind
from polycloud_testing.facts.azure.locks import locked_protection
from polycloud_testing.facts.distributions import (
    DistributionFacts,
    PlainHttp,
    all_unknown_fields,
    public_through,
)
from polycloud_testing.facts.resources import (
    anything_hidden,
    at,
    hidden,
    label,
    listed,
    protection,
    text,
)
from polycloud_testing.facts.stores import Protection
from polycloud_testing.facts.unknown import Fact, Unknown, any_unknown

_ELSEWHERE: Final = frozenset({"cosmosdb", "documentdb"})
_BLOBS: Final = ".blob.core.windows.net"
_SCOPE: Final = "https://storage.azure.com/.default"
_TLS: Final = {"TLS10": "1.0", "TLS12": "1.2", "TLS13": "1.3"}
_OLDEST_TLS: Final = "TLS12"
"""Of a name of Front Door's own, and of a domain that says nothing:
https://learn.microsoft.com/azure/frontdoor/standard-premium/tls-policy"""


def read_distributions(graph: ResourceGraph) -> Iterator[DistributionFacts]:
    """Each route of the graph."""
    for route in graph:
        if kind(route) == front_door.ROUTE:
            found = front_door.front_door(graph, route)
            facts = _read(graph, found)
            for doubt in _doubts(graph, found):
                facts = attrs.evolve(facts, **dict.fromkeys(all_unknown_fields(), doubt))
            yield facts


def _read(graph: ResourceGraph, found: FrontDoor) -> DistributionFacts:
    route, rules = found.route, read_rules(found)
    container = _container(graph, found)
    principal = _principal(found)
    rights = _rights(graph, container, principal, rules)
    domains, own = _domains(found), _own_name(found)
    http = _plain_http(route)
    first = "" if isinstance(domains, Unknown) else min(domains, default="")
    return DistributionFacts(
        cloud="azure-native",
        name=first or label(route),
        urn=route.urn,
        bucket=container if isinstance(container, Unknown) else text(container, "containerName"),
        enabled=_enabled(found),
        domains=domains,
        addresses=own if isinstance(own, Unknown) else frozenset({own}),
        plain_http=http,
        minimum_tls=_minimum_tls(found),
        origin_tls=_origin_tls(found),
        principal=principal,
        rights=rights,
        # An identity that the system assigns is of one profile, whose other routes are doubted.
        alone=principal if isinstance(principal, Unknown) else principal is not None,
        # Front Door passes on every method.
        public=public_through(rights, principal, frozenset(Verb)),
        lifetime=rules if isinstance(rules, Unknown) else lifetime(rules, route),
        keyed=rules if isinstance(rules, Unknown) else keyed(rules, route),
        protection=_protection(graph, found),
        tags=_tags(found),
    )


def _container(graph: ResourceGraph, found: FrontDoor) -> Fact[Resource]:
    """The container that the route's path on its origin is."""
    path, hosts = at(found.route, "originPath", ""), [at(o, "hostName", "") for o in found.origins]
    for container in graph:
        if kind(container) != "storage.BlobContainer":
            continue
        if isinstance(path, Unknown):
            if container.urn in found.route.property_dependencies.get("originPath", ()):
                return container
        elif path == f"/{container.get('containerName')}" and hosts == [
            f"{container.get('accountName')}{_BLOBS}"
        ]:
            return container
    return Unknown(f"What {label(found.route)} leads to is not one of the stack's containers.")


def _enabled(found: FrontDoor) -> Fact[bool]:
    if found.endpoint is None:
        return False
    protocols = listed(found.route, "supportedProtocols")
    states = [
        at(each, "enabledState", "") for each in (found.route, found.endpoint, *found.origins)
    ]
    doubt = any_unknown(protocols, *states)
    if doubt is not None:
        return doubt
    return "Https" in cast("list[str]", protocols) and set(states) == {"Enabled"}


def _own_name(found: FrontDoor) -> Fact[str]:
    if found.endpoint is None:
        return Unknown(f"The endpoint of {label(found.route)} is not in the stack.")
    return text(found.endpoint, "hostName")


def _domains(found: FrontDoor) -> Fact[frozenset[str]]:
    linked = at(found.route, "linkToDefaultDomain", "Disabled")
    own = _own_name(found) if linked == "Enabled" else ""
    hosts = [own, *(at(each, "hostName", "") for each in found.domains)]
    doubt = any_unknown(linked, *hosts)
    return frozenset(map(str, hosts)) - {""} if doubt is None else doubt


def _plain_http(route: Resource) -> Fact[PlainHttp]:
    protocols = listed(route, "supportedProtocols")
    redirect = at(route, "httpsRedirect", "Disabled")
    if isinstance(protocols, Unknown):
        return protocols
    if isinstance(redirect, Unknown):
        return redirect
    if not {"Http", "Https"}.issuperset(protocols):
        return Unknown(f"Which protocols {label(route)} takes is not known here.")
    if "Http" not in protocols:
        return PlainHttp.REFUSED
    return PlainHttp.REDIRECTED if redirect == "Enabled" else PlainHttp.SERVED


def _minimum_tls(found: FrontDoor) -> Fact[str]:
    versions = [at(each, "tlsSettings.minimumTlsVersion", _OLDEST_TLS) for each in found.domains]
    doubt = any_unknown(*versions)
    if doubt is not None:
        return doubt
    asked = sorted(map(str, versions)) or [_OLDEST_TLS]
    strange = next((each for each in asked if each not in _TLS), None)
    if strange is not None:
        return Unknown(f"The TLS version {strange} is not known here.")
    return _TLS[asked[0]]


def _origin_tls(found: FrontDoor) -> Fact[bool]:
    forwards = at(found.route, "forwardingProtocol", "MatchRequest")
    checks = [at(each, "enforceCertificateNameCheck", default=True) for each in found.origins]
    doubt = any_unknown(forwards, *checks)
    return forwards == "HttpsOnly" and False not in checks if doubt is None else doubt


def _principal(found: FrontDoor) -> Fact[str | None]:
    """The profile's own identity, where the group of origins is told to come as it.

    That works by HTTPS only:
    https://learn.microsoft.com/azure/frontdoor/origin-authentication-with-managed-identities
    """
    profile, group = found.profile, found.group
    if profile is None or group is None:
        return Unknown(f"Not all that {label(found.route)} names is in the stack.")
    way, scope = at(group, "authentication.type", ""), at(group, "authentication.scope", "")
    if way == "":
        return None
    identity = at(profile, "identity.type", "None")
    probe = at(group, "healthProbeSettings.probeProtocol", "NotSet")
    forwards = at(found.route, "forwardingProtocol", "MatchRequest")
    works = (scope, probe, forwards) == (_SCOPE, "Https", "HttpsOnly")
    if way != "SystemAssignedIdentity" or identity != "SystemAssigned" or not works:
        return Unknown(f"As whom {label(found.route)} comes to its origin is not known here.")
    assigned = profile.outputs.get("identity")
    shown = isinstance(assigned, Mapping) and not anything_hidden(assigned)
    principal = cast("Mapping[str, str]", assigned).get("principalId") if shown else None
    return hidden(profile, "identity") if principal is None else principal


def _rights(
    graph: ResourceGraph,
    container: Fact[Resource],
    principal: Fact[str | None],
    rules: Fact[Rules],
) -> Fact[Access]:
    if isinstance(container, Unknown):
        return container
    if isinstance(principal, Unknown):
        return principal
    if isinstance(rules, Unknown):
        return rules
    if container.id is None:
        return hidden(container, "id")
    if principal is None:
        return Unknown("What the container lets anyone do is not judged here.")
    if not signs_in(rules):
        return access_of(())
    granted: list[Grant] = []
    for grant in blob_grants(graph, container.id):
        if isinstance(grant, Unknown):
            return grant
        granted.append(grant)
    return access_of(each for each in granted if each.who == principal)


def _protection(graph: ResourceGraph, found: FrontDoor) -> Fact[Protection]:
    parts = list(found.parts)
    if found.profile is None:
        return protection(parts)
    return locked_protection(graph, found.profile, parts)


def _tags(found: FrontDoor) -> Fact[Mapping[str, str]]:
    """Those that both the profile and the endpoint have; nothing else takes any."""
    every: list[dict[str, str]] = []
    for each in (found.profile, found.endpoint):
        tags = at(each, "tags", cast("dict[str, str]", {})) if each is not None else {}
        if isinstance(tags, Unknown):
            return tags
        every.append(tags)
    profile, endpoint = every
    return {name: value for name, value in profile.items() if endpoint.get(name) == value}


def _doubts(graph: ResourceGraph, found: FrontDoor) -> Iterator[Unknown]:
    yield from front_door.doubts(found)
    for resource in graph:
        module = kind(resource).partition(".")[0]
        own = resource.package == "azure-native" and resource.custom and not resource.is_provider
        strange = own and module == "cdn" and kind(resource) not in front_door.KNOWN
        if strange or (is_stranger(resource) and module not in _ELSEWHERE):
            yield Unknown(f"What {label(resource)} changes is not known here.")
