"""The typed configuration of one stack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from attrs import field, frozen

from polycloud.abstractions.accelerator_pool import AcceleratorPoolSpec
from polycloud.abstractions.cloud import Capability
from polycloud.abstractions.image_registry import ImageRegistrySpec
from polycloud.abstractions.metadata_store import MetadataStoreSpec
from polycloud.abstractions.object_store import ObjectStoreSpec
from polycloud.abstractions.roles import RolesSpec
from polycloud.abstractions.secret_store import SecretStoreSpec
from polycloud.abstractions.serving_cluster import ServingClusterSpec
from polycloud.abstractions.setting import Obstacle, setting
from polycloud.abstractions.telemetry import TelemetrySpec

CHECKPOINTS: Final = "checkpoints"
"""The name of the bucket that the accelerator pool has beside it."""

_TAG_KEY = r"[a-z][a-z0-9_-]{0,62}"
_TAG_KEY_HINT = "a lower-case letter, then at most 62 of a-z, 0-9, _ and -"
_TAG_VALUE = r"[A-Za-z0-9 _.:/=+@-]{0,63}"


@frozen
class Placement:
    """Which cloud holds each capability."""

    object_store: str = setting("Buckets for datasets, models and artifacts.")
    metadata_store: str = setting("The table of model metadata.")
    accelerator_pool: str = setting("Accelerators to train on, and their checkpoints.")
    serving_cluster: str = setting("The Kubernetes cluster that models are served from.")
    telemetry: str = setting("Where logs, metrics and traces go.")
    image_registry: str = setting("Repositories of container images.")

    def of(self, capability: Capability) -> str:
        """The cloud that holds a capability."""
        return getattr(self, capability.value)


@frozen
class NetworkSettings:
    """What every cloud's network is told."""

    redundant_egress: bool = setting(
        "A managed gateway for outgoing traffic in every zone, not one for all.", default=False
    )


@frozen
class Configuration:
    """Everything a stack says, with its environment's profile for what it does not say.

    ``clouds`` holds each cloud's own settings by name; in a stack file they are keys that
    start with the cloud's name.
    """

    placement: Placement = setting("Which cloud holds each capability.")
    environment: str = setting("The profile that defaults come from.", default="dev")
    enable_tpu_training: bool = setting(
        "Make the accelerator pool, its network and the links it needs.", default=False
    )
    enable_monitoring: bool = setting("Make the telemetry store.", default=True)
    tags: dict[str, str] = setting("Tags or labels for everything that takes them.", factory=dict)
    object_store: ObjectStoreSpec = setting("Buckets.", factory=ObjectStoreSpec)
    metadata_store: MetadataStoreSpec = setting("The table.", factory=MetadataStoreSpec)
    accelerator_pool: AcceleratorPoolSpec = setting(
        "The accelerators.", factory=AcceleratorPoolSpec
    )
    serving_cluster: ServingClusterSpec = setting("The cluster.", factory=ServingClusterSpec)
    telemetry: TelemetrySpec = setting("The telemetry store.", factory=TelemetrySpec)
    image_registry: ImageRegistrySpec = setting(
        "Repositories of container images.", factory=ImageRegistrySpec
    )
    roles: RolesSpec = setting("Who may do what, by role.", factory=RolesSpec)
    secret_store: SecretStoreSpec = setting(
        "Secrets, on the clouds whose workloads read them.", factory=SecretStoreSpec
    )
    network: NetworkSettings = setting("Every cloud's network.", factory=NetworkSettings)
    clouds: dict[str, Any] = field(factory=dict[str, Any])

    def obstacles(self) -> Iterator[Obstacle]:
        """Tags are of a form that every cloud takes, and no two buckets have one name."""
        if self.enable_tpu_training and CHECKPOINTS in self.object_store.buckets:
            yield Obstacle(
                f"object_store.buckets.{CHECKPOINTS}",
                "the accelerator pool has a bucket of this name beside it",
                "another name; accelerator_pool.checkpoints sets the pool's",
            )
        for key, value in self.tags.items():
            if not re.fullmatch(_TAG_KEY, key):
                yield Obstacle(
                    f"tags.{key}", "not a key that every cloud takes", _TAG_KEY_HINT, key
                )
            if not re.fullmatch(_TAG_VALUE, value):
                yield Obstacle(
                    f"tags.{key}",
                    "not a value that every cloud takes",
                    "at most 63 letters, digits, spaces or any of _.:/=+@-",
                    value,
                )

    def enabled(self, capability: Capability) -> bool:
        """Whether the stack makes a capability at all."""
        if capability is Capability.ACCELERATOR_POOL:
            return self.enable_tpu_training
        if capability is Capability.TELEMETRY:
            return self.enable_monitoring
        return True

    def spec(self, capability: Capability) -> Any:
        """What is asked of a capability."""
        return getattr(self, capability.value)
