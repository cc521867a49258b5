"""What registries owe in every suite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from polycloud.abstractions.identity import Access
from polycloud.contracts.harness import TAGS, Harness
from polycloud.contracts.stores import LONGEST_ROTATION, SHORTEST_RECOVERY
from polycloud.facts import KeyOwner, RegistryFacts, Verb, known

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
    _is_encrypted(registry)
    assert known(registry.region) == harness.settings.region
    tags = known(registry.tags)
    assert tags is None or TAGS.items() <= tags.items()
    assert not [grant for grant in known(registry.access).grants if grant.denied]


def _is_encrypted(registry: RegistryFacts) -> None:
    found = known(registry.encryption)
    assert found.enabled
    if found.owner is KeyOwner.CUSTOMER:
        assert found.outsiders == ()
        assert found.governed
        assert found.rotation_days is not None
        assert found.rotation_days <= LONGEST_ROTATION
        assert found.recovery_days is not None
        assert found.recovery_days >= SHORTEST_RECOVERY


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


def holds_exactly(registry: RegistryFacts, who: str, access: Access) -> None:
    """Somebody surely may do all that an access is, and nothing beyond, not even perhaps."""
    allowed = known(registry.access)
    for verb in _MUST[access]:
        assert known(allowed.can(who, verb)), f"{who} cannot {verb}"
    beyond = allowed.verbs(who) - _MAY[access]
    assert not beyond, f"{who} can {', '.join(sorted(beyond))}"


def lets_in_only(registry: RegistryFacts, expected: frozenset[str]) -> None:
    """Nobody else may do anything."""
    others = known(registry.access).everybody - expected
    assert not others, f"also let in: {', '.join(sorted(others))}"
