"""What a run tells of as it happens."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

Happening = Literal["registered", "created", "failed", "skipped"]


@frozen
class Event:
    """Something that happened to a resource. Times are simulated seconds from the start;
    ``message`` says why it failed or was skipped.
    """

    kind: Happening
    urn: str
    type: str
    name: str
    started: float = 0.0
    finished: float = 0.0
    message: str = ""
