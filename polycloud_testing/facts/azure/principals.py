"""Managed identities, and who may become them.

https://learn.microsoft.com/entra/workload-id/workload-identity-federation
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.azure.kinds import kind
from polycloud_testing.facts.facts import Actor, PrincipalFacts, Token
from polycloud_testing.facts.resources import at, hidden, is_hidden, label, listed, names, refers
from polycloud_testing.facts.unknown import Fact, Unknown

_ISSUERS: Final = ("https://login.microsoftonline.com/{}/v2.0", "https://sts.windows.net/{}")


def read_principals(graph: ResourceGraph) -> Iterator[PrincipalFacts]:
    """Each managed identity of the graph."""
    for identity in graph:
        if kind(identity) == "managedidentity.UserAssignedIdentity":
            principal = identity.get("principalId")
            shown = isinstance(principal, str) and not is_hidden(principal)
            yield PrincipalFacts(
                cloud="azure-native",
                name=principal if shown else label(identity),
                urn=identity.urn,
                assumed_by=_assumed_by(graph, identity),
                tokens=_own_tokens(identity),
            )


def _own_tokens(identity: Resource) -> Fact[frozenset[Token]]:
    """Its machines get tokens for whatever application they name, which says their version.

    https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
    """
    tenant, principal = identity.get("tenantId"), identity.get("principalId")
    if not isinstance(tenant, str) or is_hidden(tenant):
        return hidden(identity, "tenantId")
    if not isinstance(principal, str) or is_hidden(principal):
        return hidden(identity, "principalId")
    return frozenset(Token(each.format(tenant), principal, "*") for each in _ISSUERS)


def _assumed_by(graph: ResourceGraph, identity: Resource) -> Fact[frozenset[Token | Actor]]:
    """The tokens that the identity's federated credentials take."""
    found: set[Token | Actor] = set()
    called = names(identity, "name", "resourceName")
    for credential in graph:
        if kind(credential) != "managedidentity.FederatedIdentityCredential":
            continue
        if not refers(credential, "resourceName", identity, called):
            continue
        issuer, subject = at(credential, "issuer", ""), at(credential, "subject", "")
        audiences = listed(credential, "audiences")
        if isinstance(issuer, Unknown):
            return issuer
        if isinstance(subject, Unknown):
            return subject
        if isinstance(audiences, Unknown):
            return audiences
        if any(not isinstance(each, str) or is_hidden(each) for each in audiences):
            return hidden(credential, "audiences")
        found.update(Token.of(issuer, subject, each) for each in audiences)
    return frozenset(found)
