"""Functions of the package gcp."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from polycloud.simulation.interface import Properties
from polycloud.simulation.invokes.asking import Asking

FUNCTIONS: Mapping[str, Callable[[Asking], Properties]] = {}
