"""What Azure answers for resources with outputs of their own: endpoints, keys, addresses.

Endpoints have the forms of the services' own documentation, named beside the rules.
"""

from __future__ import annotations

from typing import Any, Final

from polycloud_testing.simulation.making import CREATED, TENANT, Making
from polycloud_testing.simulation.outputs.azure_facts import group_of, location_of
from polycloud_testing.simulation.outputs.rules import Rule
from polycloud_testing.simulation.outputs.versions import kubernetes_version


def _kubernetes(making: Making) -> str:
    """The version of a new cluster where none is asked."""
    return f"{kubernetes_version('azure')}.0"


def _endpoints(making: Making) -> dict[str, str]:
    # https://learn.microsoft.com/azure/storage/common/storage-account-overview
    account = making.text("accountName")
    services = ("blob", "dfs", "file", "queue", "table", "web")
    return {
        service: f"https://{account}.z00.web.core.windows.net/"
        if service == "web"
        else f"https://{account}.{service}.core.windows.net/"
        for service in services
    }


def _connection_string(making: Making) -> str:
    # https://learn.microsoft.com/azure/azure-monitor/app/connection-strings
    location = location_of(making)
    return (
        f"InstrumentationKey={making.text('instrumentationKey')};"
        f"IngestionEndpoint=https://{location}-0.in.applicationinsights.azure.com/;"
        f"LiveEndpoint=https://{location}.livediagnostics.monitor.azure.com/;"
        f"ApplicationId={making.text('appId')}"
    )


def _given(making: Making, name: str) -> dict[str, Any]:
    value: Any = making.inputs.get(name)
    return dict(value) if isinstance(value, dict) else {}  # pyright: ignore


def _fqdn(making: Making) -> str:
    prefix = making.text("dnsPrefix", making.name)
    return f"{prefix}-{making.hex(8, 'fqdn')}.hcp.{location_of(making)}.azmk8s.io"


def _oidc(making: Making) -> Any:
    # https://learn.microsoft.com/azure/aks/use-oidc-issuer
    asked = _given(making, "oidcIssuerProfile")
    if not asked.get("enabled"):
        return asked or None
    tenant = making.setting("tenantId", TENANT)
    issuer = f"https://{location_of(making)}.oic.prod-aks.azure.com/{tenant}/{making.uuid('oidc')}/"
    return {**asked, "issuerURL": issuer}


def _node_group(making: Making) -> str:
    return f"MC_{group_of(making)}_{making.text('resourceName')}_{location_of(making)}"


def _kubelet(making: Making) -> dict[str, Any]:
    asked = _given(making, "identityProfile")
    name = f"{making.text('resourceName')}-agentpool"
    group = (
        f"/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/{_node_group(making)}"
    )
    identity = f"{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}"
    return {
        "kubeletidentity": {
            "clientId": making.uuid("kubelet client"),
            "objectId": making.uuid("kubelet object"),
            "resourceId": identity,
        },
        **asked,
    }


def _vault(making: Making) -> dict[str, Any]:
    properties = _given(making, "properties")
    uri = f"https://{making.text('vaultName')}.vault.azure.net/"
    return {
        "provisioningState": "Succeeded",
        "hsmPoolResourceId": "",
        **properties,
        "vaultUri": uri,
    }


def _secret(making: Making) -> dict[str, Any]:
    vault, name = making.text("vaultName"), making.text("secretName")
    uri = f"https://{vault}.vault.azure.net/secrets/{name}"
    # The value goes in and never comes back.
    properties = {k: v for k, v in _given(making, "properties").items() if k != "value"}
    return {**properties, "secretUri": uri, "secretUriWithVersion": f"{uri}/{making.hex(32)}"}


