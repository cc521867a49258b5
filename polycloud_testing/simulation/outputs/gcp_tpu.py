"""What Google Cloud makes up of a TPU slice."""

from __future__ import annotations

import ipaddress
from typing import Any, Final

from polycloud.catalog import Catalog
from polycloud.catalog.accelerators import check_slice
from polycloud.catalog.slices import AcceleratorSlice
from polycloud_testing.simulation.making import Making

_PORT: Final = 8470
"""The port of a worker's endpoint:
https://docs.cloud.google.com/tpu/docs/reference/rest/v2/projects.locations.nodes#NetworkEndpoint"""

_RESERVED: Final = 2
"""Addresses at each end of a subnet that are given to no machine:
https://docs.cloud.google.com/vpc/docs/subnets#unusable-ip-addresses-in-every-subnet"""


def endpoints(making: Making) -> list[dict[str, Any]]:
    """One endpoint a worker, in the slice's subnet; outside addresses only where asked for."""
    config: dict[str, Any] = making.get("networkConfig", {})
    public = bool(config.get("enableExternalIps"))
    return [
        {
            "ipAddress": _address(making, str(config.get("subnetwork", "")), worker),
            "port": _PORT,
            "accessConfigs": (
                [{"externalIp": making.public_address(f"tpu {worker}")}] if public else []
            ),
        }
        for worker in range(_workers(making))
    ]


def _workers(making: Making) -> int:
    """How many machines the slice has; one where the catalog does not know the slice."""
    catalog = Catalog("polycloud.catalog.gcp")
    config: dict[str, Any] = making.get("acceleratorConfig", {})
    named = making.text("acceleratorType") or _generation(str(config.get("type", "")))
    found = check_slice(catalog, named, topology=config.get("topology"))
    return found.hosts if isinstance(found, AcceleratorSlice) else 1


def _generation(word: str) -> str:
    """A generation as the catalog calls it: the API says ``V5LITE_POD`` for v5e."""
    return {"V5LITE_POD": "v5e"}.get(word, word.lower())


def _address(making: Making, subnet: str, worker: int) -> str:
    """An address of the subnet, of 10.0.0.0/8 where the subnet is not known. Slices of one
    subnet start at different places, and a slice's workers follow one another.
    """
    found = making.find("gcp:compute/subnetwork:Subnetwork", subnet)
    if not found.get("ipCidrRange"):
        return making.private_address(f"tpu {worker}")
    network = ipaddress.ip_network(found["ipCidrRange"])
    usable = network.num_addresses - 2 * _RESERVED
    start = int.from_bytes(making.digest("tpu")[:4], "big")
    return str(network[_RESERVED + (start + worker) % usable])
