"""What a graph means, in neutral words.

`read_facts` asks one reader for each cloud. A reader interprets resources as the cloud's
documentation says and shares no code with the adapters that make them. Where it does not
know, the fact is `Unknown`, which is neither true nor false.
"""

from __future__ import annotations

from polycloud_testing.facts.access import ANYONE, Access, Grant, Verb
from polycloud_testing.facts.aging import AgeStep, Aging, Tier
from polycloud_testing.facts.distributions import DistributionFacts, Lifetime, PlainHttp
from polycloud_testing.facts.facts import Actor, CloudFacts, Facts, PrincipalFacts, StaticKey, Token
from polycloud_testing.facts.links import (
    EVERYTHING,
    Joint,
    Link,
    LinkFacts,
    Phase,
    TunnelFacts,
    TunnelKey,
    joined,
)
from polycloud_testing.facts.matrix import Held, access_matrix
from polycloud_testing.facts.networks import (
    Egress,
    EndpointFacts,
    EndpointKind,
    NetworkFacts,
    Service,
    SubnetFacts,
)
from polycloud_testing.facts.reachability import INTERNET, Reach, from_internet, reachability
from polycloud_testing.facts.reading import Reader, read_facts, readers
from polycloud_testing.facts.registries import RegistryFacts
from polycloud_testing.facts.secrets import SecretFacts
from polycloud_testing.facts.stores import (
    BucketFacts,
    Encryption,
    KeyOwner,
    Protection,
    StoreFacts,
    TableFacts,
    TableKey,
)
from polycloud_testing.facts.traffic import Opening, Rule
from polycloud_testing.facts.unknown import Fact, Unknown, known

__all__ = [
    "ANYONE",
    "EVERYTHING",
    "INTERNET",
    "Access",
    "Actor",
    "AgeStep",
    "Aging",
    "BucketFacts",
    "CloudFacts",
    "DistributionFacts",
    "Egress",
    "Encryption",
    "EndpointFacts",
    "EndpointKind",
    "Fact",
    "Facts",
    "Grant",
    "Held",
    "Joint",
    "KeyOwner",
    "Lifetime",
    "Link",
    "LinkFacts",
    "NetworkFacts",
    "Opening",
    "Phase",
    "PlainHttp",
    "PrincipalFacts",
    "Protection",
    "Reach",
    "Reader",
    "RegistryFacts",
    "Rule",
    "SecretFacts",
    "Service",
    "StaticKey",
    "StoreFacts",
    "SubnetFacts",
    "TableFacts",
    "TableKey",
    "Tier",
    "Token",
    "TunnelFacts",
    "TunnelKey",
    "Unknown",
    "Verb",
    "access_matrix",
    "from_internet",
    "joined",
    "known",
    "reachability",
    "read_facts",
    "readers",
]
