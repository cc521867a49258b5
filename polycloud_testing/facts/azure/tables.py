"""Containers of Cosmos DB's NoSQL API, which are what a table is on Azure.

https://learn.microsoft.com/azure/cosmos-db/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.access import Access, Grant, access_of
from polycloud_testing.facts.azure.assignments import item_grants
from polycloud_testing.facts.azure.kinds import is_stranger, kind
from polycloud_testing.facts.azure.locks import locked_protection
from polycloud_testing.facts.doubts import doubted
from polycloud_testing.facts.resources import (
    anything_hidden,
    at,
    hidden,
    is_hidden,
    label,
    listed,
    names,
    refers,
    surplus,
)
from polycloud_testing.facts.stores import Encryption, KeyOwner, TableFacts, TableKey
from polycloud_testing.facts.unknown import Fact, Unknown, any_unknown

_TLS: Final = {"Tls": "1.0", "Tls11": "1.1", "Tls12": "1.2"}
_TIERS: Final = {"Continuous7Days": 7, "Continuous30Days": 30}
_SERVERLESS: Final = "EnableServerless"
_ACCOUNT: Final = frozenset(
    {
        *("accountName", "resourceGroupName", "location", "locations", "kind", "tags"),
        *("databaseAccountOfferType", "capabilities", "consistencyPolicy", "backupPolicy"),
        *("disableLocalAuth", "disableKeyBasedMetadataWriteAccess", "minimalTlsVersion"),
        *("publicNetworkAccess", "keyVaultKeyUri", "identity", "createMode"),
        *("enableAutomaticFailover", "enableFreeTier", "defaultIdentity", "capacity"),
        *("enablePartitionMerge", "ipRules", "virtualNetworkRules", "networkAclBypass"),
        *("isVirtualNetworkFilterEnabled", "enableBurstCapacity"),
    }
)
_RESOURCE: Final = frozenset(
    {"id", "partitionKey", "uniqueKeyPolicy", "indexingPolicy", "conflictResolutionPolicy"}
)


def read_tables(graph: ResourceGraph) -> Iterator[TableFacts]:
    """Each container of the graph whose database and account are in it."""
    for container in graph:
        if kind(container) == "cosmosdb.SqlResourceSqlContainer":
            account = _owner(graph, "cosmosdb.DatabaseAccount", container, "accountName")
            database = _owner(graph, "cosmosdb.SqlResourceSqlDatabase", container, "databaseName")
            if account is None:
                continue
            if database is not None:
                called = names(account, "name", "accountName")
                beside = refers(database, "accountName", account, called)
                database = database if beside else None
            yield _read(graph, account, database, container)


def _read(
    graph: ResourceGraph, account: Resource, database: Resource | None, container: Resource
) -> TableFacts:
    name = container.get("containerName")
    access = _access(graph, account, database, container)
    local = at(account, "disableLocalAuth", default=False)
    tls = at(account, "minimalTlsVersion", "Tls12")
    parts = [each for each in (account, database, container) if each is not None]
    facts = TableFacts(
        cloud="azure-native",
        name=name if isinstance(name, str) and not is_hidden(name) else label(container),
        urn=container.urn,
        region=_region(account),
        access=access,
        # Cosmos DB knows no anonymous access.
        public=frozenset(),
        key_access=local if isinstance(local, Unknown) else not local,
        encryption=_encryption(account),
        reachable=_reachable(account),
        tls_only=True,
        minimum_tls=tls
        if isinstance(tls, Unknown)
        else _TLS.get(tls, Unknown(f"The TLS version {tls} is not known here.")),
        restore_days=_restore_days(account),
        protection=locked_protection(graph, account, parts),
        tags=_tags(parts),
        per_request=_serverless(account),
        partition_key=_partition_key(container),
        sort_key=_sort_key(container),
    )
    return doubted(facts, _doubts(graph, account, container))


def _reachable(account: Resource) -> Fact[bool]:
    """https://learn.microsoft.com/azure/cosmos-db/how-to-configure-firewall"""
    network = at(account, "publicNetworkAccess", "Enabled")
    filtered = at(account, "isVirtualNetworkFilterEnabled", default=False)
    rules = (listed(account, "ipRules"), listed(account, "virtualNetworkRules"))
    doubt = any_unknown(network, filtered, *rules)
    open_ = (network, filtered, *rules) == ("Enabled", False, [], [])
    return open_ if doubt is None else doubt


def _region(account: Resource) -> Fact[str]:
    """Where the account and its data are: its own location, and those of its copies.

    https://learn.microsoft.com/azure/cosmos-db/distribute-data-globally
    """
    locations = listed(account, "locations")
    if isinstance(locations, Unknown) or not locations or anything_hidden(locations):
        return hidden(account, "locations")
    own = at(account, "location", "")
    if isinstance(own, Unknown):
        return own
    places = (own, *(str(each.get("locationName")) for each in locations))
    found = {place.lower().replace(" ", "") for place in places}
    if len(found) == 1:
        return found.pop()
    return Unknown(f"{label(account)} has its data in {len(found)} regions.")


