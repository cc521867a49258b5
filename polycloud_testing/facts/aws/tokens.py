"""The tokens that roles can get, to be known by on other clouds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.aws.conditions import Request, as_texts, met
from polycloud_testing.facts.aws.identities import Identity
from polycloud_testing.facts.aws.kinds import kind
from polycloud_testing.facts.facts import Token
from polycloud_testing.facts.resources import at, hidden, is_hidden, label, names, refers
from polycloud_testing.facts.unknown import Fact, Unknown

_TOKEN: Final = "sts:GetWebIdentityToken"  # noqa: S105 (an action)
_AUDIENCES: Final = "sts:IdentityTokenAudience"
_ISSUER: Final = "https://*.tokens.sts.global.api.aws"
"""An account's own issuer; a role's ARN, which is the subject, says the account.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_token_claims.html
"""


def own_tokens(graph: ResourceGraph, identity: Identity) -> Fact[frozenset[Token]]:
    """The tokens of the account's issuer, and those of clusters whose pods act as the role."""
    audiences = _own_audiences(identity)
    if isinstance(audiences, Unknown):
        return audiences
    if audiences and isinstance(identity.name, Unknown):
        return identity.name
    found = {Token(_ISSUER, str(identity.name), audience) for audience in audiences}
    called = names(identity.resource, "arn")
    for association in graph:
        if kind(association) == "eks.PodIdentityAssociation" and refers(
            association, "roleArn", identity.resource, called
        ):
            token = _of_pods(graph, association)
            if isinstance(token, Unknown):
                return token
            found.add(token)
    return frozenset(found)


def _of_pods(graph: ResourceGraph, association: Resource) -> Fact[Token]:
    """A pod gets tokens of its service account for whatever audience it names.

    https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
    """
    namespace, account = at(association, "namespace", ""), at(association, "serviceAccount", "")
    if isinstance(namespace, Unknown):
        return namespace
    if isinstance(account, Unknown):
        return account
    for cluster in graph:
        if kind(cluster) == "eks.Cluster" and refers(
            association, "clusterName", cluster, names(cluster, "name")
        ):
            issuer = _issuer(cluster)
            if isinstance(issuer, Unknown):
                return issuer
            return Token(issuer, f"system:serviceaccount:{namespace}:{account}", "*")
    return Unknown(f"The cluster of {label(association)} is not one of the stack's.")


def _issuer(cluster: Resource) -> Fact[str]:
    value: Any = cluster.outputs.get("identities")
    for step in (0, "oidcs", 0, "issuer"):
        if is_hidden(value) or not value:
            return hidden(cluster, "identities")
        value = value[step]
    return (
        value.rstrip("/")
        if isinstance(value, str) and not is_hidden(value)
        else hidden(cluster, "identities")
    )


def _own_audiences(identity: Identity) -> Fact[frozenset[str]]:
    """The audiences for which the identity can get tokens of the account's own issuer."""
    if isinstance(identity.statements, Unknown):
        return identity.statements
    found: set[str] = set()
    for statement in identity.statements:
        if not statement.is_about(_TOKEN):
            continue
        wanted = _audiences(statement.conditions)
        for audience in (*wanted, None):
            request = Request(
                "sts",
                {
                    _AUDIENCES.lower(): () if audience is None else (audience,),
                    "sts:signingalgorithm": ("RS256",),
                    "sts:durationseconds": ("300",),
                    "aws:securetransport": ("true",),
                },
            )
            answer = met(statement.conditions, request)
            if isinstance(answer, Unknown) or (answer and not statement.allows):
                return Unknown(f"Which tokens {label(identity.resource)} can get is not judged.")
            if answer:
                found.add("*" if audience is None else audience)
    return frozenset(found)


def _audiences(conditions: Mapping[str, Any]) -> Iterator[str]:
    """The audiences that conditions name, or ``*`` where they name none."""
    named = [
        text
        for operator, block in conditions.items()
        if "Equals" in operator or "Like" in operator
        for key, value in block.items()
        if key.lower() == _AUDIENCES.lower()
        for text in as_texts(value)
    ]
    yield from named or ["*"]
