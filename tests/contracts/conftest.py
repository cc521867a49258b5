"""The contracts by the engine too, and how many cases there are of each."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from typing import Any, Final

import pytest
from attrs import evolve

from polycloud_testing.contracts.base import Contract
from polycloud_testing.contracts.engine import Engine
from polycloud_testing.contracts.harness import Harness

from . import harnesses

NEEDS_CLI: Final = "--engine needs a pulumi CLI on PATH"
_CASE: Final = re.compile(r"tests/contracts/test_(?P<cloud>\w+)\.py::Test(?P<suite>\w+)::")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--engine``, where this folder is named on the command line."""
    parser.addoption(
        "--engine", action="store_true", help="make the contracts' scenes with the real engine"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With ``--engine``, every harness makes its scenes so."""
    if not config.getoption("--engine", default=False):
        return
    if shutil.which("pulumi") is None:
        raise pytest.UsageError(NEEDS_CLI)
    by_engine = {
        id(harness): evolve(harness, run=Engine(f"{harnesses.__name__}:{name}"))
        for name, harness in vars(harnesses).items()
        if isinstance(harness, Harness)
    }
    for suite in {getattr(item, "cls", None) for item in items}:
        if isinstance(suite, type) and issubclass(suite, Contract):
            suite.harness = by_engine.get(id(suite.harness), suite.harness)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How many cases of each suite passed on each cloud."""
    counts: Counter[tuple[str, str]] = Counter()
    for report in terminalreporter.stats.get("passed", ()):
        found = _CASE.match(report.nodeid)
        if found is not None:
            counts[found["suite"], found["cloud"]] += 1
    clouds = sorted({cloud for _, cloud in counts})
    for suite in sorted({suite for suite, _ in counts}):
        told = ", ".join(f"{cloud} {counts[suite, cloud]}" for cloud in clouds)
        terminalreporter.write_line(f"contract cases: {suite}: {told}")
