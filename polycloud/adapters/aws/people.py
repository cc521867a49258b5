"""What people may do on AWS, as IAM roles and access entries of the cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pulumi
import pulumi_aws as aws

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Access
from polycloud.abstractions.roles import Principals, Reached, Right, Role
from polycloud.adapters.aws.granting import GrantingHandle
from polycloud.adapters.aws.ground import Ground
from polycloud.adapters.aws.policy_documents import policy_text
from polycloud.adapters.aws.serving_cluster import ServingCluster
from polycloud.adapters.aws.settings import PARTITION
from polycloud.adapters.component import Handle
from polycloud.adapters.people import with_view

_SIGN_IN: Final = "https://signin.aws.amazon.com/saml"
_SUFFIX: Final = "?" * 16
"""What Identity Center appends to the name of a permission set's role; exactly as long, so
that ``Data`` is not ``Data_Science``."""

_CLUSTER_POLICIES: Final[Mapping[Access, tuple[str, bool]]] = {
    Access.VIEW: ("AmazonEKSViewPolicy", False),
    Access.READ: ("AmazonEKSViewPolicy", False),
    Access.WRITE: ("AmazonEKSEditPolicy", False),
    Access.ADMINISTER: ("AmazonEKSAdminPolicy", True),
}
"""EKS's own policy for an access, and whether it is for all namespaces. Viewers see no secrets;
none of these reaches nodes or access entries.
https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html"""

_CLUSTER_SEEN: Final = ("eks:DescribeCluster", "eks:ListAddons", "eks:ListNodegroups")


class RoleOfPeople(Handle):
    """An IAM role for a role of people, with a policy for each capability.

    People assume it: who comes from a permission set needs ``sts:AssumeRole`` on it in that
    permission set, too. The policies are the stack's own, so that they are counted one by one
    (6,144 characters each, ten on a role) and not together.

    Escape hatch: ``native`` is the aws.iam.Role.
    """

    def __init__(
        self, role: Role, principals: Principals, rights: Sequence[Right], context: Context
    ) -> None:
        self._ground = ground = Ground.of(context)
        self._word = word = f"people-{role.value.replace('_', '-')}"
        super().__init__(word, context, [ground.provider])
        deployment = context.deployment
        self.native = aws.iam.Role(
            word,
            name=ground.name(word, "iam_role"),
            description=f"People of {deployment.project} {deployment.stack}: {role}",
            assume_role_policy=policy_text(*_trusted(principals, ground)),
            opts=self.child(),
        )
        handles = {id(right.handle): right.handle for right in rights}
        for handle in handles.values():
            given = [right for right in rights if right.handle is handle]
            self._policy(_word_of(handle), list(_statements(given)))
            if isinstance(handle, ServingCluster):
                for right in given:
                    self._enter(handle, right)
        self.done(principal=self.native.arn)

    def _policy(self, what: str, statements: list[dict[str, Any]]) -> None:
        name = f"{self._word}-{what}"
        policy = aws.iam.Policy(
            name,
            name=self._ground.name(name, "iam_policy"),
            policy=policy_text(*statements),
            opts=self.child(),
        )
        aws.iam.RolePolicyAttachment(
            name, role=self.native.name, policy_arn=policy.arn, opts=self.child()
        )

    def _enter(self, cluster: ServingCluster, right: Right) -> None:
        """An access entry; the namespace itself is the workloads' to make."""
        policy, everywhere = _CLUSTER_POLICIES[right.access]
        name = f"{self._word}-{cluster.pulumi_resource_name}"
        entry = aws.eks.AccessEntry(
            name,
            cluster_name=cluster.cluster_name,
            principal_arn=self.native.arn,
            type="STANDARD",
            opts=self.child(),
        )
        aws.eks.AccessPolicyAssociation(
            name,
            cluster_name=cluster.cluster_name,
            principal_arn=entry.principal_arn,
            policy_arn=f"arn:{PARTITION}:eks::aws:cluster-access-policy/{policy}",
            access_scope={"type": "cluster"}
            if everywhere
            else {"type": "namespace", "namespaces": [right.part]},
            opts=self.child(depends_on=[entry]),
        )


def admit(
    role: Role, principals: Principals, rights: Sequence[Right], context: Context
) -> Mapping[str, pulumi.Output[str]]:
    """Make the IAM role; its ARN, as ``role``, is all that access control knows of the people."""
    made = context.once(f"people:{role}", lambda: RoleOfPeople(role, principals, rights, context))
    return {"role": made.native.arn}


def _trusted(principals: Principals, ground: Ground) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if principals.groups:
        reserved = ground.arn("iam", "role/aws-reserved/sso.amazonaws.com/", region="")
        # The path has a region, except where Identity Center is at home in us-east-1.
        arns = [
            pulumi.Output.concat(reserved, path, f"AWSReservedSSO_{name}_{_SUFFIX}")
            for name in principals.groups
            for path in ("", "*/")
        ]
        found.append(
            {
                "Sid": "PermissionSets",
                "Effect": "Allow",
                "Principal": {"AWS": ground.arn("iam", "root", region="")},
                "Action": "sts:AssumeRole",
                "Condition": {"ArnLike": {"aws:PrincipalArn": arns}},
            }
        )
    if principals.federated:
        found.append(
            {
                "Sid": "Saml",
                "Effect": "Allow",
                "Principal": {"Federated": list(principals.federated)},
                "Action": "sts:AssumeRoleWithSAML",
                "Condition": {"StringEquals": {"SAML:aud": _SIGN_IN}},
            }
        )
    return found


def _statements(rights: Sequence[Right]) -> Iterator[dict[str, Any]]:
    """What rights on one handle mean, the same of several parts in one statement."""
    merged: dict[tuple[Any, ...], dict[str, Any]] = {}
    for right in rights:
        for access in with_view(right.access):
            for statement in _of(right, access):
                if "Condition" in statement:
                    merged[(len(merged),)] = statement
                    continue
                same = (statement["Sid"], tuple(statement["Action"]))
                first = merged.setdefault(same, {**statement, "Resource": []})
                if statement["Resource"] not in first["Resource"]:
                    first["Resource"].append(statement["Resource"])
    for index, statement in enumerate(merged.values()):
        yield {**statement, "Sid": f"{statement['Sid']}{index}"}


def _of(right: Right, access: Access) -> list[dict[str, Any]]:
    handle = right.handle
    if isinstance(handle, GrantingHandle):
        return handle.statements(access, right.part)
    if isinstance(handle, ServingCluster) and access is Access.VIEW:
        arn: pulumi.Output[str] = handle.native.eks_cluster.apply(lambda made: made.arn)
        return [
            {"Sid": "Cluster", "Effect": "Allow", "Action": list(_CLUSTER_SEEN), "Resource": arn}
        ]
    return []


def _word_of(handle: Reached) -> str:
    """Return the logical name of a handle, which is unique among those of a deployment."""
    if not isinstance(handle, Handle):
        raise TypeError(f"{type(handle).__name__} is no handle of this adapter.")
    return handle.pulumi_resource_name
