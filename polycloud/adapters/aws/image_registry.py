"""Repositories of container images on ECR."""

from __future__ import annotations

from typing import Any, Final

import pulumi
import pulumi_aws as aws

from polycloud.abstractions.identity import Access
from polycloud.abstractions.image_registry import ImageRegistrySpec
from polycloud.adapters import image_registry
from polycloud.adapters.aws.encryption import EncryptionKey
from polycloud.adapters.aws.granting import GrantingHandle, Statements
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
        *_SEEN,
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


class ImageRegistry(
    GrantingHandle, image_registry.ImageRegistry[Statements, dict[str, aws.ecr.Repository]]
):
    """ECR repositories under a namespace of the deployment's own, encrypted with a KMS key.

    Only identities of this account reach them: there is no repository policy. Days until
    an image without a tag goes count from its push. Nodes of this account's clusters pull by
    their own role. Without ``protect`` a repository is deleted with its images.

    Costs the key (1 US dollar a month) and what is stored.

    Escape hatch: ``native`` has each aws.ecr.Repository by logical name, ``key`` is the
    `EncryptionKey` of all.
    """

    key: EncryptionKey

    @property
    def login_command(self) -> pulumi.Output[str]:
        """Signs Docker in for twelve hours."""
        region = self.ground.region
        host = pulumi.Output.concat(self.ground.account_id, f".dkr.ecr.{region}.amazonaws.com")
        return pulumi.Output.concat(
            f"aws ecr get-login-password --region {region}"
            " | docker login --username AWS --password-stdin ",
            host,
        )

    def statements(self, access: Access, part: str, folder: str = "") -> Statements:
        """Return what an access to a repository means in policies."""
        images: dict[str, Any] = {
            "Sid": "Images",
            "Effect": "Allow",
            "Action": list(_ACTIONS[access]),
            "Resource": self.native[part].arn,
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

    def _make_repositories(self, spec: ImageRegistrySpec) -> dict[str, aws.ecr.Repository]:
        self.key = EncryptionKey(self.name, self.context, protect=spec.protect)
        return {logical: self._repository(logical, spec) for logical in spec.repositories}

    def _address(self, repository: str) -> pulumi.Output[str]:
        """Return ``<account>.dkr.ecr.<region>.amazonaws.com/…``."""
        return self.native[repository].repository_url

    def _repository(self, logical: str, spec: ImageRegistrySpec) -> aws.ecr.Repository:
        name = f"{self.name}-{logical.replace('/', '-')}"
        namespace = self.ground.name(self.name, "ecr_repository", reserve=len(logical) + 1)
        repository = aws.ecr.Repository(
            name,
            name=f"{namespace}/{logical}",
            image_tag_mutability="IMMUTABLE" if spec.immutable_tags else "MUTABLE",
            # The registry's own scan filters are the account's: one stack of many would own them.
            image_scanning_configuration={"scan_on_push": spec.scan_on_push},
            encryption_configurations=[{"encryption_type": "KMS", "kms_key": self.key.arn}],
            force_delete=not spec.protect,
            opts=self.kept(),
        )
        if spec.untagged_expire_days is not None:
            aws.ecr.LifecyclePolicy(
                name,
                repository=repository.name,
                policy=to_json(_expiry(spec.untagged_expire_days)),
                opts=self.kept(),
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
