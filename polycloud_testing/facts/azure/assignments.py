"""Who has which role on a container.

https://learn.microsoft.com/azure/role-based-access-control/overview
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import frozen

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.access import Grant, Verb
from polycloud_testing.facts.azure.actions import (
    BLOB_CONTROL,
    BLOB_DATA,
    ESSENTIAL,
    ITEM_CONTROL,
    ITEM_DATA,
    REGISTRY_CONTROL,
    SECRET_CONTROL,
    SECRET_DATA,
)
from polycloud_testing.facts.azure.conditions import keys_left
from polycloud_testing.facts.azure.kinds import kind
from polycloud_testing.facts.azure.roles import Permission, permissions
from polycloud_testing.facts.resources import at, hidden, label
from polycloud_testing.facts.unknown import Fact, Unknown

_EVERYTHING: Final = frozenset({"*"})


@frozen
class _Had:
    """One operation that a principal may do, with the keys that it may do it to."""

    action: str
    verb: Verb
    keys: frozenset[str]
    doubt: Unknown | None


def blob_grants(graph: ResourceGraph, container: str) -> Iterator[Grant | Unknown]:
    """What role assignments allow on a blob container, which is given by its id."""
    for assignment in graph:
        if kind(assignment) == "authorization.RoleAssignment":
            yield from _of(graph, assignment, container, BLOB_CONTROL, BLOB_DATA)


def item_grants(graph: ResourceGraph, container: str, scope: str) -> Iterator[Grant | Unknown]:
    """What role assignments allow on a Cosmos DB container, which is given by its id.

    ``scope`` is what Cosmos DB's own assignments call it (``…/dbs/…/colls/…``).
    """
    for assignment in graph:
        if kind(assignment) == "authorization.RoleAssignment":
            yield from _of(graph, assignment, container, ITEM_CONTROL, {})
        elif kind(assignment) == "cosmosdb.SqlResourceSqlRoleAssignment":
            yield from _of(graph, assignment, scope, {}, ITEM_DATA, data_plane=True)


def registry_grants(graph: ResourceGraph, registry: str) -> Iterator[Grant | Unknown]:
    """What role assignments allow on a container registry, which is given by its id."""
    for assignment in graph:
        if kind(assignment) == "authorization.RoleAssignment":
            yield from _of(graph, assignment, registry, REGISTRY_CONTROL, {})


def secret_grants(graph: ResourceGraph, secret: str) -> Iterator[Grant | Unknown]:
    """What role assignments allow on a secret of a key vault, which is given by its id."""
    for assignment in graph:
        if kind(assignment) == "authorization.RoleAssignment":
            yield from _of(graph, assignment, secret, SECRET_CONTROL, SECRET_DATA)


def within(scope: str, whole: str) -> bool:
    """Whether the resource ``scope`` is, or lies in, ``whole``; case does not matter."""
    outer = whole.lower().rstrip("/")
    return scope.lower() == outer or scope.lower().startswith(f"{outer}/")


def _of(
    graph: ResourceGraph,
    assignment: Resource,
    store: str,
    control: Mapping[str, tuple[Verb, ...]],
    data: Mapping[str, tuple[Verb, ...]],
    *,
    data_plane: bool = False,
) -> Iterator[Grant | Unknown]:
    scope, who = at(assignment, "scope", ""), at(assignment, "principalId", "")
    if scope == "":
        scope = hidden(assignment, "scope")
    if isinstance(scope, Unknown):
        yield scope
        return
    if not within(store, scope):
        return
    if isinstance(who, Unknown):
        yield who
        return
    allowed = permissions(graph, assignment, data_plane=data_plane)
    condition = at(assignment, "condition", "")
    if isinstance(allowed, Unknown):
        yield from (Grant(who, verb, doubt=allowed) for verb in Verb)
        return
    had = [each for one in allowed for each in _had(one, control, data, condition)]
    for each in had:
        doubt = each.doubt
        if doubt is None and not _is_whole(each, had):
            doubt = Unknown(f"Only {each.action} is allowed, a part of it.")
        yield from (Grant(who, each.verb, keys, doubt=doubt) for keys in each.keys)
    if data and any(_names_unknown(one, data) for one in allowed):
        strange = Unknown(f"{label(assignment)} allows operations that are not known here.")
        yield from (Grant(who, verb, doubt=strange) for verb in Verb)


def _had(
    permission: Permission,
    control: Mapping[str, tuple[Verb, ...]],
    data: Mapping[str, tuple[Verb, ...]],
    condition: Fact[str],
) -> Iterator[_Had]:
    for action, verbs in control.items():
        if permission.allows(action):
            yield from (_Had(action, verb, *_left(condition, action, verb)) for verb in verbs)
    for action, verbs in data.items():
        if permission.allows_data(action):
            yield from (_Had(action, verb, *_left(condition, action, verb)) for verb in verbs)


def _left(condition: Fact[str], action: str, verb: Verb) -> tuple[frozenset[str], Unknown | None]:
    """The keys that a condition leaves of an operation."""
    if isinstance(condition, Unknown):
        return _EVERYTHING, condition
    if not condition:
        return _EVERYTHING, None
    keys = keys_left(condition, action, listing=verb is Verb.LIST)
    return (_EVERYTHING, keys) if isinstance(keys, Unknown) else (keys, None)


def _is_whole(one: _Had, had: list[_Had]) -> bool:
    """Whether the operations together make up the verb, on the keys of this one."""
    if one.verb not in ESSENTIAL:
        return True
    together = {each.action for each in had if each.verb is one.verb and each.keys == one.keys}
    return any(needed <= together and one.action in needed for needed in ESSENTIAL[one.verb])


def _names_unknown(permission: Permission, data: Mapping[str, tuple[Verb, ...]]) -> bool:
    """Whether a permission names an operation on the same kind of data that is not known."""
    service = next(iter(data)).partition("/")[0].lower()
    known = {action.lower() for action in data}
    return any(
        "*" not in action and action.lower() not in known
        for action in permission.data_actions
        if action.lower().startswith(f"{service}/") and "/queueservices/" not in action.lower()
    )
