"""Global load balancers in front of a backend bucket.

https://docs.cloud.google.com/load-balancing/docs/https
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, cast

from attrs import frozen

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.distributions import PlainHttp
from polycloud_testing.facts.gcp.kinds import kind
from polycloud_testing.facts.resources import (
    at,
    is_hidden,
    label,
    listed,
    names,
    refers,
    settings,
    surplus,
    text,
)
from polycloud_testing.facts.unknown import Fact, Unknown

_MAP: Final = "compute.URLMap"
_SECURE: Final = "compute.TargetHttpsProxy"
_PLAIN: Final = "compute.TargetHttpProxy"
_RULE: Final = "compute.GlobalForwardingRule"
_ADDRESS: Final = "compute.GlobalAddress"
_CERTIFICATE: Final = "compute.ManagedSslCertificate"
_TLS_POLICY: Final = "compute.SSLPolicy"

_COMMON: Final = frozenset({"name", "project", "description", "labels"})
_PROXY: Final = _COMMON | {"urlMap", "httpKeepAliveTimeoutSec"}
_UNDERSTOOD: Final = {
    _MAP: _COMMON | {"defaultService", "defaultUrlRedirect"},
    _SECURE: _PROXY | {"sslCertificates", "sslPolicy", "quicOverride"},
    _PLAIN: _PROXY,
    _RULE: _COMMON | {"ipAddress", "ipProtocol", "loadBalancingScheme", "portRange", "target"},
    _ADDRESS: _COMMON | {"addressType", "ipVersion"},
    _CERTIFICATE: _COMMON | {"managed", "type"},
    _TLS_POLICY: _COMMON | {"minTlsVersion", "profile"},
}
_REDIRECT: Final = frozenset({"httpsRedirect", "redirectResponseCode", "stripQuery"})
_MOVED: Final = frozenset(
    {
        *("MOVED_PERMANENTLY_DEFAULT", "FOUND", "SEE_OTHER", "TEMPORARY_REDIRECT"),
        "PERMANENT_REDIRECT",
    }
)
_TLS: Final = {"TLS_1_0": "1.0", "TLS_1_1": "1.1", "TLS_1_2": "1.2", "TLS_1_3": "1.3"}
_OLDEST_TLS: Final = "TLS_1_0"
"""Where no policy says otherwise:
https://docs.cloud.google.com/load-balancing/docs/ssl-policies-concepts"""


@frozen
class Listener:
    """What answers at a port of an address."""

    rule: Resource
    proxy: Resource
    map: Resource
    address: Resource | None


@frozen
class LoadBalancer:
    """All that leads to a backend bucket, and what sends plain requests there."""

    backend: Resource
    secure: tuple[Listener, ...]
    plain: tuple[Listener, ...]
    """The listeners without TLS that serve the backend, or have an address of a secure one."""
    certificates: tuple[Resource, ...]
    policies: tuple[Resource, ...]
    stray: tuple[Resource, ...]
    """Maps that name the backend, but not as their default."""

    @property
    def serving(self) -> tuple[Listener, ...]:
        """The listeners that lead to the backend, with TLS or without."""
        open_ = (each for each in self.plain if _serves(each.map, self.backend))
        return (*self.secure, *open_)

    @property
    def parts(self) -> tuple[Resource, ...]:
        """Each resource once, the backend first."""
        found = {self.backend.urn: self.backend}
        for each in (*self.secure, *self.plain):
            pieces = (each.rule, each.proxy, each.map, each.address)
            found |= {piece.urn: piece for piece in pieces if piece is not None}
        found |= {each.urn: each for each in (*self.certificates, *self.policies, *self.stray)}
        return tuple(found.values())


def load_balancer(graph: ResourceGraph, backend: Resource) -> LoadBalancer:
    """What the graph has in front of a backend bucket."""
    every = list(_listeners(graph))
    secure = tuple(
        each
        for each in every
        if kind(each.proxy) == _SECURE
        and _serves(each.map, backend)
        and at(each.rule, "portRange", "") in ("443", "443-443")
    )
    addresses = {each.address.urn for each in secure if each.address is not None}
    plain = tuple(
        each
        for each in every
        if kind(each.proxy) == _PLAIN
        and (_serves(each.map, backend) or (each.address and each.address.urn in addresses))
    )
    proxies = [each.proxy for each in secure]
    return LoadBalancer(
        backend,
        secure,
        plain,
        certificates=tuple(_of_proxies(graph, proxies, _CERTIFICATE, "sslCertificates")),
        policies=tuple(_of_proxies(graph, proxies, _TLS_POLICY, "sslPolicy")),
        stray=tuple(
            each
            for each in graph
            if kind(each) == _MAP and not _serves(each, backend) and _mentions(each, backend)
        ),
    )


def domains(found: LoadBalancer) -> Fact[frozenset[str]]:
    """The names that all certificates are for."""
    named: set[str] = set()
    for each in found.secure:
        asked = listed(each.proxy, "sslCertificates")
        if isinstance(asked, Unknown):
            return asked
        if len(asked) != len(found.certificates):
            return Unknown(f"A certificate of {label(each.proxy)} is not one of the stack's.")
    for certificate in found.certificates:
        of = listed(certificate, "managed.domains")
        if isinstance(of, Unknown):
            return of
        named.update(map(str, of))
    return frozenset(named)


