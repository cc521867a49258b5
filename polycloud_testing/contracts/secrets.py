"""What secrets owe in every suite."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from polycloud_testing.contracts import stores
from polycloud_testing.contracts.harness import TAGS, Harness
from polycloud_testing.contracts.scene import Scene
from polycloud_testing.contracts.secret_programs import canary
from polycloud_testing.facts import SecretFacts, Verb, known

_MAY_READ: Final = frozenset({Verb.READ, Verb.SEE_SETTINGS})
"""Cloud's own roles for readers also tell what a secret is called and when it was made."""


def is_sound(secret: SecretFacts, harness: Harness) -> None:
    """All that holds for every secret, protected or not, whoever is granted what."""
    assert known(secret.public) == frozenset()
    stores.is_encrypted(secret, harness)
    assert known(secret.regions) == {harness.settings.region}
    assert known(secret.reachable) is True
    assert known(secret.has_value) is True
    assert known(secret.value_hidden) is True
    assert known(secret.lapses) is False
    tags = known(secret.tags)
    assert tags is None or TAGS.items() <= tags.items()
    assert not [grant for grant in known(secret.access).grants if grant.denied]


def is_had_back(secret: SecretFacts, days: int, harness: Harness) -> None:
    """What is deleted can be had back for as long as asked, where the cloud can do that."""
    assert known(secret.recovery_days) == (days if harness.recovers_secrets else 0)
    assert known(secret.value_recovery_days) in (None, days)


def is_left_by_destroy(secret: SecretFacts) -> None:
    """A destroy leaves the secret with its value, and ends well."""
    found = known(secret.protection)
    assert found.kept
    assert found.removed == ()
    assert found.stuck == ()


def is_taken_by_destroy(secret: SecretFacts) -> None:
    """A destroy takes the secret and all that belongs to it."""
    found = known(secret.protection)
    assert found.kept == ()
    assert not found.refused_by_cloud


def is_read_by(secret: SecretFacts, who: str) -> None:
    """Somebody surely reads the value, and may do nothing beyond, not even perhaps."""
    access = known(secret.access)
    assert known(access.can(who, Verb.READ)), f"{who} cannot read {secret.name}"
    beyond = access.verbs(who) - _MAY_READ
    assert not beyond, f"{who} can {', '.join(sorted(beyond))}"


def lets_in_only(secret: SecretFacts, expected: frozenset[str]) -> None:
    """Nobody else may do anything."""
    others = known(secret.access).everybody - expected
    assert not others, f"also let in: {', '.join(sorted(others))}"


def are_told_nowhere(scene: Scene, names: Iterable[str]) -> None:
    """No value is in plain text in anything that was asked for, came of it or was exported."""
    told = {resource.urn: resource for resource in scene.graph} | {"outputs": scene.outputs}
    for name in names:
        telling = [where for where, thing in told.items() if canary(name) in str(thing)]
        assert not telling, f"the value of {name} is told by {', '.join(telling)}"
