"""Service accounts and federated identities, and who may become them.

https://cloud.google.com/iam/docs/workload-identity-federation
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, cast

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.facts import Actor, PrincipalFacts, Token
from polycloud_testing.facts.gcp.conditions import unescape
from polycloud_testing.facts.gcp.kinds import kind
from polycloud_testing.facts.gcp.roles import IMPERSONATING
from polycloud_testing.facts.resources import (
    at,
    hidden,
    is_hidden,
    label,
    listed,
    names,
    refers,
    settings,
)
from polycloud_testing.facts.unknown import Fact, Unknown

_ISSUER: Final = "https://accounts.google.com"
_FEDERATED: Final = re.compile(
    r"principal://iam\.googleapis\.com/(?P<pool>.+?)/subject/(?P<subject>.+)"
)
_PINNED: Final = re.compile(r'assertion\.sub\s*==\s*"((?:[^"\\]|\\.)*)"')
_OTHER_SOURCES: Final = ("aws", "saml", "x509")
_OF_SUBJECT: Final = "assertion.sub"


def read_principals(graph: ResourceGraph) -> Iterator[PrincipalFacts]:
    """Each service account, and each federated identity that a binding names."""
    seen: set[str] = set()
    for resource in graph:
        if kind(resource) == "serviceaccount.Account":
            email = resource.get("email")
            shown = isinstance(email, str) and not is_hidden(email)
            yield PrincipalFacts(
                cloud="gcp",
                name=f"serviceAccount:{email}" if shown else label(resource),
                urn=resource.urn,
                assumed_by=_acting_as(graph, resource),
                tokens=_own_tokens(resource),
            )
        for member in (*_members(resource), *_pinned(graph, resource)):
            found = _FEDERATED.fullmatch(member)
            if found is not None and member not in seen:
                seen.add(member)
                yield PrincipalFacts(
                    cloud="gcp",
                    name=member,
                    urn=resource.urn,
                    assumed_by=_federated(graph, found["pool"], found["subject"]),
                    tokens=frozenset(),
                )


def _own_tokens(account: Resource) -> Fact[frozenset[Token]]:
    """Its machines get ID tokens for whatever audience they name.

    https://cloud.google.com/compute/docs/instances/verifying-instance-identity
    """
    subject = account.get("uniqueId")
    if not isinstance(subject, str) or is_hidden(subject):
        return hidden(account, "uniqueId")
    return frozenset({Token(_ISSUER, subject, "*")})


def _pinned(graph: ResourceGraph, provider: Resource) -> Iterator[str]:
    """The member that a provider of a pool lets in, if it lets in one subject only."""
    if kind(provider) != "iam.WorkloadIdentityPoolProvider":
        return
    condition = at(provider, "attributeCondition", "")
    pinned = _PINNED.fullmatch(condition.strip()) if isinstance(condition, str) else None
    for pool in graph:
        if pinned is None or kind(pool) != "iam.WorkloadIdentityPool":
            continue
        name = pool.get("name")
        called = names(pool, "workloadIdentityPoolId", "name")
        if isinstance(name, str) and refers(provider, "workloadIdentityPoolId", pool, called):
            subject = unescape(pinned[1])
            yield f"principal://iam.googleapis.com/{name}/subject/{subject}"


def _members(resource: Resource) -> Iterator[str]:
    values = [settings(resource).get("member"), *(settings(resource).get("members") or ())]
    yield from (value for value in values if isinstance(value, str))


def _acting_as(graph: ResourceGraph, account: Resource) -> Fact[frozenset[Token | Actor]]:
    """Whom bindings on a service account, or on all of the project, let act as it."""
    found: set[Token | Actor] = set()
    called = names(account, "name", "email", "uniqueId")
    for resource in graph:
        on_account = kind(resource).startswith("serviceaccount.IAM") and refers(
            resource, "serviceAccountId", account, called
        )
        on_project = kind(resource) in ("projects.IAMMember", "projects.IAMBinding")
        if not on_account and not on_project:
            continue
        role = at(resource, "role", "")
        if on_project and role not in IMPERSONATING:
            continue
        if isinstance(role, Unknown) or not list(_members(resource)):
            return hidden(resource, "role")
        found.update(Actor(member) for member in _members(resource))
    return frozenset(found)


def _federated(graph: ResourceGraph, pool: str, subject: str) -> Fact[frozenset[Token | Actor]]:
    """The tokens that the providers of a pool take for a subject."""
    pools = [
        each
        for each in graph
        if kind(each) == "iam.WorkloadIdentityPool" and pool in names(each, "name")
    ]
    if len(pools) != 1:
        return Unknown(f"The pool {pool} is not one of the stack's.")
    if at(pools[0], "disabled", default=False) is not False:
        return frozenset()
    found: set[Token | Actor] = set()
    called = names(pools[0], "workloadIdentityPoolId", "name")
    for provider in graph:
        if kind(provider) != "iam.WorkloadIdentityPoolProvider":
            continue
        if refers(provider, "workloadIdentityPoolId", pools[0], called):
            tokens = _tokens(provider, subject)
            if isinstance(tokens, Unknown):
                return tokens
            found |= tokens
    return frozenset(found)


def _tokens(provider: Resource, subject: str) -> Fact[frozenset[Token | Actor]]:
    if at(provider, "disabled", default=False) is not False:
        return frozenset()
    if any(at(provider, source, None) is not None for source in _OTHER_SOURCES):
        return Unknown(f"{label(provider)} takes what is no OpenID Connect token.")
    subjects = at(provider, "attributeMapping", cast("Mapping[str, str]", {}))
    condition = at(provider, "attributeCondition", "")
    issuer = at(provider, "oidc.issuerUri", "")
    audiences = listed(provider, "oidc.allowedAudiences")
    if isinstance(condition, Unknown):
        return condition
    if isinstance(issuer, Unknown):
        return issuer
    if isinstance(subjects, Unknown) or isinstance(audiences, Unknown):
        return hidden(provider, "oidc")
    if subjects.get("google.subject") != _OF_SUBJECT:
        return Unknown(f"{label(provider)} makes its subjects of more than a token's.")
    if condition:
        pinned = _PINNED.fullmatch(condition.strip())
        if pinned is None:
            return Unknown(f"The condition of {label(provider)} is not judged here.")
        if unescape(pinned[1]) != subject:
            return frozenset()
    name = provider.get("name")
    # https://cloud.google.com/iam/docs/reference/rest/v1/projects.locations.
    # workloadIdentityPools.providers#oidc
    own = [f"https://iam.googleapis.com/{name}", f"//iam.googleapis.com/{name}"]
    accepted = [each for each in audiences if isinstance(each, str)] or own
    return frozenset(Token.of(issuer, subject, audience) for audience in accepted)
