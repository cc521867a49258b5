"""``python -m polycloud.contracts.mutation MODULE…``: the score of the modules' contracts.

Exits with 1 when a mutant was not noticed, or when a reader could not take one.
"""

from __future__ import annotations

import sys
from importlib import import_module

from polycloud.contracts.base import Contract
from polycloud.contracts.mutation.suites import Score, scores


def main(modules: list[str]) -> int:
    """Print a line for each scene, then every mutant that got through; gives the exit code."""
    found: list[Score] = []
    for suite in (suite for module in modules for suite in suites(module)):
        for score in scores(suite):
            found.append(score)
            print(
                f"{score.suite:32} {score.scene:8} {score.total:6} mutants"
                f" {score.noticed:6} noticed {score.excluded:5} excluded"
            )
            for line in (*map(str, score.survivors), *score.broken):
                print(f"    not noticed: {line}")
            sys.stdout.flush()
    total, noticed = sum(each.total for each in found), sum(each.noticed for each in found)
    excluded = sum(each.excluded for each in found)
    print(f"{noticed} of {total} mutants noticed ({noticed / max(total, 1):.1%}), ", end="")
    print(f"{excluded} excluded for these reasons:")
    for reason in sorted({reason for each in found for reason in each.reasons}):
        print(f"  - {reason}")
    return 0 if noticed == total and total else 1


def suites(module: str) -> list[type[Contract]]:
    """The contract classes that a module defines."""
    return [
        each
        for each in vars(import_module(module)).values()
        if isinstance(each, type) and issubclass(each, Contract) and each.__module__ == module
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
