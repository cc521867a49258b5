"""AWS, as polycloud plugs it in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, NoReturn

from polycloud.abstractions.cloud import Capability, CloudSettings, Context, Routing
from polycloud.abstractions.identity import Credentials, Workload, WorkloadIdentity
from polycloud.abstractions.setting import Obstacle
from polycloud.abstractions.support import Support
from polycloud.adapters.aws.settings import AwsSettings

if TYPE_CHECKING:
    import pulumi

    from polycloud.abstractions.accelerator_pool import AcceleratorPoolSpec
    from polycloud.abstractions.image_registry import ImageRegistrySpec
    from polycloud.abstractions.metadata_store import MetadataStoreSpec
    from polycloud.abstractions.object_store import ObjectStoreSpec
    from polycloud.abstractions.roles import Principals, Right, Role
    from polycloud.abstractions.secret_store import SecretStoreSpec
    from polycloud.abstractions.secure_link import LinkEndSpec
    from polycloud.abstractions.serving_cluster import ServingClusterSpec
    from polycloud.abstractions.telemetry import TelemetrySpec
    from polycloud.adapters.aws.existing_network import ExistingNetwork
    from polycloud.adapters.aws.image_registry import ImageRegistry
    from polycloud.adapters.aws.metadata_store import MetadataStore
    from polycloud.adapters.aws.network import Network
    from polycloud.adapters.aws.object_store import ObjectStore
    from polycloud.adapters.aws.secret_store import SecretStore
    from polycloud.adapters.aws.secure_link import LinkEnd
    from polycloud.adapters.aws.serving_cluster import ServingCluster


class AwsCloud:
    """S3, DynamoDB, EKS, ECR, IAM roles, and site-to-site VPN."""

    name: ClassVar = "aws"
    title: ClassVar = "AWS"
    extra: ClassVar = "aws"
    packages: ClassVar[tuple[str, ...]] = ("pulumi_aws", "pulumi_eks", "pulumi_kubernetes")
    catalog: ClassVar[str | None] = "polycloud.catalog.aws"
    settings_type: ClassVar[type[CloudSettings]] = AwsSettings
    routing: ClassVar = Routing(slot=0, addresses_known_beforehand=False)
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {
            Capability.IMAGE_REGISTRY,
            Capability.METADATA_STORE,
            Capability.OBJECT_STORE,
            Capability.SERVING_CLUSTER,
        }
    )

    def settings_obstacles(self, settings: AwsSettings) -> Iterable[Obstacle]:
        """An unknown region, or zones that are not the region's."""
        from polycloud.adapters.aws.settings import settings_obstacles

        return settings_obstacles(settings)

    def support(self, spec: object, settings: AwsSettings) -> Support:
        """Whether a spec can be had in the region."""
        from polycloud.adapters.aws.support import support

        return support(spec, settings)

    def object_store(self, name: str, spec: ObjectStoreSpec, context: Context) -> ObjectStore:
        """S3 buckets."""
        from polycloud.adapters.aws.object_store import ObjectStore

        return ObjectStore(name, spec, context)

    def metadata_store(self, name: str, spec: MetadataStoreSpec, context: Context) -> MetadataStore:
        """A DynamoDB table."""
        from polycloud.adapters.aws.metadata_store import MetadataStore

        return MetadataStore(name, spec, context)

    def serving_cluster(
        self, name: str, spec: ServingClusterSpec, context: Context
    ) -> ServingCluster:
        """An EKS cluster."""
        from polycloud.adapters.aws.serving_cluster import ServingCluster

        return ServingCluster(name, spec, context)

    def accelerator_pool(
        self, name: str, spec: AcceleratorPoolSpec, context: Context, workload: Workload
    ) -> NoReturn:
        """NotImplementedError: `capabilities` lacks it, so that no placement leads here."""
        raise NotImplementedError(
            "the AWS adapter makes no accelerator pools; its capabilities say so"
        )

    def telemetry(self, name: str, spec: TelemetrySpec, context: Context) -> NoReturn:
        """NotImplementedError: `capabilities` lacks it, so that no placement leads here."""
        raise NotImplementedError(
            "the AWS adapter makes no telemetry store; its capabilities say so"
        )

    def image_registry(self, name: str, spec: ImageRegistrySpec, context: Context) -> ImageRegistry:
        """ECR repositories."""
        from polycloud.adapters.aws.image_registry import ImageRegistry

        return ImageRegistry(name, spec, context)

    def secret_store(
        self,
        name: str,
        spec: SecretStoreSpec,
        context: Context,
        values: Mapping[str, pulumi.Output[str]],
    ) -> SecretStore:
        """Secrets in Secrets Manager."""
        from polycloud.adapters.aws.secret_store import SecretStore

        return SecretStore(name, spec, context, values)

    def workload_identity(self, name: str, context: Context) -> WorkloadIdentity:
        """An IAM role for EC2 instances, known to others by the account's own issuer."""
        from polycloud.adapters.aws.identity import workload_identity

        return workload_identity(name, context)

    def trust(self, identity: WorkloadIdentity, context: Context) -> Credentials:
        """An IAM role that a foreign identity's token can assume."""
        from polycloud.adapters.aws.identity import trust

        return trust(identity, context)

    def admit(
        self, role: Role, principals: Principals, rights: Sequence[Right], context: Context
    ) -> Mapping[str, pulumi.Output[str]]:
        """An IAM role that permission sets and SAML providers may assume."""
        from polycloud.adapters.aws.people import admit

        return admit(role, principals, rights, context)

    def network(self, context: Context) -> Network | ExistingNetwork:
        """A VPC."""
        from polycloud.adapters.aws.ground import Ground

        return Ground.of(context).network

    def link_end(self, name: str, spec: LinkEndSpec, context: Context) -> LinkEnd:
        """A virtual private gateway and its side of the tunnels."""
        from polycloud.adapters.aws.secure_link import LinkEnd

        return LinkEnd(name, spec, context)


cloud = AwsCloud()
