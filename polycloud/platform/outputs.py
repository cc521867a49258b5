"""What a platform has made, and what its stack exports of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ParamSpec, TypeVar, cast

import pulumi
from attrs import define, field

from polycloud.abstractions.accelerator_pool import CHECKPOINTS
from polycloud.abstractions.capability import AnyCapability, Capability
from polycloud.abstractions.object_store import OBJECT_STORE, ObjectStore
from polycloud.abstractions.secret_store import SecretStore
from polycloud.platform.people import Roles
from polycloud.platform.storage_costs import StorageCosts

S = TypeVar("S")
P = ParamSpec("P")
H = TypeVar("H")


@define
class Made:
    """The handle of each capability, and what the platform made beside them."""

    _placed: dict[AnyCapability, Any] = field(factory=dict[AnyCapability, Any], init=False)
    checkpoints: ObjectStore | None = None
    """The store beside the accelerators; None where there are none."""
    model_server_pods: Mapping[str, Any] = field(factory=dict[str, Any])
    """What makes pods act as model servers: `polycloud.workloads.pods.pod_parts`."""
    roles: Roles = field(factory=Roles)
    """Those who have each role."""
    secret_stores: dict[str, SecretStore] = field(factory=dict[str, SecretStore])
    """By cloud."""
    storage_costs: StorageCosts | None = None
    """What the buckets are estimated to cost."""

    def add(self, capability: Capability[S, P, H], handle: H) -> H:
        """Keep the handle of a capability, and return it."""
        self._placed[capability] = handle
        return handle

    def of(self, capability: Capability[S, P, H]) -> H | None:
        """Return the handle of a capability; None where the platform has none."""
        return cast("H | None", self._placed.get(capability))

    def handles(self) -> Iterator[tuple[AnyCapability, Any]]:
        """Yield every handle that people can be given rights on, with its capability."""
        yield from self._placed.items()
        if self.checkpoints is not None:
            yield OBJECT_STORE, self.checkpoints

    def outputs(self) -> dict[str, pulumi.Output[Any]]:
        """Return stack outputs by name; those of a capability that was not made are left out."""
        outputs: dict[str, Any] = {}
        for capability, handle in self._placed.items():
            outputs |= capability.outputs(handle)
        if self.model_server_pods:
            outputs["model_server_pods"] = dict(self.model_server_pods)
        if self.checkpoints is not None:
            outputs["checkpoint_bucket"] = self.checkpoints.buckets[CHECKPOINTS]
        if self.roles:
            outputs["roles"] = self.roles
        if self.secret_stores:
            outputs["secret_ids"] = {
                cloud: dict(store.ids) for cloud, store in self.secret_stores.items()
            }
        if self.storage_costs is not None and self.storage_costs.buckets:
            outputs["estimated_monthly_storage_cost"] = self.storage_costs.to_output()
        return {name: pulumi.Output.from_input(value) for name, value in outputs.items()}
