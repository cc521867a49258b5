"""What a side of a private link owes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from typing import Any, ClassVar, Final

import pytest

from polycloud.abstractions.secure_link import CIPHERS, planned_tunnels
from polycloud_testing.contracts.base import Contract
from polycloud_testing.contracts.harness import TAGS, Program
from polycloud_testing.contracts.linking import link_with
from polycloud_testing.contracts.scene import Scene, contradictions
from polycloud_testing.facts import Joint, LinkFacts, Phase, TunnelFacts, joined, known

_CIPHER: Final = frozenset({f"{CIPHERS.encryption}-{CIPHERS.key_bits}"})
_GROUP: Final = frozenset({CIPHERS.diffie_hellman_group})
_IKE: Final = Phase(_CIPHER, frozenset(), frozenset({CIPHERS.prf}), _GROUP)
_ESP: Final = Phase(_CIPHER, frozenset(), frozenset(), _GROUP)


class SecureLinkContract(Contract):
    """A link with each peer in turn: `polycloud.abstractions.secure_link.LinkEnd`.

    ``linked`` is one between the adapter's network and the peer's, which has no other.
    """

    scenes: ClassVar[Mapping[str, Program]] = {}

    def variants(self) -> Iterator[tuple[str, Mapping[str, Program]]]:
        """One link for each peer."""
        for peer in self.harness.peers:
            yield peer.cloud.name, {"linked": link_with(peer.cloud.name)}

    @pytest.fixture
    def linked(self, peer: str) -> Scene:
        """A link with a peer."""
        return self.harness.scene(link_with(peer))

    def test_the_planned_tunnels_come_up(self, linked: Scene) -> None:
        joints = _joints(linked)
        assert [joint.obstacles for joint in joints if joint.obstacles] == []
        found = {(side.address, side.inside_address) for joint in joints for side in joint.sides}
        assert found == {
            (tunnel["address"], tunnel["inside"])
            for side in ("own", "peer")
            for tunnel in linked.outputs["link"][side]["tunnels"]
        }
        assert len(joints) == len(linked.outputs["link"]["own"]["tunnels"])

    def test_there_are_two_tunnels_or_four(self, linked: Scene) -> None:
        plan = linked.outputs["link"]
        both = plan["own"]["known_beforehand"] and plan["peer"]["known_beforehand"]
        assert len(_joints(linked)) == planned_tunnels(both_known=both)

    def test_the_loss_of_an_address_leaves_a_tunnel(self, linked: Scene) -> None:
        joints = _joints(linked)
        for side in (0, 1):
            addresses = [known(joint.sides[side].address) for joint in joints]
            assert len(set(addresses)) >= 2
            assert set(addresses) <= {known(each) for each in known(_ends(linked)[side].addresses)}

    def test_tunnels_speak_ikev2_and_nothing_older(self, linked: Scene) -> None:
        for tunnel in _tunnels(linked):
            assert known(tunnel.ike_versions) == {2}

    def test_there_is_one_suite_to_settle_on(self, linked: Scene) -> None:
        for tunnel in _tunnels(linked):
            assert known(tunnel.ike) == _IKE
            assert known(tunnel.esp) == _ESP

    def test_routes_are_exchanged_over_every_tunnel(self, linked: Scene) -> None:
        own, other = _ends(linked)
        for tunnel in _tunnels(linked):
            assert known(tunnel.bgp) is True
            assert known(tunnel.peer_asn) == known(other.asn) != known(own.asn)

    def test_each_tunnel_has_a_key_of_its_own_that_nobody_sees(self, linked: Scene) -> None:
        for tunnel in _tunnels(linked):
            assert known(tunnel.key.secret) is True
        planned = {
            (tunnel["inside"], tunnel["key"]) for tunnel in linked.outputs["link"]["own"]["tunnels"]
        }
        found = {
            (joint.sides[0].inside_address, *joint.sides[0].key.made_of)
            for joint in _joints(linked)
        }
        assert found == planned
        assert len({key for _, key in planned}) == len(planned)
        assert all(joint.same_key for joint in _joints(linked))

    def test_it_tells_of_its_own_ranges_and_no_others(self, linked: Scene) -> None:
        assert known(_ends(linked)[0].advertised) == _ranges(linked, "own")

    def test_it_sends_to_the_peers_ranges_and_no_others(self, linked: Scene) -> None:
        assert known(_ends(linked)[0].accepted) == _ranges(linked, "peer")

    def test_its_gateway_is_tagged(self, linked: Scene) -> None:
        tags = known(_ends(linked)[0].tags)
        assert tags is None or TAGS.items() <= tags.items()

    def test_it_joins_two_networks(self, linked: Scene) -> None:
        own, other = _ends(linked)
        assert known(own.network) != known(other.network)

    def test_a_preview_promises_what_the_update_makes(self, peer: str) -> None:
        program = link_with(peer)
        earlier = self.harness.scene(program, preview=True)
        assert contradictions(earlier.facts, self.harness.scene(program).facts) == []


def _ends(scene: Scene) -> tuple[LinkFacts, LinkFacts]:
    return scene.link_end("own"), scene.link_end("peer")


def _tunnels(scene: Scene) -> tuple[TunnelFacts, ...]:
    """All that the adapter's side has, whether they come up or not."""
    found = known(scene.link_end("own").tunnels)
    assert found
    return found


def _joints(scene: Scene) -> tuple[Joint, ...]:
    """The tunnels between the two, the adapter's side first."""
    found = joined(_ends(scene))
    assert len(found) == 1
    return found[0].joints


def _ranges(scene: Scene, side: str) -> frozenset[IPv4Network]:
    texts: list[Any] = scene.outputs["link"][side]["ranges"]
    return frozenset(map(IPv4Network, texts))
