"""Repositories of container images on ECR."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pulumi
import pulumi_aws as aws

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Access, Credentials, WorkloadIdentity
from polycloud.abstractions.image_registry import ImageRegistrySpec
from polycloud.adapters.aws.encryption import EncryptionKey
from polycloud.adapters.aws.ground import Ground
from polycloud.adapters.aws.identity import permit
from polycloud.adapters.component import Handle
from polycloud.adapters.documents import to_json

_PULL: Final = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:DescribeImageScanFindings",
    "ecr:DescribeImages",
    "ecr:GetDownloadUrlForLayer",
    "ecr:ListImages",
)
_PUSH: Final = (
    *_PULL,
    "ecr:BatchDeleteImage",
    "ecr:CompleteLayerUpload",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
)
_SEEN: Final = (
    "ecr:DescribeRepositories",
    "ecr:GetLifecyclePolicy",
    "ecr:ListTagsForResource",
)
_ACTIONS: Final[dict[Access, tuple[str, ...]]] = {
    Access.VIEW: _SEEN,
    Access.READ: _PULL,
    Access.WRITE: _PUSH,
    Access.ADMINISTER: (
        *_PUSH,
        "ecr:DescribeRepositories",
        "ecr:GetLifecyclePolicy",
        "ecr:ListTagsForResource",
        "ecr:PutImageScanningConfiguration",
        "ecr:PutImageTagMutability",
        "ecr:PutLifecyclePolicy",
        "ecr:StartImageScan",
        "ecr:TagResource",
        "ecr:UntagResource",
    ),
}
"""Whom a repository lets in is not among them.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html"""


class ImageRegistry(Handle):
    """ECR repositories under a namespace of the deployment's own, encrypted with a KMS key.

    Only identities of this account reach them: there is no repository policy. Days until
    an image without a tag goes count from its push. Nodes of this account's clusters pull by
    their own role. Without ``protect`` a repository is deleted with its images.

    Costs the key (1 US dollar a month) and what is stored.

    Escape hatch: ``native`` has each aws.ecr.Repository by logical name, ``key`` is the
    `EncryptionKey` of all.
    """

    def __init__(self, name: str, spec: ImageRegistrySpec, context: Context) -> None:
        self._ground = ground = Ground.of(context)
        super().__init__(name, context, [ground.provider])
        self.key = EncryptionKey(name, context, protect=spec.protect)
        self.native: dict[str, aws.ecr.Repository] = {
            logical: self._repository(logical, spec) for logical in spec.repositories
        }
        self.done(repositories=dict(self.repositories))

    @property
    def repositories(self) -> Mapping[str, pulumi.Output[str]]:
        """``<account>.dkr.ecr.<region>.amazonaws.com/…`` by logical name."""
        return {logical: made.repository_url for logical, made in self.native.items()}

    @property
    def login_command(self) -> pulumi.Output[str]:
        """Signs Docker in for twelve hours."""
        region = self._ground.region
        host = pulumi.Output.concat(self._ground.account_id, f".dkr.ecr.{region}.amazonaws.com")
        return pulumi.Output.concat(
            f"aws ecr get-login-password --region {region}"
            " | docker login --username AWS --password-stdin ",
            host,
        )

    def grant(self, identity: WorkloadIdentity, access: Access, repository: str) -> Credentials:
        """Let a workload use a repository. KeyError for an unknown one."""
        return permit(
            self,
            repository.replace("/", "-"),
            identity,
            access,
            statements=self.statements(access, repository),
            context=self._ground.context,
        )

    def statements(self, access: Access, repository: str) -> list[dict[str, Any]]:
        """What an access to a repository means in policies."""
        images: dict[str, Any] = {
            "Sid": "Images",
            "Effect": "Allow",
            "Action": list(_ACTIONS[access]),
            "Resource": self.native[repository].arn,
        }
        if access is Access.VIEW:
            return [images]
        return [
            images,
            {
                "Sid": "SignIn",
                "Effect": "Allow",
                "Action": ["ecr:GetAuthorizationToken"],
                # The action has no resource: what the token opens is what the role may do.
                "Resource": "*",
            },
        ]

    def _repository(self, logical: str, spec: ImageRegistrySpec) -> aws.ecr.Repository:
        name = f"{self.pulumi_resource_name}-{logical.replace('/', '-')}"
        namespace = self._ground.name(
            self.pulumi_resource_name, "ecr_repository", reserve=len(logical) + 1
        )
        repository = aws.ecr.Repository(
            name,
            name=f"{namespace}/{logical}",
            image_tag_mutability="IMMUTABLE" if spec.immutable_tags else "MUTABLE",
            # The registry's own scan filters are the account's: one stack of many would own them.
            image_scanning_configuration={"scan_on_push": spec.scan_on_push},
            encryption_configurations=[{"encryption_type": "KMS", "kms_key": self.key.arn}],
            force_delete=not spec.protect,
            opts=self.child(protect=spec.protect),
        )
        if spec.untagged_expire_days is not None:
            aws.ecr.LifecyclePolicy(
                name,
                repository=repository.name,
                policy=to_json(_expiry(spec.untagged_expire_days)),
                opts=self.child(protect=spec.protect),
            )
        return repository


def _expiry(days: int) -> dict[str, Any]:
    """https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html"""
    return {
        "rules": [
            {
                "rulePriority": 1,
                "description": f"No tag, and pushed over {days} days ago",
                "selection": {
                    "tagStatus": "untagged",
                    "countType": "sinceImagePushed",
                    "countUnit": "days",
                    "countNumber": days,
                },
                "action": {"type": "expire"},
            }
        ]
    }
