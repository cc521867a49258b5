"""Adapters share what their capabilities mean: `tests.suites.reuse` measures it."""

from __future__ import annotations

import pytest

from polycloud.platform.registry import installed_clouds
from tests.suites.reuse import measured_apart

LEAST = 0.3
"""Of the statements of adapters that run while resources are made."""


@pytest.mark.parametrize("cloud", list(installed_clouds()))
def test_adapters_share_what_makes_the_stores(cloud: str) -> None:
    executed = measured_apart(cloud, "portable")
    assert len(executed.shared_in_adapters) / len(executed.of_adapters) >= LEAST
