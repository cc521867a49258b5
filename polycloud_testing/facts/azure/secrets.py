"""Secrets in key vaults whose access is by role.

https://learn.microsoft.com/azure/key-vault/general/rbac-guide
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.access import Access, Grant, Verb, access_of
from polycloud_testing.facts.azure.assignments import secret_grants
from polycloud_testing.facts.azure.kinds import is_stranger, kind
from polycloud_testing.facts.azure.locks import locked_protection
from polycloud_testing.facts.resources import at, hidden, is_hidden, label, names, refers, surplus
from polycloud_testing.facts.secrets import (
    SecretFacts,
    all_unknown_fields,
    are_hidden,
    hold,
    stated_days,
)
from polycloud_testing.facts.stores import Encryption, KeyOwner
from polycloud_testing.facts.unknown import Fact, Unknown, any_unknown

_VAULT: Final = frozenset({"vaultName", "resourceGroupName", "location", "tags", "properties"})
_VAULT_PROPERTIES: Final = frozenset(
    {
        *("tenantId", "sku", "enableRbacAuthorization", "enableSoftDelete", "publicNetworkAccess"),
        *("softDeleteRetentionInDays", "enablePurgeProtection", "networkAcls"),
        # Nobody is let in by these while roles decide.
        "accessPolicies",
    }
)
_SECRET: Final = frozenset({"secretName", "vaultName", "resourceGroupName", "tags", "properties"})
_SECRET_PROPERTIES: Final = frozenset({"value", "contentType", "attributes"})
_KNOWN: Final = frozenset(
    {"keyvault.Vault", "keyvault.Secret", "keyvault.Key", "keyvault.PrivateEndpointConnection"}
)
_ELSEWHERE: Final = frozenset({"storage", "cosmosdb", "documentdb"})
_VALUE: Final = ("properties.value",)
_RETENTION_DAYS: Final = 90
"""Azure's default: https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview"""


def read_secrets(graph: ResourceGraph) -> Iterator[SecretFacts]:
    """Each secret of the graph whose vault is in it."""
    for secret in graph:
        if kind(secret) == "keyvault.Secret":
            vault = _vault_of(graph, secret)
            if vault is not None:
                facts = _read(graph, vault, secret)
                for doubt in _doubts(graph, vault, secret):
                    facts = attrs.evolve(facts, **dict.fromkeys(all_unknown_fields(), doubt))
                yield facts


def _read(graph: ResourceGraph, vault: Resource, secret: Resource) -> SecretFacts:
    purge = at(vault, "properties.enablePurgeProtection", default=False)
    location = at(vault, "location", "")
    own: Fact[Mapping[str, str]] = at(secret, "tags", {})
    return SecretFacts(
        cloud="azure-native",
        name=_uri(secret),
        urn=secret.urn,
        regions=location if isinstance(location, Unknown) else frozenset({location}),
        access=_access(graph, vault, secret),
        public=_public(vault),
        reachable=_reachable(vault),
        # Unless a managed HSM is used, Azure holds the key:
        # https://learn.microsoft.com/azure/key-vault/secrets/about-secrets#encryption
        encryption=Encryption(KeyOwner.PROVIDER),
        has_value=_has_value(secret),
        value_hidden=are_hidden([secret], _VALUE),
        rotation_days=stated_days(own),
        recovery_days=_recovery_days(vault),
        # A version goes with its secret only.
        value_recovery_days=None,
        purgeable=purge if isinstance(purge, Unknown) else not purge,
        lapses=False,
        protection=locked_protection(graph, vault, [vault, secret]),
        tags=_tags(vault, own),
    )


def _vault_of(graph: ResourceGraph, secret: Resource) -> Resource | None:
    for vault in graph:
        called = names(vault, "name", "vaultName")
        if kind(vault) == "keyvault.Vault" and refers(secret, "vaultName", vault, called):
            return vault
    return None


