"""Python's garbage collector, while a program runs."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Generator[None]:
    """Collect no cyclic garbage meanwhile.

    Importing the SDKs makes some million objects that live to the end, and each collection
    looks at all of them: a third of the time of a run, for a few MiB.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
