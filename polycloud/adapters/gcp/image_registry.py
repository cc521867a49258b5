"""Repositories of container images in Artifact Registry."""

from __future__ import annotations

from typing import Final

import pulumi
import pulumi_gcp as gcp

from polycloud.abstractions.identity import Access
from polycloud.abstractions.image_registry import ImageRegistrySpec
from polycloud.adapters import image_registry
from polycloud.adapters.gcp.custom_roles import CustomRole, Roles
from polycloud.adapters.gcp.granting import GrantingHandle, RoleName
from polycloud.adapters.granting import Grant

_ROLES: Final = Roles(
    data={
        Access.READ: "roles/artifactregistry.reader",
        Access.WRITE: "roles/artifactregistry.repoAdmin",
        Access.ADMINISTER: "roles/artifactregistry.repoAdmin",
    },
    view=CustomRole("image_view", "Image repository view", ["artifactregistry.repositories.get"]),
    settings=CustomRole(
        "image_settings",
        "Image settings",
        ["artifactregistry.repositories.get", "artifactregistry.repositories.update"],
    ),
)
"""docs.cloud.google.com/artifact-registry/docs/access-control: the writer's role deletes no
image; the administrator's is for what is in a repository, and touches neither it nor anyone's
access."""

_DAY_SECONDS: Final = 24 * 3600


class ImageRegistry(
    GrantingHandle,
    image_registry.ImageRegistry[RoleName, dict[str, gcp.artifactregistry.Repository]],
):
    """Artifact Registry repositories in the region, one for each logical name.

    What it makes: a `gcp.artifactregistry.Repository` for each, as access is given to a
    repository and not to an image in it. ``training/pytorch`` is the image ``pytorch`` in
    the repository of that name. Images are encrypted with Google's own keys. Days until an
    image without a tag goes count from its push; Google clears away about once a day.
    Without ``protect`` a repository is deleted with its images.

    What it costs: what is stored; scanning, by the image that is pushed.

    Escape hatch: `native` has each `gcp.artifactregistry.Repository` by logical name.
    """

    roles = _ROLES

    @property
    def login_command(self) -> pulumi.Output[str]:
        """Makes Docker ask gcloud for a token at each pull and push."""
        return pulumi.Output.from_input(
            f"gcloud auth configure-docker {self.ground.region}-docker.pkg.dev"
        )

    def _make_repositories(
        self, spec: ImageRegistrySpec
    ) -> dict[str, gcp.artifactregistry.Repository]:
        return {logical: self._repository(logical, spec) for logical in spec.repositories}

    def _address(self, repository: str) -> pulumi.Output[str]:
        """Return ``<region>-docker.pkg.dev/<project>/<repository>/<image>``."""
        image = repository.rpartition("/")[2]
        return pulumi.Output.concat(self.native[repository].registry_uri, "/", image)

    def _bind(
        self, name: str, grant: Grant, principal: pulumi.Output[str], right: RoleName
    ) -> gcp.artifactregistry.RepositoryIamMember:
        repository = self.native[grant.part]
        return gcp.artifactregistry.RepositoryIamMember(
            name,
            project=repository.project,
            location=repository.location,
            repository=repository.name,
            role=right,
            member=principal,
            opts=self.child(),
        )

    def _repository(self, logical: str, spec: ImageRegistrySpec) -> gcp.artifactregistry.Repository:
        flat = logical.replace("/", "-")
        services = ("artifactregistry", *(("containerscanning",) if spec.scan_on_push else ()))
        return gcp.artifactregistry.Repository(
            f"{self.name}-{flat}",
            repository_id=self.ground.name(flat, "artifact_repository"),
            location=self.ground.region,
            description=f"{logical} of {self.context.deployment.stack}",
            format="DOCKER",
            mode="STANDARD_REPOSITORY",
            docker_config={"immutable_tags": spec.immutable_tags},
            # Inherited: scanned as soon as the project has the service for it, which is above.
            vulnerability_scanning_config={
                "enablement_config": "INHERITED" if spec.scan_on_push else "DISABLED"
            },
            cleanup_policy_dry_run=False,
            cleanup_policies=_cleanup(spec.untagged_expire_days),
            opts=self.kept(depends_on=self.ground.services(*services)),
        )


def _cleanup(
    days: int | None,
) -> list[gcp.artifactregistry.RepositoryCleanupPolicyArgsDict]:
    """https://docs.cloud.google.com/artifact-registry/docs/repositories/cleanup-policy"""
    if days is None:
        return []
    return [
        {
            "id": "untagged",
            "action": "DELETE",
            "condition": {"tag_state": "UNTAGGED", "older_than": f"{days * _DAY_SECONDS}s"},
        }
    ]