def _bgp(making: Making) -> Any:
    """A gateway's BGP settings, with an address of its own for every IP configuration."""
    asked = _given(making, "bgpSettings")
    if not (asked or making.get("enableBgp")):
        return None
    configurations: list[Any] = making.get("ipConfigurations", [])
    custom: list[Any] = asked.get("bgpPeeringAddresses") or []
    addresses: list[dict[str, Any]] = []
    for number, configuration in enumerate(configurations):
        given: dict[str, Any] = dict(custom[number]) if number < len(custom) else {}
        identity = f"{making.text('id')}/ipConfigurations/{configuration.get('name', number)}"
        addresses.append(
            {
                "ipconfigurationId": identity,
                "defaultBgpIpAddresses": [making.private_address(f"bgp {number}")],
                "customBgpIpAddresses": [],
                "tunnelIpAddresses": [_public(making, configuration, number)],
                **given,
            }
        )
    peers = [str(address["defaultBgpIpAddresses"][0]) for address in addresses]
    # 65515 is the default: learn.microsoft.com/azure/vpn-gateway/vpn-gateway-bgp-overview
    return {
        "asn": 65515,
        "peerWeight": 0,
        **asked,
        "bgpPeeringAddress": ",".join(peers),
        "bgpPeeringAddresses": addresses,
    }


def _public(making: Making, configuration: Any, number: int) -> str:
    address: dict[str, Any] = configuration.get("publicIPAddress") or {}
    public = making.find("azure-native:network:PublicIPAddress", str(address.get("id", "")))
    return str(public.get("ipAddress") or making.public_address(f"tunnel {number}"))


def _interfaces(making: Making) -> Any:
    configurations: list[Any] = making.get("ipConfigurations", [])
    return [
        {"privateIPAddress": making.private_address(f"nic {number}"), **configuration}
        for number, configuration in enumerate(configurations)
    ] or None


def _door_host(making: Making) -> str:
    # https://learn.microsoft.com/azure/frontdoor/endpoint
    return f"{making.text('endpointName')}-{making.hex(16, 'host')}.z01.azurefd.net"


def _tracking(making: Making) -> str:
    # https://learn.microsoft.com/azure/machine-learning/how-to-use-mlflow-configure-tracking
    location = location_of(making)
    return f"azureml://{location}.api.azureml.ms/mlflow/v1.0{making.text('id')}"


def _scoring(making: Making) -> dict[str, Any]:
    properties = _given(making, "properties")
    host = f"https://{making.text('endpointName')}.{location_of(making)}.inference.ml.azure.com"
    return {
        "provisioningState": "Succeeded",
        **properties,
        "scoringUri": f"{host}/score",
        "swaggerUri": f"{host}/swagger.json",
    }


def _ingestion(service: str) -> Any:
    def endpoint(making: Making) -> dict[str, str]:
        name, location = making.text("dataCollectionEndpointName"), location_of(making)
        host = f"{name}-{making.hex(4, 'dce')}.{location}-1.{service}.monitor.azure.com"
        return {"endpoint": f"https://{host}"}

    return endpoint


def _metrics(making: Making) -> dict[str, str]:
    name, location = making.text("azureMonitorWorkspaceName"), location_of(making)
    host = f"{name}-{making.hex(4, 'metrics')}.{location}.prometheus.monitor.azure.com"
    return {
        "internalId": f"mac_{making.uuid('metrics')}",
        "prometheusQueryEndpoint": f"https://{host}",
    }


def _defaults(making: Making) -> dict[str, str]:
    name, location = making.text("azureMonitorWorkspaceName"), location_of(making)
    subscription = "/subscriptions/00000000-0000-0000-0000-000000000000"
    group = (
        f"{subscription}/resourceGroups/MA_{name}_{location}_managed/providers/Microsoft.Insights"
    )
    return {
        "dataCollectionEndpointResourceId": f"{group}/dataCollectionEndpoints/{name}",
        "dataCollectionRuleResourceId": f"{group}/dataCollectionRules/{name}",
    }


