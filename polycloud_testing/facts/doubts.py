"""What a doubt about a resource does to the facts that were read off it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final, TypeVar, cast

import attrs

from polycloud_testing.facts.unknown import Unknown

T = TypeVar("T")

KEPT: Final = frozenset({"cloud", "name", "urn", "region", "tags", "protection"})
"""The facts that no other resource, and no unread setting, can change."""


def doubted(facts: T, doubts: Iterable[Unknown], keep: Collection[str] = KEPT) -> T:
    """Return the facts with every field but those to ``keep`` unknown, if there is a doubt.

    The last doubt is the reason that is given.
    """
    reasons = tuple(doubts)
    if not reasons:
        return facts
    fields = attrs.fields(cast("Any", type(facts)))
    changed: dict[str, Any] = {f.name: reasons[-1] for f in fields if f.name not in keep}
    return attrs.evolve(cast("Any", facts), **changed)
