"""Running the cases of a suite against mutants."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attrs import Factory, define, frozen

from polycloud_testing.contracts.base import Contract, arguments
from polycloud_testing.contracts.mutation.exclusions import Exclusion
from polycloud_testing.contracts.mutation.mutants import Mutant, mutants
from polycloud_testing.contracts.scene import Scene


@frozen
class Case:
    """A case of a suite, and the scenes and other arguments that it takes."""

    name: str
    function: Callable[..., None]
    takes: tuple[str, ...]


@define
class Score:
    """What came of the mutants of one scene. ``broken`` are those that no reader survived,
    ``used`` the first exclusion of each that was excluded.
    """

    suite: str
    scene: str
    noticed: int = 0
    excluded: int = 0
    survivors: list[Mutant] = Factory(list[Mutant])
    broken: list[str] = Factory(list[str])
    used: set[Exclusion] = Factory(set[Exclusion])

    @property
    def total(self) -> int:
        """The mutants that a case had to notice."""
        return self.noticed + len(self.survivors) + len(self.broken)


def scores(suite: type[Contract]) -> Iterator[Score]:
    """What comes of every mutant of each scene that a suite has."""
    instance = suite()
    for word, programs in instance.variants():
        originals = {name: suite.harness.scene(program) for name, program in programs.items()}
        cases = list(_cases(suite, originals))
        for name, original in originals.items():
            taking = [case for case in cases if name in case.takes]
            for case in taking:
                _hold(instance, case, originals)
            yield _score(instance, name, word, original, taking, originals)


def _score(
    instance: Contract,
    name: str,
    word: str,
    original: Scene,
    cases: list[Case],
    originals: Mapping[str, Scene],
) -> Score:
    harness = instance.harness
    suite = type(instance).__name__
    score = Score(f"{harness.cloud.name} {suite}", f"{name} {word}".rstrip())
    for mutant in mutants(original.graph, original.packages, harness.intruders, harness.strays):
        scene = Scene(mutant.make(), original.outputs, original.read)
        try:
            _ = scene.facts
        except Exception as error:  # noqa: BLE001 - whatever a reader does not take is a finding
            score.broken.append(f"{mutant}: {type(error).__name__}: {error}")
            continue
        if _noticed(instance, cases, {**originals, name: scene}):
            score.noticed += 1
            continue
        covering = (each for each in harness.exclusions if each.covers(*mutant.place, suite))
        excluding = next(covering, None)
        if excluding is None:
            score.survivors.append(mutant)
        else:
            score.excluded += 1
            score.used.add(excluding)
    return score


def _cases(suite: type[Contract], scenes: Mapping[str, Scene]) -> Iterator[Case]:
    """The cases that take nothing but scenes and identities: no preview, no further runs."""
    known = {*scenes, *arguments(suite.harness)}
    for name, function in inspect.getmembers(suite, inspect.isfunction):
        if name.startswith("test_"):
            takes = tuple(inspect.signature(function).parameters)[1:]
            if takes and known.issuperset(takes):
                yield Case(name, function, takes)


def _noticed(instance: Contract, cases: list[Case], scenes: Mapping[str, Scene]) -> bool:
    """Whether a case fails. It comes first from then on: the next mutant is often its, too."""
    for case in cases:
        try:
            _hold(instance, case, scenes)
        except AssertionError:
            cases.remove(case)
            cases.insert(0, case)
            return True
    return False


def _hold(instance: Contract, case: Case, scenes: Mapping[str, Scene]) -> None:
    """Run a case for each identity that it is repeated for. AssertionError when it fails."""
    repeated = arguments(instance.harness)
    choices: list[list[Any]] = [
        [scenes[name]] if name in scenes else list(repeated[name]) for name in case.takes
    ]
    for values in itertools.product(*choices):
        case.function(instance, *values)
