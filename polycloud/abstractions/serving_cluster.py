"""A Kubernetes cluster to serve models from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, Protocol

from attrs import frozen

from polycloud.abstractions.capability import Capability
from polycloud.abstractions.identity import Access, WorkloadIdentity, WorkloadKind
from polycloud.abstractions.roles import ladder
from polycloud.abstractions.setting import Obstacle, setting

if TYPE_CHECKING:
    import pulumi


MODEL_SERVERS: Final = ("serving", "model-server")
"""The namespace and the Kubernetes service account that model servers run as."""


@frozen
class NodePoolSpec:
    """Machines of one size, between two counts.

    Sizes are neutral; ``machine_type`` names a machine in its cloud's own words instead.
    """

    vcpus: int = setting("Virtual processors a machine.", default=4, minimum=1, maximum=256)
    memory_gib: int = setting("Memory a machine, in GiB.", default=16, minimum=1, maximum=4096)
    machine_type: str | None = setting(
        "A machine type in its cloud's own words; overrides vcpus and memory_gib.", default=None
    )
    min_nodes: int = setting("The autoscaler's lower bound.", default=1, minimum=0, maximum=1000)
    max_nodes: int = setting("The autoscaler's upper bound.", default=3, minimum=1, maximum=1000)
    spot: bool = setting("Buy spare capacity that may be taken away.", default=False)
    disk_gib: int = setting("The root disk, in GiB.", default=100, minimum=20, maximum=16384)

    def obstacles(self) -> Iterator[Obstacle]:
        """The counts are in order."""
        if self.min_nodes > self.max_nodes:
            yield Obstacle(
                "min_nodes",
                f"{self.min_nodes} is over max_nodes ({self.max_nodes})",
                f"at most {self.max_nodes}",
                self.min_nodes,
            )


@frozen
class GpuPoolSpec:
    """GPU machines: tainted, so that only what asks for a GPU runs there, and from zero."""

    gpu: str | None = setting(
        "The GPU, for example 'nvidia-l4'; the cloud's default when nothing is said.", default=None
    )
    gpus: int = setting("GPUs a machine.", default=1, minimum=1, maximum=16)
    machine_type: str | None = setting(
        "A machine type in its cloud's own words; overrides gpu and gpus.", default=None
    )
    min_nodes: int = setting("The autoscaler's lower bound.", default=0, minimum=0, maximum=1000)
    max_nodes: int = setting("The autoscaler's upper bound.", default=2, minimum=1, maximum=1000)
    spot: bool = setting("Buy spare capacity that may be taken away.", default=False)
    disk_gib: int = setting("The root disk, in GiB.", default=200, minimum=20, maximum=16384)

    obstacles = NodePoolSpec.obstacles  # pyright: ignore[reportAssignmentType]


@frozen
class ServingClusterSpec:
    """A cluster with OIDC identity, an autoscaled CPU pool and, where asked, a GPU pool."""

    kubernetes_version: str | None = setting(
        "Minor version of Kubernetes, in quotes; the cloud's default when nothing is said.",
        default=None,
        pattern=r"1\.[0-9]{2}",
        example='"1.34"',
    )
    cpu: NodePoolSpec = setting("The pool that everything runs on.", factory=NodePoolSpec)
    gpu: GpuPoolSpec | None = setting("The pool for what asks for a GPU.", default=None)
    private_endpoint: bool = setting(
        "Reach the control plane only from the platform's networks; refuses authorized_ranges.",
        default=False,
    )
    authorized_ranges: tuple[str, ...] = setting(
        "Address ranges of the internet that may reach the control plane; without any, it is "
        "reached only from the platform's networks.",
        factory=tuple,
    )
    log_retention_days: int = setting(
        "How long control-plane logs are kept, in days.", default=30, minimum=1, maximum=3653
    )

    def obstacles(self) -> Iterator[Obstacle]:
        """Ranges are only for a public endpoint, and never the whole internet."""
        if self.private_endpoint and self.authorized_ranges:
            yield Obstacle(
                "authorized_ranges",
                "a private endpoint is not reached from any public range",
                "no ranges, or private_endpoint false",
                list(self.authorized_ranges),
            )
        yield from _range_obstacles(self.authorized_ranges)


def _range_obstacles(ranges: tuple[str, ...]) -> Iterator[Obstacle]:
    from ipaddress import ip_network

    for index, text in enumerate(ranges):
        path = f"authorized_ranges[{index}]"
        try:
            network = ip_network(text)
        except ValueError:
            yield Obstacle(path, "not an address range", "for example '203.0.113.0/24'", text)
            continue
        if network.prefixlen == 0:
            yield Obstacle(
                path,
                "this is the whole internet",
                "the ranges that operators connect from",
                text,
            )


class ServingCluster(Protocol):
    """A cluster that exists.

    The adapter owes: a supported version; control-plane logs; private nodes, which the
    network's ``callers`` reach at the services' ports and nobody else from outside the cluster;
    no static token in what it hands out; a pool's size that the autoscaler owns after creation.
    """

    cloud: str

    @property
    def cluster_name(self) -> pulumi.Output[str]:
        """The cluster's physical name."""
        ...

    @property
    def endpoint(self) -> pulumi.Output[str]:
        """URL of the control plane."""
        ...

    @property
    def issuer(self) -> pulumi.Output[str]:
        """URL of the cluster's OpenID Connect issuer."""
        ...

    @property
    def kubeconfig(self) -> pulumi.Output[str]:
        """A kubeconfig, as JSON, that signs in with the caller's own cloud identity; secret."""
        ...

    @property
    def connect_command(self) -> pulumi.Output[str]:
        """The exact command that adds the cluster to the caller's kubeconfig."""
        ...

    def identity(self, namespace: str, service_account: str) -> WorkloadIdentity:
        """The identity of pods that run as a Kubernetes service account; one for each pair."""
        ...


def _outputs(cluster: ServingCluster) -> dict[str, Any]:
    import pulumi

    return {
        "cluster_name": cluster.cluster_name,
        "cluster_endpoint": cluster.endpoint,
        "cluster_connect_command": cluster.connect_command,
        "kubeconfig": pulumi.Output.secret(cluster.kubeconfig),
    }


SERVING_CLUSTER: Final[Capability[ServingClusterSpec, [], ServingCluster]] = Capability(
    word="serving_cluster",
    name="serving",
    description="The Kubernetes cluster that models are served from.",
    spec=ServingClusterSpec,
    outputs=_outputs,
    rights=ladder(Access.VIEW, Access.VIEW, Access.WRITE, Access.ADMINISTER),
    parts=lambda _: MODEL_SERVERS[:1],
    runs=WorkloadKind.SERVING,
)
