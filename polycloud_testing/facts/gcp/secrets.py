"""Secrets of Secret Manager.

https://docs.cloud.google.com/secret-manager/docs
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.access import Access, Grant, access_of, public_verbs
from polycloud_testing.facts.gcp.bindings import secret_bindings, secret_grants
from polycloud_testing.facts.gcp.kinds import is_stranger, kind
from polycloud_testing.facts.gcp.tags import labels, project_of
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
from polycloud_testing.facts.stores import Encryption, KeyOwner, Protection
from polycloud_testing.facts.unknown import Fact, Unknown, any_unknown

_UNDERSTOOD: Final = frozenset(
    {
        *("secretId", "project", "labels", "replication", "versionDestroyTtl", "rotation"),
        *("deletionProtection", "deletionPolicy", "expireTime", "ttl"),
        *("annotations", "topics", "versionAliases"),
    }
)
_KNOWN: Final = frozenset(
    {
        *("secretmanager.Secret", "secretmanager.SecretVersion"),
        *("secretmanager.SecretIamBinding", "secretmanager.SecretIamMember"),
    }
)
_ELSEWHERE: Final = frozenset({"storage", "storagecontrol", "firestore", "firebaserules"})
_VALUES: Final = ("secretData", "secretDataWo")
_DAY: Final = 24 * 3600


def read_secrets(graph: ResourceGraph) -> Iterator[SecretFacts]:
    """Each secret of the graph."""
    for secret in graph:
        if kind(secret) == "secretmanager.Secret":
            facts = _read(graph, secret)
            for doubt in _doubts(graph, secret):
                facts = attrs.evolve(facts, **dict.fromkeys(all_unknown_fields(), doubt))
            yield facts


def _read(graph: ResourceGraph, secret: Resource) -> SecretFacts:
    access = _access(graph, secret)
    resources = (each for each in graph if kind(each) == "secretmanager.SecretVersion")
    versions = list(referring(resources, "secret", secret, names(secret, "name", "secretId")))
    regions, encryption = _replication(secret)
    name = secret.get("name")
    return SecretFacts(
        cloud="gcp",
        name=name if isinstance(name, str) and not is_hidden(name) else label(secret),
        urn=secret.urn,
        regions=regions,
        access=access,
        public=public_verbs(access, prevented=False),
        reachable=True,
        encryption=encryption,
        has_value=_has_value(versions),
        value_hidden=are_hidden(versions, _VALUES),
        rotation_days=_rotation_days(graph, secret),
        # https://docs.cloud.google.com/secret-manager/docs/delete-secret
        recovery_days=0,
        value_recovery_days=_days(secret, "versionDestroyTtl"),
        # Whoever deletes the secret deletes its versions at once.
        purgeable=True,
        lapses=_lapses(secret),
        protection=_protection(secret, versions),
        tags=labels(graph, secret),
    )


def _doubts(graph: ResourceGraph, secret: Resource) -> Iterator[Unknown]:
    for name in surplus(secret, _UNDERSTOOD):
        yield Unknown(f"What {name} of {label(secret)} changes is not known here.")
    for resource in graph:
        module = kind(resource).partition(".")[0]
        own = resource.package == "gcp" and resource.custom and not resource.is_provider
        strange = own and module == "secretmanager" and kind(resource) not in _KNOWN
        if strange or (is_stranger(resource) and module not in _ELSEWHERE):
            yield Unknown(f"What {label(resource)} changes is not known here.")


def _access(graph: ResourceGraph, secret: Resource) -> Fact[Access]:
    granted: list[Grant] = []
    for binding in secret_bindings(graph, secret, project_of(graph, secret)):
        if isinstance(binding.member, Unknown):
            return binding.member
        granted += secret_grants(graph, binding)
    return access_of(granted)


def _replication(secret: Resource) -> tuple[Fact[frozenset[str]], Fact[Encryption]]:
    """https://docs.cloud.google.com/secret-manager/docs/choosing-replication"""
    replication = at(secret, "replication", cast("Mapping[str, Any]", {}))
    replicas = listed(secret, "replication.userManaged.replicas")
    if isinstance(replication, Unknown) or isinstance(replicas, Unknown):
        return hidden(secret, "replication"), hidden(secret, "replication")
    if anything_hidden(replication):
        return hidden(secret, "replication"), hidden(secret, "replication")
    places = [*cast("list[Mapping[str, Any]]", replicas)]
    if "auto" in replication:
        places.append(replication["auto"] or {})
    regions = frozenset(str(each.get("location", "*")).lower() for each in places)
    if any(each.get("customerManagedEncryption") for each in places):
        return regions, Unknown(f"The customer's key of {label(secret)} is not read.")
    return regions, Encryption(KeyOwner.PROVIDER)


def _has_value(versions: list[Resource]) -> Fact[bool]:
    for version in versions:
        enabled = at(version, "enabled", default=True)
        if isinstance(enabled, Unknown):
            return enabled
        if enabled and hold(version, _VALUES):
            return True
    return False


def _rotation_days(graph: ResourceGraph, secret: Resource) -> Fact[int | None]:
    """https://docs.cloud.google.com/secret-manager/docs/secret-rotation"""
    days = _days(secret, "rotation.rotationPeriod")
    return days or stated_days(labels(graph, secret)) if not isinstance(days, Unknown) else days


def _days(secret: Resource, path: str) -> Fact[int]:
    """A duration, which Google writes in seconds, in whole days."""
    text = at(secret, path, "0s")
    if isinstance(text, Unknown):
        return text
    try:
        return int(float(text.removesuffix("s"))) // _DAY
    except ValueError:
        return Unknown(f"{path} of {label(secret)} is no duration: {text}")


def _lapses(secret: Resource) -> Fact[bool]:
    times = [at(secret, name, "") for name in ("ttl", "expireTime")]
    doubt = any_unknown(*times)
    return doubt if doubt is not None else any(times)


def _protection(secret: Resource, versions: list[Resource]) -> Fact[Protection]:
    """What refuses is the provider, as long as the state says so."""
    refuses = at(secret, "deletionProtection", default=False)
    policies = [at(each, "deletionPolicy", "DELETE") for each in (secret, *versions)]
    doubt = any_unknown(refuses, *policies)
    if doubt is not None:
        return doubt
    if any(policy != "DELETE" for policy in policies):
        return Unknown(f"What a destroy leaves of {label(secret)} is not judged here.")
    return protection([secret, *versions], refused_by_cloud=bool(refuses))
