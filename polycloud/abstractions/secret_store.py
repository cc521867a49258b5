"""Secrets, on the clouds whose workloads read them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, Protocol

from attrs import field, frozen

from polycloud.abstractions.capability import Capability
from polycloud.abstractions.identity import Credentials, WorkloadIdentity, WorkloadKind
from polycloud.abstractions.setting import Obstacle, setting

if TYPE_CHECKING:
    import pulumi

    Values = Mapping[str, pulumi.Output[str]]

_NAME: Final = r"(?=.{2,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*"


@frozen
class Generated:
    """A value that is made up once, of letters and digits, and kept in Pulumi's state alone."""

    length: int = setting("Characters.", default=32, minimum=16, maximum=128)


@frozen
class SecretSpec:
    """One secret: its value, generated unless one is given, and who reads it."""

    readers: tuple[WorkloadKind, ...] = setting("The workloads that read it.", factory=tuple)
    generated: Generated | None = setting(
        "How the value is made up, where none is given.", default=None
    )
    value: str | None = field(
        default=None,
        repr=False,
        metadata=setting("The value, which is secret in the configuration.").metadata,
    )
    rotation_days: int | None = setting(
        "After how many days the value is to be another: stated on the secret for those who "
        "change it.",
        default=None,
        minimum=1,
        maximum=1000,
    )

    @property
    def length(self) -> int:
        """Characters of a generated value."""
        return (self.generated or Generated()).length

    def obstacles(self) -> Iterator[Obstacle]:
        """Somebody reads it, and its value comes from one place."""
        if not self.readers:
            yield Obstacle("readers", "nobody reads the secret", "for example [training]")
        if self.generated is not None and self.value is not None:
            yield Obstacle("generated", "a value is given already", "only one of the two")
        if self.value == "":
            yield Obstacle("value", "empty", "a value, or none for one that is generated")


@frozen
class SecretStoreSpec:
    """Secrets by logical name.

    They have no placement: each is on the clouds where its readers are, and on no other.
    """

    secrets: dict[str, SecretSpec] = setting("The secrets, by name.", factory=dict)
    recovery_days: int = setting(
        "How long a deleted secret can be had back, where the cloud can do that.",
        default=7,
        minimum=7,
        maximum=30,
    )
    protect: bool = setting("Refuse to delete the secrets.", default=False)

    def obstacles(self) -> Iterator[Obstacle]:
        """Names are such that every cloud takes them."""
        for name in self.secrets:
            if not re.fullmatch(_NAME, name):
                yield Obstacle(
                    f"secrets.{name}",
                    "a secret's name has 2 to 40 characters: lower-case letters and digits from "
                    "a letter on, in words that '-' joins",
                    "for example 'model-hub-token'",
                    name,
                )


class SecretStore(Protocol):
    """Secrets that exist.

    The adapter owes, for every secret: encryption at rest, in the deployment's region; an
    endpoint that answers workloads of any cloud, and the public nothing; no reader but those
    granted, and for them this secret only; the value in nothing but the secret's own version,
    marked as secret for Pulumi whether it was given as one or not; the days between rotations
    in a tag or label ``rotation-days``, where any are asked; no end by itself; of what was
    deleted, its return for ``recovery_days`` where the cloud can do that, be it of a secret or
    of a single value; a name that no other stack has; the deployment's tags. With ``protect``,
    a destroy leaves the secret with its value; without, it takes them and what belongs to them.
    """

    cloud: str

    @property
    def native(self) -> Mapping[str, object]:
        """Escape hatch: the cloud's own resource for each secret, by logical name.

        The cloud's own handle gives it its type.
        """
        ...

    @property
    def ids(self) -> Mapping[str, pulumi.Output[str]]:
        """What the cloud's own SDK takes to read the newest value, by logical name; tells
        nothing of the value.
        """
        ...

    def grant(self, identity: WorkloadIdentity, secret: str) -> Credentials:
        """Let a workload of this cloud or another read the secret's value, and nothing else.

        Gives what the workload needs at run time beside the secret's id. Asked twice, it is
        granted once. KeyError for an unknown secret.
        """
        ...


SECRET_STORE: Final[Capability[SecretStoreSpec, [Values], SecretStore]] = Capability(
    word="secret_store",
    name="secrets",
    description="Secrets, on the clouds whose workloads read them.",
    spec=SecretStoreSpec,
    placed=False,
)
