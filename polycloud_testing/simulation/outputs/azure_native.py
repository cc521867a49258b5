"""Outputs of Azure resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from polycloud_testing.simulation.making import CREATED, SUBSCRIPTION, TENANT, Making
from polycloud_testing.simulation.outputs import azure_resources
from polycloud_testing.simulation.outputs.azure_facts import group_of, location_of
from polycloud_testing.simulation.outputs.azure_paths import filled, path_of, type_of
from polycloud_testing.simulation.outputs.rules import Package
from polycloud_testing.simulation.schema import schema_for

_SYSTEM: Final = {
    "createdAt": CREATED,
    "createdBy": "simulated",
    "createdByType": "Application",
    "lastModifiedAt": CREATED,
    "lastModifiedBy": "simulated",
    "lastModifiedByType": "Application",
}


def _facts(making: Making) -> Mapping[str, str]:
    return {
        "location": location_of(making),
        "group": group_of(making),
        "subscription": making.setting("subscriptionId", SUBSCRIPTION),
        "tenant": making.setting("tenantId", TENANT),
    }


def _identify(making: Making) -> str:
    values = {k: v for k, v in making.inputs.items() if isinstance(v, str)}
    values.setdefault("subscription", making.setting("subscriptionId", SUBSCRIPTION))
    return filled(path_of(schema_for(making.type)), values)


def _name(making: Making) -> str:
    return _identify(making).rpartition("/")[2]


def _identity(making: Making) -> Any:
    """An identity as Azure answers: with the principal it has made for it."""
    asked: Any = making.inputs.get("identity")
    if not isinstance(asked, dict):
        return asked
    identity = dict(cast("dict[str, Any]", asked))
    if "SystemAssigned" in str(identity.get("type", "")):
        identity["principalId"] = making.uuid("system assigned identity")
        identity["tenantId"] = making.setting("tenantId", TENANT)
    assigned: Any = identity.get("userAssignedIdentities")
    if isinstance(assigned, list):
        listed = cast("list[Any]", assigned)
        # A list of ids goes in, a map from them comes back.
        identity["userAssignedIdentities"] = {
            str(key): {"clientId": making.uuid(f"c{key}"), "principalId": making.uuid(f"p{key}")}
            for key in listed
        }
    return identity


PACKAGE = Package(
    rules=azure_resources.RULES,
    identify=_identify,
    common={
        "name": _name,
        "type": lambda making: type_of(path_of(schema_for(making.type))),
        "provisioningState": "Succeeded",
        "systemData": lambda making: _SYSTEM,
        "azureApiVersion": "simulated",
        "etag": 'W/"{uuid}"',
        "resourceGuid": "{uuid}",
        "tenantId": "{tenant}",
    },
    facts=_facts,
    shapes={**azure_resources.SHAPES, "*": {"identity": _identity, "location": location_of}},
    fill="sparse",
)
