"""How long the real clouds take, in seconds, and clocks that wait for it or do not."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Final, Protocol

from polycloud.catalog import reading
from polycloud_testing.simulation.packages import package_of

_CLOUDS: Final = {
    "aws": "aws",
    "eks": "aws",
    "gcp": "gcp",
    "azure-native": "azure",
}
_KUBERNETES: Final = {
    "kubernetes:apps/v1:*": {"create": 30.0, "update": 30.0, "delete": 20.0},
    "kubernetes:helm.sh/v3:Release": {"create": 60.0, "update": 45.0, "delete": 20.0},
    "kubernetes:networking.k8s.io/v1:Ingress": {"create": 60.0, "update": 5.0, "delete": 30.0},
    "kubernetes:core/v1:Namespace": {"create": 1.0, "delete": 15.0},
    "kubernetes:*": {"create": 1.0, "update": 1.0, "delete": 2.0},
}
"""Objects of any cluster: the API answers at once, and pulumi-kubernetes waits for what
has to become ready. Our estimates."""

_LOCAL: Final = ("pulumi:", "random:")
"""What is made where Pulumi runs, at once."""

_READ: Final = 0.4
_DEFAULTS: Final = {"create": 3.0, "update": 2.0, "delete": 2.0, "read": _READ, "invoke": _READ}
_SPREAD: Final = 0.15


class Clock(Protocol):
    """What a simulated operation spends its time on."""

    def sleep(self, seconds: float) -> None:
        """Let simulated ``seconds`` pass."""
        ...


class VirtualClock:
    """Lets no time pass: durations are only computed."""

    def sleep(self, seconds: float) -> None:
        """Return at once."""


class ScaledClock:
    """Waits a fraction of the simulated time, until it is stopped."""

    def __init__(self, factor: float) -> None:
        """``factor`` is real seconds a simulated second: 1 is as slow as the clouds, 0.01
        a hundred times as fast.
        """
        if factor < 0:
            raise ValueError(f"A clock runs forward: {factor} is below 0.")
        self.factor = factor
        self._stopped = threading.Event()

    def sleep(self, seconds: float) -> None:
        """Wait, or return early when the clock is stopped."""
        if self.factor:
            self._stopped.wait(min(seconds * self.factor, threading.TIMEOUT_MAX))

    def stop(self) -> None:
        """End every wait, now and from now on."""
        self._stopped.set()


class Latency:
    """How long each operation takes.

    The figures are typical times in seconds from ``catalog/<cloud>/latencies.yaml``, by
    type token (which may be a pattern, and then holds for what is not listed itself) and
    operation; what is not there takes a few seconds. Resources differ from one another by
    up to 15 %, always by the same.
    """

    def __init__(self, *, seed: int | str = 0, figures: Mapping[str, Any] | None = None) -> None:
        """``figures`` take the place of the catalogs', in the same form."""
        self._seed = seed
        self._figures = figures

    def seconds(self, urn: str, type: str, operation: str) -> float:
        """Seconds that ``operation`` takes for the resource ``urn``."""
        typical = self._typical(type, operation)
        digest = hashlib.sha256(f"{self._seed}|{urn}|{operation}".encode()).digest()
        return round(typical * (1 + _SPREAD * (2 * digest[0] / 255 - 1)), 3)

    def _typical(self, type: str, operation: str) -> float:
        if type.startswith(_LOCAL):
            return 0.0
        figures = self._figures if self._figures is not None else _catalog(_cloud_of(type))
        found: Mapping[str, float] = figures.get(type) or next(
            (v for pattern, v in figures.items() if fnmatchcase(type, pattern)), _DEFAULTS
        )
        if operation in found:
            return float(found[operation])
        return _DEFAULTS.get(operation, _READ)


def _cloud_of(type: str) -> str:
    return _CLOUDS.get(package_of(type), "")


@cache
def _catalog(cloud: str) -> Mapping[str, Any]:
    if not cloud:
        return _KUBERNETES
    return reading.read(f"polycloud.catalog.{cloud}", "latencies").content["latencies"]
