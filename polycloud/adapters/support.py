"""Answers about specs: what every cloud's answers have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar

from polycloud.abstractions.object_store import ObjectStoreSpec
from polycloud.abstractions.secret_store import SecretStoreSpec
from polycloud.abstractions.support import Support

SettingsT = TypeVar("SettingsT")

Answers: TypeAlias = Mapping[type, Callable[[Any, SettingsT], Support]]
"""What a cloud says about a spec, by the spec's type."""


def answer(title: str, answers: Answers[SettingsT], spec: object, settings: SettingsT) -> Support:
    """Return what a cloud says about a spec.

    Raises:
        TypeError: the spec is of no capability that the cloud offers.
    """
    for spec_type, answer_to in answers.items():
        if isinstance(spec, spec_type):
            return answer_to(spec, settings)
    raise TypeError(f"{title} is not asked about {type(spec).__name__}: it does not offer that")


def keeping_versions(spec: ObjectStoreSpec) -> list[str]:
    """Return the buckets that keep versions and delete nothing by age."""
    return [
        name
        for name, bucket in spec.buckets.items()
        if bucket.versioned and bucket.delete_after_days is None
    ]


def rotation_caveats(spec: SecretStoreSpec, instead: str) -> tuple[str, ...]:
    """Return the caveat for secrets that are due to change; ``instead`` is what the cloud does."""
    due = [name for name, secret in spec.secrets.items() if secret.rotation_days is not None]
    return (f"Nothing rotates {', '.join(due)}: {instead}",) if due else ()


def archive_caveats(spec: ObjectStoreSpec, until: str) -> tuple[str, ...]:
    """Return the caveat for a distributed bucket whose archived objects cannot be read at once."""
    asked = spec.distribution
    bucket = spec.buckets.get(asked.bucket) if asked.enabled else None
    if bucket is None or bucket.archive_after_days is None:
        return ()
    return (
        f"Objects of {asked.bucket} are no longer distributed once they are archived, "
        f"{bucket.archive_after_days} days old, until they are {until}.",
    )
