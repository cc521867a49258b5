"""Rules decide in order, and what is left is told exactly."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

from hypothesis import given
from hypothesis import strategies as st

from polycloud_testing.facts import EVERYTHING, Unknown, known
from polycloud_testing.facts.traffic import (
    ANY,
    PROTOCOLS,
    Opening,
    Rule,
    also_to,
    answered,
    from_outside,
    let_through,
    simplified,
    through_all,
)

PREFIXES = [IPv4Network(text) for text in ("0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24")]
ADDRESSES = [IPv4Address(text) for text in ("8.8.8.8", "10.9.0.1", "10.1.9.1", "10.1.2.3")]
PORTS = [0, 21, 22, 80, 443, 65535]

PORT_RANGES = st.tuples(st.sampled_from(PORTS), st.sampled_from(PORTS)).map(sorted)
RULES = st.builds(
    lambda allow, peer, protocol, ports: Rule(allow, peer, protocol, *ports),
    st.booleans(),
    st.sampled_from([*PREFIXES, "web", "db"]),
    st.sampled_from([ANY, "tcp", "udp"]),
    PORT_RANGES,
)
GROUPS = st.frozensets(st.sampled_from(["web", "db"]))


def decides(
    rules: list[Rule], groups: frozenset[str], peer: IPv4Address, protocol: str, port: int
) -> bool:
    """What the first rule that fits says, looked up one connection at a time."""
    for rule in rules:
        of_peer = rule.peer in groups if isinstance(rule.peer, str) else peer in rule.peer
        if of_peer and rule.protocol in (ANY, protocol) and rule.first <= port <= rule.last:
            return rule.allow
    return False


def has(found: frozenset[Opening], peer: IPv4Address, protocol: str, port: int) -> bool:
    return any(
        peer in each.peer and each.protocol in (ANY, protocol) and each.first <= port <= each.last
        for each in found
    )


@given(st.lists(RULES, max_size=5), GROUPS)
def test_every_connection_gets_through_that_the_first_fitting_rule_allows(
    rules: list[Rule], groups: frozenset[str]
) -> None:
    found = let_through(tuple(rules), [EVERYTHING], groups)
    for peer in ADDRESSES:
        for protocol in ("tcp", "udp", "icmp"):
            for port in PORTS:
                allowed = decides(rules, groups, peer, protocol, port)
                assert has(found, peer, protocol, port) is allowed


@given(st.lists(RULES, max_size=4), st.lists(RULES, max_size=4))
def test_what_passes_all_layers_passes_each(one: list[Rule], other: list[Rule]) -> None:
    found = through_all((tuple(one), tuple(other)), [EVERYTHING])
    for peer in ADDRESSES:
        for port in PORTS:
            both = all(decides(rules, frozenset(), peer, "tcp", port) for rules in (one, other))
            assert has(found, peer, "tcp", port) is both


def test_what_comes_from_inside_is_not_from_outside() -> None:
    inside, wider = IPv4Network("10.1.0.0/16"), IPv4Network("10.0.0.0/8")
    openings = frozenset({Opening(IPv4Network("10.1.2.0/24"), "tcp"), Opening(wider, "tcp")})
    assert from_outside(openings, [inside]) == {Opening(wider, "tcp")}


def test_all_protocols_are_one_word_and_neighbours_one_range() -> None:
    halves = IPv4Network("10.0.0.0/16").subnets(new_prefix=17)
    openings = [Opening(half, protocol) for half in halves for protocol in PROTOCOLS]
    assert simplified(openings) == {Opening(IPv4Network("10.0.0.0/16"), ANY)}


def test_a_side_that_lets_less_out_limits_what_the_other_lets_in() -> None:
    peers = IPv4Network("10.0.0.0/16"), IPv4Network("10.1.0.0/16")
    into = frozenset({Opening(peers[0], ANY)})
    out = frozenset({Opening(peers[1], "tcp", 443, 443)})
    assert also_to(into, out) == {Opening(peers[0], "tcp", 443, 443)}


def test_a_gateway_answers_its_peers_and_one_that_is_no_address_leaves_it_unknown() -> None:
    found = known(answered(["203.0.113.1", "198.51.100.7"]))
    assert {str(each.peer) for each in found} == {"203.0.113.1/32", "198.51.100.7/32"}
    assert {each.protocol for each in found} == {"udp", "esp"}
    assert answered([]) == frozenset()
    for wrong in ("", "*", "a.example", "2001:db8::1", Unknown("Not yet.")):
        assert isinstance(answered(["203.0.113.1", wrong]), Unknown)
