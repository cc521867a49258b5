"""Locks, under which Azure refuses to delete.

https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.azure.assignments import within
from polycloud_testing.facts.azure.kinds import kind
from polycloud_testing.facts.resources import at, is_kept, protection
from polycloud_testing.facts.stores import Protection
from polycloud_testing.facts.unknown import Fact, Unknown

_LEVELS: Final = ("CanNotDelete", "ReadOnly")


def locked_protection(
    graph: ResourceGraph, account: Resource, parts: list[Resource]
) -> Fact[Protection]:
    """What a destroy does to an account and its parts, given the locks on it."""
    locks: list[Resource] = []
    for lock in graph:
        if kind(lock).startswith("authorization.ManagementLock"):
            covers = _covers(lock, account)
            if isinstance(covers, Unknown):
                return covers
            if covers:
                locks.append(lock)
    stuck = list(_stuck(graph, account, parts)) if any(map(is_kept, locks)) else []
    return protection(
        [*parts, *locks], refused_by_cloud=bool(locks), emptied=not locks, stuck=stuck
    )


def _covers(lock: Resource, account: Resource) -> Fact[bool]:
    level, scope = at(lock, "level", ""), at(lock, "scope", "")
    if isinstance(level, Unknown):
        return level
    if level not in _LEVELS:
        return False
    if kind(lock) != "authorization.ManagementLockByScope":
        return Unknown("A lock that is not by scope is not judged here.")
    if isinstance(scope, Unknown):
        # Not yet known: it is the account's id when it depends on the account.
        return account.urn in lock.property_dependencies.get("scope", ()) or scope
    return account.id is not None and scope != "" and within(account.id, scope)


def _stuck(graph: ResourceGraph, account: Resource, parts: list[Resource]) -> Iterator[Resource]:
    """What a destroy would delete under a lock that it leaves: also who has which role."""
    inside = {part.urn for part in parts}
    for resource in graph:
        if is_kept(resource) or not resource.custom:
            continue
        scope = resource.inputs.get("scope")
        lies_within = (
            account.id is not None and isinstance(scope, str) and within(scope, account.id)
        )
        if resource.urn in inside or lies_within:
            yield resource
