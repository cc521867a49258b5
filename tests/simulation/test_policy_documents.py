"""AWS policy documents, as inputs of resources and by themselves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation.policy_documents import PolicyKind, check_policy
from tests.simulation.good_inputs import TRUST, failures

POLICIES: list[Any] = [
    ("aws:iam/role:Role", "assumeRolePolicy", "{", "assumeRolePolicy", "not JSON"),
    (
        "aws:iam/role:Role",
        "assumeRolePolicy",
        {"Statement": [{"Efect": "Allow", **TRUST["Statement"][0]}]},
        "assumeRolePolicy.Statement[0].Efect",
        "did you mean 'Effect'?",
    ),
    (
        "aws:iam/role:Role",
        "assumeRolePolicy",
        {"Statement": {**TRUST["Statement"][0], "Resource": "*"}},
        "assumeRolePolicy.Statement.Resource",
        "names no resource",
    ),
    (
        "aws:s3/bucketPolicy:BucketPolicy",
        "policy",
        {"Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]},
        "policy.Statement[0].Principal",
        "missing",
    ),
    (
        "aws:s3/bucketPolicy:BucketPolicy",
        "policy",
        {
            "Statement": [
                {
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "s3:*",
                    "Resource": "*",
                    "Condition": {"Bol": {"aws:SecureTransport": "false"}},
                }
            ]
        },
        "policy.Statement[0].Condition.Bol",
        "did you mean 'Bool'?",
    ),
    (
        "aws:iam/rolePolicy:RolePolicy",
        "policy",
        {"Statement": [{"Effect": "Allow", "Action": "GetObject", "Resource": "*"}]},
        "policy.Statement[0].Action",
        "service:Name",
    ),
    (
        "aws:iam/rolePolicy:RolePolicy",
        "policy",
        {"Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "my-bucket"}]},
        "policy.Statement[0].Resource",
        "ARN",
    ),
    (
        "aws:iam/rolePolicy:RolePolicy",
        "policy",
        {"Version": "2012-10-18", "Statement": []},
        "policy.Version",
        "did you mean '2012-10-17'?",
    ),
]


@pytest.mark.parametrize(("token", "name", "document", "path", "words"), POLICIES)
def test_policy_documents_follow_the_grammar(
    token: str, name: str, document: Any, path: str, words: str
) -> None:
    text = document if isinstance(document, str) else json.dumps(document)
    found = failures(token, {"bucket": "b", "role": "r", name: text})
    assert any(at == path and words in reason for at, reason in found), found


@pytest.mark.parametrize(
    ("kind", "statement"),
    [
        (PolicyKind.IDENTITY, {"Action": ["s3:Get*", "*"], "Resource": "arn:aws:s3:::b/*"}),
        (PolicyKind.IDENTITY, {"NotAction": "iam:*", "NotResource": UNKNOWN}),
        (PolicyKind.RESOURCE, {"Action": "kms:*", "Resource": "*", "Principal": {"AWS": ["a"]}}),
        (PolicyKind.REGISTRY, {"Action": "ecr:BatchGetImage", "Principal": "*"}),
        (
            PolicyKind.TRUST,
            {
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Principal": {"Federated": "accounts.google.com"},
                "Condition": {
                    "StringEquals": {"accounts.google.com:sub": "1"},
                    "ForAnyValue:StringLikeIfExists": {"a": ["b"]},
                },
            },
        ),
    ],
)
def test_right_policy_documents_pass(kind: PolicyKind, statement: dict[str, Any]) -> None:
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}
    assert list(check_policy(document, kind)) == []


def statement(**changes: Any) -> dict[str, Any]:
    """A right statement of an identity policy, with some elements changed."""
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **changes}


@pytest.mark.parametrize(
    ("kind", "document", "path", "words"),
    [
        ("identity", [], "", "JSON object"),
        ("identity", {"Version": "2012-10-17"}, "Statement", "missing"),
        ("identity", {"Statement": []}, "Statement", "at least one"),
        ("identity", {"Statement": ["x"]}, "Statement[0]", "JSON object"),
        ("identity", {"Statement": [statement(Effect="Alow")]}, "Statement[0].Effect", "'Allow'?"),
        (
            "identity",
            {"Statement": [statement(NotAction="s3:*")]},
            "Statement[0].NotAction",
            "not both",
        ),
        ("identity", {"Statement": [statement(Action=[])]}, "Statement[0].Action", "service:Name"),
        ("identity", {"Statement": [statement(Action=[1])]}, "Statement[0].Action[0]", "service"),
        (
            "identity",
            {"Statement": [statement(Principal="*")]},
            "Statement[0].Principal",
            "names no principal",
        ),
        ("identity", {"Statement": [statement(Sid="a b")]}, "Statement[0].Sid", "letters"),
        (
            "identity",
            {"Statement": [statement(Sid="A"), statement(Sid="A")]},
            "Statement[1].Sid",
            "Another statement",
        ),
        ("identity", {"Statement": [statement(Condition=1)]}, "Statement[0].Condition", "object"),
        (
            "identity",
            {"Statement": [statement(Condition={"StringEquals": "x"})]},
            "Statement[0].Condition.StringEquals",
            "keys and values",
        ),
        (
            "resource",
            {"Statement": statement(Principal={"Servce": "x"})},
            "Statement.Principal.Servce",
            "'Service'?",
        ),
        ("resource", {"Statement": statement(Principal={})}, "Statement.Principal", "AWS, Service"),
        (
            "resource",
            {"Statement": statement(Principal={"AWS": [""]})},
            "Statement.Principal.AWS[0]",
            "not empty",
        ),
    ],
)
def test_wrong_policy_documents_are_refused(
    kind: str, document: Any, path: str, words: str
) -> None:
    found = list(check_policy(document, PolicyKind(kind)))
    assert any(each.path == path and words in each.reason for each in found), found
