"""How a cloud is plugged in.

A `Cloud` is found by the entry-point group ``polycloud.clouds``. It is stateless: what is
made during a deployment is kept in that deployment's `Context`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from attrs import define, field, frozen

from polycloud.abstractions.identity import Credentials, Workload, WorkloadIdentity
from polycloud.abstractions.network import GivenNetwork, NetworkSpec
from polycloud.abstractions.setting import Obstacle, setting
from polycloud.abstractions.support import Support

if TYPE_CHECKING:
    import pulumi

    from polycloud.abstractions.accelerator_pool import AcceleratorPool, AcceleratorPoolSpec
    from polycloud.abstractions.image_registry import ImageRegistry, ImageRegistrySpec
    from polycloud.abstractions.metadata_store import MetadataStore, MetadataStoreSpec
    from polycloud.abstractions.network import Network
    from polycloud.abstractions.object_store import ObjectStore, ObjectStoreSpec
    from polycloud.abstractions.roles import Principals, Right, Role
    from polycloud.abstractions.secret_store import SecretStore, SecretStoreSpec
    from polycloud.abstractions.secure_link import LinkEnd, LinkEndSpec
    from polycloud.abstractions.serving_cluster import ServingCluster, ServingClusterSpec
    from polycloud.abstractions.telemetry import Telemetry, TelemetrySpec

T = TypeVar("T")


class Capability(StrEnum):
    """What can be placed on a cloud; each value is the name of a `Cloud` method."""

    OBJECT_STORE = "object_store"
    METADATA_STORE = "metadata_store"
    ACCELERATOR_POOL = "accelerator_pool"
    SERVING_CLUSTER = "serving_cluster"
    TELEMETRY = "telemetry"
    IMAGE_REGISTRY = "image_registry"


@frozen
class CloudSettings:
    """What every cloud can be told. An adapter's own settings extend this.

    Each attribute is a configuration key, prefixed with the cloud's name and an underscore.
    """

    region: str = setting("The region that everything on this cloud is made in.")
    network_range: str | None = setting(
        "The address range of the network on this cloud, /16; planned when nothing is said.",
        default=None,
        pattern=r"[0-9.]+/[0-9]{1,2}",
        example="10.20.0.0/16",
    )
    network: GivenNetwork | None = setting(
        "A network that is there already, to be used in place of one of the deployment's own.",
        default=None,
    )

    def obstacles(self) -> Iterator[Obstacle]:
        """A range for a network that is there already, and has its own."""
        if self.network is not None and self.network_range is not None:
            yield Obstacle(
                "network_range",
                "the network is there already, and has ranges of its own",
                "nothing here, and its ranges in network.ranges",
                self.network_range,
            )


@frozen
class Routing:
    """What a cloud prefers in the platform's address plan.

    ``slot`` (0 to 49) picks the network's range and the ASN. Two clouds that prefer the
    same slot are told apart by name, the later taking the next that is free.
    """

    slot: int
    addresses_known_beforehand: bool = True
    """Whether the cloud's VPN gateway has outer addresses before it knows its peer."""


@frozen
class Deployment:
    """Who deploys what: the same for every cloud of a platform."""

    organization: str
    project: str
    stack: str
    environment: str
    tags: dict[str, str] = field(factory=dict[str, str])
    """Go on everything that takes tags or labels."""


@define(eq=False)
class Context:
    """What a cloud is given beside a spec. One for each cloud and deployment.

    What a cloud makes once for all its capabilities (provider, network, key) it keeps here
    with `once`.
    """

    cloud: str
    deployment: Deployment
    settings: Any
    """The cloud's own `CloudSettings`."""
    network: NetworkSpec
    parent: pulumi.Resource
    salt: pulumi.Output[str]
    """Eight hexadecimal digits of this deployment's own, for names unique in the world."""
    _made: dict[str, Any] = field(factory=dict[str, Any], init=False)

    def once(self, key: str, make: Callable[[], T]) -> T:
        """What ``make`` gave when first asked for ``key`` in this deployment."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]


class Cloud(Protocol):
    """One cloud's adapter: a method for each capability, and what it can say beforehand.

    `settings_obstacles` and `support` are pure: they import no SDK and answer at once.
    """

    name: ClassVar[str]
    """The word for this cloud in configuration."""
    title: ClassVar[str]
    """What people call it."""
    extra: ClassVar[str]
    """What to install for it (``polycloud[extra]``)."""
    packages: ClassVar[tuple[str, ...]]
    """The importable packages that its methods need."""
    catalog: ClassVar[str | None]
    """The package of its data files, prices among them; None for a cloud without."""
    settings_type: ClassVar[type[CloudSettings]]
    routing: ClassVar[Routing]
    capabilities: ClassVar[frozenset[Capability]]
    """What it implements; placing anything else here is a configuration error."""

    def settings_obstacles(self, settings: Any) -> Iterable[Obstacle]:
        """What is wrong with its settings: an unknown region, a malformed project id, …"""
        ...

    def support(self, spec: object, settings: Any) -> Support:
        """Whether a spec can be had with these settings; obstacles' paths are the spec's. Those
        of a `LinkEndSpec`, which no configuration has, are the settings'.
        """
        ...

    def object_store(self, name: str, spec: ObjectStoreSpec, context: Context) -> ObjectStore:
        """Make the buckets."""
        ...

    def metadata_store(self, name: str, spec: MetadataStoreSpec, context: Context) -> MetadataStore:
        """Make the table."""
        ...

    def accelerator_pool(
        self, name: str, spec: AcceleratorPoolSpec, context: Context, workload: Workload
    ) -> AcceleratorPool:
        """Make the accelerators, running as ``workload``, whose identity is of this cloud."""
        ...

    def serving_cluster(
        self, name: str, spec: ServingClusterSpec, context: Context
    ) -> ServingCluster:
        """Make the cluster."""
        ...

    def telemetry(self, name: str, spec: TelemetrySpec, context: Context) -> Telemetry:
        """Make the telemetry store."""
        ...

    def image_registry(self, name: str, spec: ImageRegistrySpec, context: Context) -> ImageRegistry:
        """Make the repositories of container images."""
        ...

    def secret_store(
        self,
        name: str,
        spec: SecretStoreSpec,
        context: Context,
        values: Mapping[str, pulumi.Output[str]],
    ) -> SecretStore:
        """Keep the secrets, with ``values`` by their names.

        Not placed by itself: asked of a cloud whose workloads read secrets.
        """
        ...

    def workload_identity(self, name: str, context: Context) -> WorkloadIdentity:
        """An identity for machines of this cloud, that other clouds can be told to trust."""
        ...

    def trust(self, identity: WorkloadIdentity, context: Context) -> Credentials:
        """Let a foreign identity act here, as a principal that as yet may do nothing.

        Pins issuer, subject and audience. Asked twice for the same identity, it gives the
        same principal.
        """
        ...

    def admit(
        self, role: Role, principals: Principals, rights: Sequence[Right], context: Context
    ) -> Mapping[str, pulumi.Output[str]]:
        """Give people their role's rights on what was made here, and nothing beyond them.

        Each also sees the settings of whatever they have a right on. `support` has found
        nothing wrong with the principals. Gives what this cloud's own access control calls
        those who now hold the rights, by a name of each; asked once for a role.
        """
        ...

    def network(self, context: Context) -> Network:
        """The one private network of a deployment here, to the plan in ``context.network``.

        Made when first asked for; it is not placed by itself.
        """
        ...

    def link_end(self, name: str, spec: LinkEndSpec, context: Context) -> LinkEnd:
        """Open this cloud's side of a link."""
        ...
