"""How a cloud is plugged in.

A `Cloud` is found by the entry-point group ``polycloud.clouds``. It is stateless: what is
made during a deployment is kept in that deployment's `Context`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, ParamSpec, TypeVar

from attrs import define, field, frozen

from polycloud.abstractions.capability import AnyCapability, Capability
from polycloud.abstractions.identity import Credentials, WorkloadIdentity
from polycloud.abstractions.network import GivenNetwork, NetworkSpec
from polycloud.abstractions.setting import Obstacle, setting
from polycloud.abstractions.support import Support

if TYPE_CHECKING:
    import pulumi

    from polycloud.abstractions.network import Network
    from polycloud.abstractions.roles import Principals, Right, Role
    from polycloud.abstractions.secure_link import LinkEnd, LinkEndSpec

S = TypeVar("S")
P = ParamSpec("P")
H = TypeVar("H")
T = TypeVar("T")
Own = TypeVar("Own", bound="CloudSettings")


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
    settings: CloudSettings
    """The cloud's own; an adapter gets them as its own type with `settings_as`."""
    network: NetworkSpec
    parent: pulumi.Resource
    salt: pulumi.Output[str]
    """Eight hexadecimal digits of this deployment's own, for names unique in the world."""
    _made: dict[str, Any] = field(factory=dict[str, Any], init=False)

    def settings_as(self, type_: type[Own]) -> Own:
        """Return the settings as the adapter's own type.

        Raises:
            TypeError: they are another cloud's.
        """
        if not isinstance(self.settings, type_):
            raise TypeError(f"These are the settings of another cloud than {self.cloud}.")
        return self.settings

    def once(self, key: str, make: Callable[[], T]) -> T:
        """What ``make`` gave when first asked for ``key`` in this deployment."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made


def offers_of(package: str, *capabilities: AnyCapability) -> Mapping[AnyCapability, str]:
    """Return where an adapter's package makes each capability: in the module of the capability's
    word, by the class of the same name in CamelCase.
    """
    return {
        each: f"{package}.{each.word}:{each.word.title().replace('_', '')}" for each in capabilities
    }


class Cloud:
    """One cloud's adapter: what it offers, and what it can say beforehand.

    An adapter subclasses it with class attributes. Modules of its package are loaded when first
    needed, so that a placement elsewhere costs nothing: ``settings`` and ``support`` are pure and
    import no SDK; ``identity``, ``people``, ``network`` and ``secure_link`` hold the functions
    that the methods below are named after, and capabilities are where ``offers`` says.
    """

    name: ClassVar[str]
    """The word for this cloud in configuration."""
    title: ClassVar[str]
    """What people call it."""
    extra: ClassVar[str]
    """What to install for it (``polycloud[extra]``)."""
    packages: ClassVar[tuple[str, ...]]
    """The importable packages that its modules need."""
    package: ClassVar[str]
    """The package of the adapter's own modules."""
    catalog: ClassVar[str | None] = None
    """The package of its data files, prices among them; None for a cloud without."""
    settings_type: ClassVar[type[CloudSettings]]
    routing: ClassVar[Routing]
    offers: ClassVar[Mapping[AnyCapability, str]]
    """Where each offered capability is made, as ``module:factory``; see `offers_of`. Placing
    anything else here is a configuration error.
    """

    def settings_obstacles(self, settings: CloudSettings) -> Iterable[Obstacle]:
        """Return what is wrong with its settings: an unknown region, a malformed project id, …"""
        check: Callable[[CloudSettings], Iterable[Obstacle]] = self._own(
            "settings", "settings_obstacles"
        )
        return check(settings)

    def support(self, spec: object, settings: CloudSettings) -> Support:
        """Return whether a spec can be had with these settings. Obstacles' paths are the spec's;
        those of a `LinkEndSpec`, which no configuration has, are the settings'.

        Raises:
            TypeError: the spec is not of an offered capability.
        """
        answer: Callable[[object, CloudSettings], Support] = self._own("support", "support")
        return answer(spec, settings)

    def make(
        self,
        capability: Capability[S, P, H],
        name: str,
        spec: S,
        context: Context,
        *more: P.args,
        **named: P.kwargs,
    ) -> H:
        """Make a capability; ``more`` is what the capability needs beside its spec.

        Raises:
            KeyError: the cloud does not offer it.
        """
        if capability not in self.offers:
            raise KeyError(f"{self.title} makes no {capability.label}.")
        factory: Callable[Concatenate[str, S, Context, P], H] = _load(self.offers[capability])
        return factory(name, spec, context, *more, **named)

    def workload_identity(self, name: str, context: Context) -> WorkloadIdentity:
        """Make an identity for machines of this cloud, that other clouds can be told to trust."""
        make: Callable[[str, Context], WorkloadIdentity] = self._own(
            "identity", "workload_identity"
        )
        return make(name, context)

    def trust(self, identity: WorkloadIdentity, context: Context) -> Credentials:
        """Let a foreign identity act here, as a principal that as yet may do nothing.

        Pins issuer, subject and audience. Asked twice for the same identity, it gives the
        same principal.
        """
        make: Callable[[WorkloadIdentity, Context], Credentials] = self._own("identity", "trust")
        return make(identity, context)

    def admit(
        self, role: Role, principals: Principals, rights: Sequence[Right], context: Context
    ) -> Mapping[str, pulumi.Output[str]]:
        """Give people their role's rights on what was made here, and nothing beyond them.

        Each also sees the settings of whatever they have a right on. `support` has found
        nothing wrong with the principals. Gives what this cloud's own access control calls
        those who now hold the rights, by a name of each; asked once for a role.
        """
        make: Callable[
            [Role, Principals, Sequence[Right], Context], Mapping[str, pulumi.Output[str]]
        ] = self._own("people", "admit")
        return make(role, principals, rights, context)

    def network(self, context: Context) -> Network:
        """Return the one private network of a deployment here, to the plan in
        ``context.network``. It is made when first asked for; it is not placed by itself.
        """
        make: Callable[[Context], Network] = self._own("network", "network")
        return make(context)

    def link_end(self, name: str, spec: LinkEndSpec, context: Context) -> LinkEnd:
        """Open this cloud's side of a link."""
        make: Callable[[str, LinkEndSpec, Context], LinkEnd] = self._own("secure_link", "LinkEnd")
        return make(name, spec, context)

    def _own(self, module: str, attribute: str) -> Any:
        return _load(f"{self.package}.{module}:{attribute}")


def _load(target: str) -> Any:
    module, _, attribute = target.partition(":")
    return getattr(import_module(module), attribute)
