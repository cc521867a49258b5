"""Whether the conditions of a policy statement are met.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias, cast

from attrs import frozen

from polycloud_testing.facts.aws.patterns import has_variable, matches
from polycloud_testing.facts.unknown import Fact, Unknown

Conditions: TypeAlias = Mapping[str, Any]


@frozen
class Request:
    """What a request brings: values by condition key in lower case, () for a key it lacks.

    Of keys that are not named, those of other services are lacking, the rest unknown.
    """

    service: str
    context: Mapping[str, tuple[str, ...]]

    def values(self, key: str) -> tuple[str, ...] | None:
        """The values of a key; None when they are unknown."""
        name = key.lower()
        if name in self.context:
            return self.context[name]
        return None if name.partition(":")[0] in ("aws", self.service) else ()


def met(conditions: Conditions, request: Request) -> Fact[bool]:
    """Whether all conditions are met; unknown when that hangs on what is not known."""
    doubt: Unknown | None = None
    for operator, block in conditions.items():
        for key, expected in cast("Mapping[str, Any]", block).items():
            answer = _test(operator, key, as_texts(expected), request)
            if answer is False:
                return False
            if isinstance(answer, Unknown):
                doubt = answer
    return True if doubt is None else doubt


def as_texts(value: Any) -> list[str]:
    """One value or several, as texts; booleans as JSON writes them."""
    items = cast("list[Any]", value) if isinstance(value, list) else [value]
    return [str(item).lower() if isinstance(item, bool) else str(item) for item in items]


def _test(operator: str, key: str, expected: Sequence[str], request: Request) -> Fact[bool]:
    quantifier, _, name = operator.rpartition(":")
    optional = name.endswith("IfExists")
    name = name.removesuffix("IfExists")
    given = request.values(key)
    if given is None:
        return Unknown(f"It holds under a condition on {key} that is not judged here.")
    if name == "Null":
        return (not given) == (expected[0] == "true")
    compare = _OPERATORS.get(name)
    if compare is None or any(map(has_variable, expected)):
        return Unknown(f"It holds under a condition {operator} on {key} that is not judged here.")
    negated = name in _NEGATED
    if not given:
        return optional or negated or quantifier == "ForAllValues"
    answers = [_answer(compare, value, expected, negated=negated) for value in given]
    return all(answers) if quantifier == "ForAllValues" else any(answers)


def _answer(
    compare: Callable[[str, str], bool], value: str, expected: Sequence[str], *, negated: bool
) -> bool:
    answers = (compare(value, each) for each in expected)
    return all(answers) if negated else any(answers)


def _number(compare: Callable[[float, float], bool]) -> Callable[[str, str], bool]:
    def answer(value: str, expected: str) -> bool:
        try:
            return compare(float(value), float(expected))
        except ValueError:
            return False

    return answer


def _like(value: str, expected: str) -> bool:
    return matches(expected, value)


_OPERATORS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "StringEquals": lambda value, expected: value == expected,
    "StringNotEquals": lambda value, expected: value != expected,
    "StringEqualsIgnoreCase": lambda value, expected: value.lower() == expected.lower(),
    "StringNotEqualsIgnoreCase": lambda value, expected: value.lower() != expected.lower(),
    "StringLike": _like,
    "StringNotLike": lambda value, expected: not _like(value, expected),
    "ArnEquals": _like,
    "ArnLike": _like,
    "ArnNotEquals": lambda value, expected: not _like(value, expected),
    "ArnNotLike": lambda value, expected: not _like(value, expected),
    "Bool": lambda value, expected: value.lower() == expected.lower(),
    "NumericEquals": _number(lambda value, expected: value == expected),
    "NumericNotEquals": _number(lambda value, expected: value != expected),
    "NumericLessThan": _number(lambda value, expected: value < expected),
    "NumericLessThanEquals": _number(lambda value, expected: value <= expected),
    "NumericGreaterThan": _number(lambda value, expected: value > expected),
    "NumericGreaterThanEquals": _number(lambda value, expected: value >= expected),
}
_NEGATED: Final = frozenset(name for name in _OPERATORS if "Not" in name)
