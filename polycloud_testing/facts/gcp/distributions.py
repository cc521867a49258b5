"""Backend buckets with Cloud CDN.

https://docs.cloud.google.com/cdn/docs
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, cast

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.access import ANYONE, Access, Grant, Verb, access_of
from polycloud_testing.facts.distributions import (
    DistributionFacts,
    Lifetime,
    all_unknown_fields,
    public_through,
)
from polycloud_testing.facts.gcp import load_balancers
from polycloud_testing.facts.gcp.bindings import Binding, bindings, bucket_grants
from polycloud_testing.facts.gcp.kinds import is_stranger, kind
from polycloud_testing.facts.gcp.tags import project_of
from polycloud_testing.facts.resources import (
    at,
    hidden,
    is_hidden,
    label,
    names,
    part,
    protection,
    refers,
    surplus,
    text,
)
from polycloud_testing.facts.unknown import Fact, Unknown

_BACKEND: Final = "compute.BackendBucket"
_UNDERSTOOD: Final = frozenset(
    {
        *("name", "project", "description", "bucketName", "enableCdn", "cdnPolicy"),
        *("compressionMode", "loadBalancingScheme"),
    }
)
_POLICY: Final = frozenset(
    {
        *("cacheMode", "defaultTtl", "clientTtl", "maxTtl", "serveWhileStale"),
        *("negativeCaching", "requestCoalescing"),
    }
)
_REACHING: Final = ("compute.BackendBucket", "networkservices.", "networksecurity.")
_ELSEWHERE: Final = frozenset({"firestore", "firebaserules"})

_DEFAULT_TTL: Final = 3600
"""https://docs.cloud.google.com/cdn/docs/using-ttl-overrides"""
_STALE: Final = 86_400
"""https://docs.cloud.google.com/cdn/docs/serving-stale-content"""

_AGENT: Final = re.compile(r"serviceAccount:service-(\d+)@https-lb\.iam\.gserviceaccount\.com")
"""As whom all of a project's load balancers come to buckets:
https://docs.cloud.google.com/cdn/docs/configure-private-bucket-access"""


def read_distributions(graph: ResourceGraph) -> Iterator[DistributionFacts]:
    """Each backend bucket of the graph."""
    for backend in graph:
        if kind(backend) == _BACKEND:
            front = load_balancers.load_balancer(graph, backend)
            facts = _read(graph, backend, front)
            for doubt in _doubts(graph, backend, front):
                facts = attrs.evolve(facts, **dict.fromkeys(all_unknown_fields(), doubt))
            yield facts


def _read(
    graph: ResourceGraph, backend: Resource, front: load_balancers.LoadBalancer
) -> DistributionFacts:
    bucket = _bucket(graph, backend)
    principal, rights = _granted(graph, backend, bucket)
    domains = load_balancers.domains(front)
    first = min(domains, default="") if not isinstance(domains, Unknown) else ""
    return DistributionFacts(
        cloud="gcp",
        name=first or label(backend),
        urn=backend.urn,
        bucket=bucket if isinstance(bucket, Unknown) else text(bucket, "name"),
        enabled=bool(front.serving),
        domains=domains,
        addresses=load_balancers.addresses(front),
        plain_http=load_balancers.plain_http(front),
        minimum_tls=load_balancers.minimum_tls(front),
        # Google's front ends and its storage speak by ALTS, as they do in both directions:
        # https://docs.cloud.google.com/docs/security/encryption-in-transit
        origin_tls=True,
        principal=principal,
        rights=rights,
        # Every load balancer of the project comes as the same agent.
        alone=False,
        public=public_through(rights, principal, frozenset(Verb)),
        lifetime=_lifetime(backend),
        # What Cloud Storage answers to in a query is in the key of itself:
        # https://docs.cloud.google.com/cdn/docs/using-cache-keys
        keyed=True,
        protection=protection(front.parts),
        # Neither the bucket's backend nor its certificate, maps and proxies have labels.
        tags=None,
    )


def _bucket(graph: ResourceGraph, backend: Resource) -> Fact[Resource]:
    for bucket in graph:
        if kind(bucket) == "storage.Bucket" and refers(
            backend, "bucketName", bucket, names(bucket, "name")
        ):
            return bucket
    return Unknown(f"The bucket of {label(backend)} is not one of the stack's.")


def _granted(
    graph: ResourceGraph, backend: Resource, bucket: Fact[Resource]
) -> tuple[Fact[str | None], Fact[Access]]:
    """Who it is, and what bindings on the bucket and its project let it do."""
    if isinstance(bucket, Unknown):
        return bucket, bucket
    project = project_of(graph, bucket)
    bound = list(bindings(graph, bucket, project))
    agent = _agent(bucket, bound)
    if project_of(graph, backend) != project:
        agent = Unknown(f"{label(backend)} is in another project than its bucket.")
    name = text(bucket, "name")
    if isinstance(agent, Unknown) or isinstance(name, Unknown):
        doubt = agent if isinstance(agent, Unknown) else cast("Unknown", name)
        return agent, doubt
    found: list[Grant] = []
    for binding in bound:
        if isinstance(binding.member, Unknown):
            return agent, binding.member
        found += bucket_grants(graph, binding, name)
    return agent, access_of(each for each in found if each.who in (agent, ANYONE))


def _agent(bucket: Resource, bound: list[Binding]) -> Fact[str]:
    """The agent's name, which has the number of the project in it."""
    number: Any = bucket.get("projectNumber")
    if number is None or is_hidden(number):
        return hidden(bucket, "projectNumber")
    for binding in bound:
        found = _AGENT.fullmatch(binding.member) if isinstance(binding.member, str) else None
        if found is not None and int(found[1]) == int(number):
            return found[0]
    return f"serviceAccount:service-{int(number)}@https-lb.iam.gserviceaccount.com"


def _lifetime(backend: Resource) -> Fact[Lifetime]:
    """Only where everything is kept are private objects kept, all for the same time.

    https://docs.cloud.google.com/cdn/docs/using-cache-modes
    """
    on = at(backend, "enableCdn", default=False)
    mode = at(backend, "cdnPolicy.cacheMode", "CACHE_ALL_STATIC")
    default = at(backend, "cdnPolicy.defaultTtl", _DEFAULT_TTL)
    stale = at(backend, "cdnPolicy.serveWhileStale", _STALE)
    for fact in (on, mode, default, stale):
        if isinstance(fact, Unknown):
            return fact
    if on is not True or mode != "FORCE_CACHE_ALL":
        return Unknown(f"What {label(backend)} keeps hangs on what objects say.")
    kept = int(str(default))
    return Lifetime(kept, kept, kept + int(str(stale)))


def _doubts(
    graph: ResourceGraph, backend: Resource, front: load_balancers.LoadBalancer
) -> Iterator[Unknown]:
    policy = at(backend, "cdnPolicy", cast("dict[str, Any]", {}))
    yield from (policy,) if isinstance(policy, Unknown) else ()
    inner = part(backend, {} if isinstance(policy, Unknown) else policy)
    for name in (*surplus(backend, _UNDERSTOOD), *surplus(inner, _POLICY)):
        yield Unknown(f"What {name} of {label(backend)} changes is not known here.")
    yield from load_balancers.doubts(front)
    for resource in graph:
        found = kind(resource)
        own = resource.package == "gcp" and resource.custom and not resource.is_provider
        strange = own and found.startswith(_REACHING) and found != _BACKEND
        if strange or (is_stranger(resource) and found.partition(".")[0] not in _ELSEWHERE):
            yield Unknown(f"What {label(resource)} changes is not known here.")
