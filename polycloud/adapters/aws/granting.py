"""Grants on AWS: a policy on the role that a workload acts as."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, TypeAlias

import pulumi
import pulumi_aws as aws

from polycloud.abstractions.identity import Access, Credentials
from polycloud.adapters import granting
from polycloud.adapters.aws.ground import Ground
from polycloud.adapters.aws.identity import trust
from polycloud.adapters.aws.policy_documents import policy_text
from polycloud.adapters.granting import Grant, Grantee

Statements: TypeAlias = list[dict[str, Any]]


class GrantingHandle(granting.GrantingHandle[Statements]):
    """A handle whose grants are inline policies, one for each access to each part."""

    @property
    def ground(self) -> Ground:
        """What everything of the deployment on AWS shares."""
        return Ground.of(self.context)

    @abstractmethod
    def statements(self, access: Access, part: str, folder: str = "") -> Statements:
        """Return what an access to a part, or to a folder of it, means in policies."""

    def _credentials(self, grantee: Grantee) -> Credentials:
        return trust(grantee, self.context)

    def _rights(self, grant: Grant) -> Mapping[str, Statements]:
        access = grant.effective_access
        return {grant.access.value: self.statements(access, grant.part, grant.folder)}

    def _binding_name(self, grant: Grant, word: str) -> str:
        part = "-".join(filter(None, (grant.part.replace("/", "-"), grant.digest)))
        words = (self.name, part, grant.grantee.cloud, grant.grantee.name, word)
        return "-".join(filter(None, words))

    def _bind(
        self, name: str, grant: Grant, principal: pulumi.Output[str], right: Statements
    ) -> aws.iam.RolePolicy:
        return aws.iam.RolePolicy(
            name,
            name=self.ground.name(name, "iam_policy"),
            role=principal.apply(lambda arn: arn.rsplit("/", 1)[-1]),
            policy=policy_text(*right),
            opts=self.child(),
        )
