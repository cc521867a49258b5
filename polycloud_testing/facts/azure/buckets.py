"""Blob containers, which are what a bucket is on Azure.

https://learn.microsoft.com/azure/storage/blobs/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.access import ANYONE, Access, Grant, Verb, access_of, public_verbs
from polycloud_testing.facts.azure.assignments import blob_grants
from polycloud_testing.facts.azure.kinds import is_stranger, kind
from polycloud_testing.facts.azure.lifecycle import read_aging
from polycloud_testing.facts.azure.locks import locked_protection
from polycloud_testing.facts.doubts import doubted
from polycloud_testing.facts.resources import (
    at,
    hidden,
    is_hidden,
    label,
    names,
    referring,
    refers,
    surplus,
)
from polycloud_testing.facts.stores import BucketFacts, Encryption, KeyOwner
from polycloud_testing.facts.unknown import Fact, Unknown, any_unknown

_TLS: Final = {"TLS1_0": "1.0", "TLS1_1": "1.1", "TLS1_2": "1.2", "TLS1_3": "1.3"}
_ANONYMOUS: Final = {
    "None": (),
    "Blob": (Verb.READ,),
    "Container": (Verb.READ, Verb.LIST),
}
_ACCOUNT: Final = frozenset(
    {
        *("accountName", "resourceGroupName", "location", "kind", "sku", "tags", "accessTier"),
        *("allowBlobPublicAccess", "allowSharedKeyAccess", "isHnsEnabled", "encryption"),
        *("isLocalUserEnabled", "isSftpEnabled", "enableHttpsTrafficOnly", "minimumTlsVersion"),
        *("publicNetworkAccess", "identity", "allowCrossTenantReplication", "allowedCopyScope"),
        *("defaultToOAuthAuthentication", "keyPolicy", "sasPolicy", "networkRuleSet"),
        *("routingPreference", "dnsEndpointType", "largeFileSharesState"),
    }
)
_SERVICE: Final = frozenset(
    {
        *("accountName", "resourceGroupName", "blobServicesName", "isVersioningEnabled"),
        *("deleteRetentionPolicy", "containerDeleteRetentionPolicy", "restorePolicy"),
        *("changeFeed", "cors", "defaultServiceVersion", "lastAccessTimeTrackingPolicy"),
    }
)
_CONTAINER: Final = frozenset(
    {"accountName", "resourceGroupName", "containerName", "publicAccess", "metadata"}
)


def read_buckets(graph: ResourceGraph) -> Iterator[BucketFacts]:
    """Each blob container of the graph whose account is in it."""
    accounts = [each for each in graph if kind(each) == "storage.StorageAccount"]
    for container in graph:
        if kind(container) != "storage.BlobContainer":
            continue
        for account in accounts:
            called = names(account, "name", "accountName")
            if refers(container, "accountName", account, called):
                yield _read(graph, account, container)


def _read(graph: ResourceGraph, account: Resource, container: Resource) -> BucketFacts:
    service = _satellite(graph, "storage.BlobServiceProperties", account)
    policy = _satellite(graph, "storage.ManagementPolicy", account)
    name = container.get("containerName")
    name = name if isinstance(name, str) and not is_hidden(name) else label(container)
    access = _access(graph, container)
    prevented = _opposite(at(account, "allowBlobPublicAccess", default=False))
    versioned: Fact[bool] = (
        at(service, "isVersioningEnabled", default=False) if service is not None else False
    )
    tls = at(account, "minimumTlsVersion", "TLS1_0")
    location = at(account, "location", "")
    facts = BucketFacts(
        cloud="azure-native",
        name=name,
        urn=container.urn,
        region=location if isinstance(location, Unknown) else location.lower().replace(" ", ""),
        access=access,
        public=public_verbs(access, prevented),
        public_prevented=prevented,
        # With a hierarchical namespace every path has an access list.
        object_lists=at(account, "isHnsEnabled", default=False),
        key_access=_key_access(account),
        encryption=_encryption(account),
        reachable=_reachable(account),
        tls_only=at(account, "enableHttpsTrafficOnly", default=True),
        minimum_tls=tls
        if isinstance(tls, Unknown)
        else _TLS.get(tls, Unknown(f"The TLS version {tls} is not known here.")),
        versioned=versioned,
        aging=read_aging(account, policy, name, versioned),
        restore_days=_restore_days(service),
        protection=locked_protection(
            graph, account, [each for each in (account, service, container, policy) if each]
        ),
        tags=at(account, "tags", cast("dict[str, str]", {})),
    )
    return doubted(facts, _doubts(graph, account, service, container))


def _satellite(graph: ResourceGraph, wanted: str, account: Resource) -> Resource | None:
    called = names(account, "name", "accountName")
    found = (each for each in graph if kind(each) == wanted)
    return next(referring(found, "accountName", account, called), None)


def _access(graph: ResourceGraph, container: Resource) -> Fact[Access]:
    anonymous = at(container, "publicAccess", "None")
    if isinstance(anonymous, Unknown):
        return anonymous
    if anonymous not in _ANONYMOUS:
        return Unknown(f"The public access {anonymous} is not known here.")
    if container.id is None:
        return hidden(container, "id")
    found = [Grant(ANYONE, verb) for verb in _ANONYMOUS[anonymous]]
    for grant in blob_grants(graph, container.id):
        if isinstance(grant, Unknown):
            return grant
        found.append(grant)
    return access_of(found)


def _key_access(account: Resource) -> Fact[bool]:
    """Whether account keys, signatures made with them, or local users' passwords open it.

    No documentation says that there are no local users where nothing is set.
    """
    ways = (
        at(account, "allowSharedKeyAccess", default=True),
        at(account, "isLocalUserEnabled", default=True),
        at(account, "isSftpEnabled", default=False),
    )
    doubt = any_unknown(*ways)
    return True if True in ways else (False if doubt is None else doubt)


def _reachable(account: Resource) -> Fact[bool]:
    """https://learn.microsoft.com/azure/storage/common/storage-network-security"""
    network = at(account, "publicNetworkAccess", "Enabled")
    others = at(account, "networkRuleSet.defaultAction", "Allow")
    if isinstance(network, Unknown):
        return network
    return others if isinstance(others, Unknown) else (network, others) == ("Enabled", "Allow")


