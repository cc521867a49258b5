"""Grants on Google Cloud: a member of a role, on the resource itself where that is possible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, TypeAlias

import pulumi

from polycloud.abstractions.identity import Credentials
from polycloud.adapters import granting
from polycloud.adapters.gcp.custom_roles import Roles
from polycloud.adapters.gcp.ground import Ground
from polycloud.adapters.gcp.identity import trust
from polycloud.adapters.granting import Grant, Grantee

RoleName: TypeAlias = pulumi.Input[str]


class GrantingHandle(granting.GrantingHandle[RoleName]):
    """A handle whose grants are bindings to its `roles`."""

    roles: ClassVar[Roles]

    @property
    def ground(self) -> Ground:
        """What everything of the deployment on Google Cloud shares."""
        return Ground.of(self.context)

    def _rights(self, grant: Grant) -> Mapping[str, RoleName]:
        return self.roles.of(grant, self.context)

    def _credentials(self, grantee: Grantee) -> Credentials:
        return trust(grantee, self.context)