def _owner(graph: ResourceGraph, wanted: str, user: Resource, name: str) -> Resource | None:
    for resource in graph:
        called = names(resource, "name", name)
        if kind(resource) == wanted and refers(user, name, resource, called):
            return resource
    return None


def _access(
    graph: ResourceGraph, account: Resource, database: Resource | None, container: Resource
) -> Fact[Access]:
    if container.id is None or account.id is None or database is None:
        return hidden(container, "id")
    held = (database.get("databaseName"), container.get("containerName"))
    scope = f"{account.id}/dbs/{held[0]}/colls/{held[1]}"
    found: list[Grant] = []
    for grant in item_grants(graph, container.id, scope):
        if isinstance(grant, Unknown):
            return grant
        found.append(grant)
    return access_of(found)


def _encryption(account: Resource) -> Fact[Encryption]:
    key = at(account, "keyVaultKeyUri", "")
    if isinstance(key, Unknown):
        return key
    if key:
        return Unknown(f"{label(account)} has a customer's key, which is not judged here.")
    return Encryption(KeyOwner.PROVIDER)


def _restore_days(account: Resource) -> Fact[int]:
    """https://learn.microsoft.com/azure/cosmos-db/continuous-backup-restore-introduction"""
    mode = at(account, "backupPolicy.type", "Periodic")
    tier = at(account, "backupPolicy.continuousModeProperties.tier", "Continuous30Days")
    if isinstance(mode, Unknown):
        return mode
    if isinstance(tier, Unknown):
        return tier
    if mode == "Periodic":
        return 0
    unclear = Unknown(f"Backups {mode}, {tier} are not known here.")
    return _TIERS.get(tier, unclear) if mode == "Continuous" else unclear


def _serverless(account: Resource) -> Fact[bool]:
    found = listed(account, "capabilities")
    if isinstance(found, Unknown):
        return found
    return any(each.get("name") == _SERVERLESS for each in found)


def _tags(parts: list[Resource]) -> Fact[Mapping[str, str]]:
    """The tags that all the parts have."""
    common: dict[str, str] | None = None
    for part in parts:
        tags = at(part, "tags", cast("dict[str, str]", {}))
        if isinstance(tags, Unknown):
            return tags
        common = tags if common is None else dict(common.items() & tags.items())
    return common or {}


def _partition_key(container: Resource) -> Fact[TableKey]:
    paths, hashed = listed(container, "resource.partitionKey.paths"), _hashed(container)
    if isinstance(paths, Unknown):
        return paths
    if isinstance(hashed, Unknown):
        return hashed
    if len(paths) != 1 or not hashed:
        return Unknown(f"The partition key of {label(container)} is not judged here.")
    return TableKey(str(paths[0]).removeprefix("/"))


def _hashed(container: Resource) -> Fact[bool]:
    found = at(container, "resource.partitionKey.kind", "Hash")
    return found if isinstance(found, Unknown) else found == "Hash"


def _sort_key(container: Resource) -> Fact[TableKey | None]:
    """The attribute that tells a partition's items apart, if an index keeps its order.

    https://learn.microsoft.com/azure/cosmos-db/index-policy#composite-indexes
    """
    partition = _partition_key(container)
    unique = listed(container, "resource.uniqueKeyPolicy.uniqueKeys")
    orders = listed(container, "resource.indexingPolicy.compositeIndexes")
    indexed = at(container, "resource.indexingPolicy.indexingMode", "consistent")
    automatic = at(container, "resource.indexingPolicy.automatic", default=True)
    if isinstance(partition, Unknown):
        return partition
    if isinstance(unique, Unknown):
        return unique
    if isinstance(orders, Unknown):
        return orders
    if not unique and not orders:
        return None
    paths = [path for each in unique for path in each.get("paths", ())]
    found = {_order(each) for each in orders}
    first = f"/{partition.name}"
    wanted = {
        ((first, "ascending"), (path, order))
        for path in paths
        for order in ("ascending", "descending")
    }
    if len(paths) != 1 or found != wanted or indexed != "consistent" or automatic is not True:
        return Unknown(f"No index of {label(container)} keeps items in the order of a key.")
    return TableKey(str(paths[0]).removeprefix("/"))


def _order(composite: list[Mapping[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((each.get("path", ""), each.get("order", "ascending")) for each in composite)


def _doubts(graph: ResourceGraph, account: Resource, container: Resource) -> Iterator[Unknown]:
    for name in surplus(account, _ACCOUNT):
        yield Unknown(f"What {name} of {label(account)} changes is not known here.")
    resource = at(container, "resource", cast("dict[str, Any]", {}))
    for name in sorted(set() if isinstance(resource, Unknown) else set(resource) - _RESOURCE):
        yield Unknown(f"What {name} of {label(container)} changes is not known here.")
    called = names(account, "name", "accountName")
    for other in graph:
        if not is_stranger(other) or kind(other).startswith("storage."):
            continue
        if "accountName" in other.inputs and not refers(other, "accountName", account, called):
            continue
        yield Unknown(f"What {label(other)} changes is not known here.")
