"""What cannot be said."""

from __future__ import annotations

from typing import NoReturn, TypeAlias, TypeVar

from attrs import frozen

T = TypeVar("T")


@frozen
class Unknown:
    """No answer, and why in a full sentence.

    It is neither true nor false: asking raises TypeError, so that nothing unknown is ever
    taken for fine.
    """

    reason: str

    def __bool__(self) -> NoReturn:
        raise TypeError(f"not known: {self.reason}")


Fact: TypeAlias = T | Unknown
"""An answer, or `Unknown`."""


def known(fact: Fact[T]) -> T:
    """The answer. AssertionError with the reason when there is none."""
    if isinstance(fact, Unknown):
        raise AssertionError(f"not known: {fact.reason}")
    return fact


def first(*doubts: Unknown | None) -> Unknown | None:
    """The first doubt that there is."""
    return next((doubt for doubt in doubts if doubt is not None), None)


def any_unknown(*facts: Fact[object]) -> Unknown | None:
    """The first of the facts that has no answer."""
    return next((fact for fact in facts if isinstance(fact, Unknown)), None)
