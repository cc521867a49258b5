"""Who has which addresses: one plan for all clouds of a platform.

A cloud's slot decides its ranges, so adding a cloud moves nothing:

=================  =======================================================
10.<slot>.0.0/16   the network, unless the configuration gives another /16
10.<100+slot>/16   pods, where pods have addresses of their own
10.<200+slot>/20   services of a Kubernetes cluster
64600 + slot       the autonomous system number
=================  =======================================================

Inside a /16: accelerators have .0.0/24, gateways .1.0/24 to .3.0/24 (one a zone), machines
.16.0/20, .32.0/20 and .48.0/20 (one a zone).

A network that is there already keeps its ranges. Pods and services that would meet one of them
have 100.<64+slot>.0.0/16 and a /20 of 172.20.0.0/14 instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network
from itertools import combinations
from typing import Final

from attrs import frozen

from polycloud.abstractions.network import GivenNetwork, NetworkSpec, range_fault
from polycloud.platform.configuration import Configuration
from polycloud.platform.problems import Problem
from polycloud.platform.registry import Registry

SLOTS: Final = 50
FIRST_ASN: Final = 64600
"""Of the private range 64512 to 65534 (RFC 6996), clear of what clouds keep for themselves."""

TUNNELS: Final = IPv4Network("169.254.21.0/24")
"""Link-local addresses that every cloud's gateway takes for BGP over a tunnel."""

_PRIVATE: Final = tuple(
    map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"))
)

_OTHER_SERVICES: Final = IPv4Network("172.20.0.0/14")
"""Clear of 172.17.0.0/16, which container hosts like to have for themselves."""


@frozen
class Addresses:
    """One cloud's part of the plan."""

    network: NetworkSpec
    asn: int


@frozen
class _Range:
    """A range of the plan; ``path`` is its key where it was given, and can be at fault."""

    cloud: str
    what: str
    network: IPv4Network
    path: str | None = None
    movable: bool = True


def slots(registry: Registry) -> dict[str, int]:
    """A slot of its own for each cloud: the one it prefers, or the next that is free."""
    taken: dict[int, str] = {}
    for name, cloud in registry.items():
        slot = cloud.routing.slot % SLOTS
        while slot in taken:
            slot = (slot + 1) % SLOTS
        taken[slot] = name
    return {name: slot for slot, name in taken.items()}


def plan_addresses(
    configuration: Configuration, registry: Registry, names: tuple[str, ...]
) -> tuple[dict[str, Addresses], list[Problem]]:
    """The addresses of the clouds called ``names``, and every range that cannot be.

    Ranges that overlap are one problem a pair, showing both.
    """
    plan: dict[str, Addresses] = {}
    ranges: list[_Range] = []
    problems: list[Problem] = []
    there = {name: _ranges_of(configuration.clouds[name].network) for name in names}
    taken = tuple(network for found in there.values() for network in found.values())
    redundant = configuration.network.redundant_egress
    for name, slot in slots(registry).items():
        if name not in names:
            continue
        pods, services = _beside(slot, taken)
        if found := there[name]:
            spec = _left_alone(tuple(found.values()), pods, services)
            ranges += [
                _Range(name, "network", network, f"{name}_network.{path}", movable=False)
                for path, network in found.items()
            ]
        else:
            base, key = IPv4Network(f"10.{slot}.0.0/16"), None
            if (text := configuration.clouds[name].network_range) is not None:
                path = f"{name}_network_range"
                try:
                    base, key = _private_16(text), path
                except ValueError as error:
                    problems.append(Problem(path, str(error), "for example '10.20.0.0/16'", text))
            spec = _carve(base, pods, services, redundant=redundant)
            ranges.append(_Range(name, "network", base, key))
        ranges += [_Range(name, "pods", pods), _Range(name, "services", services)]
        plan[name] = Addresses(spec, FIRST_ASN + slot)
    return plan, problems + list(_overlaps(ranges))


def tunnel_range(link: int, tunnel: int) -> IPv4Network:
    """The /30 inside a tunnel; up to four tunnels a link and sixteen links."""
    first = int(TUNNELS.network_address) + 4 * (4 * link + tunnel)
    return IPv4Network((first, 30))


def _private_16(text: str) -> IPv4Network:
    if reason := range_fault(text):
        raise ValueError(reason)
    network = IPv4Network(text)
    if network.prefixlen != 16:
        raise ValueError(f"a /{network.prefixlen}, not a /16")
    if not any(network.subnet_of(private) for private in _PRIVATE):
        raise ValueError("not private addresses")
    return network


def _ranges_of(given: GivenNetwork | None) -> dict[str, IPv4Network]:
    """The ranges of a network that is there already, by their paths; malformed ones are left to
    the network's own `obstacles`.
    """
    texts = enumerate(given.ranges if given is not None else ())
    return {f"ranges[{i}]": IPv4Network(text) for i, text in texts if range_fault(text) is None}


def _beside(slot: int, taken: Sequence[IPv4Network]) -> tuple[IPv4Network, IPv4Network]:
    """The ranges of pods and of services: the first choice, or what is clear of ``taken``."""

    def clear(first: str, second: IPv4Network) -> IPv4Network:
        network = IPv4Network(first)
        return second if any(map(network.overlaps, taken)) else network

    other_services = list(_OTHER_SERVICES.subnets(new_prefix=20))[slot]
    return (
        clear(f"10.{100 + slot}.0.0/16", IPv4Network(f"100.{64 + slot}.0.0/16")),
        clear(f"10.{200 + slot}.0.0/20", other_services),
    )


def _carve(
    base: IPv4Network, pods: IPv4Network, services: IPv4Network, *, redundant: bool
) -> NetworkSpec:
    small = list(base.subnets(new_prefix=24))
    large = list(base.subnets(new_prefix=20))
    return NetworkSpec(
        range=base,
        training=small[0],
        gateways=tuple(small[1:4]),
        machines=tuple(large[1:4]),
        pods=pods,
        services=services,
        redundant_egress=redundant,
    )


def _left_alone(
    found: Sequence[IPv4Network], pods: IPv4Network, services: IPv4Network
) -> NetworkSpec:
    first, *further = found
    return NetworkSpec(
        range=first,
        training=first,
        gateways=(),
        machines=(),
        pods=pods,
        services=services,
        further_ranges=tuple(further),
    )


def _overlaps(ranges: Sequence[_Range]) -> Iterator[Problem]:
    for one, other in combinations(ranges, 2):
        if not one.network.overlaps(other.network):
            continue
        # Only what was given can be at fault; rather what can be chosen, and of two the later.
        at_fault, met = max(
            ((other, one), (one, other)), key=lambda pair: (bool(pair[0].path), pair[0].movable)
        )
        hint = "a /16 that no other cloud uses"
        if not at_fault.movable:
            hint = "ranges that are its alone"
            if met.what == "network" and met.movable:
                hint = f"another range for {met.cloud}, in {met.cloud}_network_range"
        yield Problem(
            at_fault.path or "",
            f"{at_fault.cloud}'s {at_fault.what} range {at_fault.network} overlaps "
            f"{met.cloud}'s {met.what} range {met.network}",
            hint,
            str(at_fault.network),
        )
