"""The errors that polycloud raises on purpose."""

from __future__ import annotations


class PolycloudError(Exception):
    """Base of polycloud's errors; the message is a sentence for the user."""


class UnsupportedSdk(PolycloudError):  # noqa: N818 - reads as a sentence where it is caught
    """An installed SDK is not of the form that polycloud relies on."""
