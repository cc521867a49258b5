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
from polycloud.facts.unknown import Fact, Unknown, known

__all__ = [
    "ANYONE",
    "EVERYTHING",
    "Access",
    "Actor",
    "AgeStep",
    "Aging",
    "BucketFacts",
    "CloudFacts",
    "DistributionFacts",
    "Encryption",
    "Fact",
    "Facts",
    "Grant",
    "Held",
    "Joint",
    "KeyOwner",
    "Lifetime",
    "Link",
    "LinkFacts",
    "Phase",
    "PlainHttp",
    "PrincipalFacts",
    "Protection",
    "Reader",
    "RegistryFacts",
    "SecretFacts",
    "StaticKey",
    "StoreFacts",
    "TableFacts",
    "TableKey",
    "Tier",
    "Token",
    "TunnelFacts",
    "TunnelKey",
    "Unknown",
    "Verb",
    "access_matrix",
    "joined",
    "known",
    "read_facts",
    "readers",
]
