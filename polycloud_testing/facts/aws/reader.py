"""AWS, as its documentation explains it."""

from __future__ import annotations

from polycloud.graph import ResourceGraph
from polycloud_testing.facts.aws.buckets import read_buckets
from polycloud_testing.facts.aws.distributions import read_distributions
from polycloud_testing.facts.aws.endpoints import read_endpoints
from polycloud_testing.facts.aws.identities import Identity, identities
from polycloud_testing.facts.aws.kinds import kind
from polycloud_testing.facts.aws.links import read_links
from polycloud_testing.facts.aws.networks import read_networks
from polycloud_testing.facts.aws.registries import read_registries
from polycloud_testing.facts.aws.secrets import read_secrets
from polycloud_testing.facts.aws.tables import read_tables
from polycloud_testing.facts.aws.tokens import own_tokens
from polycloud_testing.facts.aws.trust import assumed_by
from polycloud_testing.facts.facts import CloudFacts, PrincipalFacts, StaticKey
from polycloud_testing.facts.resources import label
from polycloud_testing.facts.unknown import Unknown


def read(graph: ResourceGraph) -> CloudFacts:
    """What the graph's resources of the package ``aws`` mean."""
    people = tuple(identities(graph))
    return CloudFacts(
        buckets=tuple(read_buckets(graph, people)),
        tables=tuple(read_tables(graph, people)),
        registries=tuple(read_registries(graph, people)),
        distributions=tuple(read_distributions(graph)),
        links=tuple(read_links(graph)),
        secrets=tuple(read_secrets(graph, people)),
        networks=tuple(read_networks(graph)),
        endpoints=tuple(read_endpoints(graph)),
        principals=tuple(_principal(graph, each) for each in people),
        static_keys=tuple(
            StaticKey("aws", kind(each), each.urn)
            for each in graph
            if kind(each) in ("iam.AccessKey", "iam.ServiceSpecificCredential")
        ),
    )


def _principal(graph: ResourceGraph, identity: Identity) -> PrincipalFacts:
    resource = identity.resource
    return PrincipalFacts(
        cloud="aws",
        name=label(resource) if isinstance(identity.name, Unknown) else identity.name,
        urn=resource.urn,
        assumed_by=assumed_by(graph, resource) if kind(resource) == "iam.Role" else frozenset(),
        tokens=own_tokens(graph, identity),
    )