def _uri(secret: Resource) -> str:
    made = secret.outputs.get("properties")
    uri = cast("Mapping[str, Any]", made).get("secretUri") if isinstance(made, Mapping) else None
    return uri if isinstance(uri, str) and not is_hidden(uri) else label(secret)


def _access(graph: ResourceGraph, vault: Resource, secret: Resource) -> Fact[Access]:
    by_role = _by_role(vault)
    if isinstance(by_role, Unknown):
        return by_role
    if secret.id is None:
        return hidden(secret, "id")
    found: list[Grant] = []
    for grant in secret_grants(graph, secret.id):
        if isinstance(grant, Unknown):
            return grant
        found.append(grant)
    return access_of(found)


def _by_role(vault: Resource) -> Fact[bool]:
    by_role = at(vault, "properties.enableRbacAuthorization", default=False)
    if by_role is False:
        return Unknown(f"The access policies of {label(vault)} are not judged here.")
    return by_role


def _public(vault: Resource) -> Fact[frozenset[Verb]]:
    """Each request needs a token of the tenant's, which no role and no policy dispenses with."""
    by_role = _by_role(vault)
    return by_role if isinstance(by_role, Unknown) else frozenset()


def _reachable(vault: Resource) -> Fact[bool]:
    """https://learn.microsoft.com/azure/key-vault/general/network-security"""
    network: Fact[str] = at(vault, "properties.publicNetworkAccess", "Enabled")
    rules = at(vault, "properties.networkAcls", cast("object", None))
    doubt = any_unknown(network, rules)
    if doubt is not None:
        return doubt
    if str(network).lower() != "enabled":
        return False
    return True if rules is None else Unknown(f"Whom {label(vault)} answers is not judged here.")


def _recovery_days(vault: Resource) -> Fact[int]:
    kept = at(vault, "properties.enableSoftDelete", default=True)
    days: Fact[int] = at(vault, "properties.softDeleteRetentionInDays", _RETENTION_DAYS)
    if isinstance(kept, Unknown):
        return kept
    if isinstance(days, Unknown):
        return days
    return int(days) if kept else 0


def _tags(vault: Resource, own: Fact[Mapping[str, str]]) -> Fact[Mapping[str, str]]:
    """The tags that both the secret and its vault have."""
    others: Fact[Mapping[str, str]] = at(vault, "tags", {})
    if isinstance(own, Unknown):
        return own
    return others if isinstance(others, Unknown) else dict(own.items() & others.items())


def _has_value(secret: Resource) -> Fact[bool]:
    enabled = at(secret, "properties.attributes.enabled", default=True)
    if isinstance(enabled, Unknown):
        return enabled
    return enabled and hold(secret, _VALUE)


def _doubts(graph: ResourceGraph, vault: Resource, secret: Resource) -> Iterator[Unknown]:
    strange = [
        *(f"{name} of {label(vault)}" for name in _beyond(vault, _VAULT, _VAULT_PROPERTIES)),
        *(f"{name} of {label(secret)}" for name in _beyond(secret, _SECRET, _SECRET_PROPERTIES)),
    ]
    attributes = at(secret, "properties.attributes", cast("Mapping[str, Any]", {}))
    if isinstance(attributes, Mapping) and set(attributes) - {"enabled"}:
        strange.append(f"attributes of {label(secret)}")
    for resource in graph:
        module = kind(resource).partition(".")[0]
        own = resource.package == "azure-native" and resource.custom and not resource.is_provider
        unknown = own and module == "keyvault" and kind(resource) not in _KNOWN
        if unknown or (is_stranger(resource) and module not in _ELSEWHERE):
            strange.append(label(resource))
    for what in strange:
        yield Unknown(f"What {what} changes is not known here.")


def _beyond(
    resource: Resource, understood: frozenset[str], properties: frozenset[str]
) -> Iterator[str]:
    """The settings of a resource, and those among its properties, that are not known."""
    yield from surplus(resource, understood)
    given = at(resource, "properties", cast("Mapping[str, Any]", {}))
    if isinstance(given, Mapping):
        yield from (name for name, value in given.items() if value and name not in properties)
