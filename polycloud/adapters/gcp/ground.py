"""What everything on Google Cloud in one deployment stands on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

import pulumi
import pulumi_gcp as gcp
import pulumi_random as random

from polycloud.abstractions.cloud import Context
from polycloud.adapters import ground
from polycloud.adapters.gcp.labels import labels
from polycloud.adapters.gcp.settings import CATALOG, GcpSettings
from polycloud.catalog import Catalog


class Ground(ground.Ground[GcpSettings, gcp.Provider]):
    """One explicit provider for all that a deployment has on Google Cloud, but for what it adds
    to a network of another project.

    The provider sets the project, the region and, on what takes labels, the deployment's
    tags.
    """

    catalog: ClassVar[Catalog] = CATALOG

    def name(self, logical: str, rule: str, *, reserve: int = 0) -> str:
        """Return a physical name for ``logical`` under the catalog's rule for a type of resource.

        Some words are Google's own: no bucket contains ``google``, no pool's id starts with
        ``gcp-``. A name that would is only ``p`` and the digest.
        """
        name, names = super().name(logical, rule, reserve=reserve), CATALOG.names[rule]
        if names.problem(name):
            name = f"p{names.separator}{name.rpartition(names.separator)[2]}"
        return name

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
            self.context.once(f"gcp.service.{name}", partial(self._service, name)) for name in names
        ]

    def _service(self, name: str) -> gcp.projects.Service:
        return gcp.projects.Service(
            f"gcp-{name}",
            service=f"{name}.googleapis.com",
            disable_on_destroy=False,
            opts=self.child(),
        )

    def _make_provider(self) -> gcp.Provider:
        return provider("gcp", self.settings.project, self.context)


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
