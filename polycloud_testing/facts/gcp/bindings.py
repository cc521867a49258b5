"""Who has which role on a bucket or database.

https://cloud.google.com/iam/docs/policies
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final, cast

from attrs import frozen

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.access import ANYONE, Grant, Verb
from polycloud_testing.facts.gcp.conditions import covers_bucket, covers_database, object_keys
from polycloud_testing.facts.gcp.kinds import kind
from polycloud_testing.facts.gcp.roles import ESSENTIAL, PERMISSIONS, PREDEFINED, UNCLEAR
from polycloud_testing.facts.gcp.tags import location_of, project_of
from polycloud_testing.facts.resources import at, hidden, label, listed, names, refers
from polycloud_testing.facts.unknown import Fact, Unknown, first

PUBLIC: Final = frozenset({"allUsers", "allAuthenticatedUsers"})
_OWN_SETTINGS: Final = frozenset({Verb.SEE_SETTINGS, Verb.CHANGE_SETTINGS, Verb.DELETE_STORE})


@frozen
class Binding:
    """A role for one member; ``condition`` is empty where there is none."""

    resource: Resource
    role: Fact[str]
    member: Fact[str]
    condition: Fact[str]


def bindings(graph: ResourceGraph, store: Resource, project: Fact[str]) -> Iterator[Binding]:
    """The bindings on a bucket or database, and those on its project."""
    called = names(store, "name")
    called |= {f"b/{name}" for name in called}
    return _bindings(graph, store, project, "storage.BucketIAM", "bucket", called)


def repository_bindings(
    graph: ResourceGraph, repository: Resource, project: Fact[str]
) -> Iterator[Binding]:
    """The bindings on a repository of images, and those on its project."""
    called = names(repository, "name", "repositoryId")
    found = "artifactregistry.RepositoryIam"
    for each in _bindings(graph, repository, project, found, "repository", called):
        apart = kind(each.resource).startswith(found)
        if not apart or _may_be_beside(graph, each.resource, repository):
            yield each


def secret_bindings(
    graph: ResourceGraph, secret: Resource, project: Fact[str]
) -> Iterator[Binding]:
    """The bindings on a secret, and those on its project."""
    called = names(secret, "name", "secretId")
    return _bindings(graph, secret, project, "secretmanager.SecretIam", "secretId", called)


def _bindings(
    graph: ResourceGraph,
    store: Resource,
    project: Fact[str],
    own: str,
    property_: str,
    called: frozenset[str],
) -> Iterator[Binding]:
    """The bindings of kinds that begin with ``own`` and name the store, and the project's."""
    for resource in graph:
        of = at(resource, "project", "")
        here = isinstance(project, Unknown) or isinstance(of, Unknown) or of == project
        on_project = kind(resource) in ("projects.IAMMember", "projects.IAMBinding")
        on_store = kind(resource).startswith(own) and refers(resource, property_, store, called)
        # Without a project of its own, a binding on a store is in the provider's.
        if (on_project and here) or (on_store and (here or of == "")):
            yield from _read(graph, resource)


def bucket_grants(graph: ResourceGraph, binding: Binding, bucket: str) -> Iterator[Grant]:
    """What a binding lets its member do with a bucket."""
    for verb, doubt in _verbs(graph, binding, "storage"):
        for keys, more in _bucket_keys(binding, bucket, verb):
            yield from _grant(binding, verb, keys, first(doubt, more))


def _may_be_beside(graph: ResourceGraph, one: Resource, other: Resource) -> bool:
    """Whether two resources are, surely or perhaps, in the same project and location."""
    places = [(project_of(graph, each), location_of(graph, each)) for each in (one, other)]
    return all(
        isinstance(here, Unknown) or isinstance(there, Unknown) or here == there
        for here, there in zip(*places, strict=True)
    )


def repository_grants(graph: ResourceGraph, binding: Binding) -> Iterator[Grant]:
    """What a binding lets its member do with a repository of images."""
    return _unconditional(graph, binding, "artifactregistry")


def secret_grants(graph: ResourceGraph, binding: Binding) -> Iterator[Grant]:
    """What a binding lets its member do with a secret."""
    return _unconditional(graph, binding, "secretmanager")


def _unconditional(graph: ResourceGraph, binding: Binding, service: str) -> Iterator[Grant]:
    """What a binding lets its member do with a store, in doubt under a condition."""
    condition = binding.condition
    doubt = condition if isinstance(condition, Unknown) else None
    if condition != "" and doubt is None:
        doubt = Unknown(f"The condition of {label(binding.resource)} is not judged here.")
    for verb, part in _verbs(graph, binding, service):
        yield from _grant(binding, verb, "*", doubt or part)


