"""Secrets of Secrets Manager.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/intro.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.access import Access, access_of, public_verbs
from polycloud_testing.facts.aws import keys, rulings
from polycloud_testing.facts.aws.actions import SECRET_ACTIONS, UNLOCK
from polycloud_testing.facts.aws.conditions import Request
from polycloud_testing.facts.aws.granting import granted
from polycloud_testing.facts.aws.identities import Identity
from polycloud_testing.facts.aws.kinds import is_stranger, kind
from polycloud_testing.facts.aws.statements import Statement, parse_policy
from polycloud_testing.facts.aws.tags import region, tags
from polycloud_testing.facts.resources import (
    anything_hidden,
    at,
    hidden,
    is_hidden,
    label,
    listed,
    names,
    protection,
    referring,
    surplus,
)
from polycloud_testing.facts.secrets import (
    SecretFacts,
    all_unknown_fields,
    are_hidden,
    hold,
    stated_days,
)
from polycloud_testing.facts.unknown import Fact, Unknown

_UNDERSTOOD: Final = frozenset(
    {
        *("name", "namePrefix", "description", "region", "tags", "tagsAll", "kmsKeyId", "policy"),
        *("recoveryWindowInDays", "replicas", "forceOverwriteReplicaSecret"),
    }
)
_KNOWN: Final = frozenset(
    {
        *("secretsmanager.Secret", "secretsmanager.SecretVersion", "secretsmanager.SecretPolicy"),
        *("secretsmanager.SecretRotation", "secretsmanager.Tag"),
    }
)
_ELSEWHERE: Final = frozenset({"s3", "s3control", "dynamodb", "dax"})
_VALUES: Final = ("secretString", "secretBinary", "secretStringWo")
_CURRENT: Final = "AWSCURRENT"
_RECOVERY_DAYS: Final = 30
"""AWS's default: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
"""


def read_secrets(graph: ResourceGraph, identities: tuple[Identity, ...]) -> Iterator[SecretFacts]:
    """Each secret of the graph."""
    for secret in graph:
        if kind(secret) == "secretsmanager.Secret":
            facts = _read(graph, secret, identities)
            for doubt in _doubts(graph, secret):
                facts = attrs.evolve(facts, **dict.fromkeys(all_unknown_fields(), doubt))
            yield facts


def _read(graph: ResourceGraph, secret: Resource, identities: tuple[Identity, ...]) -> SecretFacts:
    key = _key(graph, secret)
    access = _access(graph, secret, key, identities)
    versions = list(_parts(graph, secret, "secretsmanager.SecretVersion", "secretId"))
    window = at(secret, "recoveryWindowInDays", _RECOVERY_DAYS)
    arn = secret.get("arn")
    pieces = [secret, *versions]
    return SecretFacts(
        cloud="aws",
        name=arn if isinstance(arn, str) and not is_hidden(arn) else label(secret),
        urn=secret.urn,
        regions=_regions(graph, secret),
        access=access,
        public=public_verbs(access, prevented=False),
        reachable=True,
        encryption=keys.encryption(graph, key, "secretsmanager", identities),
        has_value=_has_value(versions),
        value_hidden=are_hidden(versions, _VALUES),
        rotation_days=_rotation_days(graph, secret),
        recovery_days=window if isinstance(window, Unknown) else int(window),
        # Versions without a label go when there are too many; nobody destroys one.
        value_recovery_days=None,
        # Whoever deletes may do so without the days of recovery (API_DeleteSecret).
        purgeable=True,
        lapses=False,
        protection=protection([*pieces, key] if isinstance(key, Resource) else pieces),
        tags=tags(graph, secret),
    )


def _doubts(graph: ResourceGraph, secret: Resource) -> Iterator[Unknown]:
    for name in surplus(secret, _UNDERSTOOD):
        yield Unknown(f"What {name} of {label(secret)} changes is not known here.")
    for resource in graph:
        module = kind(resource).partition(".")[0]
        own = resource.package == "aws" and resource.custom and not resource.is_provider
        strange = own and module == "secretsmanager" and kind(resource) not in _KNOWN
        if strange or (is_stranger(resource) and module not in _ELSEWHERE):
            yield Unknown(f"What {label(resource)} changes is not known here.")


def _parts(graph: ResourceGraph, secret: Resource, wanted: str, by: str) -> Iterator[Resource]:
    resources = (each for each in graph if kind(each) == wanted)
    return referring(resources, by, secret, names(secret, "arn", "name"))


def _regions(graph: ResourceGraph, secret: Resource) -> Fact[frozenset[str]]:
    own, replicas = region(graph, secret), listed(secret, "replicas")
    if isinstance(own, Unknown):
        return own
    if isinstance(replicas, Unknown) or anything_hidden(replicas):
        return hidden(secret, "replicas")
    return frozenset({own, *(str(each.get("region")) for each in replicas)})


def _has_value(versions: list[Resource]) -> Fact[bool]:
    """A new version is the current one unless its labels are chosen."""
    for version in versions:
        stages = listed(version, "versionStages")
        if isinstance(stages, Unknown):
            return stages
        if hold(version, _VALUES) and (not stages or _CURRENT in stages):
            return True
    return False


def _rotation_days(graph: ResourceGraph, secret: Resource) -> Fact[int | None]:
    """https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html"""
    for rotation in _parts(graph, secret, "secretsmanager.SecretRotation", "secretId"):
        if at(rotation, "rotationEnabled", default=True) is not True:
            return Unknown(f"Whether {label(rotation)} rotates is not known here.")
        days = at(rotation, "rotationRules.automaticallyAfterDays", 0)
        if isinstance(days, Unknown):
            return days
        return int(days) or Unknown(f"When {label(rotation)} rotates is not judged here.")
    return stated_days(tags(graph, secret))


def _key(graph: ResourceGraph, secret: Resource) -> Resource | Unknown | None:
    """The customer's key; None when AWS's own is used, as it is by default."""
    named = at(secret, "kmsKeyId", cast("object", None))
    return None if named is None else keys.find_key(graph, secret, "kmsKeyId", named)


def _access(
    graph: ResourceGraph,
    secret: Resource,
    key: Resource | Unknown | None,
    identities: tuple[Identity, ...],
) -> Fact[Access]:
    arn = secret.get("arn")
    if not isinstance(arn, str):
        return hidden(secret, "arn")
    target = rulings.Target("secretsmanager", arn, SECRET_ACTIONS, {})
    request = Request("secretsmanager", {"aws:securetransport": ("true",)})
    said = granted(_policies(graph, secret), identities, target, request)
    if isinstance(said, Unknown):
        return said
    grants, owners = said
    if isinstance(key, Unknown):
        return key
    if key is not None:
        # https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
        unlocking = Request(
            "kms",
            {
                "aws:securetransport": ("true",),
                "kms:viaservice": (f"secretsmanager.{region(graph, secret)}.amazonaws.com",),
                "kms:calleraccount": (arn.split(":")[4],),
                "kms:encryptioncontext:secretarn": (arn,),
            },
        )
        policy = keys.key_statements(graph, key)
        grants = list(keys.served(grants, key, policy, owners, unlocking, UNLOCK))
    return access_of(grants)


def _policies(graph: ResourceGraph, secret: Resource) -> Fact[tuple[Statement, ...]]:
    documents = [(at(secret, "policy", cast("object", None)), secret)]
    for policy in _parts(graph, secret, "secretsmanager.SecretPolicy", "secretArn"):
        documents.append((at(policy, "policy", cast("object", None)), policy))
    found: list[Statement] = []
    for document, holder in documents:
        if document is None:
            continue
        parsed = (
            document if isinstance(document, Unknown) else parse_policy(document, label(holder))
        )
        if isinstance(parsed, Unknown):
            return parsed
        found.extend(parsed)
    return tuple(found)
