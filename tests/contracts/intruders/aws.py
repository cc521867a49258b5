"""Resources and settings that would change an answer on AWS."""

from __future__ import annotations

import json
from typing import Any, Final

from polycloud_testing.contracts.mutation.intruders import Intruder, Stray

_BUCKET: Final = "aws:s3/bucket:Bucket"
_TABLE: Final = "aws:dynamodb/table:Table"
_REPOSITORY: Final = "aws:ecr/repository:Repository"
_KEY: Final = "aws:kms/key:Key"
_ROLE: Final = "aws:iam/role:Role"
_ADMINISTRATOR: Final = "arn:aws:iam::aws:policy/AdministratorAccess"


def _opened(action: str, **more: Any) -> str:
    statement = {"Effect": "Allow", "Principal": "*", "Action": action, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


INTRUDERS = (
    Intruder(
        "aws:s3/bucketPolicy:BucketPolicy",
        host=_BUCKET,
        by={"bucket": "bucket"},
        inputs={"policy": _opened("s3:GetObject", Resource="*")},
    ),
    Intruder(
        "aws:s3/bucketAcl:BucketAcl",
        host=_BUCKET,
        by={"bucket": "bucket"},
        inputs={"acl": "public-read"},
    ),
    Intruder(
        "aws:s3/accessPoint:AccessPoint",
        host=_BUCKET,
        by={"bucket": "bucket"},
        inputs={"policy": _opened("s3:GetObject", Resource="*")},
    ),
    Intruder(
        "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
        host=_BUCKET,
        by={"bucket": "bucket"},
    ),
    Intruder(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        host=_BUCKET,
        by={"bucket": "bucket"},
        inputs={"rules": [{"id": "all", "status": "Enabled", "expiration": {"days": 1}}]},
    ),
    Intruder(
        "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
        host=_BUCKET,
        by={"bucket": "bucket"},
    ),
    Intruder("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", host=_BUCKET),
    Intruder(
        "aws:dynamodb/resourcePolicy:ResourcePolicy",
        host=_TABLE,
        by={"resourceArn": "arn"},
        inputs={"policy": _opened("dynamodb:*", Resource="*")},
    ),
    Intruder("aws:dynamodb/tableReplica:TableReplica", host=_TABLE, by={"globalTableArn": "arn"}),
    Intruder(
        "aws:dynamodb/kinesisStreamingDestination:KinesisStreamingDestination",
        host=_TABLE,
        by={"tableName": "name"},
    ),
    Intruder(
        "aws:ecr/repositoryPolicy:RepositoryPolicy",
        host=_REPOSITORY,
        by={"repository": "name"},
        inputs={"policy": _opened("ecr:*")},
    ),
    Intruder(
        "aws:ecr/lifecyclePolicy:LifecyclePolicy",
        host=_REPOSITORY,
        by={"repository": "name"},
        inputs={
            "policy": json.dumps(
                {
                    "rules": [
                        {
                            "rulePriority": 1,
                            "selection": {
                                "tagStatus": "any",
                                "countType": "sinceImagePushed",
                                "countUnit": "days",
                                "countNumber": 1,
                            },
                            "action": {"type": "expire"},
                        }
                    ]
                }
            )
        },
    ),
    Intruder("aws:ecr/registryPolicy:RegistryPolicy", host=_REPOSITORY),
    Intruder("aws:ecr/replicationConfiguration:ReplicationConfiguration", host=_REPOSITORY),
    Intruder("aws:kms/grant:Grant", host=_KEY, by={"keyId": "keyId"}),
    Intruder(
        "aws:kms/keyPolicy:KeyPolicy",
        host=_KEY,
        by={"keyId": "keyId"},
        inputs={"policy": _opened("kms:*", Resource="*")},
    ),
    Intruder(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        host=_ROLE,
        by={"role": "name"},
        inputs={"policyArn": _ADMINISTRATOR},
    ),
    Intruder("aws:iam/policyAttachment:PolicyAttachment", inputs={"policyArn": _ADMINISTRATOR}),
    Intruder("aws:iam/groupPolicy:GroupPolicy"),
    Intruder("aws:iam/accessKey:AccessKey"),
    Intruder("aws:cloudformation/stack:Stack"),
)

STRAYS = (
    Stray(_ROLE, "managedPolicyArns", [_ADMINISTRATOR]),
    Stray(
        _ROLE,
        "inlinePolicies",
        [
            {
                "name": "all",
                "policy": json.dumps(
                    {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
                ),
            }
        ],
    ),
    Stray(_BUCKET, "acl", "public-read"),
    Stray(_BUCKET, "policy", _opened("s3:GetObject", Resource="*")),
    Stray(_BUCKET, "website", {"indexDocument": "index.html"}),
    Stray(_BUCKET, "objectLockEnabled", True),
    Stray(_TABLE, "ttl", {"enabled": True, "attributeName": "expires"}),
    Stray(_TABLE, "replicas", [{"regionName": "us-east-1"}]),
    Stray(_KEY, "isEnabled", False),
    Stray(_REPOSITORY, "imageTagMutabilityExclusionFilters", [{"filter": "v*"}]),
)
