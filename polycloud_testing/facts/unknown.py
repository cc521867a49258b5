"""What cannot be said."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, ParamSpec, TypeAlias, TypeVar

from attrs import frozen

P = ParamSpec("P")
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


class NotKnown(Exception):  # noqa: N818 - not a fault: a reader's way to say that it cannot tell
    """Raised inside a reader that cannot tell; `fact` turns it into an `Unknown`."""

    def __init__(self, reason: str) -> None:
        """``reason`` is a full sentence."""
        super().__init__(reason)
        self.reason = reason


def need(value: Fact[T]) -> T:
    """Return the answer.

    Raises:
        NotKnown: there is none.
    """
    if isinstance(value, Unknown):
        raise NotKnown(value.reason)
    return value


def fact(read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Fact[T]:
    """Return what ``read`` gives, or `Unknown` with the reason where it raises `NotKnown`."""
    try:
        return read(*args, **kwargs)
    except NotKnown as doubt:
        return Unknown(doubt.reason)
