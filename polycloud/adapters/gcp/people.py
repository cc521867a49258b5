"""What people may do on Google Cloud, as bindings on each resource."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final

import pulumi

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Access
from polycloud.abstractions.roles import Person, Principals, Right, Role
from polycloud.adapters.gcp.image_registry import ImageRegistry
from polycloud.adapters.gcp.metadata_store import MetadataStore
from polycloud.adapters.gcp.object_store import ObjectStore

_PREFIXES: Final = {"groups": "group:", "users": "user:", "federated": ""}


def admit(
    role: Role, principals: Principals, rights: Sequence[Right], context: Context
) -> Mapping[str, pulumi.Output[str]]:
    """Bind everybody to roles on each resource; members by the names in the configuration.

    The roles are predefined ones, which reach neither settings nor access, and custom ones of
    the deployment for settings. None is given on the project without a condition.
    """
    people = list(_people(role, principals, context.cloud))
    for _, person in people:
        for right in rights:
            for access in dict.fromkeys((Access.VIEW, right.access)):
                _grant(right, access, person)
    return {name: person.principal for name, person in people}


def _people(role: Role, principals: Principals, cloud: str) -> Iterator[tuple[str, Person]]:
    for _, kind, name in principals.named():
        word = f"{role.replace('_', '-')}-{sha256(name.encode()).hexdigest()[:8]}"
        member = pulumi.Output.from_input(f"{_PREFIXES[kind]}{name}")
        yield name, Person(word, cloud, member)


def _grant(right: Right, access: Access, person: Person) -> None:
    handle = right.handle
    if isinstance(handle, ObjectStore | ImageRegistry):
        handle.grant(person, access, right.part)
    elif isinstance(handle, MetadataStore):
        handle.grant(person, access)
