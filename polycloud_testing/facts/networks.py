"""What is known of private networks, and of what can be connected to."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from ipaddress import IPv4Network
from typing import Final

from attrs import frozen

from polycloud_testing.facts.traffic import Layers, Openings
from polycloud_testing.facts.unknown import Fact


class Egress(StrEnum):
    """How machines without an address on the internet get out to it."""

    NONE = "none"
    GATEWAY = "gateway"
    """Through a managed gateway, which lets nothing in."""
    DIRECT = "direct"
    """By addresses on the internet that the machines, or their cloud for them, have."""


class Service(StrEnum):
    """Stores of the cloud's own that a network may reach without its way out."""

    OBJECTS = "objects"
    TABLES = "tables"


@frozen(kw_only=True)
class SubnetFacts:
    """A part of a network, of machines that are routed alike."""

    name: str
    urn: str
    ranges: Fact[frozenset[IPv4Network]]
    zone: Fact[str | None]
    """The zone it is in; None where a subnet spans all zones of its region."""
    gives_public_addresses: Fact[bool]
    """Whether machines get addresses on the internet without asking for them."""
    egress: Fact[Egress]
    gateways: Fact[frozenset[str]]
    """The URNs of the managed gateways that it goes out through."""
    gateway_zones: Fact[frozenset[str] | None]
    """The zones of these gateways, as far as somebody chose them; None where each of them
    outlives the loss of any zone."""
    services: Fact[frozenset[Service]]
    """What it reaches without its way out to the internet."""
    logged: Fact[bool]
    """Whether its connections are recorded, those refused among them where the cloud sees them."""
    routed: Fact[frozenset[IPv4Network]]
    """Where it sends traffic through private links; `EVERYTHING` for wherever they lead."""
    inbound: Fact[Layers]
    """What it lets in to any machine in it; nothing more to pass where it is empty."""
    outbound: Fact[Layers]


@frozen(kw_only=True)
class NetworkFacts:
    """A private network."""

    cloud: str
    """The Pulumi package of its resources."""
    name: str
    urn: str
    region: Fact[str]
    ranges: Fact[frozenset[IPv4Network]]
    """Its addresses; all those of its subnets, where a network has none of its own."""
    subnets: Fact[tuple[SubnetFacts, ...]]
    ingress: Fact[Openings]
    """What some rule in it lets in from addresses that are not its own."""
    within: Fact[Openings]
    """What its machines let in from one another when they ask for no rules of their own."""
    tags: Fact[Mapping[str, str] | None]
    """Tags or labels; None where the cloud has none for networks."""


class EndpointKind(StrEnum):
    """What can be connected to."""

    MACHINES = "machines"
    KUBERNETES_API = "kubernetes api"
    VPN_GATEWAY = "vpn gateway"
    PRIVATE_ENDPOINT = "private endpoint"
    """An address of a network's that stands for a service outside it."""
    FRONT_END = "front end"
    """A load balancer, or what a content delivery network answers at."""


STARTS: Final = (EndpointKind.MACHINES, EndpointKind.KUBERNETES_API)
"""What itself opens connections to other endpoints."""


@frozen(kw_only=True)
class EndpointFacts:
    """Something that takes connections; where machines are alike, all of them together."""

    cloud: str
    name: str
    kind: EndpointKind
    urn: str
    network: Fact[str | None]
    """The URN of the network in which it has private addresses; None when it has none."""
    subnets: Fact[frozenset[str]]
    """The URNs of the subnets that these addresses are of."""
    inbound: Fact[Layers]
    """What it lets in at its private addresses, besides what its subnets do."""
    outbound: Fact[Layers]
    """Where it may connect to from there."""
    public: Fact[Openings]
    """What it lets in at its address on the internet; nothing when it has none."""
    groups: frozenset[str] = frozenset()
    """What rules call the machines that it is of."""

    def __str__(self) -> str:
        return f"{self.cloud} {self.name}"
