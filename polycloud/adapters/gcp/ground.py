"""What everything on Google Cloud in one deployment stands on."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_gcp as gcp
import pulumi_random as random
from attrs import frozen

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.naming import physical_name
from polycloud.adapters.gcp.labels import labels
from polycloud.adapters.gcp.settings import CATALOG, GcpSettings

_SALT = 8


@frozen(eq=False)
class Ground:
    """One explicit provider for all that a deployment has on Google Cloud, but for what it adds
    to a network of another project.

    The provider sets the project, the region and, on what takes labels, the deployment's
    tags.
    """

    context: Context
    provider: gcp.Provider

    @property
    def settings(self) -> GcpSettings:
        """The configuration of this cloud."""
        return self.context.settings_as(GcpSettings)

    @property
    def region(self) -> str:
        """The region's name."""
        return self.settings.region

    def name(self, logical: str, kind: str, *, reserve: int = 0) -> str:
        """A physical name for a resource of ``kind``, as the catalog's names call it.

        Some words are Google's own: no bucket contains ``google``, no pool's id starts with
        ``gcp-``. A name that would is only ``p`` and the digest.
        """
        rule = CATALOG.names[kind]
        name = physical_name(self.context.deployment, logical, rule, reserve=reserve)
        if rule.problem(name):
            name = f"p{rule.separator}{name.rpartition(rule.separator)[2]}"
        return name

    def unique_name(self, logical: str, kind: str) -> pulumi.Output[str]:
        """A name that no other deployment has or had, ending in the deployment's salt."""
        separator = CATALOG.names[kind].separator
        stem = self.name(logical, kind, reserve=_SALT + len(separator))
        return pulumi.Output.concat(stem, separator, self.context.salt)

    def fresh_digits(self, logical: str, parent: pulumi.Resource | None) -> pulumi.Output[str]:
        """Eight hexadecimal digits that last as long as what they name, for ids that stay
        taken when what had them is gone.
        """
        provider = self.context.once(
            "gcp.random",
            lambda: random.Provider(
                "gcp-random", opts=pulumi.ResourceOptions(parent=self.context.parent)
            ),
        )
        options = pulumi.ResourceOptions(parent=parent, provider=provider)
        return random.RandomId(logical, byte_length=4, opts=options).hex

    def services(self, *names: str) -> Sequence[gcp.projects.Service]:
        """The project's services (``tpu`` for ``tpu.googleapis.com``), enabled.

        What uses a service depends on it. A destroy leaves it enabled: others in the
        project may use it.
        """
        return [
            self.context.once(f"gcp.service.{name}", lambda name=name: self._service(name))
            for name in names
        ]

    def _service(self, name: str) -> gcp.projects.Service:
        return gcp.projects.Service(
            f"gcp-{name}",
            service=f"{name}.googleapis.com",
            disable_on_destroy=False,
            opts=pulumi.ResourceOptions(parent=self.context.parent, provider=self.provider),
        )


def ground(context: Context) -> Ground:
    """The ground of a deployment, made when first asked for."""
    return context.once("gcp.ground", lambda: _make(context))


def provider(name: str, project: pulumi.Input[str | None], context: Context) -> gcp.Provider:
    """A provider for a project; that of the caller's own gcloud configuration if it is None."""
    settings = context.settings_as(GcpSettings)
    return gcp.Provider(
        name,
        project=project,
        region=settings.region,
        default_labels=labels(context.deployment.tags),
        # Labels are the deployment's tags and nothing else.
        add_pulumi_attribution_label=False,
        opts=pulumi.ResourceOptions(parent=context.parent),
    )


def _make(context: Context) -> Ground:
    return Ground(context, provider("gcp", context.settings_as(GcpSettings).project, context))
