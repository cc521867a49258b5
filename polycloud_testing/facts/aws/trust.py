"""Who may become a role.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any, Final

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.access import literal
from polycloud_testing.facts.aws.conditions import as_texts
from polycloud_testing.facts.aws.kinds import kind
from polycloud_testing.facts.aws.patterns import as_glob, exact_glob, has_variable
from polycloud_testing.facts.aws.statements import Statement, parse_policy
from polycloud_testing.facts.facts import Actor, Token
from polycloud_testing.facts.resources import at, label, listed, names
from polycloud_testing.facts.unknown import Fact, Unknown

_GOOGLE: Final = "accounts.google.com"
_BUILT_IN: Final = frozenset(
    {_GOOGLE, "graph.facebook.com", "www.amazon.com", "cognito-identity.amazonaws.com"}
)
_ASSUMING: Final = ("sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML")
_TAGGING: Final = "sts:TagSession"
_EXACT: Final = ("StringEquals", "StringLike")
_ARNS: Final = (*_EXACT, "ArnEquals", "ArnLike")
_SIGN_IN: Final = re.compile(r"https://([a-z0-9-]+\.)?signin\.aws\.amazon\.com/saml(/acs/\w+)?")
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html"""
_MACHINES: Final = ("ec2.amazonaws.com", "pods.eks.amazonaws.com", "ecs-tasks.amazonaws.com")


def assumed_by(graph: ResourceGraph, role: Resource) -> Fact[frozenset[Token | Actor]]:
    """Who may become the role, as its trust policy says; the cloud's own machines left out."""
    document = at(role, "assumeRolePolicy", None)
    if isinstance(document, Unknown):
        return document
    statements = parse_policy(document, label(role), trust=True)
    if isinstance(statements, Unknown):
        return statements
    found: set[Token | Actor] = set()
    for statement in statements:
        if not statement.allows or not any(map(statement.is_about, _ASSUMING)):
            if not statement.allows:
                return Unknown(f"{label(role)} refuses some, which is not judged here.")
            continue
        others = [
            (principal_kind, name)
            for principal_kind, name in statement.principals
            if principal_kind != "Service" or name not in _MACHINES
        ]
        # EKS itself chooses the tags of its pods' sessions.
        if others and statement.is_about(_TAGGING):
            return Unknown(f"Who becomes {label(role)} may choose tags of the session.")
        for principal_kind, name in others:
            for each in _comers(graph, statement, principal_kind, name):
                if isinstance(each, Unknown):
                    return each
                found.add(each)
    return frozenset(found)


def _comers(
    graph: ResourceGraph, statement: Statement, principal_kind: str, name: str
) -> Iterator[Token | Actor | Unknown]:
    """Whom a statement lets come as one of its principals."""
    if principal_kind == "AWS":
        many = name == "*" or name.endswith(":root")
        held = [text for key, text in _pinned(statement, _ARNS) if key == "aws:principalarn"]
        yield from map(Actor, held if many and held else (name,))
    elif principal_kind != "Federated":
        yield Actor(f"service:{name}")
    elif ":saml-provider/" in name:
        meant = [text for key, text in _pinned(statement, _EXACT) if key == "saml:aud"]
        if meant and all(_SIGN_IN.fullmatch(each) for each in meant):
            yield Actor(name)
        else:
            yield Unknown(f"Assertions of {name} need not be meant for AWS.")
    else:
        yield from _tokens(graph, statement, name)


def _pinned(statement: Statement, operators: Collection[str]) -> Iterator[tuple[str, str]]:
    """Condition keys, in lower case, with each value that some operators leave them."""
    for operator, block in statement.conditions.items():
        for key, value in block.items() if operator in operators else ():
            yield from ((key.lower(), text) for text in as_texts(value))


def _tokens(
    graph: ResourceGraph, statement: Statement, federated: str
) -> Iterator[Token | Unknown]:
    """The tokens that a statement about a federated principal takes."""
    issuer, accepted = _issuer(graph, federated)
    if isinstance(issuer, Unknown):
        yield issuer
        return
    host = issuer.removeprefix("https://")
    audience_key = f"{host}:oaud" if host == _GOOGLE else f"{host}:aud"
    pinned = {f"{host}:sub": ["*"], audience_key: accepted}
    if host == _GOOGLE:
        # The authorized party: for a service account the same as the subject.
        pinned[f"{host}:aud"] = ["*"]
    for operator, block in statement.conditions.items():
        for key, value in block.items():
            texts = as_texts(value)
            if key not in pinned or operator not in _EXACT or any(map(has_variable, texts)):
                yield Unknown(f"A condition {operator} on {key} is not judged here.")
                return
            like = operator == "StringLike"
            narrowed = [as_glob(text) if like else exact_glob(text) for text in texts]
            both = [text for text in narrowed if pinned[key] == ["*"] or text in pinned[key]]
            pinned[key] = both
    for subject in _common(pinned[f"{host}:sub"], pinned.get(f"{host}:aud", ["*"]), host):
        for audience in pinned[audience_key]:
            yield Token(f"https://{host}", subject, audience)


def _common(subjects: list[str], parties: list[str], host: str) -> list[str]:
    """The subjects that are also among the authorized parties, where an issuer has these."""
    if host != _GOOGLE or parties == ["*"]:
        return subjects
    return parties if subjects == ["*"] else [each for each in subjects if each in parties]


def _issuer(graph: ResourceGraph, federated: str) -> tuple[str | Unknown, list[str]]:
    """The issuer of a federated principal, and the audiences its provider takes."""
    if federated in _BUILT_IN:
        return f"https://{federated}", ["*"]
    for provider in graph:
        if kind(provider) == "iam.OpenIdConnectProvider" and federated in names(provider, "arn"):
            url, audiences = at(provider, "url", ""), listed(provider, "clientIdLists")
            if isinstance(url, Unknown) or isinstance(audiences, Unknown):
                return Unknown(f"What {label(provider)} takes is not known yet."), []
            return "https://" + url.removeprefix("https://").rstrip("/"), _texts(audiences)
    _, marker, host = federated.partition(":oidc-provider/")
    if marker:
        return f"https://{host}", ["*"]
    return Unknown(f"Whom {federated} stands for is not known here."), []


def _texts(values: list[Any]) -> list[str]:
    return [literal(value) for value in values if isinstance(value, str)]
