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
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import AddressValueError, IPv4Network, NetmaskValueError
from itertools import combinations
from typing import Final

from attrs import frozen

from polycloud.abstractions.network import NetworkSpec
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


@frozen
class Addresses:
    """One cloud's part of the plan."""

    network: NetworkSpec
    asn: int


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
    given: dict[str, IPv4Network] = {}
    problems: list[Problem] = []
    for name, slot in slots(registry).items():
        if name not in names:
            continue
        base = IPv4Network(f"10.{slot}.0.0/16")
        if (text := configuration.clouds[name].network_range) is not None:
            try:
                base = given[name] = _private_16(text)
            except ValueError as error:
                key = f"{name}_network_range"
                problems.append(Problem(key, str(error), "for example '10.20.0.0/16'", text))
        plan[name] = Addresses(
            _carve(base, slot, redundant=configuration.network.redundant_egress), FIRST_ASN + slot
        )
    return plan, problems + list(_overlaps(plan, frozenset(given)))


def tunnel_range(link: int, tunnel: int) -> IPv4Network:
    """The /30 inside a tunnel; up to four tunnels a link and sixteen links."""
    first = int(TUNNELS.network_address) + 4 * (4 * link + tunnel)
    return IPv4Network((first, 30))


def _private_16(text: str) -> IPv4Network:
    try:
        network = IPv4Network(text)
    except (AddressValueError, NetmaskValueError) as error:
        raise ValueError(f"not an address range: {error}") from None
    except ValueError:
        raise ValueError("has host bits set; a range starts at its first address") from None
    if network.prefixlen != 16:
        raise ValueError(f"a /{network.prefixlen}, not a /16")
    if not any(network.subnet_of(private) for private in _PRIVATE):
        raise ValueError("not private addresses")
    return network


def _carve(base: IPv4Network, slot: int, *, redundant: bool) -> NetworkSpec:
    small = list(base.subnets(new_prefix=24))
    large = list(base.subnets(new_prefix=20))
    return NetworkSpec(
        range=base,
        training=small[0],
        gateways=tuple(small[1:4]),
        machines=tuple(large[1:4]),
        pods=IPv4Network(f"10.{100 + slot}.0.0/16"),
        services=IPv4Network(f"10.{200 + slot}.0.0/20"),
        redundant_egress=redundant,
    )


def _overlaps(plan: Mapping[str, Addresses], given: frozenset[str]) -> Iterator[Problem]:
    ranges = [
        (name, what, network)
        for name, addresses in plan.items()
        for what, network in (
            ("network", addresses.network.range),
            ("pods", addresses.network.pods),
            ("services", addresses.network.services),
        )
    ]
    for one, other in combinations(ranges, 2):
        if one[2].overlaps(other[2]):
            # Only a network's range that was given can be at fault; of two, the later.
            was_given = other[0] in given and other[1] == "network"
            at_fault, met = (other, one) if was_given else (one, other)
            yield Problem(
                f"{at_fault[0]}_network_range",
                f"{at_fault[0]}'s {at_fault[1]} range {at_fault[2]} overlaps "
                f"{met[0]}'s {met[1]} range {met[2]}",
                "a /16 that no other cloud uses",
                str(at_fault[2]),
            )
