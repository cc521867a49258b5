"""Accelerators to train on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from attrs import frozen

from polycloud.abstractions.capability import Capability, Switch
from polycloud.abstractions.identity import Workload, WorkloadIdentity, WorkloadKind
from polycloud.abstractions.object_store import BucketSpec
from polycloud.abstractions.serving_cluster import SERVING_CLUSTER
from polycloud.abstractions.setting import Obstacle, setting

if TYPE_CHECKING:
    import pulumi


CHECKPOINTS: Final = "checkpoints"
"""The logical name of the bucket that a pool has beside it."""


class Provisioning(StrEnum):
    """How capacity is bought."""

    SPOT = "spot"
    """Cheap, and may be taken away at any time."""
    ON_DEMAND = "on_demand"
    RESERVED = "reserved"
    """From a reservation that the account holds."""


@frozen
class AcceleratorPoolSpec:
    """A pool of equal accelerator slices or machines, and a bucket for checkpoints beside it."""

    accelerator: str | None = setting(
        "The accelerator or machine type in its cloud's own words; the cloud's default when "
        "nothing is said.",
        default=None,
        example="v5litepod-8",
    )
    topology: str | None = setting(
        "How the chips of a slice are joined; follows from the accelerator when nothing is said.",
        default=None,
        pattern=r"[0-9]{1,3}(x[0-9]{1,3}){1,2}",
        example="2x4",
    )
    runtime_version: str | None = setting(
        "The machines' system software; fits the accelerator when nothing is said.", default=None
    )
    zone: str | None = setting(
        "Where the pool runs; a zone of the cloud's region that offers the accelerator when "
        "nothing is said.",
        default=None,
    )
    count: int = setting("How many slices or machines.", default=1, minimum=1, maximum=64)
    provisioning: Provisioning = setting("How capacity is bought.", default=Provisioning.ON_DEMAND)
    reservation: str | None = setting("The name of the reservation to take from.", default=None)
    checkpoints: BucketSpec = setting(
        "The bucket for checkpoints, on the pool's cloud.",
        factory=lambda: BucketSpec(
            versioned=True, delete_after_days=30, writers=(WorkloadKind.TRAINING,)
        ),
    )

    def obstacles(self) -> Iterator[Obstacle]:
        """A reservation is named exactly where capacity is reserved."""
        reserved = self.provisioning is Provisioning.RESERVED
        if reserved and not self.reservation:
            yield Obstacle(
                "reservation",
                "provisioning is 'reserved' but no reservation is named",
                "the reservation's name, or provisioning 'on_demand'",
            )
        if self.reservation and not reserved:
            yield Obstacle(
                "reservation",
                f"a reservation is named but provisioning is '{self.provisioning}'",
                "provisioning 'reserved', or no reservation",
                self.reservation,
            )


class AcceleratorPool(Protocol):
    """Accelerators that exist.

    The adapter owes: a private network with no open ingress; machines that run as
    ``identity`` and hold no key; on them, at boot, the workload's environment and
    credential files; a connection for people that needs no open SSH port.
    """

    cloud: str

    @property
    def identity(self) -> WorkloadIdentity:
        """Who the machines are."""
        ...

    @property
    def names(self) -> Sequence[pulumi.Output[str]]:
        """The slices' or machines' names."""
        ...

    @property
    def addresses(self) -> Mapping[str, pulumi.Output[list[str]]]:
        """Private addresses of each slice's or machine's hosts, by logical name."""
        ...

    @property
    def connect_commands(self) -> Mapping[str, pulumi.Output[str]]:
        """The exact command that connects to each, by logical name."""
        ...


ACCELERATOR_POOL: Final[Capability[AcceleratorPoolSpec, [Workload], AcceleratorPool]] = Capability(
    word="accelerator_pool",
    name="training",
    description="Accelerators to train on, and their checkpoints.",
    spec=AcceleratorPoolSpec,
    outputs=lambda pool: {
        "accelerators": list(pool.names),
        "accelerator_addresses": dict(pool.addresses),
        "accelerator_connect_commands": dict(pool.connect_commands),
    },
    switch=Switch(
        "enable_tpu_training",
        "Make the accelerator pool, its network and the links it needs.",
        default=False,
    ),
    runs=WorkloadKind.TRAINING,
    calls=(SERVING_CLUSTER,),
)
