"""What the mutation check leaves alone on every cloud, and why."""

from __future__ import annotations

from collections.abc import Iterator

from polycloud_testing.contracts.mutation.exclusions import Exclusion


def each(
    why: str, *places: str, change: str = "*", name: str = "*", suite: str = "*"
) -> Iterator[Exclusion]:
    """An exclusion for each place: a pattern of types and one of paths."""
    for place in places:
        type_, _, path = place.partition(" ")
        yield Exclusion(type_, path, why, change, name, suite)


def beside_links(*types: str, change: str) -> Iterator[Exclusion]:
    """What was added to a scene of links."""
    why = "Whom somebody lets in is the subject of stores and their suites; a link has neither."
    yield from each(why, *(f"{type_} *" for type_ in types), change=change, suite="*SecureLink*")


EVERYWHERE = (
    *each(
        "What is protected by mistake is not lost or opened: a destroy says that it is kept.",
        "* options.protect",
        change="protected",
    ),
)
