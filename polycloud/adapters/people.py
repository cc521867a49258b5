"""People: how their roles become grants on every cloud that binds each person by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeGuard

import pulumi

from polycloud.abstractions.identity import Access
from polycloud.abstractions.roles import Person, Principals, Right, Role
from polycloud.adapters.granting import Grant, GrantingHandle


def with_view(access: Access) -> Iterator[Access]:
    """Yield the accesses that a person's right stands for: they also see the settings."""
    yield from dict.fromkeys((Access.VIEW, access))


def bind_people(
    role: Role,
    principals: Principals,
    rights: Sequence[Right],
    person: Callable[[str, str, str], Person],
) -> Mapping[str, pulumi.Output[str]]:
    """Grant everybody their role's rights, and return their principals by name.

    ``person`` makes a `Person` of a role's word, the kind of the name and the name. A right on
    a handle that grants nothing is left out.
    """
    word = role.value.replace("_", "-")
    people = {name: person(word, kind, name) for _, kind, name in principals.named()}
    for each in people.values():
        for right in rights:
            if _grants(right.handle):
                for access in with_view(right.access):
                    right.handle.give(Grant(each, access, right.part))
    return {name: each.principal for name, each in people.items()}


def _grants(handle: object) -> TypeGuard[GrantingHandle[Any]]:
    return isinstance(handle, GrantingHandle)