def addresses(found: LoadBalancer) -> Fact[frozenset[str]]:
    """Where it is reached."""
    values: set[str] = set()
    for each in found.secure:
        address = each.address
        if address is None:
            return Unknown(f"The address of {label(each.rule)} is not one of the stack's.")
        scope = (at(address, "addressType", "EXTERNAL"), at(address, "ipVersion", "IPV4"))
        value = text(address, "address")
        if isinstance(value, Unknown):
            return value
        if scope != ("EXTERNAL", "IPV4"):
            return Unknown(f"Whom {label(address)} is for is not known here.")
        values.add(value)
    return frozenset(values)


def plain_http(found: LoadBalancer) -> Fact[PlainHttp]:
    """What becomes of requests without TLS, at whatever address and port."""
    if len(found.serving) > len(found.secure):
        return PlainHttp.SERVED
    if not found.plain:
        return PlainHttp.REFUSED
    redirects = {
        each.address.urn
        for each in found.plain
        if each.address and at(each.rule, "portRange", "") in ("80", "80-80")
    }
    asked = {each.address.urn for each in found.secure if each.address}
    if asked == redirects and all(_redirects(each.map) for each in found.plain):
        return PlainHttp.REDIRECTED
    return Unknown(f"Where {label(found.plain[0].map)} leads is not known here.")


def minimum_tls(found: LoadBalancer) -> Fact[str | None]:
    """The oldest version that any of its secure listeners takes."""
    oldest: list[str] = []
    for each in found.secure:
        policy = next(
            iter(_of_proxies(found.policies, [each.proxy], _TLS_POLICY, "sslPolicy")), None
        )
        if policy is None and settings(each.proxy).get("sslPolicy") is not None:
            return Unknown(f"The policy of {label(each.proxy)} is not one of the stack's.")
        version = at(policy, "minTlsVersion", _OLDEST_TLS) if policy else _OLDEST_TLS
        if isinstance(version, Unknown):
            return version
        if version not in _TLS:
            return Unknown(f"The TLS version {version} is not known here.")
        oldest.append(_TLS[version])
    return min(oldest, default=None)


def doubts(found: LoadBalancer) -> Iterator[Unknown]:
    """What could change an answer and is not known here."""
    for each in found.parts:
        if kind(each) in _UNDERSTOOD:
            for name in surplus(each, _UNDERSTOOD[kind(each)]):
                yield Unknown(f"What {name} of {label(each)} changes is not known here.")
    for each in found.stray:
        yield Unknown(f"When {label(each)} leads to {label(found.backend)} is not judged here.")
    for listener in (*found.secure, *found.plain):
        scheme = at(listener.rule, "loadBalancingScheme", "EXTERNAL")
        if scheme not in ("EXTERNAL", "EXTERNAL_MANAGED"):
            yield Unknown(f"Whom {label(listener.rule)} answers is not known here.")


def _listeners(graph: ResourceGraph) -> Iterator[Listener]:
    """Each forwarding rule with the proxy and the map that it leads to."""
    for rule in _every(graph, _RULE):
        address = _target(graph, rule, "ipAddress", _ADDRESS)
        for wanted in (_SECURE, _PLAIN):
            proxy = _target(graph, rule, "target", wanted)
            map_ = _target(graph, proxy, "urlMap", _MAP) if proxy is not None else None
            if proxy is not None and map_ is not None:
                yield Listener(rule, proxy, map_, address)


def _target(graph: ResourceGraph, resource: Resource, name: str, wanted: str) -> Resource | None:
    found = (each for each in _every(graph, wanted) if refers(resource, name, each, _called(each)))
    return next(found, None)


def _every(graph: Iterable[Resource], wanted: str) -> Iterator[Resource]:
    return (each for each in graph if kind(each) == wanted)


def _called(resource: Resource) -> frozenset[str]:
    return names(resource, "selfLink", "name", "address")


def _of_proxies(
    graph: Iterable[Resource], proxies: list[Resource], wanted: str, name: str
) -> Iterator[Resource]:
    """The resources of a kind that a property of the proxies names, one or many."""
    for each in _every(graph, wanted):
        for proxy in proxies:
            value = settings(proxy).get(name)
            many = cast("list[Any]", value) if isinstance(value, list) else [value]
            later = any(map(is_hidden, many))
            if (later and each.urn in proxy.property_dependencies.get(name, ())) or (
                _called(each).intersection(item for item in many if isinstance(item, str))
            ):
                yield each
                break


def _serves(map_: Resource, backend: Resource) -> bool:
    return refers(map_, "defaultService", backend, _called(backend))


def _mentions(map_: Resource, backend: Resource) -> bool:
    later = any(backend.urn in found for found in map_.property_dependencies.values())
    link = backend.get("selfLink")
    return later or (isinstance(link, str) and link in str(settings(map_)))


def _redirects(map_: Resource) -> bool:
    """Whether the map leads every request to the same name and path by HTTPS."""
    found = settings(map_).get("defaultUrlRedirect")
    if not isinstance(found, dict) or not _REDIRECT.issuperset(cast("dict[str, Any]", found)):
        return False
    code = at(map_, "defaultUrlRedirect.redirectResponseCode", "MOVED_PERMANENTLY_DEFAULT")
    return at(map_, "defaultUrlRedirect.httpsRedirect", default=False) is True and code in _MOVED
