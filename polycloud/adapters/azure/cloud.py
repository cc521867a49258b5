"""Microsoft Azure, as a cloud that capabilities are placed on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from polycloud.abstractions.cloud import Capability, Context, Routing
from polycloud.abstractions.identity import Credentials, Workload, WorkloadIdentity
from polycloud.abstractions.setting import Obstacle
from polycloud.abstractions.support import Support
from polycloud.adapters.azure.settings import AzureSettings, settings_obstacles
from polycloud.adapters.azure.support import support

if TYPE_CHECKING:
    import pulumi

    from polycloud.abstractions.accelerator_pool import AcceleratorPool, AcceleratorPoolSpec
    from polycloud.abstractions.image_registry import ImageRegistrySpec
    from polycloud.abstractions.metadata_store import MetadataStoreSpec
    from polycloud.abstractions.object_store import ObjectStoreSpec
    from polycloud.abstractions.roles import Principals, Right, Role
    from polycloud.abstractions.secret_store import SecretStoreSpec
    from polycloud.abstractions.secure_link import LinkEndSpec
    from polycloud.abstractions.serving_cluster import ServingCluster, ServingClusterSpec
    from polycloud.abstractions.telemetry import TelemetrySpec
    from polycloud.adapters.azure.existing_network import ExistingNetwork
    from polycloud.adapters.azure.image_registry import ImageRegistry
    from polycloud.adapters.azure.metadata_store import MetadataStore
    from polycloud.adapters.azure.network import Network
    from polycloud.adapters.azure.object_store import ObjectStore
    from polycloud.adapters.azure.secret_store import SecretStore
    from polycloud.adapters.azure.secure_link import LinkEnd
    from polycloud.adapters.azure.telemetry import Telemetry


class AzureCloud:
    """The methods import what they need, so that a placement elsewhere costs nothing here."""

    name: ClassVar[str] = "azure"
    title: ClassVar[str] = "Microsoft Azure"
    extra: ClassVar[str] = "azure"
    packages: ClassVar[tuple[str, ...]] = ("pulumi_azure_native",)
    catalog: ClassVar[str | None] = "polycloud.catalog.azure"
    settings_type: ClassVar[type[AzureSettings]] = AzureSettings
    routing: ClassVar[Routing] = Routing(slot=2, addresses_known_beforehand=True)
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {
            Capability.IMAGE_REGISTRY,
            Capability.METADATA_STORE,
            Capability.OBJECT_STORE,
            Capability.TELEMETRY,
        }
    )

    def settings_obstacles(self, settings: AzureSettings) -> Iterable[Obstacle]:
        """What is wrong with the settings."""
        return settings_obstacles(settings)

    def support(self, spec: object, settings: AzureSettings) -> Support:
        """Whether a spec can be had in the settings' region."""
        return support(spec, settings)

    def object_store(self, name: str, spec: ObjectStoreSpec, context: Context) -> ObjectStore:
        """Blob containers, each in a storage account of its own."""
        from polycloud.adapters.azure.object_store import ObjectStore

        return ObjectStore(name, spec, context)

    def metadata_store(self, name: str, spec: MetadataStoreSpec, context: Context) -> MetadataStore:
        """A Cosmos DB container."""
        from polycloud.adapters.azure.metadata_store import MetadataStore

        return MetadataStore(name, spec, context)

    def accelerator_pool(
        self, name: str, spec: AcceleratorPoolSpec, context: Context, workload: Workload
    ) -> AcceleratorPool:
        """Not offered: `capabilities` lacks it, so that no placement gets here."""
        raise NotImplementedError("polycloud makes no accelerator pools on Azure yet")

    def serving_cluster(
        self, name: str, spec: ServingClusterSpec, context: Context
    ) -> ServingCluster:
        """Not offered: `capabilities` lacks it, so that no placement gets here."""
        raise NotImplementedError("polycloud makes no serving clusters on Azure yet")

    def telemetry(self, name: str, spec: TelemetrySpec, context: Context) -> Telemetry:
        """A Log Analytics workspace with Application Insights in front."""
        from polycloud.adapters.azure.telemetry import Telemetry

        return Telemetry(name, spec, context)

    def image_registry(self, name: str, spec: ImageRegistrySpec, context: Context) -> ImageRegistry:
        """A container registry, with all of the repositories in it."""
        from polycloud.adapters.azure.image_registry import ImageRegistry

        return ImageRegistry(name, spec, context)

    def secret_store(
        self,
        name: str,
        spec: SecretStoreSpec,
        context: Context,
        values: Mapping[str, pulumi.Output[str]],
    ) -> SecretStore:
        """Secrets in a key vault."""
        from polycloud.adapters.azure.secret_store import SecretStore

        return SecretStore(name, spec, context, values)

    def workload_identity(self, name: str, context: Context) -> WorkloadIdentity:
        """A user-assigned managed identity."""
        from polycloud.adapters.azure.identity import workload_identity

        return workload_identity(name, context)

    def trust(self, identity: WorkloadIdentity, context: Context) -> Credentials:
        """A managed identity that the foreign one signs in as."""
        from polycloud.adapters.azure.identity import trust

        return trust(identity, context)

    def admit(
        self, role: Role, principals: Principals, rights: Sequence[Right], context: Context
    ) -> Mapping[str, pulumi.Output[str]]:
        """Role assignments on each resource."""
        from polycloud.adapters.azure.people import admit

        return admit(role, principals, rights, context)

    def network(self, context: Context) -> Network | ExistingNetwork:
        """A virtual network."""
        from polycloud.adapters.azure.network import network

        return network(context)

    def link_end(self, name: str, spec: LinkEndSpec, context: Context) -> LinkEnd:
        """An active-active VPN gateway."""
        from polycloud.adapters.azure.secure_link import LinkEnd

        return LinkEnd(name, spec, context)


cloud = AzureCloud()
