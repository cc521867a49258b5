"""Who may do what with which store, whatever they act as there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any

import attrs
import networkx as nx
from attrs import frozen

from polycloud_testing.facts.access import Access, Verb
from polycloud_testing.facts.facts import Actor, CloudFacts, Facts, PrincipalFacts, Token
from polycloud_testing.facts.unknown import Fact, Unknown, first


@frozen
class Held:
    """Somebody may do something with a part of a store; with a ``doubt`` it is not sure.

    ``who`` is whom it begins with: a principal at home, or one from outside of the deployment.
    ``acting_as`` is the principal that the grant names, on the store's cloud; the same where
    nobody stands between. ``store`` is its physical name, ``keys`` as in `Grant`.
    """

    who: str
    acting_as: str
    cloud: str
    store: str
    verb: Verb
    keys: str
    doubt: Unknown | None = None


def access_matrix(facts: Facts) -> Fact[tuple[Held, ...]]:
    """Everything that anybody may do with any store, registry or secret of the facts.

    What a principal may is told of those who can become it, by their own tokens or as
    themselves, and of the principal only where others than these can, too. `Unknown` when who
    may do what with some store is.
    """
    becoming = _becoming(facts)
    found: list[Held] = []
    for store in _stores(facts):
        access: Fact[Access] = store.access
        if isinstance(access, Unknown):
            return access
        for name in sorted(access.everybody):
            for grant in access.allowed(name):
                found += (
                    Held(
                        who,
                        name,
                        store.cloud,
                        store.name,
                        grant.verb,
                        grant.keys,
                        first(grant.doubt, doubt),
                    )
                    for who, doubt in _behind(becoming, name)
                )
    return tuple(found)


def _stores(facts: Facts) -> Iterator[Any]:
    for kind in attrs.fields(CloudFacts):
        yield from (each for each in getattr(facts, kind.name) if hasattr(each, "access"))


def _becoming(facts: Facts) -> nx.DiGraph[str]:
    """Who can become whom: an edge, with a ``doubt`` where it is not sure. ``own`` principals
    are those that can also be had by others than principals of the facts.
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    for each in facts.principals:
        graph.add_node(each.name, own=_is_own(each, facts))
    for one, other in permutations(facts.principals, 2):
        answer = _becomes(one, other)
        if answer is not False:
            graph.add_edge(one.name, other.name, doubt=None if answer is True else answer)
    return graph


def _becomes(one: PrincipalFacts, other: PrincipalFacts) -> Fact[bool]:
    if isinstance(other.assumed_by, Unknown):
        return other.assumed_by
    if Actor(one.name) in other.assumed_by:
        return True
    wanted = [each for each in other.assumed_by if isinstance(each, Token)]
    if not wanted:
        return False
    if isinstance(one.tokens, Unknown):
        return one.tokens
    return any(token.meets(each) for token in one.tokens for each in wanted)


def _is_own(principal: PrincipalFacts, facts: Facts) -> bool:
    """Whether anybody but the deployment's principals acts as it, if only its own machines."""
    if isinstance(principal.assumed_by, Unknown) or not principal.assumed_by:
        return True
    names = {each.name for each in facts.principals}
    tokens = [
        token
        for each in facts.principals
        if not isinstance(each.tokens, Unknown)
        for token in each.tokens
    ]
    return not all(
        each.name in names
        if isinstance(each, Actor)
        else any(token.covers(each) for token in tokens)
        for each in principal.assumed_by
    )


def _behind(becoming: nx.DiGraph[str], name: str) -> Iterator[tuple[str, Unknown | None]]:
    """Who can be behind a principal that a grant names."""
    if name not in becoming:
        yield name, None
        return
    sure = nx.DiGraph([edge for edge in becoming.edges if becoming.edges[edge]["doubt"] is None])
    certain = _ancestors(sure, name)
    for who in sorted({name} | _ancestors(becoming, name)):
        if becoming.nodes[who]["own"]:
            doubt = Unknown(f"Whether {who} can become {name} is not known.")
            yield who, None if who == name or who in certain else doubt


def _ancestors(graph: nx.DiGraph[str], name: str) -> set[str]:
    return set(nx.bfs_tree(graph, name, reverse=True)) - {name} if name in graph else set()
