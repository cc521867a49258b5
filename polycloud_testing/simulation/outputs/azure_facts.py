"""Facts that the rules of the Azure modules share."""

from __future__ import annotations

from typing import Final

from polycloud_testing.simulation.making import SUBSCRIPTION, Making

LOCATION: Final = "eastus"
"""Where neither the resource, its group nor its provider says a location."""

_GROUP_TYPE: Final = "azure-native:resources:ResourceGroup"


def group_of(making: Making) -> str:
    """The name of the resource group."""
    return making.text("resourceGroupName")


def location_of(making: Making) -> str:
    """The location: the resource's own, its provider's, or its group's, which is what
    azure-native takes by default.
    """
    asked = making.text("location") or making.setting("location", "")
    if asked:
        return normal(asked)
    subscription = making.setting("subscriptionId", SUBSCRIPTION)
    group = making.find(
        _GROUP_TYPE, f"/subscriptions/{subscription}/resourceGroups/{group_of(making)}"
    )
    return normal(str(group.get("location") or LOCATION))


def normal(location: str) -> str:
    """``westeurope`` for ``West Europe``: the form in which Azure answers."""
    return location.lower().replace(" ", "")
