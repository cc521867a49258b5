"""What keeps the engine from working at all."""

from __future__ import annotations


class EngineError(Exception):
    """The engine could not be run, or refused to; the message says why and what to do.

    A resource that fails is no such error: see `Outcome.failures`.
    """


class EngineMissingError(EngineError):
    """There is no pulumi CLI on PATH."""
