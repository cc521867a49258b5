"""What a cloud says of a spec before anything is made."""

from __future__ import annotations

from typing import TypeAlias

from attrs import field, frozen

from polycloud.abstractions.setting import Obstacle


@frozen
class Difference:
    """What a spec leaves open and a cloud settles in a way that not every cloud does.

    ``facts`` are the facts that differ, as `polycloud_testing.facts` names them; ``encryption``
    stands for all that begins with it. Those of what is made beside the spec's main thing begin
    with its name, as in ``distribution.lifetime``. ``text`` is a full sentence. With ``told`` it
    is also a caveat: whoever asks for such a spec may well expect something else.
    """

    facts: tuple[str, ...]
    text: str
    told: bool = False

    def concerns(self, fact: str) -> bool:
        """Whether a fact, as dotted, is among those that differ."""
        return any(fact == each or fact.startswith(f"{each}.") for each in self.facts)


@frozen
class Supported:
    """The cloud does what is asked with a feature of its own."""

    differences: tuple[Difference, ...] = ()


@frozen
class Emulated:
    """The cloud does what is asked in another way; each caveat is a full sentence."""

    caveats: tuple[str, ...]
    differences: tuple[Difference, ...] = ()


def _at_least_one(_self: object, _attribute: object, value: tuple[Obstacle, ...]) -> None:
    if not value:
        raise ValueError("Unsupported needs at least one obstacle")


@frozen
class Unsupported:
    """The cloud cannot do what is asked.

    There is at least one obstacle; each says why and what would work instead.
    """

    obstacles: tuple[Obstacle, ...] = field(validator=_at_least_one)


Support: TypeAlias = Supported | Emulated | Unsupported


def verdict(
    obstacles: tuple[Obstacle, ...] = (),
    caveats: tuple[str, ...] = (),
    differences: tuple[Difference, ...] = (),
) -> Support:
    """The support that follows from what was found: obstacles weigh more than caveats."""
    if obstacles:
        return Unsupported(obstacles)
    caveats = (*(each.text for each in differences if each.told), *caveats)
    return Emulated(caveats, differences) if caveats else Supported(differences)
