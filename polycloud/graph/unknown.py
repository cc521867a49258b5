"""The value of a property that exists only after an update."""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal


class Unknown(Enum):
    """The type of `UNKNOWN`: one value, safe to compare by identity."""

    UNKNOWN = "unknown until the update"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final[Literal[Unknown.UNKNOWN]] = Unknown.UNKNOWN
