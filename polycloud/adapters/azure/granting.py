"""Grants on Azure: role assignments, on the resource itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pulumi
from attrs import frozen
from pulumi_azure_native import authorization

from polycloud.abstractions.identity import Credentials
from polycloud.adapters import granting
from polycloud.adapters.azure import roles
from polycloud.adapters.azure.ground import Ground
from polycloud.adapters.azure.identity import trust
from polycloud.adapters.granting import Grant, Grantee

_LOCK: Final = "polycloud-protect"


@frozen(eq=False)
class Assignment:
    """A role on a scope, under a condition where one is given."""

    scope: pulumi.Output[str]
    role: pulumi.Output[str]
    condition: str | None = None


class GrantingHandle(granting.GrantingHandle[Assignment]):
    """A handle whose grants are role assignments, and whose protection is a lock.

    Under the lock Azure refuses to take back role assignments, so they are protected with it.
    """

    @property
    def ground(self) -> Ground:
        """What everything of the deployment on Azure shares."""
        return Ground.of(self.context)

    def lock(
        self,
        name: str,
        scope: pulumi.Output[str],
        what: str,
        after: Sequence[pulumi.Resource] = (),
    ) -> authorization.ManagementLockByScope | None:
        """Have Azure itself refuse to delete what is to be protected; ``what`` says what that is.

        None without ``protect``.
        """
        if not self.protected:
            return None
        return authorization.ManagementLockByScope(
            name,
            lock_name=_LOCK,
            scope=scope,
            level=authorization.LockLevel.CAN_NOT_DELETE,
            notes=f"The configuration asks to protect {what}.",
            opts=self.kept(depends_on=list(after)),
        )

    def _credentials(self, grantee: Grantee) -> Credentials:
        return trust(grantee, self.context)

    def _bind(
        self, name: str, grant: Grant, principal: pulumi.Output[str], right: Assignment
    ) -> pulumi.Resource:
        return roles.assign(
            name,
            scope=right.scope,
            role=right.role,
            principal=principal,
            to=grant.grantee,
            condition=right.condition,
            options=self.kept(),
        )
