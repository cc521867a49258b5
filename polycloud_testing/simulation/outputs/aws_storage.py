"""What AWS answers for stores of things: objects, tables, images, keys, secrets."""

from __future__ import annotations

from typing import Any, Final

from polycloud_testing.simulation.making import Making
from polycloud_testing.simulation.outputs.rules import Rule

_OF_BUCKET: Final[Rule] = {"id": "{bucket}"}


def _stream_arn(making: Making) -> Any:
    if not making.get("streamEnabled"):
        return ""
    return f"{making.text('arn')}/stream/2026-01-01T00:00:00.000"


def _first_alias(making: Making) -> str:
    name = making.text("name") or f"alias/{making.name}-{making.hex(7, 'name')}"
    return name if name.startswith("alias/") else f"alias/{name}"


RULES: Final[dict[str, Rule]] = {
    "aws:s3/bucket:Bucket": {
        "id": "{bucket}",
        "arn": "arn:aws:s3:::{bucket}",
        "bucketDomainName": "{bucket}.s3.amazonaws.com",
        "bucketRegionalDomainName": "{bucket}.s3.{region}.amazonaws.com",
        "bucketRegion": "{region}",
        "bucketNamespace": "global",
        "hostedZoneId": "Z{base32:13}",
        "requestPayer": "BucketOwner",
        "accelerationStatus": "",
        "websiteDomain": "",
        "websiteEndpoint": "",
    },
    "aws:s3/bucketVersioning:BucketVersioning": _OF_BUCKET,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (
        _OF_BUCKET
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _OF_BUCKET,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _OF_BUCKET,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _OF_BUCKET,
    "aws:s3/bucketPolicy:BucketPolicy": _OF_BUCKET,
    "aws:s3/bucketNotification:BucketNotification": _OF_BUCKET,
    "aws:s3/bucketLogging:BucketLogging": _OF_BUCKET,
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": _OF_BUCKET,
    "aws:s3/bucketAcl:BucketAcl": _OF_BUCKET,
    "aws:s3/bucketIntelligentTieringConfiguration:BucketIntelligentTieringConfiguration": {
        "id": "{bucket}:{name}"
    },
    "aws:s3/bucketMetric:BucketMetric": {"id": "{bucket}:{name}"},
    "aws:s3/bucketObjectv2:BucketObjectv2": {
        "id": "{bucket}/{key}",
        "arn": "arn:aws:s3:::{bucket}/{key}",
        "etag": "{hex:32}",
    },
    "aws:dynamodb/table:Table": {
        "id": "{name}",
        "arn": "arn:aws:dynamodb:{region}:{account}:table/{name}",
        "streamArn": _stream_arn,
        "streamLabel": "",
        "streamViewType": "",
    },
    "aws:ecr/repository:Repository": {
        "id": "{name}",
        "arn": "arn:aws:ecr:{region}:{account}:repository/{name}",
        "registryId": "{account}",
        "repositoryUrl": "{account}.dkr.ecr.{region}.amazonaws.com/{name}",
    },
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": {"id": "{repository}", "registryId": "{account}"},
    "aws:ecr/repositoryPolicy:RepositoryPolicy": {"id": "{repository}", "registryId": "{account}"},
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": {
        "id": "{account}",
        "registryId": "{account}",
    },
    "aws:kms/key:Key": {
        "id": "{uuid}",
        "keyId": "{id}",
        "arn": "arn:aws:kms:{region}:{account}:key/{id}",
        "policy": "",
    },
    "aws:kms/alias:Alias": {
        "id": _first_alias,
        "name": "{id}",
        "arn": "arn:aws:kms:{region}:{account}:{id}",
        "targetKeyArn": "arn:aws:kms:{region}:{account}:key/{targetKeyId}",
    },
    "aws:secretsmanager/secret:Secret": {
        "id": "arn:aws:secretsmanager:{region}:{account}:secret:{name}-{hex:6}",
        "arn": "{id}",
    },
    "aws:secretsmanager/secretVersion:SecretVersion": {
        "versionId": "{uuid}",
        "id": "{secretId}|{versionId}",
        "arn": "{secretId}",
    },
    "aws:secretsmanager/secretPolicy:SecretPolicy": {"id": "{secretArn}"},
    "aws:ssm/parameter:Parameter": {
        "id": "{name}",
        "arn": "arn:aws:ssm:{region}:{account}:parameter/{name}",
        "version": lambda making: 1,
    },
    "aws:backup/vault:Vault": {
        "id": "{name}",
        "arn": "arn:aws:backup:{region}:{account}:backup-vault:{name}",
    },
    "aws:efs/fileSystem:FileSystem": {
        "id": "fs-{short_id}",
        "arn": "arn:aws:elasticfilesystem:{region}:{account}:file-system/{id}",
        "dnsName": "{id}.efs.{region}.amazonaws.com",
    },
}