RULES: Final[dict[str, Rule]] = {
    "azure-native:storage:StorageAccount": {
        "primaryEndpoints": _endpoints,
        "primaryLocation": "{location}",
        "statusOfPrimary": "available",
        "creationTime": CREATED,
        "accessTier": "Hot",
    },
    "azure-native:cosmosdb:DatabaseAccount": {
        "documentEndpoint": "https://{accountName}.documents.azure.com:443/",
        "instanceId": "{uuid}",
    },
    "azure-native:containerregistry:Registry": {
        "loginServer": lambda making: f"{making.text('registryName').lower()}.azurecr.io",
        "creationDate": CREATED,
    },
    "azure-native:containerservice:ManagedCluster": {
        "fqdn": _fqdn,
        "azurePortalFQDN": lambda making: _fqdn(making).replace(".hcp.", ".portal.hcp."),
        "privateFQDN": "",
        "kubernetesVersion": _kubernetes,
        "currentKubernetesVersion": "{kubernetesVersion}",
        "nodeResourceGroup": _node_group,
        "powerState": lambda making: {"code": "Running"},
        "maxAgentPools": lambda making: 100,
        "resourceUID": "{hex:24}",
    },
    "azure-native:containerservice:AgentPool": {
        "currentOrchestratorVersion": _kubernetes,
        "nodeImageVersion": "AKSUbuntu-2204gen2containerd-202601.01.0",
        "powerState": lambda making: {"code": "Running"},
    },
    "azure-native:managedidentity:UserAssignedIdentity": {
        "clientId": "{uuid}",
        "principalId": "{uuid}",
        "tenantId": "{tenant}",
    },
    "azure-native:authorization:RoleAssignment": {"createdOn": CREATED, "updatedOn": CREATED},
    "azure-native:operationalinsights:Workspace": {
        "customerId": "{uuid}",
        "createdDate": CREATED,
        "modifiedDate": CREATED,
    },
    "azure-native:applicationinsights:Component": {
        "instrumentationKey": "{uuid}",
        "appId": "{uuid}",
        "applicationId": "{resourceName}",
        "connectionString": _connection_string,
        "creationDate": CREATED,
        "hockeyAppToken": "",
    },
    "azure-native:network:PublicIPAddress": {"ipAddress": "{address}"},
    "azure-native:network:VirtualNetworkGatewayConnection": {"connectionStatus": "Connected"},
    "azure-native:network:NetworkInterface": {"macAddress": "00-00-00-{hex:6}"},
    "azure-native:compute:VirtualMachine": {"vmId": "{uuid}", "timeCreated": CREATED},
    "azure-native:cdn:Profile": {"frontDoorId": "{uuid}", "resourceState": "Active"},
    "azure-native:cdn:AFDEndpoint": {
        "hostName": _door_host,
        "deploymentStatus": "NotStarted",
    },
    "azure-native:machinelearningservices:Workspace": {
        "workspaceId": "{uuid}",
        "discoveryUrl": "https://{location}.api.azureml.ms/discovery",
    },
    "azure-native:monitor:DataCollectionRule": {"immutableId": "dcr-{hex:32}"},
    "azure-native:monitor:DataCollectionEndpoint": {
        "immutableId": "dce-{hex:32}",
        "logsIngestion": _ingestion("ingest"),
        "metricsIngestion": _ingestion("metrics.ingest"),
    },
    "azure-native:monitor:AzureMonitorWorkspace": {
        "accountId": "{uuid}",
        "metrics": _metrics,
        "defaultIngestionSettings": _defaults,
    },
}

SHAPES: Final[dict[str, Rule]] = {
    "azure-native:containerservice:ManagedCluster": {
        "oidcIssuerProfile": _oidc,
        "identityProfile": _kubelet,
    },
    "azure-native:keyvault:Vault": {"properties": _vault},
    "azure-native:keyvault:Secret": {"properties": _secret},
    "azure-native:network:VirtualNetworkGateway": {"bgpSettings": _bgp},
    "azure-native:network:NetworkInterface": {"ipConfigurations": _interfaces},
    "azure-native:machinelearningservices:OnlineEndpoint": {"properties": _scoring},
    "azure-native:machinelearningservices:Workspace": {"mlFlowTrackingUri": _tracking},
}
"""Objects that the cloud completes with values of its own, beside those asked."""