def _encryption(account: Resource) -> Fact[Encryption]:
    source = at(account, "encryption.keySource", "Microsoft.Storage")
    blobs = at(account, "encryption.services.blob.enabled", default=True)
    if isinstance(source, Unknown):
        return source
    if blobs is not True:
        return Unknown(f"{label(account)} asks for no encryption, which Azure does not offer.")
    if source == "Microsoft.Storage":
        return Encryption(KeyOwner.PROVIDER)
    return Unknown(f"{label(account)} has a customer's key, which is not judged here.")


def _restore_days(service: Resource | None) -> Fact[int]:
    """How long both a deleted blob and a deleted container can be had back."""
    if service is None:
        return 0
    days: list[int] = []
    for policy in ("deleteRetentionPolicy", "containerDeleteRetentionPolicy"):
        on = at(service, f"{policy}.enabled", default=False)
        kept = at(service, f"{policy}.days", 0)
        if isinstance(on, Unknown):
            return on
        if isinstance(kept, Unknown):
            return kept
        if at(service, f"{policy}.allowPermanentDelete", default=False) is not False:
            return Unknown(f"What {label(service)} keeps may be deleted for good.")
        days.append(int(kept) if on else 0)
    return min(days)


def _opposite(fact: Fact[bool]) -> Fact[bool]:
    return fact if isinstance(fact, Unknown) else not fact


def _doubts(
    graph: ResourceGraph, account: Resource, service: Resource | None, container: Resource
) -> Iterator[Unknown]:
    if at(account, "allowCrossTenantReplication", default=False) is not False:
        # learn.microsoft.com/azure/storage/blobs/object-replication-prevent-cross-tenant-policies
        yield Unknown(f"Another tenant's rules may copy objects out of {label(account)}.")
    understood = ((account, _ACCOUNT), (service, _SERVICE), (container, _CONTAINER))
    for resource, known in understood:
        for name in surplus(resource, known) if resource is not None else ():
            yield Unknown(
                f"What {name} of {resource and label(resource)} changes is not known here."
            )
    called = names(account, "name", "accountName")
    for wanted in ("storage.BlobServiceProperties", "storage.ManagementPolicy"):
        found = (each for each in graph if kind(each) == wanted)
        if len(list(referring(found, "accountName", account, called))) > 1:
            yield Unknown(f"{label(account)} has more than one {wanted}.")
    for resource in graph:
        if not is_stranger(resource) or kind(resource).startswith("cosmosdb."):
            continue
        if "accountName" in resource.inputs and not refers(
            resource, "accountName", account, called
        ):
            continue
        yield Unknown(f"What {label(resource)} changes is not known here.")
