"""``python -m polycloud_testing.contracts.mutation [-k SUITE] MODULE…``: the score of contracts.

Exits with 1 when a mutant was not noticed, or when a reader could not take one.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib import import_module

from polycloud_testing.contracts.base import Contract
from polycloud_testing.contracts.mutation.suites import Score, scores


def main(arguments: Sequence[str]) -> int:
    """Print a line for each scene, then every mutant that got through; gives the exit code."""
    parser = ArgumentParser(prog="python -m polycloud_testing.contracts.mutation")
    parser.add_argument("modules", nargs="+", help="what holds the contract classes")
    parser.add_argument("-k", dest="suite", default="", help="only suites whose name has this")
    asked = parser.parse_args(arguments)
    chosen = [
        suite
        for module in asked.modules
        for suite in suites(module)
        if asked.suite in suite.__name__
    ]
    found: list[Score] = []
    for score in (score for suite in chosen for score in scores(suite)):
        found.append(score)
        _print_score(score)
    _print_exclusions(chosen, found, whole=not asked.suite)
    total, noticed = sum(each.total for each in found), sum(each.noticed for each in found)
    print(f"{noticed} of {total} mutants noticed ({noticed / max(total, 1):.1%})")
    return 0 if noticed == total and total else 1


def suites(module: str) -> list[type[Contract]]:
    """The contract classes that a module defines."""
    return [
        each
        for each in vars(import_module(module)).values()
        if isinstance(each, type) and issubclass(each, Contract) and each.__module__ == module
    ]


def _print_score(score: Score) -> None:
    print(
        f"{score.suite:32} {score.scene:10} {score.total:6} mutants"
        f" {score.noticed:6} noticed {score.excluded:5} excluded"
    )
    for line in (*map(str, score.survivors), *score.broken):
        print(f"    not noticed: {line}")
    sys.stdout.flush()


def _print_exclusions(chosen: list[type[Contract]], found: list[Score], *, whole: bool) -> None:
    """The reasons that were needed; after a ``whole`` run also the exclusions that were not."""
    used = {exclusion for each in found for exclusion in each.used}
    print(f"{sum(each.excluded for each in found)} mutants are excluded, for these reasons:")
    for reason in sorted({exclusion.why for exclusion in used}):
        print(f"  - {reason}")
    every = dict.fromkeys(each for suite in chosen for each in suite.harness.exclusions)
    for dead in (each for each in every if whole and each not in used):
        print(f"    not needed: {dead}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