def database_grants(graph: ResourceGraph, binding: Binding, database: str) -> Iterator[Grant]:
    """What a binding lets its member do with a database, ``projects/…/databases/…``."""
    for verb, doubt in _verbs(graph, binding, "datastore"):
        condition = binding.condition
        met = condition if condition == "" else _on_database(condition, database)
        if met is not False:
            unmet = met if isinstance(met, Unknown) else None
            yield from _grant(binding, verb, "*", first(doubt, unmet))


def _on_database(condition: Fact[str], database: str) -> Fact[bool]:
    return condition if isinstance(condition, Unknown) else covers_database(condition, database)


def _grant(binding: Binding, verb: Verb, keys: str, doubt: Any) -> Iterator[Grant]:
    member = binding.member
    if isinstance(member, Unknown):
        yield Grant(f"member of {label(binding.resource)}", verb, keys, doubt=first(doubt, member))
        return
    yield Grant(ANYONE if member in PUBLIC else member, verb, keys, doubt=doubt)


def _bucket_keys(binding: Binding, bucket: str, verb: Verb) -> Iterator[tuple[str, Unknown | None]]:
    condition = binding.condition
    if isinstance(condition, Unknown):
        yield "*", condition
    elif not condition:
        yield "*", None
    elif verb in _OWN_SETTINGS:
        covered = covers_bucket(condition, bucket)
        if covered is not False:
            yield "*", covered if isinstance(covered, Unknown) else None
    else:
        keys = object_keys(condition, bucket, listing=verb is Verb.LIST)
        if verb is Verb.CHANGE_ACCESS and covers_bucket(condition, bucket) is not False:
            keys = frozenset({"*"})
        if isinstance(keys, Unknown):
            yield "*", keys
        else:
            yield from ((pattern, None) for pattern in keys)


def _verbs(
    graph: ResourceGraph, binding: Binding, service: str
) -> Iterator[tuple[Verb, Unknown | None]]:
    """The verbs that a role has, with a doubt where it has only a part of one."""
    permissions = role_permissions(graph, binding, service)
    if isinstance(permissions, Unknown):
        yield from ((verb, permissions) for verb in Verb)
        return
    unknown = permissions - {
        each for text in PERMISSIONS[service].values() for each in text.split()
    }
    for verb, text in PERMISSIONS[service].items():
        had = permissions.intersection(text.split())
        if not had and not unknown:
            continue
        needed = ESSENTIAL[service].get(verb, had)
        if needed and needed <= had:
            yield verb, None
        elif had:
            yield verb, Unknown(f"Only {', '.join(sorted(had))} is allowed, a part of it.")
        else:
            yield verb, Unknown(f"What {min(unknown)} allows is not known here.")


def role_permissions(graph: ResourceGraph, binding: Binding, service: str) -> Fact[frozenset[str]]:
    """The permissions of a binding's role in a service, without the service's name."""
    custom = _custom_role(graph, binding)
    if custom is not None:
        texts = listed(custom, "permissions")
        if isinstance(texts, Unknown):
            return texts
        if not all(isinstance(text, str) and "*" not in text for text in texts):
            return hidden(custom, "permissions")
        found = (text.removeprefix(f"{service}.") for text in texts if text.startswith(service))
        return frozenset(found)
    if isinstance(binding.role, Unknown):
        return binding.role
    known = PREDEFINED.get(binding.role)
    if known is None or (binding.role, service) in UNCLEAR:
        return Unknown(f"What the role {binding.role} allows is not known here.")
    return _expanded(known.get(service, ""), PERMISSIONS[service])


def _expanded(patterns: str, table: Mapping[Verb, str]) -> frozenset[str]:
    every = {each for text in table.values() for each in text.split()}
    return frozenset(
        each for each in every if any(fnmatchcase(each, pattern) for pattern in patterns.split())
    )


def _custom_role(graph: ResourceGraph, binding: Binding) -> Resource | None:
    for role in graph:
        if kind(role) == "projects.IAMCustomRole" and refers(
            binding.resource, "role", role, names(role, "name")
        ):
            return role
    return None


def _read(graph: ResourceGraph, resource: Resource) -> Iterator[Binding]:
    role = at(resource, "role", "")
    condition = at(resource, "condition", cast("Mapping[str, Any]", {}))
    expression: Fact[str] = ""
    if isinstance(condition, Unknown):
        expression = condition
    elif condition:
        expression = at(resource, "condition.expression", "false")
    members = (
        [at(resource, "member", "")]
        if kind(resource).lower().endswith("iammember")
        else _members(resource)
    )
    for member in members:
        yield Binding(resource, role, member, expression)


def _members(resource: Resource) -> list[Fact[str]]:
    found = listed(resource, "members")
    if isinstance(found, Unknown):
        return [found]
    return [
        each if isinstance(each, str) and each else hidden(resource, "members") for each in found
    ]
