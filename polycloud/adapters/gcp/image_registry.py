"""Repositories of container images in Artifact Registry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pulumi
import pulumi_gcp as gcp

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Access, Credentials, WorkloadIdentity
from polycloud.abstractions.image_registry import ImageRegistrySpec
from polycloud.abstractions.roles import Person
from polycloud.adapters.component import Handle
from polycloud.adapters.gcp.custom_roles import custom_role
from polycloud.adapters.gcp.ground import ground
from polycloud.adapters.gcp.identity import trust

_ROLES: Final = {
    Access.READ: "roles/artifactregistry.reader",
    Access.WRITE: "roles/artifactregistry.repoAdmin",
    Access.ADMINISTER: "roles/artifactregistry.repoAdmin",
}
"""docs.cloud.google.com/artifact-registry/docs/access-control: the writer's role deletes no
image; the second is for what is in a repository, and touches neither it nor anyone's access."""

_SEEN: Final = ("artifactregistry.repositories.get",)
_SETTINGS: Final = ("artifactregistry.repositories.get", "artifactregistry.repositories.update")
_DAY_SECONDS: Final = 24 * 3600


class ImageRegistry(Handle):
    """Artifact Registry repositories in the region, one for each logical name.

    What it makes: a `gcp.artifactregistry.Repository` for each, as access is given to a
    repository and not to an image in it. ``training/pytorch`` is the image ``pytorch`` in
    the repository of that name. Images are encrypted with Google's own keys. Days until an
    image without a tag goes count from its push; Google clears away about once a day.
    Without ``protect`` a repository is deleted with its images.

    What it costs: what is stored; scanning, by the image that is pushed.

    Escape hatch: `native` has each `gcp.artifactregistry.Repository` by logical name.
    """

    native: dict[str, gcp.artifactregistry.Repository]

    def __init__(self, name: str, spec: ImageRegistrySpec, context: Context) -> None:
        self._name = name
        self._context = context
        self._ground = ground(context)
        self._granted: set[str] = set()
        super().__init__(name, context, [self._ground.provider])
        self.native = {logical: self._repository(logical, spec) for logical in spec.repositories}
        self.done(repositories=dict(self.repositories))

    @property
    def repositories(self) -> Mapping[str, pulumi.Output[str]]:
        """``<region>-docker.pkg.dev/<project>/<repository>/<image>`` by logical name."""
        return {
            logical: pulumi.Output.concat(made.registry_uri, "/", logical.rpartition("/")[2])
            for logical, made in self.native.items()
        }

    @property
    def login_command(self) -> pulumi.Output[str]:
        """Makes Docker ask gcloud for a token at each pull and push."""
        return pulumi.Output.from_input(
            f"gcloud auth configure-docker {self._ground.region}-docker.pkg.dev"
        )

    def grant(
        self, identity: WorkloadIdentity | Person, access: Access, repository: str
    ) -> Credentials:
        """Bind the identity, of this cloud or trusted here, to a role on the repository.

        KeyError for an unknown one.
        """
        native = self.native[repository]
        allowed = trust(identity, self._context)
        what = f"{repository.replace('/', '-')}-{identity.name}"
        if access is Access.VIEW:
            role = custom_role("image_view", "Image repository view", _SEEN, self._context)
            self._bind(allowed, native, f"{what}-{access}", role.name)
            return allowed
        self._bind(allowed, native, f"{what}-{access}", _ROLES[access])
        if access is Access.ADMINISTER:
            role = custom_role("image_settings", "Image settings", _SETTINGS, self._context)
            self._bind(allowed, native, f"{what}-settings", role.name)
        return allowed

    def _bind(
        self,
        allowed: Credentials,
        repository: gcp.artifactregistry.Repository,
        what: str,
        role: pulumi.Input[str],
    ) -> None:
        """One binding for each identity, access and repository, however often asked."""
        if what in self._granted:
            return
        self._granted.add(what)
        gcp.artifactregistry.RepositoryIamMember(
            f"{self._name}-{what}",
            project=repository.project,
            location=repository.location,
            repository=repository.name,
            role=role,
            member=allowed.principal,
            opts=self.child(),
        )

    def _repository(self, logical: str, spec: ImageRegistrySpec) -> gcp.artifactregistry.Repository:
        flat = logical.replace("/", "-")
        services = ("artifactregistry", *(("containerscanning",) if spec.scan_on_push else ()))
        return gcp.artifactregistry.Repository(
            f"{self._name}-{flat}",
            repository_id=self._ground.name(flat, "artifact_repository"),
            location=self._ground.region,
            description=f"{logical} of {self._context.deployment.stack}",
            format="DOCKER",
            mode="STANDARD_REPOSITORY",
            docker_config={"immutable_tags": spec.immutable_tags},
            # Inherited: scanned as soon as the project has the service for it, which is above.
            vulnerability_scanning_config={
                "enablement_config": "INHERITED" if spec.scan_on_push else "DISABLED"
            },
            cleanup_policy_dry_run=False,
            cleanup_policies=_cleanup(spec.untagged_expire_days),
            opts=self.child(protect=spec.protect, depends_on=self._ground.services(*services)),
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
