"""Repositories of container images."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, Protocol

from attrs import frozen

from polycloud.abstractions.capability import Capability
from polycloud.abstractions.identity import (
    Access,
    Credentials,
    WorkloadIdentity,
    WorkloadKind,
    access_of,
)
from polycloud.abstractions.roles import ladder
from polycloud.abstractions.setting import Obstacle, setting

if TYPE_CHECKING:
    import pulumi

USUAL: Final = ("training/pytorch", "training/tensorflow", "serving/triton", "preprocessing")
"""The repositories of a platform that names none."""

USUAL_READERS: Final = {
    "training": (WorkloadKind.TRAINING,),
    "preprocessing": (WorkloadKind.TRAINING,),
}
"""The workloads that pull from a repository, by its first word, where a spec does not say.
Images for the cluster are pulled by its nodes as themselves."""

_NAME: Final = r"(?=.{2,40}$)[a-z][a-z0-9]*([-/][a-z0-9]+)*"


@frozen
class ImageRegistrySpec:
    """Private repositories of container images, by logical name."""

    repositories: tuple[str, ...] = setting(
        "The repositories. Training pulls those that begin with training/ or are called "
        "preprocessing, unless readers says otherwise.",
        default=USUAL,
    )
    readers: dict[str, tuple[WorkloadKind, ...]] = setting(
        "The workloads that pull from a repository, by its name.", factory=dict
    )
    scan_on_push: bool = setting(
        "Look for known vulnerabilities in every image that is pushed.", default=True
    )
    untagged_expire_days: int | None = setting(
        "Delete images that have no tag after this many days; never when null.",
        default=14,
        minimum=1,
        maximum=365,
    )
    immutable_tags: bool = setting("Refuse to move a tag to another image.", default=False)
    protect: bool = setting("Refuse to delete the repositories and their images.", default=False)

    def access_of(self, kind: WorkloadKind, repository: str) -> Access | None:
        """Return what a workload may do with a repository; None for nothing."""
        usual = USUAL_READERS.get(repository.partition("/")[0], ())
        return access_of(kind, self.readers.get(repository, usual), ())

    def obstacles(self) -> Iterator[Obstacle]:
        """There is a repository, and names are plain and differ, whatever joins their words."""
        if not self.repositories:
            yield Obstacle(
                "repositories", "the registry has no repository", "for example 'training/pytorch'"
            )
        for name in self.readers:
            if name not in self.repositories:
                yield Obstacle(
                    f"readers.{name}",
                    "the registry has no such repository",
                    f"one of: {', '.join(self.repositories)}",
                    name,
                )
        seen: dict[str, str] = {}
        for index, name in enumerate(self.repositories):
            path = f"repositories[{index}]"
            if not re.fullmatch(_NAME, name):
                yield Obstacle(
                    path,
                    "a repository's name has 2 to 40 characters: lower-case letters and digits "
                    "from a letter on, in words that '-' or '/' joins",
                    "for example 'training/pytorch'",
                    name,
                )
            elif (flat := name.replace("/", "-")) in seen:
                yield Obstacle(
                    path, f"not told from '{seen[flat]}' everywhere", "another name", name
                )
            else:
                seen[flat] = name


class ImageRegistry(Protocol):
    """Repositories that exist.

    The adapter owes, for every repository: no anonymous pull and no password that stays;
    encryption at rest; scanning and expiry as the spec says; an address that no other
    stack's repository has; with ``protect``, a destroy that leaves it.
    """

    cloud: str

    @property
    def native(self) -> object:
        """Escape hatch: a resource for each repository by logical name, or the registry of all.

        The cloud's own handle gives it its type.
        """
        ...

    @property
    def repositories(self) -> Mapping[str, pulumi.Output[str]]:
        """What ``docker pull`` takes before the colon and the tag, by logical name."""
        ...

    @property
    def login_command(self) -> pulumi.Output[str]:
        """The exact command that signs Docker in with the caller's own cloud identity."""
        ...

    def grant(self, identity: WorkloadIdentity, access: Access, repository: str) -> Credentials:
        """Let a workload of this cloud or another pull (`Access.READ`) from a repository, or
        also push and delete images (`Access.WRITE`).

        Gives what the workload needs at run time. Where the cloud cannot tell the
        repositories of a registry apart, `Cloud.support` has said so. KeyError for an
        unknown repository.
        """
        ...


IMAGE_REGISTRY: Final[Capability[ImageRegistrySpec, [], ImageRegistry]] = Capability(
    word="image_registry",
    name="images",
    description="Repositories of container images.",
    spec=ImageRegistrySpec,
    outputs=lambda registry: {
        "image_repositories": dict(registry.repositories),
        "image_login_command": registry.login_command,
    },
    rights=ladder(Access.VIEW, Access.READ, Access.WRITE, Access.ADMINISTER),
    parts=lambda registry: registry.repositories,
)
