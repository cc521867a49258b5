"""What is known of a bucket and of a table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from attrs import frozen

from polycloud_testing.facts.access import Access, Verb
from polycloud_testing.facts.aging import Aging
from polycloud_testing.facts.unknown import Fact


class KeyOwner(StrEnum):
    """Who holds the key that data is encrypted with."""

    PROVIDER = "provider"
    CUSTOMER = "customer"


@frozen
class Encryption:
    """Encryption at rest. What follows ``owner`` is about a customer's key, else empty.

    ``rotation_days`` is None for a key that is not rotated, ``recovery_days`` how long a
    deleted key can be had back. ``outsiders`` are principals that the key itself lets in
    beside its own account; ``governed`` says that the account can still change the key's policy,
    ``serves`` that the account can let its own principals use it. ``masters`` are principals of
    the account that may, surely or perhaps, do with the key more than read and write through
    the store's service what is in stores that they reach.
    """

    owner: KeyOwner
    rotation_days: int | None = None
    recovery_days: int | None = None
    outsiders: tuple[str, ...] = ()
    enabled: bool = True
    governed: bool = True
    serves: bool = True
    masters: tuple[str, ...] = ()


@frozen
class Protection:
    """What a destroy of the stack does to the store.

    ``kept`` are the resources of the store, its settings and its key that the engine leaves,
    ``removed`` those it takes away. ``refused_by_cloud`` says that the cloud itself refuses to
    delete the store, ``emptied`` that its content is deleted to make its deletion possible.
    ``stuck`` are resources that the engine would delete and the cloud refuses to.
    """

    kept: tuple[str, ...]
    removed: tuple[str, ...]
    refused_by_cloud: bool = False
    emptied: bool = False
    stuck: tuple[str, ...] = ()


@frozen(kw_only=True)
class StoreFacts:
    """What buckets and tables have in common."""

    cloud: str
    """The Pulumi package of its resources."""
    name: str
    """The physical name."""
    urn: str
    """The resource that it mainly is."""
    region: Fact[str]
    access: Fact[Access]
    public: Fact[frozenset[Verb]]
    """What anyone on the internet may do; nothing when it is private."""
    key_access: Fact[bool]
    """Whether a shared key, a password or a signature opens it, with no identity behind."""
    encryption: Fact[Encryption]
    reachable: Fact[bool]
    """Whether its endpoint answers on the internet, to those who are let in."""
    tls_only: Fact[bool]
    minimum_tls: Fact[str | None]
    """The oldest version of TLS that is taken; None where the cloud leaves no choice."""
    restore_days: Fact[int]
    """How far back deleted objects, or the table as a whole, can be restored; 0 when not."""
    protection: Fact[Protection]
    tags: Fact[Mapping[str, str] | None]
    """Tags or labels; None where the cloud has none for such a store."""


@frozen(kw_only=True)
class BucketFacts(StoreFacts):
    """A bucket for objects."""

    public_prevented: Fact[bool]
    """Whether the public stays out even if somebody lets it in."""
    object_lists: Fact[bool]
    """Whether single objects can have access lists of their own."""
    versioned: Fact[bool]
    aging: Fact[Aging]


@frozen
class TableKey:
    """An attribute that items are found by; the type is None where the cloud checks none."""

    name: str
    type: str | None = None
    """``string``, ``number`` or ``binary``."""


@frozen(kw_only=True)
class TableFacts(StoreFacts):
    """A table of items."""

    per_request: Fact[bool]
    """Paid for what is used, nothing provisioned."""
    partition_key: Fact[TableKey]
    sort_key: Fact[TableKey | None]
