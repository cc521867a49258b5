"""Repositories of container images in a container registry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pulumi
from attrs import evolve
from pulumi_azure_native import containerregistry

from polycloud.abstractions.identity import Access
from polycloud.abstractions.image_registry import ImageRegistrySpec
from polycloud.adapters import image_registry
from polycloud.adapters.azure import roles
from polycloud.adapters.azure.granting import Assignment, GrantingHandle
from polycloud.adapters.granting import Grant

_ROLES: Final[Mapping[str, str]] = {
    "pull": "7f951dda-4ed3-4680-a7ca-43fe172d538d",
    "push": "8311e382-0749-4cb8-b61a-304f252e45ec",
    "delete": "c2f4ef07-c644-48eb-af81-4b1b4947fb11",
}
"""AcrPull, AcrPush (which also pulls) and AcrDelete: learn.microsoft.com/azure/
role-based-access-control/built-in-roles/containers, as of 2026-11-23."""

_VIEWER: Final = roles.Role(
    name="image-viewer",
    description="See a registry's settings; pull nothing.",
    actions=("Microsoft.ContainerRegistry/registries/read",),
)

_ASSIGNED: Final[Mapping[Access, tuple[str, ...]]] = {
    Access.READ: ("pull",),
    Access.WRITE: ("push", "delete"),
    Access.ADMINISTER: ("push", "delete"),
}
"""Whoever may change a registry's settings may also open it, so that nobody is given that."""


class ImageRegistry(
    GrantingHandle, image_registry.ImageRegistry[Assignment, containerregistry.Registry]
):
    """A container registry, and in it the repositories, which exist with their first image.

    What it makes: one `containerregistry.Registry`, Premium where images without a tag are
    to expire, as only that tier does so by itself, otherwise Standard. Only tokens of Entra
    identities open it: its admin user and anonymous pull are off. Its endpoint is public,
    TLS only, as workloads of other clouds come to it. Images are encrypted with Azure's own
    keys. Days until an image goes count from the loss of its tag.

    A grant is of the whole registry: Azure's roles tell no repository from another.

    Protection: a CanNotDelete lock. Under it Azure refuses to take back role assignments,
    too, so those are protected with it: to take one back, first lift ``protect`` in an
    update of its own.

    What it costs: by the day and the tier, and what is stored beyond what the tier includes.

    Escape hatch: `native` is the `containerregistry.Registry`.
    """

    @property
    def login_command(self) -> pulumi.Output[str]:
        """Signs Docker in for three hours."""
        return pulumi.Output.concat("az acr login --name ", self.native.name)

    def _checked(self, grant: Grant) -> Grant:
        return evolve(super()._checked(grant), part="")

    def _rights(self, grant: Grant) -> Mapping[str, Assignment]:
        scope = self.native.id
        if grant.access is Access.VIEW:
            return {"view": Assignment(scope, roles.custom(_VIEWER, self.context))}
        return {
            role: Assignment(scope, roles.built_in(self.ground, _ROLES[role]))
            for role in _ASSIGNED[grant.access]
        }

    def _make_repositories(self, spec: ImageRegistrySpec) -> containerregistry.Registry:
        days = spec.untagged_expire_days
        sku = containerregistry.SkuName
        registry = containerregistry.Registry(
            self.name,
            registry_name=self.ground.unique_name(self.name, "container_registry"),
            sku={"name": sku.STANDARD if days is None else sku.PREMIUM},
            admin_user_enabled=False,
            anonymous_pull_enabled=False,
            public_network_access=containerregistry.PublicNetworkAccess.ENABLED,
            policies=_retention(days) if days is not None else None,
            opts=self.kept(),
            **self.ground.place,
        )
        self.lock(self.name, registry.id, "these images")
        return registry

    def _address(self, repository: str) -> pulumi.Output[str]:
        """Return ``<registry>.azurecr.io/<name>``."""
        return pulumi.Output.concat(self.native.login_server, "/", repository)


def _retention(days: int) -> containerregistry.PoliciesArgsDict:
    """https://learn.microsoft.com/azure/container-registry/container-registry-retention-policy"""
    return {
        "retention_policy": {"days": days, "status": containerregistry.PolicyStatus.ENABLED},
    }
