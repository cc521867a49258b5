"""Toy Cloud as `pip install polycloud-toy` would leave it: packages and their metadata."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from polycloud.platform.registry import installed_clouds
from polycloud_testing.facts import readers

INSTALLED = Path(__file__).parent / "installed"


@pytest.fixture(scope="package", autouse=True)
def installed() -> Iterator[Path]:
    """The folder on the path, found by entry point, and gone after these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(INSTALLED))
        _forget()
        yield INSTALLED
    _forget()


def _forget() -> None:
    installed_clouds.cache_clear()
    readers.cache_clear()
