"""Toy Cloud, as a cloud that capabilities are placed on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from polycloud.abstractions.accelerator_pool import AcceleratorPoolSpec
from polycloud.abstractions.cloud import Capability, Context, Routing
from polycloud.abstractions.identity import Credentials, Workload, WorkloadIdentity
from polycloud.abstractions.roles import Principals, Right, Role
from polycloud.abstractions.setting import Obstacle
from polycloud.abstractions.support import Support, verdict
from polycloud_toy.settings import ToySettings, settings_obstacles

CHIPS = ("abacus", "slide-rule")


class ToyCloud:
    """Everything but image registries."""

    name: ClassVar[str] = "toy"
    title: ClassVar[str] = "Toy Cloud"
    extra: ClassVar[str] = "toy"
    packages: ClassVar[tuple[str, ...]] = ("pulumi_toy",)
    catalog: ClassVar[str | None] = "polycloud_toy"
    settings_type: ClassVar[type[ToySettings]] = ToySettings
    routing: ClassVar[Routing] = Routing(slot=7, addresses_known_beforehand=True)
    capabilities: ClassVar[frozenset[Capability]] = frozenset(Capability) - {
        Capability.IMAGE_REGISTRY
    }

    def settings_obstacles(self, settings: ToySettings) -> Iterable[Obstacle]:
        return settings_obstacles(settings)

    def support(self, spec: object, settings: ToySettings) -> Support:
        if isinstance(spec, AcceleratorPoolSpec) and spec.accelerator not in (None, *CHIPS):
            hint = f"one of: {', '.join(CHIPS)}"
            return verdict((Obstacle("accelerator", "no such toy", hint, spec.accelerator),))
        return verdict()

    def object_store(self, name: str, spec: Any, context: Context) -> Any:
        from polycloud_toy.object_store import ObjectStore

        return ObjectStore(name, spec, context)

    def metadata_store(self, name: str, spec: Any, context: Context) -> Any:
        from polycloud_toy.metadata_store import MetadataStore

        return MetadataStore(name, spec, context)

    def accelerator_pool(self, name: str, spec: Any, context: Context, workload: Workload) -> Any:
        from polycloud_toy.accelerator_pool import AcceleratorPool

        return AcceleratorPool(name, spec, context, workload)

    def serving_cluster(self, name: str, spec: Any, context: Context) -> Any:
        from polycloud_toy.serving_cluster import ServingCluster

        return ServingCluster(name, spec, context)

    def telemetry(self, name: str, spec: Any, context: Context) -> Any:
        from polycloud_toy.telemetry import Telemetry

        return Telemetry(name, spec, context)

    def image_registry(self, name: str, spec: Any, context: Context) -> Any:
        raise NotImplementedError("`capabilities` lacks it, so that no placement leads here")

    def secret_store(self, name: str, spec: Any, context: Context, values: Any) -> Any:
        from polycloud_toy.secret_store import SecretStore

        return SecretStore(name, spec, context, values)

    def workload_identity(self, name: str, context: Context) -> WorkloadIdentity:
        from polycloud_toy.identity import workload_identity

        return workload_identity(name, context)

    def trust(self, identity: WorkloadIdentity, context: Context) -> Credentials:
        from polycloud_toy.identity import trust

        return trust(identity, context)

    def admit(
        self, role: Role, principals: Principals, rights: Sequence[Right], context: Context
    ) -> Mapping[str, Any]:
        from polycloud_toy.people import admit

        return admit(role, principals, rights, context)

    def network(self, context: Context) -> Any:
        from polycloud_toy.network import network

        return network(context)

    def link_end(self, name: str, spec: Any, context: Context) -> Any:
        from polycloud_toy.secure_link import LinkEnd

        return LinkEnd(name, spec, context)


cloud = ToyCloud()
