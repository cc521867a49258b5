"""Google Cloud, as a cloud that capabilities are placed on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from polycloud.abstractions.cloud import Capability, Context, Routing
from polycloud.abstractions.identity import Credentials, Workload, WorkloadIdentity
from polycloud.abstractions.setting import Obstacle
from polycloud.abstractions.support import Support
from polycloud.adapters.gcp.settings import GcpSettings, settings_obstacles
from polycloud.adapters.gcp.support import support

if TYPE_CHECKING:
    import pulumi

    from polycloud.abstractions.accelerator_pool import AcceleratorPoolSpec
    from polycloud.abstractions.image_registry import ImageRegistrySpec
    from polycloud.abstractions.metadata_store import MetadataStoreSpec
    from polycloud.abstractions.object_store import ObjectStoreSpec
    from polycloud.abstractions.roles import Principals, Right, Role
    from polycloud.abstractions.secret_store import SecretStoreSpec
    from polycloud.abstractions.secure_link import LinkEndSpec
    from polycloud.abstractions.serving_cluster import ServingCluster, ServingClusterSpec
    from polycloud.abstractions.telemetry import Telemetry, TelemetrySpec
    from polycloud.adapters.gcp.accelerator_pool import AcceleratorPool
    from polycloud.adapters.gcp.existing_network import ExistingNetwork
    from polycloud.adapters.gcp.image_registry import ImageRegistry
    from polycloud.adapters.gcp.metadata_store import MetadataStore
    from polycloud.adapters.gcp.network import Network
    from polycloud.adapters.gcp.object_store import ObjectStore
    from polycloud.adapters.gcp.secret_store import SecretStore
    from polycloud.adapters.gcp.secure_link import LinkEnd


class GcpCloud:
    """The methods import what they need, so that a placement elsewhere costs nothing here."""

    name: ClassVar[str] = "gcp"
    title: ClassVar[str] = "Google Cloud"
    extra: ClassVar[str] = "gcp"
    packages: ClassVar[tuple[str, ...]] = ("pulumi_gcp",)
    catalog: ClassVar[str | None] = "polycloud.catalog.gcp"
    settings_type: ClassVar[type[GcpSettings]] = GcpSettings
    routing: ClassVar[Routing] = Routing(slot=1, addresses_known_beforehand=True)
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {
            Capability.ACCELERATOR_POOL,
            Capability.IMAGE_REGISTRY,
            Capability.METADATA_STORE,
            Capability.OBJECT_STORE,
        }
    )

    def settings_obstacles(self, settings: GcpSettings) -> Iterable[Obstacle]:
        """What is wrong with the settings."""
        return settings_obstacles(settings)

    def support(self, spec: object, settings: GcpSettings) -> Support:
        """Whether a spec can be had in the settings' region."""
        return support(spec, settings)

    def object_store(self, name: str, spec: ObjectStoreSpec, context: Context) -> ObjectStore:
        """Cloud Storage buckets."""
        from polycloud.adapters.gcp.object_store import ObjectStore

        return ObjectStore(name, spec, context)

    def metadata_store(self, name: str, spec: MetadataStoreSpec, context: Context) -> MetadataStore:
        """A Firestore database."""
        from polycloud.adapters.gcp.metadata_store import MetadataStore

        return MetadataStore(name, spec, context)

    def accelerator_pool(
        self, name: str, spec: AcceleratorPoolSpec, context: Context, workload: Workload
    ) -> AcceleratorPool:
        """Cloud TPU VMs."""
        from polycloud.adapters.gcp.accelerator_pool import AcceleratorPool

        return AcceleratorPool(name, spec, context, workload)

    def serving_cluster(
        self, name: str, spec: ServingClusterSpec, context: Context
    ) -> ServingCluster:
        """Not offered: `capabilities` lacks it, so that no placement gets here."""
        raise NotImplementedError("polycloud makes no serving clusters on Google Cloud yet")

    def telemetry(self, name: str, spec: TelemetrySpec, context: Context) -> Telemetry:
        """Not offered: `capabilities` lacks it, so that no placement gets here."""
        raise NotImplementedError("polycloud makes no telemetry stores on Google Cloud yet")

    def image_registry(self, name: str, spec: ImageRegistrySpec, context: Context) -> ImageRegistry:
        """Artifact Registry repositories."""
        from polycloud.adapters.gcp.image_registry import ImageRegistry

        return ImageRegistry(name, spec, context)

    def secret_store(
        self,
        name: str,
        spec: SecretStoreSpec,
        context: Context,
        values: Mapping[str, pulumi.Output[str]],
    ) -> SecretStore:
        """Secrets in Secret Manager."""
        from polycloud.adapters.gcp.secret_store import SecretStore

        return SecretStore(name, spec, context, values)

    def workload_identity(self, name: str, context: Context) -> WorkloadIdentity:
        """A service account, whose machines get tokens from the metadata server."""
        from polycloud.adapters.gcp.identity import workload_identity

        return workload_identity(name, context)

    def trust(self, identity: WorkloadIdentity, context: Context) -> Credentials:
        """A provider of a workload identity pool that lets in this one identity."""
        from polycloud.adapters.gcp.identity import trust

        return trust(identity, context)

    def admit(
        self, role: Role, principals: Principals, rights: Sequence[Right], context: Context
    ) -> Mapping[str, pulumi.Output[str]]:
        """Bindings on each resource, to predefined roles or the deployment's own."""
        from polycloud.adapters.gcp.people import admit

        return admit(role, principals, rights, context)

    def network(self, context: Context) -> Network | ExistingNetwork:
        """A VPC network."""
        from polycloud.adapters.gcp.network import network

        return network(context)

    def link_end(self, name: str, spec: LinkEndSpec, context: Context) -> LinkEnd:
        """An HA VPN gateway."""
        from polycloud.adapters.gcp.secure_link import LinkEnd

        return LinkEnd(name, spec, context)


cloud = GcpCloud()
