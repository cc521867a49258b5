"""Repositories of container images in a container registry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pulumi
from pulumi_azure_native import authorization, containerregistry

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Access, Credentials, WorkloadIdentity
from polycloud.abstractions.image_registry import ImageRegistrySpec
from polycloud.abstractions.roles import Person
from polycloud.adapters.azure import roles
from polycloud.adapters.azure.ground import ground
from polycloud.adapters.azure.identity import credentials
from polycloud.adapters.component import Handle

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


class ImageRegistry(Handle):
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

    native: containerregistry.Registry

    def __init__(self, name: str, spec: ImageRegistrySpec, context: Context) -> None:
        self._prefix = name
        self._context = context
        self._names = spec.repositories
        self._ground = ground(context)
        self._protected = spec.protect
        self._granted: set[str] = set()
        super().__init__(name, context, [self._ground.provider])
        self.native = self._registry(spec)
        if spec.protect:
            authorization.ManagementLockByScope(
                name,
                lock_name="polycloud-protect",
                scope=self.native.id,
                level=authorization.LockLevel.CAN_NOT_DELETE,
                notes="The configuration asks to protect these images.",
                opts=self.child(protect=True),
            )
        self.done(repositories=dict(self.repositories))

    @property
    def repositories(self) -> Mapping[str, pulumi.Output[str]]:
        """``<registry>.azurecr.io/<name>`` by logical name."""
        return {
            logical: pulumi.Output.concat(self.native.login_server, "/", logical)
            for logical in self._names
        }

    @property
    def login_command(self) -> pulumi.Output[str]:
        """Signs Docker in for three hours."""
        return pulumi.Output.concat("az acr login --name ", self.native.name)

    def grant(
        self, identity: WorkloadIdentity | Person, access: Access, repository: str
    ) -> Credentials:
        """Assign the identity, of this cloud or trusted here, roles on the whole registry.

        KeyError for a repository that was not asked for.
        """
        if repository not in self._names:
            raise KeyError(repository)
        allowed = credentials(identity, self._context)
        who = f"{self._prefix}-{identity.name}"
        if access is Access.VIEW:
            self._assign(f"{who}-view", identity, roles.custom(_VIEWER, self._context))
            return allowed
        for role in _ASSIGNED[access]:
            self._assign(f"{who}-{role}", identity, roles.built_in(self._ground, _ROLES[role]))
        return allowed

    def _assign(
        self, logical: str, who: WorkloadIdentity | Person, role: pulumi.Output[str]
    ) -> None:
        """Once, however often asked: Azure refuses a role that is had already."""
        if logical in self._granted:
            return
        self._granted.add(logical)
        roles.assign(
            logical,
            scope=self.native.id,
            role=role,
            principal=credentials(who, self._context).principal,
            to=who,
            options=self.child(protect=self._protected),
        )

    def _registry(self, spec: ImageRegistrySpec) -> containerregistry.Registry:
        days = spec.untagged_expire_days
        sku = containerregistry.SkuName
        return containerregistry.Registry(
            self._prefix,
            registry_name=self._ground.unique_name(self._prefix, "container_registry"),
            resource_group_name=self._ground.group_name,
            location=self._ground.location,
            sku={"name": sku.STANDARD if days is None else sku.PREMIUM},
            admin_user_enabled=False,
            anonymous_pull_enabled=False,
            public_network_access=containerregistry.PublicNetworkAccess.ENABLED,
            policies=_retention(days) if days is not None else None,
            tags=self._ground.tags,
            opts=self.child(protect=self._protected),
        )


def _retention(days: int) -> containerregistry.PoliciesArgsDict:
    """https://learn.microsoft.com/azure/container-registry/container-registry-retention-policy"""
    return {
        "retention_policy": {"days": days, "status": containerregistry.PolicyStatus.ENABLED},
    }
