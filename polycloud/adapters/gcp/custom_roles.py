"""Roles of the deployment's own, where no predefined role says little enough."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_gcp as gcp

from polycloud.abstractions.cloud import Context
from polycloud.adapters.gcp.ground import ground


def custom_role(
    logical: str, title: str, permissions: Sequence[str], context: Context
) -> gcp.projects.IAMCustomRole:
    """The deployment's role ``logical``, made when first asked for.

    A destroyed role keeps its id for weeks, so the id ends in the deployment's salt.
    """

    def make() -> gcp.projects.IAMCustomRole:
        base = ground(context)
        return gcp.projects.IAMCustomRole(
            f"gcp-{logical}",
            role_id=base.unique_name(logical, "iam_custom_role"),
            title=title,
            permissions=list(permissions),
            opts=pulumi.ResourceOptions(
                parent=context.parent, provider=base.provider, depends_on=base.services("iam")
            ),
        )

    return context.once(f"gcp.role.{logical}", make)
