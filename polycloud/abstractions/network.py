"""A cloud's private network: one that is planned and made, or one that is there already."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Network, NetmaskValueError
from typing import TYPE_CHECKING, Final, Protocol

import attrs
from attrs import frozen

from polycloud.abstractions.setting import Obstacle, bounds_of, setting

if TYPE_CHECKING:
    import pulumi

STACK_NAME: Final = r"[A-Za-z0-9_.-]{1,100}(/[A-Za-z0-9_.-]{1,100}){2}"
"""Of a stack: its organization, project and name. https://www.pulumi.com/docs/concepts/stacks/
(fully qualified stack names)"""

OUTPUT: Final = r"[^\[\]]+(\[[0-9]+\])?"
"""An output's name, with the place of one item where the output is a list."""


@frozen
class NetworkSpec:
    """The addresses of one cloud's network; planned, so that no two networks overlap.

    ``machines`` holds one range a zone; ``training`` is the accelerators' subnet. Pods and
    services have ranges of their own, which clouds that give pods addresses of the network
    do not use.

    Of a network that is there already, the subnets are its owner's: ``machines`` and ``gateways``
    are empty, and ``training`` is somewhere in ``range``, which stands for it.
    """

    range: IPv4Network
    training: IPv4Network
    machines: tuple[IPv4Network, ...]
    gateways: tuple[IPv4Network, ...]
    pods: IPv4Network
    services: IPv4Network
    redundant_egress: bool = False
    """A managed gateway for outgoing traffic in every zone, not one for all."""
    further_ranges: tuple[IPv4Network, ...] = ()
    """What a network that is there already has beside ``range``."""
    callers: tuple[IPv4Network, ...] = ()
    """Addresses, here or behind a private link, that may connect to what is served here."""

    @property
    def ranges(self) -> tuple[IPv4Network, ...]:
        """All ranges of the network itself."""
        return (self.range, *self.further_ranges)

    @property
    def of_accelerators(self) -> tuple[IPv4Network, ...]:
        """Where accelerators may have addresses: in a network that is there already, anywhere."""
        return (self.training,) if self.machines else self.ranges


class Network(Protocol):
    """A private network that exists.

    The adapter owes, besides the deployment's tags where networks take any:

    - **Addresses as planned.** The network's are within ``range``. Its subnets have exactly the
      ranges of those parts of the plan that the adapter makes subnets of, and no others.
    - **More than one zone.** Where a subnet is of one zone, machines have one in each of two
      zones or more; elsewhere subnets span their region's zones.
    - **No way in.** No rule lets in anybody from outside the network, and no machine gets an
      address on the internet without asking for one.
    - **Closed within.** Where the plan's ``training`` is a subnet, its machines reach one another
      on TCP, UDP and ICMP. Where it is not, machines let in nobody before they ask for it.
    - **One way out.** Machines get out through a managed gateway and in no other way: through
      one for all, or with ``redundant_egress`` so that the loss of a zone leaves the others
      theirs.
    - **Own stores at hand.** The cloud's own object store and tables are reached beside the
      gateway.
    - **Records.** Connections are recorded, if the adapter says that it keeps such logs.

    Of a network that is there already, its owner answers for all of this.
    """

    cloud: str

    @property
    def network_id(self) -> pulumi.Output[str]:
        """What the cloud calls the network."""
        ...

    @property
    def native(self) -> object:
        """Escape hatch: the cloud's own resource for the network.

        The cloud's own handle gives it its type.
        """
        ...


@frozen(kw_only=True)
class GivenNetwork:
    """A network that is there already, to be used and left as it is.

    A cloud's own extends this with what else it needs to be told, such as subnets. Ids are
    given as they are or, with ``stack``, by the names of that stack's outputs. The ranges are
    always given as they are: addresses are planned before Pulumi runs.
    """

    id: str = setting(
        "The network's id, or with 'stack' the output that has it.",
        id_form=r"\S+",
        example="shared",
    )
    ranges: tuple[str, ...] = setting(
        "All address ranges of the network; everything else is kept clear of them.",
        factory=tuple,
        example="[10.20.0.0/16]",
    )
    stack: str | None = setting(
        "The stack whose outputs the ids are, as organization/project/stack; an item of a list is "
        "named with its place, as in subnet_ids[0].",
        default=None,
        pattern=STACK_NAME,
        example="acme/network/prod",
    )

    def obstacles(self) -> Iterator[Obstacle]:
        """Malformed ids, names of outputs and ranges."""
        for attribute in attrs.fields(type(self)):
            bounds = bounds_of(attribute)
            if bounds is not None and bounds.id_form is not None:
                for path, text in _texts(attribute.name, getattr(self, attribute.name)):
                    yield from self._misspelt(path, text, bounds.id_form, bounds.example)
        if not self.ranges:
            yield Obstacle(
                "ranges",
                "not given: addresses are planned before Pulumi runs, when neither the network "
                "nor another stack can be asked",
                "every range of the network, for example [10.20.0.0/16]",
            )
        for index, text in enumerate(self.ranges):
            if reason := range_fault(text):
                yield Obstacle(f"ranges[{index}]", reason, "for example '10.20.0.0/16'", text)

    def _misspelt(self, path: str, text: str, form: str, example: str | None) -> Iterator[Obstacle]:
        if self.stack is not None:
            if not re.fullmatch(OUTPUT, text):
                yield Obstacle(
                    path,
                    "not the name of an output",
                    "for example network_id, or subnet_ids[0] for an item of a list",
                    text,
                )
        elif not re.fullmatch(form, text):
            yield Obstacle(
                path,
                "not an id of the right form",
                f"such as {example}; or the name of an output, with its stack",
                text,
            )


def range_fault(text: str) -> str | None:
    """What keeps a text from being a range of IPv4 addresses; None where nothing does."""
    try:
        IPv4Network(text)
    except (AddressValueError, NetmaskValueError) as error:
        return f"not an address range: {error}"
    except ValueError:
        return "has host bits set; a range starts at its first address"
    return None


def _texts(name: str, value: str | tuple[str, ...] | None) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif value is not None:
        yield from ((f"{name}[{index}]", item) for index, item in enumerate(value))
