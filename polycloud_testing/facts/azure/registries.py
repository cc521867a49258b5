"""Container registries.

https://learn.microsoft.com/azure/container-registry
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.access import ANYONE, Access, Grant, Verb, access_of, public_verbs
from polycloud_testing.facts.azure.assignments import registry_grants
from polycloud_testing.facts.azure.kinds import is_stranger, kind
from polycloud_testing.facts.azure.locks import locked_protection
from polycloud_testing.facts.registries import RegistryFacts, all_unknown_fields
from polycloud_testing.facts.resources import at, hidden, label, surplus
from polycloud_testing.facts.stores import Encryption, KeyOwner
from polycloud_testing.facts.unknown import Fact, Unknown

_UNDERSTOOD: Final = frozenset(
    {
        *("registryName", "resourceGroupName", "location", "sku", "tags", "adminUserEnabled"),
        *("anonymousPullEnabled", "publicNetworkAccess", "policies", "encryption"),
        *("zoneRedundancy", "dataEndpointEnabled", "networkRuleBypassOptions"),
        # Trusted services still need a role.
    }
)
_POLICIES: Final = frozenset({"retentionPolicy"})
_KNOWN: Final = "containerregistry.Registry"
_ELSEWHERE: Final = frozenset({"storage", "cosmosdb", "documentdb"})


def read_registries(graph: ResourceGraph) -> Iterator[RegistryFacts]:
    """Each registry of the graph."""
    for registry in graph:
        if kind(registry) == _KNOWN:
            facts = _read(graph, registry)
            for doubt in _doubts(graph, registry):
                facts = attrs.evolve(facts, **dict.fromkeys(all_unknown_fields(), doubt))
            yield facts


def _read(graph: ResourceGraph, registry: Resource) -> RegistryFacts:
    access = _access(graph, registry)
    address = registry.get("loginServer")
    network = at(registry, "publicNetworkAccess", "Enabled")
    tags: Fact[Mapping[str, str]] = at(registry, "tags", {})
    return RegistryFacts(
        cloud="azure-native",
        name=address if isinstance(address, str) else registry.name,
        urn=registry.urn,
        region=at(registry, "location", ""),
        access=access,
        public=public_verbs(access, prevented=False),
        key_access=at(registry, "adminUserEnabled", default=False),
        encryption=_encryption(registry),
        reachable=network if isinstance(network, Unknown) else network == "Enabled",
        # Defender for Cloud scans by the subscription's plan, which has no trace in a registry.
        # learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-introduction
        scanned=Unknown("Whether the subscription has a plan that scans is not known here."),
        untagged_days=_untagged(registry),
        tagged_kept=True,
        # Azure locks images and tags one by one:
        # learn.microsoft.com/azure/container-registry/container-registry-image-lock
        immutable_tags=False,
        protection=locked_protection(graph, registry, [registry]),
        tags=tags,
    )


def _doubts(graph: ResourceGraph, registry: Resource) -> Iterator[Unknown]:
    for name in surplus(registry, _UNDERSTOOD):
        yield Unknown(f"What {name} of {label(registry)} changes is not known here.")
    policies: Fact[Mapping[str, object]] = at(registry, "policies", {})
    if isinstance(policies, Unknown):
        yield policies
    else:
        for name in policies.keys() - _POLICIES:
            yield Unknown(f"What {name} of {label(registry)} changes is not known here.")
    for resource in graph:
        module = kind(resource).partition(".")[0]
        own = resource.package == "azure-native" and resource.custom and not resource.is_provider
        strange = own and module == "containerregistry" and kind(resource) != _KNOWN
        if strange or (is_stranger(resource) and module not in _ELSEWHERE):
            yield Unknown(f"What {label(resource)} changes is not known here.")


def _access(graph: ResourceGraph, registry: Resource) -> Fact[Access]:
    if registry.id is None:
        return hidden(registry, "id")
    granted: list[Grant] = []
    for grant in registry_grants(graph, registry.id):
        if isinstance(grant, Unknown):
            return grant
        granted.append(grant)
    anonymous = at(registry, "anonymousPullEnabled", default=False)
    if isinstance(anonymous, Unknown):
        return anonymous
    if anonymous:
        granted += [Grant(ANYONE, Verb.LIST), Grant(ANYONE, Verb.READ)]
    return access_of(granted)


def _encryption(registry: Resource) -> Fact[Encryption]:
    """https://learn.microsoft.com/azure/container-registry/tutorial-enable-customer-managed-keys"""
    status = at(registry, "encryption.status", "disabled")
    if isinstance(status, Unknown):
        return status
    if status != "disabled":
        return Unknown(f"The key of {label(registry)} is not read.")
    return Encryption(KeyOwner.PROVIDER)


def _untagged(registry: Resource) -> Fact[int | None]:
    """https://learn.microsoft.com/azure/container-registry/container-registry-retention-policy"""
    tier = at(registry, "sku.name", "Basic")
    status = at(registry, "policies.retentionPolicy.status", "disabled")
    days = at(registry, "policies.retentionPolicy.days", 7)
    for fact in (tier, status, days):
        if isinstance(fact, Unknown):
            return fact
    return int(str(days)) if (tier, status) == ("Premium", "enabled") else None
