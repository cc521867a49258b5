"""How the rules are written that say what a cloud answers for a resource type."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from typing import Any, Literal

from attrs import field, frozen

from polycloud_testing.simulation.making import ACCOUNT, CREATED, SUBSCRIPTION, TENANT, Making

Maker = str | Callable[[Making], Any]
"""How one output is made: a template, or a function.

A template is text with places in braces: a property made or asked (``{bucket}``), a fact
of the provider (``{account}``, ``{region}``, ``{project}``), or a made-up value with its
length: ``{hex:8}``, ``{digits:12}``, ``{base32:16}``, and without one ``{short_id}``,
``{uuid}``, ``{address}``, ``{private_address}``.
"""

Rule = Mapping[str, Maker]
"""The outputs a cloud makes for a type, in order; ``id`` is the resource's id."""


@frozen
class Package:
    """What is known of one Pulumi package.

    ``rules`` are by type token. ``common`` makes the outputs that any type of the package
    has (kept only where the type declares them); of these, ``planned`` are known in a
    preview already. ``identify`` makes the id where no rule does. ``facts`` are the
    places that templates may use besides properties. ``shapes`` make, by type (or ``*``)
    and property, objects that the cloud completes beyond what was asked. ``fill`` says what
    becomes of declared outputs that nothing makes: all of them get a value by name and
    type, all but objects (which clouds leave out that were not asked), or none.
    """

    rules: Mapping[str, Rule]
    identify: Callable[[Making], str]
    common: Rule = field(factory=dict[str, Any])
    planned: frozenset[str] = frozenset()
    facts: Callable[[Making], Mapping[str, str]] = lambda making: {}
    shapes: Mapping[str, Rule] = field(factory=dict[str, Any])
    fill: Literal["all", "sparse", "none"] = "all"


_MADE_UP: Mapping[str, Callable[[Making, str, int], str]] = {
    "hex": lambda making, label, length: making.hex(length or 8, label),
    "digits": lambda making, label, length: making.digits(length or 12, label),
    "base32": lambda making, label, length: making.base32(length or 16, label),
    "short_id": lambda making, label, length: making.short_id(label),
    "uuid": lambda making, label, length: making.uuid(label),
    "address": lambda making, label, length: making.public_address(label),
    "private_address": lambda making, label, length: making.private_address(label),
}
_FACTS: Mapping[str, str] = {
    "account": ACCOUNT,
    "subscription": SUBSCRIPTION,
    "tenant": TENANT,
    "created": CREATED,
}


def make(maker: Maker, making: Making, facts: Mapping[str, str], label: str = "") -> Any:
    """One output as ``maker`` says. ``label`` keeps made-up values of one resource apart."""
    if not isinstance(maker, str):
        return maker(making)
    parts: list[str] = []
    for literal, name, length, _ in string.Formatter().parse(maker):
        parts.append(literal)
        if name is None:
            continue
        if name in _MADE_UP:
            parts.append(_MADE_UP[name](making, label, int(length) if length else 0))
        else:
            parts.append(_place(name, making, facts))
    return "".join(parts)


def _place(name: str, making: Making, facts: Mapping[str, str]) -> str:
    value = making.get(name)
    if isinstance(value, str | int) and not isinstance(value, bool):
        return str(value)
    return facts.get(name) or _FACTS.get(name) or making.name
