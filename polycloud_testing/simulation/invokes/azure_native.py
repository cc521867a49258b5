"""Functions of the package azure-native."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Final

from polycloud_testing.simulation.interface import Properties
from polycloud_testing.simulation.invokes.asking import Asking
from polycloud_testing.simulation.making import CREATED, SUBSCRIPTION, TENANT

_CLIENT: Final = "00000000-0000-0000-0000-000000000002"


def _client(asking: Asking) -> Properties:
    return {
        "clientId": asking.setting("clientId", _CLIENT),
        "objectId": "00000000-0000-0000-0000-000000000003",
        "subscriptionId": asking.setting("subscriptionId", SUBSCRIPTION),
        "tenantId": asking.setting("tenantId", TENANT),
    }


def _key(*parts: str) -> str:
    """A key of the form that Azure's have, which opens nothing."""
    return base64.b64encode(hashlib.sha512("\0".join(parts).encode()).digest()).decode()


def _workspace_keys(asking: Asking) -> Properties:
    scope = (asking.need("resourceGroupName"), asking.need("workspaceName"))
    return {
        "primarySharedKey": _key("primary", *scope),
        "secondarySharedKey": _key("secondary", *scope),
    }


def _account_keys(asking: Asking) -> Properties:
    scope = (asking.need("resourceGroupName"), asking.need("accountName"))
    return {
        "keys": [
            {
                "keyName": name,
                "value": _key(name, *scope),
                "permissions": "FULL",
                "creationTime": CREATED,
            }
            for name in ("key1", "key2")
        ]
    }


def _kubeconfig(asking: Asking) -> Properties:
    group, name = asking.need("resourceGroupName"), asking.need("resourceName")
    subscription = asking.setting("subscriptionId", SUBSCRIPTION)
    path = f"/subscriptions/{subscription}/resourceGroups/{group}/providers/"
    record = asking.inventory.get(
        "azure-native:containerservice:ManagedCluster",
        f"{path}Microsoft.ContainerService/managedClusters/{name}",
    )
    host = record.outputs.get("fqdn") if record is not None else f"{name}.simulated.example"
    authority = base64.b64encode(b"simulated certificate authority").decode()
    user = f"clusterUser_{group}_{name}"
    cluster = {"server": f"https://{host}:443", "certificate-authority-data": authority}
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": cluster}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": user}}],
        "current-context": name,
        "users": [{"name": user, "user": {"token": _key("token", group, name)[:32]}}],
    }
    encoded = base64.b64encode(json.dumps(config).encode()).decode()
    return {"kubeconfigs": [{"name": "clusterUser", "value": encoded}]}


FUNCTIONS: Final[Mapping[str, Callable[[Asking], Properties]]] = {
    "azure-native:authorization:getClientConfig": _client,
    "azure-native:operationalinsights:getWorkspaceSharedKeys": _workspace_keys,
    "azure-native:operationalinsights:getSharedKeys": _workspace_keys,
    "azure-native:storage:listStorageAccountKeys": _account_keys,
    "azure-native:containerservice:listManagedClusterUserCredentials": _kubeconfig,
    "azure-native:containerservice:listManagedClusterAdminCredentials": _kubeconfig,
}
