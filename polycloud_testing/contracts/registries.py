"""What registries owe in every suite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from polycloud.abstractions.identity import Access
from polycloud.abstractions.image_registry import ImageRegistrySpec
from polycloud_testing.contracts import stores
from polycloud_testing.contracts.harness import TAGS, Harness
from polycloud_testing.facts import RegistryFacts, Verb, known

_PULLS: Final = frozenset({Verb.READ})
_PUSHES: Final = _PULLS | {Verb.WRITE, Verb.DELETE}
_LOOKS: Final = frozenset({Verb.LIST, Verb.SEE_SETTINGS})

_MUST: Final[Mapping[Access, frozenset[Verb]]] = {
    Access.READ: _PULLS,
    Access.WRITE: _PUSHES,
    Access.ADMINISTER: _PUSHES,
}
_MAY: Final[Mapping[Access, frozenset[Verb]]] = {
    Access.READ: _PULLS | _LOOKS,
    Access.WRITE: _PUSHES | _LOOKS,
    Access.ADMINISTER: _PUSHES | _LOOKS | {Verb.CHANGE_SETTINGS},
}


def is_sound(registry: RegistryFacts, harness: Harness) -> None:
    """Private, encrypted, where it was asked for, and tagged."""
    assert known(registry.public) == frozenset()
    assert known(registry.key_access) is False
    stores.is_encrypted(registry, harness)
    assert known(registry.region) == harness.settings.region
    assert known(registry.reachable) is True
    tags = known(registry.tags)
    assert tags is None or TAGS.items() <= tags.items()
    assert not [grant for grant in known(registry.access).grants if grant.denied]


def is_as_asked(registry: RegistryFacts, spec: ImageRegistrySpec, harness: Harness) -> None:
    """Images are scanned, expire and keep their tags as the spec says."""
    if harness.scans_images:
        assert known(registry.scanned) is spec.scan_on_push
    assert known(registry.untagged_days) == spec.untagged_expire_days
    assert known(registry.tagged_kept) is True
    assert known(registry.immutable_tags) is spec.immutable_tags


def is_left_by_destroy(registry: RegistryFacts) -> None:
    """A destroy leaves the images and all that makes the registry what it is, and ends well."""
    found = known(registry.protection)
    assert found.kept
    assert found.removed == ()
    assert found.refused_by_cloud or not found.emptied
    assert found.stuck == ()


def is_taken_by_destroy(registry: RegistryFacts) -> None:
    """A destroy takes the images and all that belongs to the registry."""
    found = known(registry.protection)
    assert found.kept == ()
    assert not found.refused_by_cloud


def holds_exactly(registry: RegistryFacts, who: str, access: Access, harness: Harness) -> None:
    """Somebody surely may do all that an access is, and nothing beyond, not even perhaps."""
    allowed = known(registry.access)
    must = _MUST[access]
    if access is Access.ADMINISTER and harness.administers_registries:
        must |= {Verb.CHANGE_SETTINGS}
    for verb in must:
        assert known(allowed.can(who, verb)), f"{who} cannot {verb}"
    beyond = allowed.verbs(who) - _MAY[access]
    assert not beyond, f"{who} can {', '.join(sorted(beyond))}"


def lets_in_only(registry: RegistryFacts, expected: frozenset[str]) -> None:
    """Nobody else may do anything."""
    others = known(registry.access).everybody - expected
    assert not others, f"also let in: {', '.join(sorted(others))}"
