"""Who may do what with a store."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Final

from attrs import evolve, frozen

from polycloud_testing.facts.unknown import Fact, Unknown

ANYONE: Final = "anyone"
"""Everybody on the internet, with or without an account of the cloud's."""


class Verb(StrEnum):
    """What can be done with a store and what is in it."""

    LIST = "list"
    """See which objects or items there are."""
    READ = "read"
    WRITE = "write"
    """Create or replace."""
    DELETE = "delete"
    PURGE = "purge"
    """Remove what was kept of replaced and deleted objects, for good."""
    SEE_SETTINGS = "see settings"
    CHANGE_SETTINGS = "change settings"
    CHANGE_ACCESS = "change access"
    """Say who may do what, or lift what keeps the public out."""
    DELETE_STORE = "delete store"


@frozen
class Grant:
    """Somebody may do something, or is refused it whatever else allows it (``denied``).

    ``who`` is a principal as its cloud's access control calls it, or `ANYONE`. ``keys`` is a
    pattern in the notation of `fnmatch`: the keys of objects concerned; for `Verb.LIST`, the
    prefixes that may be listed. With a ``doubt`` it is not sure that it holds.
    """

    who: str
    verb: Verb
    keys: str = "*"
    denied: bool = False
    doubt: Unknown | None = None


@frozen
class Access:
    """Every grant on one store."""

    grants: tuple[Grant, ...]

    def can(self, who: str, verb: Verb, key: str = "") -> Fact[bool]:
        """Whether somebody may do something with an object, or list keys that begin so."""
        concerned = [
            grant
            for grant in self.grants
            if grant.verb is verb and grant.who in (who, ANYONE) and fnmatchcase(key, grant.keys)
        ]
        denials = [grant for grant in concerned if grant.denied]
        if any(grant.doubt is None for grant in denials):
            return False
        allowed = [grant for grant in concerned if not grant.denied]
        doubts = [grant.doubt for grant in [*denials, *allowed] if grant.doubt is not None]
        if not allowed:
            return False
        if doubts and (denials or all(grant.doubt is not None for grant in allowed)):
            return doubts[0]
        return True

    def verbs(self, who: str) -> frozenset[Verb]:
        """What somebody may do, surely or perhaps, with any part of the store."""
        return frozenset(grant.verb for grant in self.allowed(who))

    def keys(self, who: str, verb: Verb) -> frozenset[str]:
        """The patterns of keys that somebody may, surely or perhaps, do something with."""
        return frozenset(grant.keys for grant in self.allowed(who) if grant.verb is verb)

    def allowed(self, who: str) -> tuple[Grant, ...]:
        """What somebody is allowed and not surely refused."""
        return tuple(
            grant
            for grant in self.grants
            if grant.who == who and not grant.denied and not self._refused(grant)
        )

    @property
    def everybody(self) -> frozenset[str]:
        """All who are allowed anything."""
        return frozenset(grant.who for grant in self.grants if self.allowed(grant.who))

    def _refused(self, grant: Grant) -> bool:
        return any(
            other.denied
            and other.doubt is None
            and other.verb is grant.verb
            and other.who in (grant.who, ANYONE)
            and other.keys in ("*", grant.keys)
            for other in self.grants
        )


def literal(text: str) -> str:
    """The pattern, in the notation of `fnmatch`, that nothing but the text matches."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in text)


def access_of(grants: Iterable[Grant]) -> Access:
    """The grants, each once, in a fixed order; without doubtful ones that also hold surely."""
    found = set(grants)
    sure = {grant for grant in found if grant.doubt is None}
    kept = (grant for grant in found if grant in sure or evolve(grant, doubt=None) not in sure)
    order = list(Verb)
    return Access(
        tuple(
            sorted(kept, key=lambda g: (g.who, order.index(g.verb), g.keys, g.denied, str(g.doubt)))
        )
    )


def public_verbs(access: Fact[Access], prevented: Fact[bool]) -> Fact[frozenset[Verb]]:
    """What anyone may do, given what keeps the public out."""
    if isinstance(access, Unknown):
        return access
    grants = access.allowed(ANYONE)
    if not grants or prevented is True:
        return frozenset()
    if isinstance(prevented, Unknown):
        return prevented
    doubt = next((grant.doubt for grant in grants if grant.doubt is not None), None)
    return frozenset(grant.verb for grant in grants) if doubt is None else doubt
