"""Who may do what, with those who act as others told by whom they are at home."""

from __future__ import annotations

from typing import Any

from polycloud_testing.facts import (
    Access,
    Actor,
    Encryption,
    Fact,
    Facts,
    Grant,
    KeyOwner,
    PrincipalFacts,
    Protection,
    RegistryFacts,
    Token,
    Unknown,
    Verb,
    access_matrix,
    known,
)

AT_HOME = Token("https://issuer.example", "training", "*")
ELSEWHERE = Token("https://elsewhere.example", "somebody", "polycloud")
PULLING = Grant("role", Verb.READ)


def principal(name: str, **facts: Any) -> PrincipalFacts:
    given = {"assumed_by": frozenset(), "tokens": frozenset(), **facts}
    return PrincipalFacts(cloud="sky", name=name, urn=f"urn:{name}", **given)


def role(*assumed_by: Token | Actor) -> PrincipalFacts:
    return principal("role", assumed_by=frozenset(assumed_by))


def registry(access: Fact[Access]) -> RegistryFacts:
    return RegistryFacts(
        cloud="sky",
        name="images.example",
        urn="urn:images",
        region="here",
        access=access,
        public=frozenset(),
        key_access=False,
        encryption=Encryption(KeyOwner.PROVIDER),
        reachable=True,
        scanned=True,
        untagged_days=None,
        tagged_kept=True,
        immutable_tags=True,
        protection=Protection((), ()),
        tags=None,
    )


def who(*principals: PrincipalFacts, grant: Grant = PULLING) -> dict[str, bool]:
    """Who may do what is granted, and whether that is sure."""
    facts = Facts(principals=principals, registries=(registry(Access((grant,))),))
    return {held.who: held.doubt is None for held in known(access_matrix(facts))}


def test_whoever_has_the_token_is_behind_the_role() -> None:
    home = principal("training", tokens=frozenset({AT_HOME}))
    pinned = Token(AT_HOME.issuer, AT_HOME.subject, "polycloud")
    assert who(home, role(pinned)) == {"training": True}


def test_another_subject_or_issuer_is_not() -> None:
    home = principal("training", tokens=frozenset({AT_HOME}))
    for token in (
        Token(AT_HOME.issuer, "serving", "polycloud"),
        Token("https://other.example", AT_HOME.subject, "polycloud"),
    ):
        assert who(home, role(token)) == {"role": True}


def test_a_role_that_others_can_have_too_stands_for_them() -> None:
    home = principal("training", tokens=frozenset({AT_HOME}))
    pinned = Token(AT_HOME.issuer, AT_HOME.subject, "polycloud")
    assert who(home, role(pinned, ELSEWHERE)) == {"training": True, "role": True}


def test_a_wildcard_lets_in_whoever_it_covers_and_others() -> None:
    home = principal("training", tokens=frozenset({AT_HOME}))
    for wide in (Token(AT_HOME.issuer, "*", "*"), Token("*", AT_HOME.subject, "polycloud")):
        assert who(home, role(wide)) == {"training": True, "role": True}


def test_one_becomes_another_through_a_third() -> None:
    home = principal("training", tokens=frozenset({AT_HOME}))
    between = principal("between", assumed_by=frozenset({AT_HOME}))
    assert who(home, between, role(Actor("between"))) == {"training": True}


def test_whom_nobody_is_known_to_become_is_told_as_itself() -> None:
    assert who(role()) == {"role": True}
    assert who(grant=Grant("group:guests", Verb.READ)) == {"group:guests": True}


def test_what_is_not_known_is_told_as_a_doubt() -> None:
    home = principal("training", tokens=Unknown("Not yet."))
    unsure = principal("role", assumed_by=Unknown("A condition is not judged."))
    assert who(home, role(AT_HOME)) == {"training": False, "role": True}
    assert who(home, unsure) == {"training": False, "role": True}


def test_an_unknown_store_leaves_the_whole_unknown() -> None:
    facts = Facts(registries=(registry(Unknown("Something strange is there.")),))
    assert access_matrix(facts) == Unknown("Something strange is there.")


def test_it_says_what_they_act_as_and_where() -> None:
    home = principal("training", tokens=frozenset({AT_HOME}))
    facts = Facts(principals=(home, role(AT_HOME)), registries=(registry(Access((PULLING,))),))
    (held,) = known(access_matrix(facts))
    assert (held.who, held.acting_as, held.store) == ("training", "role", "images.example")
    assert (held.cloud, held.verb, held.keys) == ("sky", Verb.READ, "*")
