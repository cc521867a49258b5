"""Outputs of Google Cloud resources.

Resource names and self links have the forms that pulumi-gcp 10.2.0 documents for the id
of each type, under its import section.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from polycloud_testing.simulation.making import ACCOUNT, CREATED, Making, merged
from polycloud_testing.simulation.outputs import gcp_compute, gcp_services
from polycloud_testing.simulation.outputs.gcp_facts import (
    COMPUTE,
    location_of,
    project_of,
    region_of,
    zone_of,
)
from polycloud_testing.simulation.outputs.gcp_paths import documented_path, filled
from polycloud_testing.simulation.outputs.rules import Package
from polycloud_testing.simulation.schema import schema_for


def _facts(making: Making) -> Mapping[str, str]:
    return {
        "project": project_of(making),
        "region": region_of(making),
        "zone": zone_of(making),
        "location": location_of(making),
        "number": ACCOUNT,
    }


def _own_labels(making: Making) -> dict[str, Any]:
    return merged(
        {"goog-pulumi-provisioned": "true"},
        making.provider.get("defaultLabels"),
        making.inputs.get("labels"),
    )


def _kind(making: Making) -> str:
    name = making.type.rpartition(":")[2]
    name = name[:1].lower() + name[1:]
    if name.endswith("y") and not re.search(r"[aeiou]y$", name):
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith(("s", "x", "ch")) else f"{name}s"


def _short_name(making: Making) -> str:
    return making.text("name") or making.text("displayName") or making.name


def _name(making: Making) -> str:
    """Where the name is not asked but answered, it is the whole resource name."""
    if "name" in schema_for(making.type).inputs:
        return _short_name(making)
    return making.text("id")


def _identify(making: Making) -> str:
    """As documented; else by what the type takes: a zone, a region, a location."""
    project, kind, name = project_of(making), _kind(making), _short_name(making)
    inputs = making.inputs
    if inputs.get("member") is not None and inputs.get("role") is not None:
        return f"{project}/{inputs['role']}/{inputs['member']}"
    path = documented_path(making.type)
    if path is not None:
        return filled(path, making, _facts(making))
    if making.type.startswith("gcp:compute/"):
        if "zone" in inputs:
            return f"projects/{project}/zones/{zone_of(making)}/{kind}/{name}"
        if "region" in inputs or "/region" in making.type:
            return f"projects/{project}/regions/{region_of(making)}/{kind}/{name}"
        return f"projects/{project}/global/{kind}/{name}"
    if "location" in inputs or "region" in inputs or "zone" in inputs:
        return f"projects/{project}/locations/{location_of(making)}/{kind}/{name}"
    return f"projects/{project}/{kind}/{name}"


def _self_link(making: Making) -> str:
    return f"{COMPUTE}/{making.text('id')}"


PACKAGE = Package(
    rules={**gcp_compute.RULES, **gcp_services.RULES},
    identify=_identify,
    common={
        "project": "{project}",
        "region": "{region}",
        "zone": "{zone}",
        "location": "{location}",
        "effectiveLabels": _own_labels,
        "pulumiLabels": _own_labels,
        "effectiveAnnotations": lambda making: merged(making.inputs.get("annotations")),
        "selfLink": _self_link,
        "creationTimestamp": CREATED,
        "createTime": CREATED,
        "updateTime": CREATED,
        "name": _name,
        "projectNumber": ACCOUNT,
        "etag": "BwY{hex:8}=",
        "fingerprint": "{hex:12}=",
        "labelFingerprint": "{hex:12}=",
        "state": "ACTIVE",
        "deletionPolicy": "DELETE",
    },
    planned=frozenset(
        {"project", "region", "zone", "effectiveLabels", "pulumiLabels", "effectiveAnnotations"}
    ),
    facts=_facts,
    shapes=gcp_compute.SHAPES,
    fill="sparse",
)
