"""What a graph means, in neutral words.

`read_facts` asks one reader for each cloud. A reader interprets resources as the cloud's
documentation says and shares no code with the adapters that make them. Where it does not
know, the fact is `Unknown`, which is neither true nor false.
"""

from __future__ import annotations

from polycloud.facts.access import ANYONE, Access, Grant, Verb
from polycloud.facts.aging import AgeStep, Aging, Tier
from polycloud.facts.distributions import DistributionFacts, Lifetime, PlainHttp
from polycloud.facts.facts import Actor, CloudFacts, Facts, PrincipalFacts, StaticKey, Token
from polycloud.facts.links import (
    EVERYTHING,
    Joint,
    Link,
    LinkFacts,
    Phase,
    TunnelFacts,
    TunnelKey,
    joined,
)
from polycloud.facts.matrix import Held, access_matrix
from polycloud.facts.networks import (
    Egress,
    EndpointFacts,
    EndpointKind,
    NetworkFacts,
    Service,
    SubnetFacts,
)
from polycloud.facts.reachability import INTERNET, Reach, from_internet, reachability
from polycloud.facts.reading import Reader, read_facts, readers
from polycloud.facts.registries import RegistryFacts
from polycloud.facts.secrets import SecretFacts
from polycloud.facts.stores import (
    BucketFacts,
    Encryption,
    KeyOwner,
    Protection,
    StoreFacts,
    TableFacts,
    TableKey,
)
from polycloud.facts.traffic import Opening, Rule
from polycloud.facts.unknown import Fact, Unknown, known

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
