"""What a platform has made, and what its stack exports of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from attrs import define, field

from polycloud.abstractions.accelerator_pool import AcceleratorPool
from polycloud.abstractions.image_registry import ImageRegistry
from polycloud.abstractions.metadata_store import MetadataStore
from polycloud.abstractions.object_store import ObjectStore
from polycloud.abstractions.secret_store import SecretStore
from polycloud.abstractions.serving_cluster import ServingCluster
from polycloud.abstractions.telemetry import Telemetry
from polycloud.platform.configuration import CHECKPOINTS
from polycloud.platform.people import Roles
from polycloud.platform.storage_costs import StorageCosts


@define
class Made:
    """The handle of each capability; None where the platform has none."""

    object_store: ObjectStore | None = None
    metadata_store: MetadataStore | None = None
    accelerator_pool: AcceleratorPool | None = None
    checkpoints: ObjectStore | None = None
    serving_cluster: ServingCluster | None = None
    model_server_pods: Mapping[str, Any] = field(factory=dict[str, Any])
    """What makes pods act as model servers: `polycloud.workloads.pods.pod_parts`."""
    telemetry: Telemetry | None = None
    image_registry: ImageRegistry | None = None
    roles: Roles = field(factory=Roles)
    """Those who have each role."""
    secret_stores: dict[str, SecretStore] = field(factory=dict[str, SecretStore])
    """By cloud."""
    storage_costs: StorageCosts | None = None
    """What the buckets are estimated to cost."""

    def outputs(self) -> dict[str, pulumi.Output[Any]]:
        """Stack outputs by name; those of a capability that was not made are left out."""
        found: dict[str, Any] = {}
        if self.object_store is not None:
            found["buckets"] = dict(self.object_store.buckets)
            found |= _distributed(self.object_store)
        if self.metadata_store is not None:
            found["metadata_table"] = self.metadata_store.table
        if self.serving_cluster is not None:
            found["cluster_name"] = self.serving_cluster.cluster_name
            found["cluster_endpoint"] = self.serving_cluster.endpoint
            found["cluster_connect_command"] = self.serving_cluster.connect_command
            found["model_server_pods"] = dict(self.model_server_pods)
            found["kubeconfig"] = pulumi.Output.secret(self.serving_cluster.kubeconfig)
        if self.accelerator_pool is not None:
            found["accelerators"] = list(self.accelerator_pool.names)
            found["accelerator_addresses"] = dict(self.accelerator_pool.addresses)
            found["accelerator_connect_commands"] = dict(self.accelerator_pool.connect_commands)
        if self.checkpoints is not None:
            found["checkpoint_bucket"] = self.checkpoints.buckets[CHECKPOINTS]
        if self.telemetry is not None:
            found["workspace_id"] = self.telemetry.workspace_id
        if self.image_registry is not None:
            found["image_repositories"] = dict(self.image_registry.repositories)
            found["image_login_command"] = self.image_registry.login_command
        if self.roles:
            found["roles"] = self.roles
        if self.secret_stores:
            found["secret_ids"] = {
                cloud: dict(store.ids) for cloud, store in self.secret_stores.items()
            }
        if self.storage_costs is not None and self.storage_costs.buckets:
            found["estimated_monthly_storage_cost"] = self.storage_costs.to_output()
        return {name: pulumi.Output.from_input(value) for name, value in found.items()}


def _distributed(store: ObjectStore) -> dict[str, Any]:
    distribution = store.distribution
    if distribution is None:
        return {}
    url = {} if distribution.url is None else {"distribution_url": distribution.url}
    records = dict(distribution.dns_records)
    return {**url, **({"distribution_dns_records": records} if records else {})}
