"""What every deployment of the platform owes, whatever is placed where; asserted of its facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from polycloud.abstractions.identity import Access
from polycloud_testing.contracts import stores
from polycloud_testing.facts import (
    EndpointKind,
    Facts,
    Verb,
    access_matrix,
    from_internet,
    joined,
    known,
    reachability,
)

_TRAINING: Final = "training"
_SERVING: Final = "serving-serving_model-server"
_NODES: Final = "serving-node"

_DELIVERY: Final = "a delivery network"
_DELIVERED: Final = "data-models"
_NOTHING: Final = "nothing is listed"
"""Of who may list keys that no key begins with."""

_ASKED: Final[Mapping[str, Mapping[str, Access]]] = {
    "data-datasets": {_TRAINING: Access.READ},
    "data-models": {_TRAINING: Access.WRITE, _SERVING: Access.READ},
    "data-artifacts": {_TRAINING: Access.WRITE},
    "checkpoints-checkpoints": {_TRAINING: Access.WRITE},
    "metadata": {_TRAINING: Access.WRITE, _SERVING: Access.READ},
}
"""What the platform asks of its stores, by the resource that each is."""

_OWED: Final = {Access.READ: stores.READS, Access.WRITE: stores.WRITES}
_ALLOWED: Final = {Access.READ: stores.MAY_READ, Access.WRITE: stores.MAY_WRITE}
_PULLS: Final = frozenset({Verb.READ, Verb.LIST, Verb.SEE_SETTINGS})


def has_no_static_key(facts: Facts) -> None:
    """Nothing acts for anybody until it is revoked, and no store opens to a shared key."""
    assert facts.static_keys == ()
    for store in (*facts.buckets, *facts.tables, *facts.registries):
        assert known(store.key_access) is False


def is_private(facts: Facts) -> None:
    """Nobody on the internet may do anything with a store or registry."""
    for store in (*facts.buckets, *facts.tables, *facts.registries):
        assert known(store.public) == frozenset()


def gives_exactly_what_was_asked(facts: Facts) -> None:
    """Each workload surely may do what it was granted, and nobody anything beyond.

    A delivery network, which is no principal of the deployment's, may read objects of models.
    """
    logical = {each.name: _logical(each.urn) for each in facts.principals}
    found: dict[str, dict[str, set[Verb]]] = defaultdict(lambda: defaultdict(set))
    for held in known(access_matrix(facts)):
        who = logical.get(held.who, _DELIVERY)
        # For which distribution a service may read is told by the facts of distributions.
        assert held.doubt is None or who == _DELIVERY
        if held.keys != _NOTHING:
            assert held.keys == "*"
            found[held.store][who].add(held.verb)
    for store in (*facts.buckets, *facts.tables):
        holders, asked = found[store.name], _ASKED[_logical(store.urn)]
        if _logical(store.urn) == _DELIVERED:
            assert holders.pop(_DELIVERY, set()) <= {Verb.READ, Verb.SEE_SETTINGS}
        assert holders.keys() == asked.keys()
        for who, access in asked.items():
            assert _OWED[access] <= holders[who] <= _ALLOWED[access]
    for registry in facts.registries:
        assert found[registry.name].keys() <= {_TRAINING, _NODES}
        for verbs in found[registry.name].values():
            assert Verb.READ in verbs
            assert verbs <= _PULLS


def answers_the_internet_only_where_declared(facts: Facts) -> None:
    """Nothing but delivery networks can be connected to from outside."""
    for reach in from_internet(reachability(facts)):
        assert reach.target.kind is EndpointKind.FRONT_END


def has_exactly_these_links(facts: Facts, pairs: frozenset[frozenset[str]]) -> None:
    """The clouds that must talk privately are joined by tunnels that all come up, and no others."""
    links = joined(facts.links)
    assert len(links) == len(pairs)
    assert {frozenset(end.cloud for end in link.ends) for link in links} == pairs
    for link in links:
        assert link.up == link.joints
        assert len(link.joints) >= 2
    assert len(facts.links) == 2 * len(links)


def _logical(urn: str) -> str:
    return urn.rsplit("::", 1)[1]
