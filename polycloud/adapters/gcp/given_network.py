"""A VPC network that is there already, as configuration names it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from attrs import frozen

from polycloud.abstractions.network import GivenNetwork
from polycloud.abstractions.setting import Obstacle, setting

_NAME: Final = "[a-z]([a-z0-9-]{0,61}[a-z0-9])?"
"""https://cloud.google.com/compute/docs/naming-resources"""
PROJECT: Final = r"([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]"
"""Of a project's id; older projects of a domain have the domain and a colon in front.
https://cloud.google.com/resource-manager/docs/creating-managing-projects"""

_WHERE: Final = rf"(https://[a-z.]+/compute/v1/)?projects/{PROJECT}/"
"""How a self link and an id begin. https://cloud.google.com/compute/docs/reference/rest/v1/networks"""


@frozen(kw_only=True)
class GcpNetwork(GivenNetwork):
    """A network and a subnetwork of it, of the deployment's project or of a Shared VPC's host;
    `polycloud.adapters.gcp.existing_network` says what they have to be like.
    """

    id: str = setting(
        "The network's id or self link, or with 'stack' the output that has it.",
        id_form=rf"{_WHERE}global/networks/{_NAME}",
        example="projects/my-host-project/global/networks/shared",
    )
    subnetwork: str = setting(
        "The id or self link of the subnetwork for accelerators, in the region.",
        id_form=rf"{_WHERE}regions/[a-z0-9-]+/subnetworks/{_NAME}",
        example="projects/my-host-project/regions/us-central1/subnetworks/training",
    )

    def obstacles(self) -> Iterator[Obstacle]:
        """Also a subnetwork of another project than the network, whose part it then is not."""
        yield from super().obstacles()
        if self.stack is None and project_of(self.id) != project_of(self.subnetwork):
            yield Obstacle(
                "subnetwork",
                "not in the network's project",
                f"a subnetwork of {self.id}",
                self.subnetwork,
            )

    @property
    def region(self) -> str | None:
        """The subnetwork's region; None where that is known to another stack only."""
        found = re.search(r"/regions/([^/]+)/", self.subnetwork) if self.stack is None else None
        return found[1] if found else None


def path_of(link: str) -> str:
    """``projects/…``, of an id or a self link."""
    return link[max(link.find("projects/"), 0) :]


def project_of(link: str) -> str:
    """The project in an id or a self link; empty where there is none."""
    return path_of(link).removeprefix("projects/").partition("/")[0]
