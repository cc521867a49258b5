"""Roles of the deployment's own, where no predefined role says little enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_gcp as gcp
from attrs import frozen

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Access
from polycloud.adapters.gcp.ground import Ground
from polycloud.adapters.granting import Grant


@frozen
class CustomRole:
    """A role that a deployment makes when it first needs it."""

    word: str
    title: str
    permissions: Sequence[str]

    def name(self, context: Context) -> pulumi.Output[str]:
        """Return the role's name, as bindings take it.

        A destroyed role keeps its id for weeks, so the id ends in the deployment's salt.
        """
        return context.once(f"gcp.role.{self.word}", lambda: self._make(context)).name

    def _make(self, context: Context) -> gcp.projects.IAMCustomRole:
        ground = Ground.of(context)
        return gcp.projects.IAMCustomRole(
            f"gcp-{self.word}",
            role_id=ground.unique_name(self.word, "iam_custom_role"),
            title=self.title,
            permissions=list(self.permissions),
            opts=ground.child(depends_on=ground.services("iam")),
        )


@frozen
class Roles:
    """The roles for each access to one kind of store.

    ``data`` has predefined roles, which may touch neither a store's settings nor anyone's
    access; ``view`` and ``settings`` are for its settings alone, where anybody is given them.
    """

    data: Mapping[Access, str]
    view: CustomRole | None = None
    settings: CustomRole | None = None

    def of(self, grant: Grant, context: Context) -> Mapping[str, pulumi.Input[str]]:
        """Return the roles that a grant means, by a word for the name of each binding."""
        if grant.access is Access.VIEW and self.view is not None:
            return {grant.access.value: self.view.name(context)}
        roles: dict[str, pulumi.Input[str]] = {grant.access.value: self.data[grant.access]}
        if grant.administers and self.settings is not None:
            roles["settings"] = self.settings.name(context)
        return roles
