"""Facts that the rules of the Google Cloud modules share."""

from __future__ import annotations

from typing import Any, Final

from polycloud_testing.simulation.making import PROJECT, Making
from polycloud_testing.simulation.outputs.rules import Maker, Rule

REGION: Final = "us-central1"
"""Where neither the resource nor its provider says a region."""

COMPUTE: Final = "https://www.googleapis.com/compute/v1"


def project_of(making: Making) -> str:
    """The project of a resource: its own, its provider's, or the simulated one."""
    return making.text("project") or making.setting("project", PROJECT)


def region_of(making: Making) -> str:
    """The region of a resource: its own, its zone's, its provider's, or the default."""
    region = making.text("region")
    if not region:
        zone = making.text("zone")
        region = zone.rpartition("-")[0] if zone else making.setting("region", REGION)
    return last(region)


def zone_of(making: Making) -> str:
    """The zone of a resource: its own, its provider's, or the first of its region."""
    return last(making.text("zone") or making.setting("zone", f"{region_of(making)}-a"))


def location_of(making: Making) -> str:
    """The location, which may be a region, a zone or ``global``."""
    return making.text("location") or making.text("zone") or region_of(making)


def last(path: str) -> str:
    """The last part of a resource name, which may be a name already."""
    return path.rstrip("/").rpartition("/")[2]


def scoped(scope: str, kind: str, /, **more: Maker) -> Rule:
    """A Compute Engine resource; ``scope`` is ``global``, ``regions/{region}`` or
    ``zones/{zone}``.
    """
    path = f"projects/{{project}}/{scope}/{kind}/{{name}}"
    return {"id": path, "selfLink": f"{COMPUTE}/{path}", **more}


def located(kind: str, leaf: str = "{name}", /, **more: Maker) -> Rule:
    """A resource of a service that has locations."""
    return {"id": f"projects/{{project}}/locations/{{location}}/{kind}/{leaf}", **more}


def constant(value: Any) -> Maker:
    """An output that is always the same and is no text."""
    return lambda making: value
