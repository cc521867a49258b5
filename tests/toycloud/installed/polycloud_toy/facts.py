"""Toy Cloud, as its makers explain it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.access import Access, Grant, Verb, access_of
from polycloud_testing.facts.aging import AgeStep, Tier, aging_of
from polycloud_testing.facts.facts import CloudFacts, PrincipalFacts, Token
from polycloud_testing.facts.resources import hidden, is_hidden, label, names, protection, refers
from polycloud_testing.facts.secrets import SecretFacts, are_hidden, hold
from polycloud_testing.facts.stores import BucketFacts, Encryption, KeyOwner, TableFacts, TableKey
from polycloud_testing.facts.unknown import Fact, Unknown
from polycloud_toy.link_facts import read_links
from polycloud_toy.network_facts import read_endpoints, read_networks


def read(graph: ResourceGraph) -> CloudFacts:
    """What the graph's resources of the package ``toy`` mean."""
    return CloudFacts(
        buckets=tuple(_bucket(graph, each) for each in graph.by_type("toy:index:Bucket")),
        tables=tuple(_table(graph, each) for each in graph.by_type("toy:index:Table")),
        links=tuple(read_links(graph)),
        secrets=tuple(_secret(graph, each) for each in graph.by_type("toy:index:Secret")),
        principals=(*_accounts(graph), *_trusts(graph)),
        networks=tuple(read_networks(graph)),
        endpoints=tuple(read_endpoints(graph)),
    )


def _accounts(graph: ResourceGraph) -> Iterator[PrincipalFacts]:
    for account in graph.by_type("toy:index:Account"):
        yield PrincipalFacts(
            cloud="toy",
            name=_uid(account),
            urn=account.urn,
            assumed_by=frozenset(),
            tokens=_tokens(account),
        )


def _tokens(account: Resource) -> Fact[frozenset[Token]]:
    """Of an issuer of its own, for whatever audience is named."""
    issuer, uid = account.get("issuerUrl"), account.get("uid")
    if is_hidden(issuer) or is_hidden(uid):
        return hidden(account, "uid")
    return frozenset({Token(str(issuer).rstrip("/"), str(uid), "*")})


def _trusts(graph: ResourceGraph) -> Iterator[PrincipalFacts]:
    for trust in graph.by_type("toy:index:Trust"):
        values = [trust.inputs[name] for name in ("issuer", "subject", "audience")]
        token: Fact[frozenset[Any]] = hidden(trust, "issuer")
        if not any(map(is_hidden, values)):
            token = frozenset({Token.of(*values)})
        yield PrincipalFacts(
            cloud="toy",
            name=_uid(trust),
            urn=trust.urn,
            assumed_by=token,
            tokens=frozenset(),
        )


def _uid(resource: Resource) -> str:
    uid = resource.get("uid")
    return uid if isinstance(uid, str) and not is_hidden(uid) else label(resource)


def _access(graph: ResourceGraph, store: Resource) -> Fact[Access]:
    grants: list[Grant] = []
    for grant in graph.by_type("toy:index:Grant"):
        if refers(grant, "store", store, names(store, "name")):
            who = grant.inputs["uid"]
            if is_hidden(who):
                return hidden(grant, "uid")
            for verb in grant.inputs["verbs"]:
                keys = grant.inputs["keys"]
                grants.append(Grant(who, Verb(verb), keys))
    return access_of(grants)


def _common(graph: ResourceGraph, store: Resource) -> dict[str, Any]:
    return {
        "cloud": "toy",
        "name": label(store) if is_hidden(store.inputs["name"]) else store.inputs["name"],
        "urn": store.urn,
        "access": _access(graph, store),
        "public": frozenset(),
        "encryption": Encryption(KeyOwner.PROVIDER),
        "reachable": True,
        "protection": protection([store], refused_by_cloud=store.inputs["protected"]),
        "tags": store.inputs["labels"],
    }


def _region(graph: ResourceGraph, store: Resource) -> Fact[str]:
    provider = graph.by_urn(store.provider) if store.provider else None
    region = provider.inputs.get("region") if provider else None
    return region or Unknown("The provider says no region.")


def _store(graph: ResourceGraph, store: Resource) -> dict[str, Any]:
    return {
        **_common(graph, store),
        "region": _region(graph, store),
        "key_access": False,
        "tls_only": True,
        "minimum_tls": None,
    }


def _secret(graph: ResourceGraph, secret: Resource) -> SecretFacts:
    region = _region(graph, secret)
    return SecretFacts(
        **_common(graph, secret),
        regions=region if isinstance(region, Unknown) else frozenset({region}),
        has_value=hold(secret, ["value"]),
        value_hidden=are_hidden([secret], ["value"]),
        rotation_days=secret.inputs.get("rotationDays"),
        recovery_days=secret.inputs["recoveryDays"],
        value_recovery_days=None,
        purgeable=True,
        lapses=False,
    )


def _bucket(graph: ResourceGraph, bucket: Resource) -> BucketFacts:
    tiers = {"coolDays": Tier.COOL, "archiveDays": Tier.ARCHIVE, "deleteDays": Tier.GONE}
    steps = [
        AgeStep(int(days), tier)
        for name, tier in tiers.items()
        if (days := bucket.inputs.get(name)) is not None
    ]
    return BucketFacts(
        **_store(graph, bucket),
        restore_days=0,
        public_prevented=True,
        object_lists=False,
        versioned=bucket.inputs["versioned"],
        aging=aging_of(steps),
    )


def _table(graph: ResourceGraph, table: Resource) -> TableFacts:
    sort = table.inputs.get("sortKey")
    return TableFacts(
        **_store(graph, table),
        restore_days=7 if table.inputs["restorable"] else 0,
        per_request=True,
        partition_key=TableKey(table.inputs["partitionKey"]),
        sort_key=TableKey(sort) if sort else None,
    )
