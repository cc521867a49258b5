"""What is known of a registry of container images."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from polycloud_testing.facts.access import Access, Verb
from polycloud_testing.facts.stores import Encryption, Protection
from polycloud_testing.facts.unknown import Fact


@frozen(kw_only=True)
class RegistryFacts:
    """Images that are reached and set alike: a repository, or a registry of many.

    `Verb.READ` is to pull, `Verb.WRITE` to push, `Verb.DELETE` to delete an image.
    """

    cloud: str
    """The Pulumi package of its resources."""
    name: str
    """The address that those of all its images begin with."""
    urn: str
    region: Fact[str]
    access: Fact[Access]
    public: Fact[frozenset[Verb]]
    """What anyone on the internet may do; nothing when it is private."""
    key_access: Fact[bool]
    """Whether a password that stays opens it, with no identity behind."""
    encryption: Fact[Encryption]
    reachable: Fact[bool]
    """Whether its endpoint answers on the internet, to those who are let in."""
    scanned: Fact[bool]
    """Whether every image is looked through for vulnerabilities when it is pushed."""
    untagged_days: Fact[int | None]
    """After how many days images without a tag are deleted; None when they are kept."""
    tagged_kept: Fact[bool]
    """Whether no image that has a tag is deleted by age or number."""
    immutable_tags: Fact[bool]
    protection: Fact[Protection]
    tags: Fact[Mapping[str, str] | None]


def all_unknown_fields() -> frozenset[str]:
    """The facts that a resource of an unknown kind leaves uncertain."""
    return frozenset(
        {
            *("access", "public", "key_access", "encryption", "scanned"),
            *("untagged_days", "tagged_kept", "immutable_tags"),
        }
    )
