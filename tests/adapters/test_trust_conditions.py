"""Whoever is trusted is trusted with exactly its own tokens, whatever its claims are made of.

The languages that clouds write conditions in have characters of their own: wildcards and
variables in IAM, quotes and backslashes in CEL. A claim that has them is itself and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import pulumi
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from polycloud.abstractions.identity import WorkloadIdentity
from polycloud_testing.contracts.harness import Harness, Program, Stage
from polycloud_testing.facts import Token, known
from tests.contracts.harnesses import AWS, AZURE, GCP

Triple: TypeAlias = tuple[str, str, str]
"""Issuer, subject, audience."""

GOOGLE = "https://accounts.google.com"
HARNESSES = pytest.mark.parametrize("harness", [AWS, AZURE, GCP], ids=["aws", "azure", "gcp"])
FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])

SPECIAL = ("*", "?", "[", "]", "${", "}", "$", '"', "'", "\\", "\\n", "||", "&&", "/", ":", "%2F")
VARIABLES = ("${aws:username}", "${*}", "${?}", "${$}", "${aws:PrincipalTag/team,'x'}", "{{x}}")
words = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=20)
claims = st.lists(st.sampled_from((*SPECIAL, *VARIABLES)) | words, min_size=1, max_size=5).map(
    lambda parts: "".join(parts)[:100]
)
"""What the standard allows, ASCII, within Google's limit of 127 characters for a subject.

https://openid.net/specs/openid-connect-core-1_0.html#IDToken,
https://docs.cloud.google.com/iam/docs/workload-identity-federation#mapping
"""
issuers = st.from_regex(r"https://[a-z]{1,8}\.example(/[A-Za-z0-9_-]{1,12}){0,2}", fullmatch=True)
triples = st.tuples(issuers, claims, claims)


def others(triple: Triple) -> Iterator[Triple]:
    """Triples with one claim longer, shorter, in other case, or as it could be misread."""
    for place, claim in enumerate(triple):
        variants = {
            f"{claim}x",
            f"x{claim}",
            claim[:-1],
            claim[1:],
            claim.swapcase(),
            claim.replace("*", "anything"),
            claim.replace("?", "x"),
            claim.replace("[", "").replace("]", ""),
            claim.replace("\\", ""),
            claim.replace("${*}", "*").replace("${?}", "?").replace("${$}", "$"),
            claim.replace("${aws:username}", "somebody"),
            claim.replace("${aws:username}", ""),
        }
        # An issuer's URL is the same with a slash at its end.
        same = {claim, f"{claim}/", claim.rstrip("/")} if place == 0 else {claim}
        for variant in sorted(variants - same):
            changed = [*triple]
            changed[place] = variant
            yield changed[0], changed[1], changed[2]


def trusting(workloads: Sequence[Triple], issuer_key: str | None = None) -> Program:
    """Trusts each, and tells whom it is let in as."""

    def program(stage: Stage) -> Mapping[str, Any]:
        told: dict[str, Any] = {}
        for index, (issuer, subject, audience) in enumerate(workloads):
            identity = WorkloadIdentity(
                name=f"workload-{index}",
                cloud="elsewhere",
                issuer=pulumi.Output.from_input(issuer),
                subject=pulumi.Output.from_input(subject),
                audience=audience,
                principal=pulumi.Output.from_input("elsewhere"),
                issuer_key=issuer_key,
            )
            told[identity.name] = {
                "principal": stage.cloud.trust(identity, stage.context).principal,
                "issuer": issuer,
                "subject": subject,
                "audience": audience,
            }
        return {"who": told}

    return program


def is_trusted_alone(harness: Harness, program: Program, workloads: Sequence[Triple]) -> None:
    """Each principal is of one triple's tokens; gives nothing to any other."""
    scene = harness.scene(program)
    for name, triple in zip(scene.outputs["who"], workloads, strict=True):
        found = known(scene.principal(name).assumed_by)
        assert found == {Token.of(*triple)}


@HARNESSES
@FEW
@given(workloads=st.lists(triples, min_size=1, max_size=4, unique_by=lambda each: each[0]))
def test_a_principal_is_assumed_by_the_tokens_that_were_trusted_and_by_no_others(
    harness: Harness, workloads: list[Triple]
) -> None:
    is_trusted_alone(harness, trusting(workloads), workloads)


@HARNESSES
@FEW
@given(triple=triples)
def test_a_token_with_another_claim_is_not_taken(harness: Harness, triple: Triple) -> None:
    scene = harness.scene(trusting([triple]))
    tokens = known(scene.principal("workload-0").assumed_by)
    assert any(token.takes(*triple) for token in tokens)
    for other in others(triple):
        assert not any(token.takes(*other) for token in tokens), other


@HARNESSES
@FEW
@given(workloads=st.lists(st.tuples(claims, claims), min_size=1, max_size=3, unique=True))
def test_workloads_of_one_issuer_are_told_apart(
    harness: Harness, workloads: list[tuple[str, str]]
) -> None:
    """Google's issuer, which AWS knows by itself, has workloads of all its customers."""
    subjects = dict(workloads)
    of_google = [(GOOGLE, subject, audience) for subject, audience in subjects.items()]
    is_trusted_alone(harness, trusting(of_google, issuer_key=GOOGLE), of_google)


@given(triple=triples)
def test_exact_tokens_take_their_own_claims_and_no_others(triple: Triple) -> None:
    token = Token.of(*triple)
    assert token.takes(*triple)
    assert token.covers(token)
    assert token.meets(token)
    assert not [other for other in others(triple) if token.takes(*other)]
