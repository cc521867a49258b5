"""The address plan: disjoint, stable, and every conflict shown."""

from __future__ import annotations

from ipaddress import IPv4Network
from itertools import combinations
from typing import Any

from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st

from polycloud.abstractions.cloud import CloudSettings, Routing
from polycloud.abstractions.network import GivenNetwork
from polycloud.platform.addresses import Addresses, plan_addresses, slots, tunnel_range
from polycloud.platform.loading import configure
from polycloud.platform.registry import Registry, installed_clouds


class Toy:
    """As much of a cloud as the planner looks at."""

    def __init__(self, name: str, slot: int) -> None:
        self.name = name
        self.routing = Routing(slot)
        self.settings_type = CloudSettings


toys = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=6), st.integers(0, 49), min_size=1, max_size=12
)


@given(toys)
def test_ranges_and_numbers_never_meet(wanted: dict[str, int]) -> None:
    registry: Any = Registry({name: Toy(name, slot) for name, slot in wanted.items()})  # type: ignore[misc]
    configuration, _ = configure({}, installed_clouds())
    configuration = evolve(
        configuration, clouds={name: CloudSettings(region="somewhere") for name in wanted}
    )
    plan, problems = plan_addresses(configuration, registry, tuple(wanted))
    assert not problems
    assert len({addresses.asn for addresses in plan.values()}) == len(plan)
    ranges = [
        network
        for addresses in plan.values()
        for network in (
            addresses.network.range,
            addresses.network.pods,
            addresses.network.services,
        )
    ]
    assert not any(one.overlaps(other) for one, other in combinations(ranges, 2))
    for addresses in plan.values():
        spec = addresses.network
        parts = [spec.training, *spec.gateways, *spec.machines]
        assert all(part.subnet_of(spec.range) for part in parts)
        assert not any(one.overlaps(other) for one, other in combinations(parts, 2))


@given(toys, st.text("stuv", min_size=1, max_size=4))
def test_a_cloud_added_later_moves_no_other_that_had_its_own_slot(
    wanted: dict[str, int], new: str
) -> None:
    alone: Any = Registry({name: Toy(name, slot) for name, slot in wanted.items()})  # type: ignore[misc]
    free = next(slot for slot in range(50) if slot not in slots(alone).values())
    more: Any = Registry({**dict(alone.items()), new: Toy(new, free)})
    assert {name: slots(more)[name] for name in wanted} == slots(alone)


@given(st.integers(0, 15), st.integers(0, 3))
def test_tunnels_have_link_local_ranges_of_their_own(link: int, tunnel: int) -> None:
    network = tunnel_range(link, tunnel)
    assert network.prefixlen == 30
    assert network.is_link_local
    others = {tunnel_range(a, b) for a in range(16) for b in range(4)}
    assert len(others) == 64


SECOND = st.one_of(st.integers(0, 255), st.sampled_from(range(100, 110)))


@given(st.tuples(SECOND, SECOND))
@example((102, 150))
@example((7, 7))
def test_a_given_range_meets_no_other_or_is_refused_with_both(seconds: tuple[int, int]) -> None:
    registry = installed_clouds()
    names = tuple(registry)
    settings = {
        f"{name}_network_range": f"10.{second}.0.0/16"
        for name, second in zip(names, seconds, strict=False)
    }
    configuration, wrong = configure(settings, registry)
    assert not wrong
    plan, problems = plan_addresses(configuration, registry, names)
    meeting = [
        (one, other)
        for one, other in combinations([r for a in plan.values() for r in ranges_of(a)], 2)
        if one.overlaps(other)
    ]
    assert len(problems) == len(meeting)
    for problem, (one, other) in zip(problems, meeting, strict=True):
        assert f" {one} " in f" {problem.reason} "
        assert f" {other} " in f" {problem.reason} "
        assert problem.value == settings[problem.path]


@given(st.integers(0, 2**24 - 1), st.integers(12, 28), st.sampled_from(sorted(installed_clouds())))
@example(100 << 16, 15, "aws")
def test_nothing_meets_a_network_that_is_there_or_it_is_said(
    where: int, prefix: int, cloud: str
) -> None:
    """Anywhere in 10.0.0.0/8; what nobody can choose never meets it."""
    registry = installed_clouds()
    held = IPv4Network(((10 << 24) + where, prefix), strict=False)
    configuration, _ = configure({}, registry)
    settings = configuration.clouds[cloud]
    given_network = GivenNetwork(id="x", ranges=(str(held),))
    clouds = {**configuration.clouds, cloud: evolve(settings, network=given_network)}
    plan, problems = plan_addresses(evolve(configuration, clouds=clouds), registry, tuple(registry))
    met = {
        name
        for name, addresses in plan.items()
        if name != cloud and addresses.network.range.overlaps(held)
    }
    assert plan[cloud].network.ranges == (held,)
    assert len(problems) == len(met)
    assert {problem.path for problem in problems} <= {f"{cloud}_network.ranges[0]"}
    for addresses in plan.values():
        assert not addresses.network.pods.overlaps(held)
        assert not addresses.network.services.overlaps(held)


@given(st.sets(st.sampled_from(sorted(installed_clouds())), min_size=1), st.integers(50, 99))
def test_a_cloud_that_joins_leaves_the_addresses_of_the_others(names: set[str], own: int) -> None:
    registry = installed_clouds()
    given_first = {f"{min(names)}_network_range": f"10.{own}.0.0/16"}
    configuration, _ = configure(given_first, registry)
    before, _ = plan_addresses(configuration, registry, tuple(sorted(names)))
    after, problems = plan_addresses(configuration, registry, tuple(registry))
    assert not problems
    assert {name: after[name] for name in names} == before


def ranges_of(addresses: Addresses) -> tuple[IPv4Network, ...]:
    network = addresses.network
    return network.range, network.pods, network.services
