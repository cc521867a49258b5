"""What a network owes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from typing import ClassVar

import pytest

from polycloud_testing.contracts import programs
from polycloud_testing.contracts.base import Contract
from polycloud_testing.contracts.harness import TAGS, Program, network
from polycloud_testing.contracts.scene import Scene, contradictions
from polycloud_testing.facts import EVERYTHING, Egress, NetworkFacts, Service, SubnetFacts, known

PLAN = network(0)
"""What every network of these scenes is to be like."""


class NetworkContract(Contract):
    """The network of a deployment: `polycloud.abstractions.network.Network`.

    ``made`` is one as by default, ``redundant`` one with ``redundant_egress``.
    """

    scenes: ClassVar[Mapping[str, Program]] = {
        "made": programs.network,
        "redundant": programs.redundant_network,
    }

    @pytest.fixture
    def made(self) -> Scene:
        """A network as by default."""
        return self.scene("made")

    @pytest.fixture
    def redundant(self) -> Scene:
        """A network with a way out in every zone."""
        return self.scene("redundant")

    def test_a_deployment_has_one_network(self, made: Scene) -> None:
        assert made.outputs["again"] == made.outputs["networks"]["network"]
        assert len(made.facts.networks) == 1

    def test_it_is_where_it_was_asked_for(self, made: Scene, redundant: Scene) -> None:
        for found in _both(made, redundant):
            assert known(found.region) == self.harness.settings.region

    def test_it_has_the_deployments_tags(self, made: Scene, redundant: Scene) -> None:
        for found in _both(made, redundant):
            tags = known(found.tags)
            assert tags is None or TAGS.items() <= tags.items()

    def test_its_addresses_are_those_planned(self, made: Scene, redundant: Scene) -> None:
        for found in _both(made, redundant):
            ranges = known(found.ranges)
            of_subnets = _ranges(known(found.subnets))
            assert ranges in [frozenset({PLAN.range}), frozenset(of_subnets)]
            assert all(each.subnet_of(PLAN.range) for each in ranges)
            assert sorted(of_subnets) == sorted(self._planned())

    def test_its_subnets_are_in_two_zones_or_more(self, made: Scene, redundant: Scene) -> None:
        for found in _both(made, redundant):
            for part in ("machines", "gateways"):
                zones = [known(each.zone) for each in _of(found, part)]
                zonal = [zone for zone in zones if zone is not None]
                assert zonal in ([], zones)
                assert len(set(zonal)) == len(zonal) != 1

    def test_no_rule_lets_in_anybody_from_outside(self, made: Scene, redundant: Scene) -> None:
        for found in _both(made, redundant):
            assert known(found.ingress) == frozenset()

    def test_machines_let_in_one_another_only_where_accelerators_are(
        self, made: Scene, redundant: Scene
    ) -> None:
        for found in _both(made, redundant):
            if "training" not in self.harness.subnets:
                assert known(found.within) == frozenset()
                continue
            for protocol in ("tcp", "udp", "icmp"):
                assert any(
                    PLAN.training.subnet_of(each.peer)
                    and each.protocol in (protocol, "any")
                    and (each.first, each.last) == (0, 65535)
                    for each in known(found.within)
                )

    def test_no_machine_is_given_an_address_on_the_internet(
        self, made: Scene, redundant: Scene
    ) -> None:
        for found in _both(made, redundant):
            for subnet in known(found.subnets):
                assert known(subnet.gives_public_addresses) is False

    def test_nothing_leads_to_another_network(self, made: Scene, redundant: Scene) -> None:
        assert made.facts.endpoints == redundant.facts.endpoints == ()
        for found in _both(made, redundant):
            for subnet in known(found.subnets):
                assert known(subnet.routed) <= {EVERYTHING}

    def test_machines_get_out_through_a_managed_gateway_alone(
        self, made: Scene, redundant: Scene
    ) -> None:
        for found in _both(made, redundant):
            for subnet in _private(found):
                assert known(subnet.egress) is Egress.GATEWAY

    def test_one_gateway_does_where_no_more_is_asked(self, made: Scene) -> None:
        gateways = [known(each.gateways) for each in _private(made.network("network"))]
        assert len(frozenset[str]().union(*gateways)) == 1

    def test_the_loss_of_a_zone_leaves_others_their_way_out(self, redundant: Scene) -> None:
        machines = list(_of(redundant.network("network"), "machines", "training"))
        zones = [known(each.gateway_zones) for each in machines]
        if any(each is not None for each in zones):
            assert all(each is not None and len(each) == 1 for each in zones)
            of_machines = [known(each.gateway_zones) for each in _machines(redundant)]
            assert len(set(of_machines)) == len(of_machines) >= 2
        for subnet in machines:
            if (zone := known(subnet.zone)) is not None:
                assert known(subnet.gateway_zones) in (None, {zone})

    def test_stores_are_reached_beside_the_gateway(self, made: Scene, redundant: Scene) -> None:
        for found in _both(made, redundant):
            for subnet in _private(found):
                assert known(subnet.services) == set(Service)

    def test_connections_are_recorded(self, made: Scene, redundant: Scene) -> None:
        for found in _both(made, redundant):
            for subnet in known(found.subnets):
                assert known(subnet.logged) is self.harness.flow_logs

    def test_a_preview_says_what_the_update_does(self, made: Scene, redundant: Scene) -> None:
        for name, later in (("made", made), ("redundant", redundant)):
            assert contradictions(self.scene(name, preview=True).facts, later.facts) == []

    def _planned(self) -> list[IPv4Network]:
        return [each for part in self.harness.subnets for each in _part(part)]


def _both(made: Scene, redundant: Scene) -> Iterator[NetworkFacts]:
    yield made.network("network")
    yield redundant.network("network")


def _ranges(subnets: tuple[SubnetFacts, ...]) -> list[IPv4Network]:
    return [each for subnet in subnets for each in known(subnet.ranges)]


def _part(name: str) -> tuple[IPv4Network, ...]:
    """The ranges of a part of the plan."""
    found: IPv4Network | tuple[IPv4Network, ...] = getattr(PLAN, name)
    return found if isinstance(found, tuple) else (found,)


def _of(found: NetworkFacts, *parts: str) -> Iterator[SubnetFacts]:
    """The subnets that are of some parts of the plan."""
    planned = {each for part in parts for each in _part(part)}
    for subnet in known(found.subnets):
        if not planned.isdisjoint(known(subnet.ranges)):
            yield subnet


def _private(found: NetworkFacts) -> list[SubnetFacts]:
    """Where machines are. AssertionError when there is nowhere."""
    subnets = list(_of(found, "machines", "training"))
    assert subnets
    return subnets


def _machines(scene: Scene) -> list[SubnetFacts]:
    return list(_of(scene.network("network"), "machines"))
