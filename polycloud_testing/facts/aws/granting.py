"""What the policies of a store, and those of the stack's identities, let whom do with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from polycloud_testing.facts.access import Grant
from polycloud_testing.facts.aws import rulings
from polycloud_testing.facts.aws.conditions import Request
from polycloud_testing.facts.aws.identities import Identity
from polycloud_testing.facts.aws.statements import Statement
from polycloud_testing.facts.resources import label
from polycloud_testing.facts.unknown import Fact, Unknown, first


def granted(
    policies: Fact[tuple[Statement, ...]],
    identities: Iterable[Identity],
    target: rulings.Target,
    request: Request,
) -> Fact[tuple[list[Grant], Mapping[str, Identity]]]:
    """The grants, and the identities by name; unknown as soon as one of them is."""
    if isinstance(policies, Unknown):
        return policies
    found = list(rulings.rulings(policies, target, request))
    owners: dict[str, Identity] = {}
    for identity in identities:
        if isinstance(identity.statements, Unknown):
            return identity.statements
        if isinstance(identity.name, Unknown):
            return identity.name
        owners[identity.name] = identity
        found += rulings.rulings(identity.statements, target, request, identity.name)
    return [bounded(grant, owners) for grant in rulings.grants(found, target)], owners


def bounded(grant: Grant, owners: Mapping[str, Identity]) -> Grant:
    """The grant, in doubt where a permissions boundary may take it away."""
    owner = owners.get(grant.who)
    if owner is None or not owner.bounded or grant.denied:
        return grant
    doubt = Unknown(f"A permissions boundary of {label(owner.resource)} is not read.")
    return attrs.evolve(grant, doubt=first(grant.doubt, doubt))
