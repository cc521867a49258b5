"""Facts that the rules of the AWS modules share."""

from __future__ import annotations

from typing import Final

from polycloud_testing.simulation.making import Making

REGION: Final = "us-west-2"
"""Where neither the resource nor its provider says a region."""


def region_of(making: Making) -> str:
    """The region of a resource: its own, its provider's, or the default."""
    return making.text("region") or making.setting("region", REGION)
