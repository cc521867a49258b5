"""What a graph means, in neutral words.

`read_facts` asks one reader for each cloud. A reader interprets resources as the cloud's
documentation says and shares no code with the adapters that make them. Where it does not
know, the fact is `Unknown`, which is neither true nor false.
"""

from __future__ import annotations

from polycloud.facts.access import ANYONE, Access, Grant, Verb
from polycloud.facts.aging import AgeStep, Aging, Tier
from polycloud.facts.facts import Actor, CloudFacts, Facts, PrincipalFacts, StaticKey, Token
    "joined",
