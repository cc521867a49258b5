"""Failures on purpose: what the simulated clouds refuse, delay or leave half done.

A fault is written as on a command line::

    fail aws:s3/*            every call for these types is refused
    fail *Cluster#create:2   the first two creations of every such resource are refused
    throttle 0.3             three calls in ten meet a rate limit, and are tried again
    hang azure-native:*      the call does not return
    partial gcp:*            the resource is made, but the answer is lost

The pattern is matched against the type token, the URN and the logical name. Chance is
drawn from the seed, the resource and the attempt, so that a run can be repeated.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterable
from enum import Enum
from fnmatch import fnmatchcase
from typing import Final

from attrs import field, frozen

_FORM: Final = re.compile(
    r"(?P<kind>\w+)(?:\s+(?P<chance>\d*\.?\d+))?"
    r"(?:\s+(?P<pattern>[^\s#]+?))?(?:#(?P<operation>\w+))?(?::(?P<times>\d+))?"
)
_OPERATIONS: Final = ("create", "read", "update", "delete", "invoke")
_ATTEMPTS: Final = 10
_BACKOFF: Final = 1.0
"""Seconds before the second attempt; doubled for each further one."""


class FaultKind(Enum):
    """What goes wrong."""

    FAIL = "fail"
    THROTTLE = "throttle"
    HANG = "hang"
    PARTIAL = "partial"


def _is_probability(fault: object, attribute: object, value: float) -> None:
    if not 0 <= value <= 1:
        raise ValueError(f"A chance is between 0 and 1, not {value}.")


@frozen
class Fault:
    """One thing that goes wrong.

    ``times`` limits it to the first calls for each resource; ``chance`` is the
    probability of a call, or of an attempt where calls are throttled.
    """

    kind: FaultKind
    pattern: str = "*"
    operation: str | None = None
    times: int | None = None
    chance: float = field(default=1.0, validator=_is_probability)

    def concerns(self, operation: str, type: str, urn: str) -> bool:
        """Whether a call is of the sort that goes wrong."""
        if self.operation is not None and self.operation != operation:
            return False
        if self.kind is FaultKind.PARTIAL and operation != "create":
            return False
        names = (type, urn, urn.rpartition("::")[2])
        return any(fnmatchcase(name, self.pattern) for name in names)


def parse_fault(text: str) -> Fault:
    """Read a fault as it is written on a command line.

    Raises:
        ValueError: the text is not of the form above; says what is wrong.
    """
    # A token has colons of its own, so a trailing number is only a limit after the last.
    match = _FORM.fullmatch(text.strip())
    kinds = ", ".join(kind.value for kind in FaultKind)
    if match is None:
        raise ValueError(f"{text!r} is not a fault: write KIND [CHANCE] [PATTERN][#OPERATION][:N].")
    try:
        kind = FaultKind(match["kind"])
    except ValueError:
        raise ValueError(f"{match['kind']!r} is not a kind of fault; there are {kinds}.") from None
    operation = match["operation"]
    if operation is not None and operation not in _OPERATIONS:
        known = ", ".join(_OPERATIONS)
        raise ValueError(f"{operation!r} is not an operation; there are {known}.")
    return Fault(
        kind=kind,
        pattern=match["pattern"] or "*",
        operation=operation,
        times=int(match["times"]) if match["times"] else None,
        chance=float(match["chance"]) if match["chance"] else 1.0,
    )


class Faults:
    """The faults of a simulation; counts calls, and may be asked from several threads."""

    def __init__(self, faults: Iterable[Fault] = (), *, seed: int | str = 0) -> None:
        self._faults = tuple(faults)
        self._seed = seed
        self._calls: dict[tuple[int, str, str], int] = {}
        self._lock = threading.Lock()

    def strike(self, operation: str, type: str, urn: str) -> Fault | None:
        """The fault that this call meets, if any, other than throttling.

        Each asking is one call.
        """
        for index, fault in enumerate(self._faults):
            if fault.kind is FaultKind.THROTTLE or not fault.concerns(operation, type, urn):
                continue
            call = self._count(index, operation, urn)
            if fault.times is not None and call > fault.times:
                continue
            if self._draw(index, operation, urn, call) < fault.chance:
                return fault
        return None

    def throttled(self, operation: str, type: str, urn: str) -> float | None:
        """Seconds lost to rate limits before the call succeeds; None when every attempt,
        of which providers make a good few, is refused.
        """
        lost = 0.0
        for index, fault in enumerate(self._faults):
            if fault.kind is not FaultKind.THROTTLE or not fault.concerns(operation, type, urn):
                continue
            refused = 0
            while self._draw(index, operation, urn, refused) < fault.chance:
                lost += _BACKOFF * 2**refused
                refused += 1
                if refused == _ATTEMPTS:
                    return None
        return lost

    def _count(self, index: int, operation: str, urn: str) -> int:
        with self._lock:
            key = (index, operation, urn)
            self._calls[key] = self._calls.get(key, 0) + 1
            return self._calls[key]

    def _draw(self, index: int, operation: str, urn: str, attempt: int) -> float:
        text = f"{self._seed}|{index}|{operation}|{urn}|{attempt}".encode()
        return int.from_bytes(hashlib.sha256(text).digest()[:7], "big") / 2**56
