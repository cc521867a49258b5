"""AWS, as a cloud that capabilities are placed on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from polycloud.abstractions.capability import AnyCapability
from polycloud.abstractions.cloud import Cloud, CloudSettings, Routing, offers_of
from polycloud.abstractions.image_registry import IMAGE_REGISTRY
from polycloud.abstractions.metadata_store import METADATA_STORE
from polycloud.abstractions.object_store import OBJECT_STORE
from polycloud.abstractions.secret_store import SECRET_STORE
from polycloud.abstractions.serving_cluster import SERVING_CLUSTER
from polycloud.adapters.aws.settings import AwsSettings


class AwsCloud(Cloud):
    """S3, DynamoDB, EKS, ECR, Secrets Manager, IAM roles, and site-to-site VPN."""

    name: ClassVar[str] = "aws"
    title: ClassVar[str] = "AWS"
    extra: ClassVar[str] = "aws"
    packages: ClassVar[tuple[str, ...]] = ("pulumi_aws", "pulumi_eks", "pulumi_kubernetes")
    package: ClassVar[str] = "polycloud.adapters.aws"
    catalog: ClassVar[str | None] = "polycloud.catalog.aws"
    settings_type: ClassVar[type[CloudSettings]] = AwsSettings
    routing: ClassVar[Routing] = Routing(slot=0, addresses_known_beforehand=False)
    offers: ClassVar[Mapping[AnyCapability, str]] = offers_of(
        package,
        IMAGE_REGISTRY,
        METADATA_STORE,
        OBJECT_STORE,
        SECRET_STORE,
        SERVING_CLUSTER,
    )


cloud = AwsCloud()
