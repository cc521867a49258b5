"""Which resources the readers of networks know, and what the others could change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from polycloud.graph import ResourceGraph
from polycloud_testing.facts.azure.kinds import kind
from polycloud_testing.facts.azure.templates import changes_nothing
from polycloud_testing.facts.resources import label
from polycloud_testing.facts.unknown import Unknown
from polycloud_testing.facts.vocabulary import Vocabulary

READ: Final = frozenset(
    {
        "network.FlowLog",
        "network.LocalNetworkGateway",
        "network.NatGateway",
        "network.NetworkSecurityGroup",
        "network.PrivateEndpoint",
        "network.PublicIPAddress",
        "network.Route",
        "network.RouteTable",
        "network.SecurityRule",
        "network.Subnet",
        "network.VirtualNetwork",
        "network.VirtualNetworkGateway",
        "network.VirtualNetworkGatewayConnection",
    }
)

HARMLESS: Final = frozenset(
    {
        "network.NetworkWatcher",
        "network.PrivateDnsZoneGroup",
        "network.WebApplicationFirewallPolicy",
    }
)
"""What changes no answer."""

REACHING: Final = frozenset(
    {
        *("network", "compute", "containerservice", "containerinstance", "batch", "avs"),
        *("machinelearningservices", "databricks", "hdinsight", "redis", "sql", "dbforpostgresql"),
        *("web", "app", "netapp", "storagesync", "hybridnetwork", "managednetworkfabric"),
    }
)
"""The provider's modules whose resources are machines in networks, or change who reaches them."""


_NETWORKS: Final = Vocabulary("azure-native", kind, READ, HARMLESS, REACHING)

of_kind = _NETWORKS.of_kind


def strangers(graph: ResourceGraph) -> Iterator[Unknown]:
    """Why answers about networks are not known: resources, also by templates, that may change
    them.
    """
    yield from _NETWORKS.strangers(graph)
    for resource in graph:
        made = kind(resource).startswith(("resources.Deployment", "resources.Template"))
        if resource.package == "azure-native" and made and not changes_nothing(resource):
            yield Unknown(f"What {label(resource)} makes is not known here.")
