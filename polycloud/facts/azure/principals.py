"""Managed identities, and who may become them.

https://learn.microsoft.com/entra/workload-id/workload-identity-federation
"""

from __future__ import annotations

from collections.abc import Iterator

from polycloud.facts.azure.kinds import kind
from polycloud.facts.facts import Actor, PrincipalFacts, Token
from polycloud.facts.resources import at, hidden, is_hidden, label, listed, names, refers
from polycloud.facts.unknown import Fact, Unknown
from polycloud.graph import Resource, ResourceGraph


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
                # Its machines get tokens for whatever application they name.
                audiences=frozenset({"*"}),
            )


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
        found.update(Token(issuer.rstrip("/"), subject, each) for each in audiences)
    return frozenset(found)
