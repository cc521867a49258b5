"""Roles and users: what their policies say, and who may become them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, cast

from attrs import frozen

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.aws.kinds import kind
from polycloud_testing.facts.aws.statements import Statement, parse_policy
from polycloud_testing.facts.resources import (
    anything_hidden,
    at,
    hidden,
    label,
    listed,
    names,
    refers,
)
from polycloud_testing.facts.unknown import Fact, Unknown

_NO_STORE_POLICIES: Final = frozenset(
    {
        "AmazonEC2ContainerRegistryPullOnly",
        "AmazonEC2ContainerRegistryReadOnly",
        "AmazonEKSBlockStoragePolicy",
        "AmazonEKSClusterPolicy",
        "AmazonEKSComputePolicy",
        "AmazonEKSLoadBalancingPolicy",
        "AmazonEKSNetworkingPolicy",
        "AmazonEKSServicePolicy",
        "AmazonEKSVPCResourceController",
        "AmazonEKSWorkerNodeMinimalPolicy",
        "AmazonEKSWorkerNodePolicy",
        "AmazonEKS_CNI_Policy",
        "AmazonSSMManagedInstanceCore",
        "AWSXRayDaemonWriteAccess",
        "AWSXrayWriteOnlyAccess",
        "CloudWatchAgentServerPolicy",
        "service-role/AmazonEBSCSIDriverPolicy",
        "service-role/AWSLambdaBasicExecutionRole",
        "service-role/AWSLambdaVPCAccessExecutionRole",
    }
)
"""AWS's own policies that give nothing in S3, DynamoDB, Secrets Manager, KMS or IAM.

source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
as_of: 2026-11-23
"""

_EVERYTHING: Final = {
    "AdministratorAccess": "*",
    "AmazonDynamoDBFullAccess": "dynamodb:*",
    "AmazonDynamoDBFullAccess_v2": "dynamodb:*",
    "AmazonS3FullAccess": "s3:*",
}
"""AWS's own policies that give all of a service, on everything; source as above."""


@frozen
class Identity:
    """A role or user of the stack. ``name`` is its ARN, unknown before it is made."""

    resource: Resource
    name: Fact[str]
    statements: Fact[tuple[Statement, ...]]
    bounded: bool
    """Whether a permissions boundary, which is not read, may take some of it away."""


def identities(graph: ResourceGraph) -> Iterator[Identity]:
    """Every role and user of the graph."""
    for resource in graph:
        if kind(resource) in ("iam.Role", "iam.User"):
            arn = resource.get("arn")
            yield Identity(
                resource,
                arn if isinstance(arn, str) else hidden(resource, "arn"),
                _statements(graph, resource),
                bounded=at(resource, "permissionsBoundary", None) is not None,
            )


def _statements(graph: ResourceGraph, owner: Resource) -> Fact[tuple[Statement, ...]]:
    """All statements of the policies on a role or user."""
    found: list[Statement] = []
    for document, where in _documents(graph, owner):
        if isinstance(document, Unknown):
            return document
        statements = parse_policy(document, where)
        if isinstance(statements, Unknown):
            return statements
        found.extend(statements)
    return tuple(found)


def _documents(graph: ResourceGraph, owner: Resource) -> Iterator[tuple[object, str]]:
    property_ = "role" if kind(owner) == "iam.Role" else "user"
    prefix = "iam.Role" if property_ == "role" else "iam.User"
    called = names(owner, "name", "arn")
    for resource in graph:
        if kind(resource) == f"{prefix}Policy" and refers(resource, property_, owner, called):
            yield at(resource, "policy", None), label(resource)
        elif kind(resource) == f"{prefix}PolicyAttachment" and refers(
            resource, property_, owner, called
        ):
            yield _attached(graph, resource, at(resource, "policyArn", None)), label(resource)
    inline = listed(owner, "inlinePolicies")
    for item in [] if isinstance(inline, Unknown) else inline:
        known = isinstance(item, Mapping) and not anything_hidden(item)
        document = cast("Mapping[str, Any]", item).get("policy") if known else None
        yield document if known else hidden(owner, "inlinePolicies"), label(owner)
    if isinstance(inline, Unknown):
        yield inline, label(owner)
    managed = listed(owner, "managedPolicyArns")
    for arn in [managed] if isinstance(managed, Unknown) else managed:
        yield _attached(graph, owner, arn), label(owner)


def _attached(graph: ResourceGraph, attachment: Resource, arn: object) -> object:
    """The document of a managed policy: the stack's own, or one of AWS's that is known."""
    for policy in _policies(graph):
        hanging = isinstance(arn, Unknown) and refers(attachment, "policyArn", policy, ())
        if hanging or arn in names(policy, "arn"):
            return at(policy, "policy", None)
    if not isinstance(arn, str):
        return arn if isinstance(arn, Unknown) else hidden(attachment, "policyArn")
    _, _, path = arn.partition(":policy/")
    if arn.startswith("arn:") and ":iam::aws:" in arn:
        if path in _NO_STORE_POLICIES:
            return {"Statement": []}
        if path in _EVERYTHING:
            allowed = {"Effect": "Allow", "Action": _EVERYTHING[path], "Resource": "*"}
            return {"Statement": [allowed]}
    return Unknown(f"What the policy {arn} says is not known here.")


def _policies(graph: ResourceGraph) -> Iterable[Resource]:
    return (resource for resource in graph if kind(resource) == "iam.Policy")
