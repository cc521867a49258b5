"""Azure, as its documentation explains it."""

from __future__ import annotations

from polycloud.graph import ResourceGraph
from polycloud_testing.facts.azure.buckets import read_buckets
from polycloud_testing.facts.azure.distributions import read_distributions
from polycloud_testing.facts.azure.endpoints import read_endpoints
from polycloud_testing.facts.azure.links import read_links
from polycloud_testing.facts.azure.networks import read_networks
from polycloud_testing.facts.azure.principals import read_principals
from polycloud_testing.facts.azure.registries import read_registries
from polycloud_testing.facts.azure.secrets import read_secrets
from polycloud_testing.facts.azure.tables import read_tables
from polycloud_testing.facts.facts import CloudFacts


def read(graph: ResourceGraph) -> CloudFacts:
    """What the graph's resources of the package ``azure-native`` mean.

    Azure's keys belong to stores, whose facts tell whether they open them.
    """
    return CloudFacts(
        buckets=tuple(read_buckets(graph)),
        tables=tuple(read_tables(graph)),
        registries=tuple(read_registries(graph)),
        distributions=tuple(read_distributions(graph)),
        links=tuple(read_links(graph)),
        secrets=tuple(read_secrets(graph)),
        networks=tuple(read_networks(graph)),
        endpoints=tuple(read_endpoints(graph)),
        principals=tuple(read_principals(graph)),
    )
