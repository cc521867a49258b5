"""A cloud's private network."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Any, Protocol

from attrs import frozen

if TYPE_CHECKING:
    import pulumi


@frozen
class NetworkSpec:
    """The addresses of one cloud's network; planned, so that no two networks overlap.

    ``machines`` holds one range a zone; ``training`` is the accelerators' subnet. Pods and
    services have ranges of their own, which clouds that give pods addresses of the network
    do not use.
    """

    range: IPv4Network
    training: IPv4Network
    machines: tuple[IPv4Network, ...]
    gateways: tuple[IPv4Network, ...]
    pods: IPv4Network
    services: IPv4Network
    redundant_egress: bool = False
    """A managed gateway for outgoing traffic in every zone, not one for all."""


class Network(Protocol):
    """A private network that exists: no open ingress, egress through a managed gateway."""

    cloud: str

    @property
    def network_id(self) -> pulumi.Output[str]:
        """What the cloud calls the network."""
        ...

    @property
    def native(self) -> Any:
        """The cloud's own resource."""
        ...
