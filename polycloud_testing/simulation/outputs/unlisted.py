"""Packages that no module here knows: ids by UUID, outputs by name and type alone."""

from __future__ import annotations

from polycloud_testing.simulation.making import Making
from polycloud_testing.simulation.outputs.rules import Package


def _identify(making: Making) -> str:
    return making.uuid("id")


PACKAGE = Package(rules={}, identify=_identify)
