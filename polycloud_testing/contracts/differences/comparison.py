"""What differs, and who has declared it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, Final, cast

import attrs
from attrs import frozen

from polycloud.abstractions.support import Difference, Unsupported
from polycloud_testing.contracts.differences.kinds import KINDS, Asked, Kind
from polycloud_testing.contracts.harness import Harness
from polycloud_testing.facts import Access, AgeStep, Unknown

_ASIDE: Final = frozenset(
    {
        *("cloud", "name", "urn", "region"),
        *("access", "protection.kept", "protection.removed"),
    }
)
"""Facts that are a cloud's own in any case: where and what the thing is, who is let in (by name),
and which resources it is made of.
"""

NOT_OFFERED: Final = "not offered"


@frozen
class Finding:
    """A fact that is not the same on all clouds for the same spec.

    ``values`` are the fact's, in words, by cloud; ``declared`` what clouds' support says of it.
    """

    kind: str
    asked: Asked
    fact: str
    values: Mapping[str, str]
    declared: Mapping[str, str]


@frozen
class _Answer:
    """What a cloud makes of a spec: facts as dotted, or why it does not."""

    facts: Mapping[str, Any]
    differences: tuple[Difference, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def compare(harnesses: Sequence[Harness], kinds: Iterable[Kind] = KINDS) -> list[Finding]:
    """All that differs between the harnesses' clouds.

    ValueError where a cloud refuses one of several specs of a program, for then nothing of the
    program can be looked at there.
    """
    return [
        finding
        for kind in kinds
        for asked, answers in _asked(kind, harnesses)
        for finding in _findings(kind, asked, answers)
    ]


def undeclared(findings: Iterable[Finding]) -> list[Finding]:
    """Those that no declaration explains: the clouds that say nothing of it are not alike."""
    return [
        finding
        for finding in findings
        if len({finding.values[cloud] for cloud in finding.values.keys() - finding.declared}) > 1
    ]


def idle(harnesses: Sequence[Harness], kinds: Iterable[Kind] = KINDS) -> list[str]:
    """Differences that clouds declare for a spec and that facts do not bear out, in words."""
    found: list[str] = []
    for kind in kinds:
        for asked, answers in _asked(kind, harnesses):
            differing = [each.fact for each in _findings(kind, asked, answers)]
            for cloud, answer in answers.items():
                found += [
                    f"{kind.title} ({asked.logical}) on {cloud}: {fact} is as elsewhere"
                    for declared in answer.differences
                    for fact in declared.facts
                    if not any(Difference((fact,), "").concerns(each) for each in differing)
                ]
    return found


def _asked(
    kind: Kind, harnesses: Sequence[Harness]
) -> Iterator[tuple[Asked, Mapping[str, _Answer]]]:
    for program, several in kind.programs.items():
        for asked in several:
            answers: dict[str, _Answer] = {}
            for harness in harnesses:
                support = harness.cloud.support(asked.spec, harness.settings)
                title = harness.cloud.title
                if isinstance(support, Unsupported):
                    if len(several) > 1:
                        raise ValueError(f"{title} refuses a part of {program.__name__}")
                    refused = tuple((each.path, each.reason) for each in support.obstacles)
                    answers[title] = _Answer({}, refused=refused)
                else:
                    thing = kind.find(harness.scene(program), asked.logical)
                    facts = {
                        fact: value
                        for fact, value in _dotted(thing)
                        if fact not in _ASIDE and fact not in kind.aside
                    }
                    answers[title] = _Answer(facts, tuple(_about(kind, support.differences)))
            yield asked, answers


def _about(kind: Kind, differences: Iterable[Difference]) -> Iterator[Difference]:
    """What is declared of a kind's facts, called as the kind has them."""
    parts = tuple(f"{each.part}." for each in KINDS if each.part)
    for each in differences:
        if kind.part:
            own = tuple(
                fact.removeprefix(f"{kind.part}.")
                for fact in each.facts
                if fact.startswith(f"{kind.part}.")
            )
        else:
            own = tuple(fact for fact in each.facts if not fact.startswith(parts))
        if own:
            yield attrs.evolve(each, facts=own)


def _findings(kind: Kind, asked: Asked, answers: Mapping[str, _Answer]) -> Iterator[Finding]:
    every = [fact for answer in answers.values() for fact in answer.facts]
    refused = [path for answer in answers.values() for path, _ in answer.refused]
    for fact in dict.fromkeys((*every, *refused)):
        if any(other.startswith(f"{fact}.") for other in every):
            continue
        values = {
            cloud: words(_value_at(answer.facts, fact))
            for cloud, answer in answers.items()
            if answer.facts
        }
        declared = {
            cloud: difference.text
            for cloud, answer in answers.items()
            for difference in answer.differences
            if difference.concerns(fact)
        }
        for cloud, answer in answers.items():
            for path, reason in answer.refused:
                if path == fact:
                    values[cloud] = NOT_OFFERED
                    declared[cloud] = f"{reason[:1].upper()}{reason[1:]}."
        if len(set(values.values())) > 1:
            yield Finding(kind.title, asked, fact, values, declared)


def _dotted(thing: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every fact of a thing, those of parts by the part's name and a dot before their own."""
    for attribute in attrs.fields(cast("type[Any]", type(thing))):
        value: object = getattr(thing, attribute.name)
        dotted = f"{path}{attribute.name}"
        if attrs.has(type(value)) and not isinstance(value, Unknown | Access):
            yield from _dotted(value, f"{dotted}.")
        else:
            yield dotted, value


def _value_at(facts: Mapping[str, Any], fact: str) -> Any:
    """A fact, or what is said of the whole that it is part of: that it is unknown, or none."""
    while fact not in facts:
        fact = fact.rpartition(".")[0]
    return facts[fact]


def words(value: Any) -> str:
    """A fact's value, as short as can be."""
    if isinstance(value, Unknown):
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value in ((), frozenset()):
        return "none"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, AgeStep):
        keys = "" if value.keys == "*" else f" ({value.keys})"
        return f"{value.tier} after {value.days} days{keys}"
    if isinstance(value, Mapping):
        return ", ".join(sorted(cast("Mapping[str, Any]", value)))
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(words, cast("frozenset[Any]", value))))
    if isinstance(value, tuple):
        return ", ".join(map(words, cast("tuple[Any, ...]", value)))
    return str(value)
