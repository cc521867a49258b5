"""What is known of a secret in a secret store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from attrs import frozen

from polycloud.graph import Resource
from polycloud_testing.facts.access import Access, Verb
from polycloud_testing.facts.resources import in_plain_text, is_given
from polycloud_testing.facts.stores import Encryption, Protection
from polycloud_testing.facts.unknown import Fact, Unknown, any_unknown

ROTATION_TAG: Final = "rotation-days"
"""The tag or label that states the days between rotations, where no schedule does:
`polycloud.abstractions.secret_store.SecretStore`."""


@frozen(kw_only=True)
class SecretFacts:
    """A secret and its values, of which the newest is the one that counts.

    `Verb.READ` is to read a value, `Verb.WRITE` to give it another, `Verb.DELETE` to destroy
    a single value, `Verb.SEE_SETTINGS` to see everything but values.
    """

    cloud: str
    """The Pulumi package of its resources."""
    name: str
    """What the cloud's own SDK calls it, without a version."""
    urn: str
    regions: Fact[frozenset[str]]
    """Where its values were asked to be kept; ``*`` where the cloud chooses."""
    access: Fact[Access]
    public: Fact[frozenset[Verb]]
    """What anyone on the internet may do; nothing when it is private."""
    reachable: Fact[bool]
    """Whether its endpoint answers on the internet, to those who are let in."""
    encryption: Fact[Encryption]
    has_value: Fact[bool]
    """Whether there is a value that readers get."""
    value_hidden: Fact[bool]
    """Whether no value is in plain text in the deployment's state or plan."""
    rotation_days: Fact[int | None]
    """After how many days the value is to be another, as a schedule or a tag states; None
    where nothing does."""
    recovery_days: Fact[int]
    """How long the secret can be had back when it was deleted; 0 when not."""
    value_recovery_days: Fact[int | None]
    """How long a single value can be had back that was destroyed; None where the cloud
    destroys none apart from its secret."""
    purgeable: Fact[bool]
    """Whether somebody with the right to can cut those days short."""
    lapses: Fact[bool]
    """Whether the secret or its value ends by itself some day."""
    protection: Fact[Protection]
    tags: Fact[Mapping[str, str] | None]


def all_unknown_fields() -> frozenset[str]:
    """The facts that a resource of an unknown kind leaves uncertain."""
    return frozenset(
        {
            *("access", "public", "reachable", "encryption", "has_value", "value_hidden"),
            *("rotation_days", "recovery_days", "value_recovery_days", "purgeable", "lapses"),
        }
    )


def stated_days(tags: Fact[Mapping[str, str]]) -> Fact[int | None]:
    """The days between rotations that a tag states."""
    if isinstance(tags, Unknown):
        return tags
    text = tags.get(ROTATION_TAG)
    if text is None:
        return None
    return int(text) if text.isdecimal() else Unknown(f"{ROTATION_TAG} is no number: {text}")


def are_hidden(holders: Iterable[Resource], paths: Iterable[str]) -> Fact[bool]:
    """Whether none of the resources has a value in plain text at one of the paths."""
    every = tuple(paths)
    found = [in_plain_text(holder, path) for holder in holders for path in every]
    if any(fact is True for fact in found):
        return False
    doubt = any_unknown(*found)
    return True if doubt is None else doubt


def hold(holder: Resource, paths: Iterable[str]) -> bool:
    """Whether a resource has a value at one of the paths."""
    return any(is_given(holder, path) for path in paths)
