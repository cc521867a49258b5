"""Tables on DynamoDB.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.access import Access, Grant, Verb, access_of, public_verbs
from polycloud_testing.facts.aws import keys, rulings
from polycloud_testing.facts.aws.bucket_access import MINIMUM_TLS
from polycloud_testing.facts.aws.conditions import Request
from polycloud_testing.facts.aws.granting import granted
from polycloud_testing.facts.aws.identities import Identity
from polycloud_testing.facts.aws.kinds import is_stranger, kind
from polycloud_testing.facts.aws.statements import Statement, parse_policy
from polycloud_testing.facts.aws.tags import region, tags
from polycloud_testing.facts.doubts import doubted
from polycloud_testing.facts.resources import (
    at,
    hidden,
    label,
    listed,
    names,
    protection,
    referring,
    surplus,
)
from polycloud_testing.facts.stores import Protection, TableFacts, TableKey
from polycloud_testing.facts.unknown import Fact, Unknown

_RESTORE_DAYS: Final = 35
_TYPES: Final = {"S": "string", "N": "number", "B": "binary"}
_UNLOCK: Final[Mapping[Verb, str]] = dict.fromkeys(
    (Verb.LIST, Verb.READ, Verb.WRITE, Verb.DELETE), "kms:Decrypt"
)
_UNDERSTOOD: Final = frozenset(
    {
        *("name", "attributes", "hashKey", "rangeKey", "billingMode", "region", "tags"),
        *("tagsAll", "pointInTimeRecovery", "serverSideEncryption"),
        *("deletionProtectionEnabled", "readCapacity", "writeCapacity"),
    }
)
_NEUTRAL: Final = frozenset(
    {
        *("globalSecondaryIndexes", "localSecondaryIndexes", "onDemandThroughput"),
        *("streamEnabled", "streamViewType", "tableClass", "warmThroughput"),
    }
)


def read_tables(graph: ResourceGraph, identities: tuple[Identity, ...]) -> Iterator[TableFacts]:
    """Each table of the graph."""
    for table in graph:
        if kind(table) == "dynamodb.Table":
            facts = _read(graph, table, identities)
            yield doubted(facts, _doubts(graph, table))


def _read(graph: ResourceGraph, table: Resource, identities: tuple[Identity, ...]) -> TableFacts:
    key = _key(graph, table)
    access = _access(graph, table, key, identities)
    name = table.get("name")
    billing = at(table, "billingMode", "PROVISIONED")
    return TableFacts(
        cloud="aws",
        name=name if isinstance(name, str) else table.name,
        urn=table.urn,
        region=region(graph, table),
        access=access,
        # No resource policy of a table can let the public in.
        # docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-bpa-rbp.html
        public=public_verbs(access, prevented=True),
        key_access=False,
        encryption=keys.encryption(graph, key, "dynamodb", identities),
        reachable=True,
        tls_only=True,
        minimum_tls=MINIMUM_TLS,
        restore_days=_restore_days(table),
        protection=_protection(table, key),
        tags=tags(graph, table),
        per_request=billing if isinstance(billing, Unknown) else billing == "PAY_PER_REQUEST",
        partition_key=_key_attribute(table, "hashKey", TableKey("")),
        sort_key=_key_attribute(table, "rangeKey", None),
    )


def _doubts(graph: ResourceGraph, table: Resource) -> Iterator[Unknown]:
    for name in surplus(table, _UNDERSTOOD | _NEUTRAL):
        yield Unknown(f"What {name} of {label(table)} changes is not known here.")
    for resource in graph:
        if is_stranger(resource) and not kind(resource).startswith(("s3.", "s3control.")):
            yield Unknown(f"What {label(resource)} changes is not known here.")


def _key_attribute(table: Resource, name: str, default: Any) -> Fact[Any]:
    attribute, types = at(table, name, ""), listed(table, "attributes")
    if isinstance(attribute, Unknown):
        return attribute
    if isinstance(types, Unknown):
        return types
    if not attribute:
        return default
    found = [each.get("type") for each in types if each.get("name") == attribute]
    if len(found) != 1 or found[0] not in _TYPES:
        return Unknown(f"The type of {attribute} in {label(table)} is not known here.")
    return TableKey(attribute, _TYPES[found[0]])


def _restore_days(table: Resource) -> Fact[int]:
    on = at(table, "pointInTimeRecovery.enabled", default=False)
    days = at(table, "pointInTimeRecovery.recoveryPeriodInDays", _RESTORE_DAYS)
    if isinstance(on, Unknown):
        return on
    if isinstance(days, Unknown):
        return days
    return int(days) if on else 0


def _protection(table: Resource, key: Resource | Unknown | None) -> Fact[Protection]:
    refuses = at(table, "deletionProtectionEnabled", default=False)
    if isinstance(refuses, Unknown):
        return refuses
    pieces = [table, key] if isinstance(key, Resource) else [table]
    return protection(pieces, refused_by_cloud=bool(refuses))


def _key(graph: ResourceGraph, table: Resource) -> Resource | Unknown | None:
    """The customer's key; None when a key of AWS's own is used, as it is by default."""
    on = at(table, "serverSideEncryption.enabled", default=False)
    named = at(table, "serverSideEncryption.kmsKeyArn", cast("object", None))
    if isinstance(on, Unknown):
        return on
    if not on or named is None:
        return None
    return keys.find_key(graph, table, "serverSideEncryption", named)


def _access(
    graph: ResourceGraph,
    table: Resource,
    key: Resource | Unknown | None,
    identities: tuple[Identity, ...],
) -> Fact[Access]:
    arn = table.get("arn")
    if not isinstance(arn, str):
        return hidden(table, "arn")
    target = rulings.table_target(arn)
    request = Request("dynamodb", {"aws:securetransport": ("true",)})
    said = granted(_policies(graph, table), identities, target, request)
    if isinstance(said, Unknown):
        return said
    grants, owners = said
    if isinstance(key, Unknown):
        return key
    if key is not None:
        grants = list(_opened(graph, table, key, grants, owners))
    return access_of(grants)


def _policies(graph: ResourceGraph, table: Resource) -> Fact[tuple[Statement, ...]]:
    found: list[Statement] = []
    resources = (each for each in graph if kind(each) == "dynamodb.ResourcePolicy")
    for policy in referring(resources, "resourceArn", table, names(table, "arn")):
        document = at(policy, "policy", cast("object", None))
        parsed = (
            document if isinstance(document, Unknown) else parse_policy(document, label(policy))
        )
        if isinstance(parsed, Unknown):
            return parsed
        found.extend(parsed)
    return tuple(found)


def _opened(
    graph: ResourceGraph,
    table: Resource,
    key: Resource,
    grants: list[Grant],
    owners: Mapping[str, Identity],
) -> Iterator[Grant]:
    """The grants that the table's key serves: DynamoDB asks it to decrypt for each caller.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    """
    policy = keys.key_statements(graph, key)
    account = str(table.get("arn")).split(":")[4]
    request = Request(
        "kms",
        {
            "aws:securetransport": ("true",),
            "kms:viaservice": (f"dynamodb.{region(graph, table)}.amazonaws.com",),
            "kms:calleraccount": (account,),
            "kms:encryptioncontext:aws:dynamodb:tablename": (str(table.get("name")),),
            "kms:encryptioncontext:aws:dynamodb:subscriberid": (account,),
        },
    )
    yield from keys.served(grants, key, policy, owners, request, _UNLOCK)
