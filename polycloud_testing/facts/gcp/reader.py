"""Google Cloud, as its documentation explains it."""

from __future__ import annotations

from typing import Final

from polycloud.graph import ResourceGraph
from polycloud_testing.facts.facts import CloudFacts, StaticKey
from polycloud_testing.facts.gcp.distributions import read_distributions
from polycloud_testing.facts.gcp.endpoints import read_endpoints
from polycloud_testing.facts.gcp.kinds import kind
from polycloud_testing.facts.gcp.links import read_links
from polycloud_testing.facts.gcp.networks import read_networks
from polycloud_testing.facts.gcp.principals import read_principals
from polycloud_testing.facts.gcp.registries import read_registries
from polycloud_testing.facts.gcp.secrets import read_secrets
from polycloud_testing.facts.gcp.stores import read_buckets, read_tables

_KEYS: Final = ("serviceaccount.Key", "storage.HmacKey")


def read(graph: ResourceGraph) -> CloudFacts:
    """What the graph's resources of the package ``gcp`` mean."""
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
        static_keys=tuple(
            StaticKey("gcp", kind(each), each.urn) for each in graph if kind(each) in _KEYS
        ),
    )
