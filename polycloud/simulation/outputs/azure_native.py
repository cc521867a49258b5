"""Outputs of the package azure_native."""

from __future__ import annotations

from polycloud.simulation.making import Making
from polycloud.simulation.outputs.rules import Package


def _identify(making: Making) -> str:
    return making.uuid("id")


PACKAGE = Package(rules={}, identify=_identify)
