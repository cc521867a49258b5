"""A virtual network that is there already, as configuration names it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from attrs import frozen

from polycloud.abstractions.network import GivenNetwork
from polycloud.abstractions.setting import Obstacle, setting

UUID: Final = r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"

_WHERE: Final = (
    rf"(?i:/subscriptions/{UUID}/resourceGroups/[\w.()-]{{1,90}}/providers/Microsoft\.Network/"
)
_NETWORK: Final = rf"{_WHERE}virtualNetworks/[a-z0-9][\w.-]*\w)"
"""Azure takes ids in any case.
https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"""
_EXAMPLE_GROUP: Final = (
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/network"
    "/providers/Microsoft.Network"
)
_EXAMPLE: Final = f"{_EXAMPLE_GROUP}/virtualNetworks/shared"


@frozen(kw_only=True)
class AzureNetwork(GivenNetwork):
    """A virtual network with the subnet for its VPN gateway;
    `polycloud.adapters.azure.existing_network` says what it has to be like.
    """

    id: str = setting(
        "The virtual network's id, or with 'stack' the output that has it.",
        id_form=_NETWORK,
        example=_EXAMPLE,
    )
    gateway_subnet: str | None = setting(
        "The id of the subnet named GatewaySubnet, which links need.",
        default=None,
        id_form=rf"{_NETWORK}/subnets/GatewaySubnet",
        example=f"{_EXAMPLE}/subnets/GatewaySubnet",
    )

    route_tables: tuple[str, ...] = setting(
        "Route tables of subnets that take no routes from the gateway; links add theirs to them.",
        factory=tuple,
        id_form=rf"{_WHERE}routeTables/[a-z0-9]([\w.-]*\w)?)",
        example=f"{_EXAMPLE_GROUP}/routeTables/shared",
    )

    def obstacles(self) -> Iterator[Obstacle]:
        """Also a gateway subnet of another network."""
        yield from super().obstacles()
        if self.stack is None and self.gateway_subnet is not None:
            network = self.gateway_subnet.lower().rpartition("/subnets/")[0]
            if network != self.id.lower():
                yield Obstacle(
                    "gateway_subnet",
                    "not a subnet of the network",
                    f"{self.id}/subnets/GatewaySubnet",
                    self.gateway_subnet,
                )

    @property
    def subscription_id(self) -> str | None:
        """The network's subscription, in lower case; None where that is known to another stack
        only.
        """
        found = re.match(f"/subscriptions/({UUID})/", self.id)
        return found[1].lower() if found and self.stack is None else None
