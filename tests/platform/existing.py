"""Networks that are there already, as stack files name them, and the stack that has them."""

from __future__ import annotations

from typing import Any

STACK = "acme/network/prod"
SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
VNET = (
    f"/subscriptions/{SUBSCRIPTION}/resourceGroups/network/providers/Microsoft.Network"
    "/virtualNetworks/shared"
)
TABLE = (
    f"/subscriptions/{SUBSCRIPTION}/resourcegroups/Routing/providers/Microsoft.Network"
    "/routeTables/machines"
)
SUBNETWORK = "projects/host-project-1/regions/us-central1/subnetworks/training"

BY_ID: dict[str, dict[str, Any]] = {
    "aws": {
        "id": "vpc-0123456789abcdef0",
        "private_subnets": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
        "route_tables": ["rtb-0123456789abcdef0", "rtb-0123456789abcdef1"],
        "ranges": ["10.20.0.0/16", "10.21.0.0/20"],
    },
    "gcp": {
        "id": "https://www.googleapis.com/compute/v1/projects/host-project-1/global/networks/shared",
        "subnetwork": SUBNETWORK,
        "ranges": ["10.30.0.0/16"],
    },
    "azure": {
        "id": VNET,
        "gateway_subnet": f"{VNET}/subnets/GatewaySubnet",
        "route_tables": [TABLE],
        "ranges": ["10.40.0.0/16"],
    },
}
"""By cloud."""

OUTPUTS: dict[str, Any] = {
    "vpc_id": BY_ID["aws"]["id"],
    "subnet_ids": BY_ID["aws"]["private_subnets"],
    "table_ids": BY_ID["aws"]["route_tables"],
    "network": BY_ID["gcp"]["id"],
    "subnetwork": SUBNETWORK,
    "vnet": VNET,
    "gateway_subnet": BY_ID["azure"]["gateway_subnet"],
    "machines_table": TABLE,
}
"""Of the stack."""

BY_STACK: dict[str, dict[str, Any]] = {
    "aws": {
        "stack": STACK,
        "id": "vpc_id",
        "private_subnets": ["subnet_ids[0]", "subnet_ids[1]"],
        "route_tables": ["table_ids[0]", "table_ids[1]"],
        "ranges": BY_ID["aws"]["ranges"],
    },
    "gcp": {
        "stack": STACK,
        "id": "network",
        "subnetwork": "subnetwork",
        "ranges": BY_ID["gcp"]["ranges"],
    },
    "azure": {
        "stack": STACK,
        "id": "vnet",
        "gateway_subnet": "gateway_subnet",
        "route_tables": ["machines_table"],
        "ranges": BY_ID["azure"]["ranges"],
    },
}
"""The same networks, by the outputs of the stack."""
