"""One graph of resources, whatever run it comes from.

`ResourceGraph` is what diagram, cost, facts, policy and timeline read. It is given by an
in-process run (`polycloud_testing.simulation.inprocess.run`), by the output of ``pulumi preview
--json`` (`from_preview`) and by ``pulumi stack export`` (`from_export`). No secret is in
any of them: `SECRET` stands in its place.
"""

from __future__ import annotations

from polycloud.graph.export import from_export
from polycloud.graph.graph import ResourceGraph
from polycloud.graph.preview import from_preview
from polycloud.graph.resource import SECRET, Options, Resource, Timeouts
from polycloud.graph.unknown import UNKNOWN

__all__ = [
    "SECRET",
    "UNKNOWN",
    "Options",
    "Resource",
    "ResourceGraph",
    "Timeouts",
    "from_export",
    "from_preview",
]
