"""Where Azure resources are: their paths below a resource group.

A path names the inputs that give each part, as the Azure REST reference does
(https://learn.microsoft.com/rest/api/azure/); the last is the resource's own name, which
azure-native generates where it is not given: with eight hexadecimal digits for a resource
of a resource group, as the logical name for one below another resource.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from polycloud_testing.simulation.property_types import Scalar
from polycloud_testing.simulation.schema import ResourceSchema

_VAULT: Final = "Microsoft.KeyVault/vaults/{vaultName}"
_STORAGE: Final = "Microsoft.Storage/storageAccounts/{accountName}"
_COSMOS: Final = "Microsoft.DocumentDB/databaseAccounts/{accountName}"
_SQL: Final = f"{_COSMOS}/sqlDatabases/{{databaseName}}"
_AKS: Final = "Microsoft.ContainerService/managedClusters/{resourceName}"
_ML: Final = "Microsoft.MachineLearningServices/workspaces/{workspaceName}"
_DOOR: Final = "Microsoft.Cdn/profiles/{profileName}"
_ENDPOINT: Final = f"{_DOOR}/afdEndpoints/{{endpointName}}"
_NETWORK: Final = "Microsoft.Network/"
_VNET: Final = f"{_NETWORK}virtualNetworks/{{virtualNetworkName}}"
_IDENTITY: Final = "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}"
_ZONE: Final = f"{_NETWORK}privateDnsZones/{{privateZoneName}}"
_REGISTRY: Final = "Microsoft.ContainerRegistry/registries/{registryName}"
_INSIGHTS: Final = "Microsoft.Insights/"

PATHS: Final[Mapping[str, str]] = {
    "storage:StorageAccount": _STORAGE,
    "storage:BlobServiceProperties": f"{_STORAGE}/blobServices/{{blobServicesName=default}}",
    "storage:BlobContainer": f"{_STORAGE}/blobServices/default/containers/{{containerName}}",
    "storage:ManagementPolicy": f"{_STORAGE}/managementPolicies/{{managementPolicyName=default}}",
    "storage:FileShare": f"{_STORAGE}/fileServices/default/shares/{{shareName}}",
    "storage:Queue": f"{_STORAGE}/queueServices/default/queues/{{queueName}}",
    "storage:Table": f"{_STORAGE}/tableServices/default/tables/{{tableName}}",
    "cosmosdb:DatabaseAccount": _COSMOS,
    "cosmosdb:SqlResourceSqlDatabase": _SQL,
    "cosmosdb:SqlResourceSqlContainer": f"{_SQL}/containers/{{containerName}}",
    "cosmosdb:SqlResourceSqlRoleDefinition": f"{_COSMOS}/sqlRoleDefinitions/{{roleDefinitionId}}",
    "cosmosdb:SqlResourceSqlRoleAssignment": f"{_COSMOS}/sqlRoleAssignments/{{roleAssignmentId}}",
    "containerregistry:Registry": _REGISTRY,
    "containerregistry:Task": f"{_REGISTRY}/tasks/{{taskName}}",
    "containerservice:ManagedCluster": _AKS,
    "containerservice:AgentPool": f"{_AKS}/agentPools/{{agentPoolName}}",
    "containerservice:MaintenanceConfiguration": (
        f"{_AKS}/maintenanceConfigurations/{{configName}}"
    ),
    "managedidentity:UserAssignedIdentity": _IDENTITY,
    "managedidentity:FederatedIdentityCredential": (
        f"{_IDENTITY}/federatedIdentityCredentials/{{federatedIdentityCredentialResourceName}}"
    ),
    "keyvault:Vault": _VAULT,
    "keyvault:Secret": f"{_VAULT}/secrets/{{secretName}}",
    "keyvault:Key": f"{_VAULT}/keys/{{keyName}}",
    "network:VirtualNetwork": _VNET,
    "network:Subnet": f"{_VNET}/subnets/{{subnetName}}",
    "network:VirtualNetworkPeering": (
        f"{_VNET}/virtualNetworkPeerings/{{virtualNetworkPeeringName}}"
    ),
    "network:NetworkSecurityGroup": (
        f"{_NETWORK}networkSecurityGroups/{{networkSecurityGroupName}}"
    ),
    "network:SecurityRule": (
        f"{_NETWORK}networkSecurityGroups/{{networkSecurityGroupName}}"
        "/securityRules/{securityRuleName}"
    ),
    "network:PublicIPAddress": f"{_NETWORK}publicIPAddresses/{{publicIpAddressName}}",
    "network:NatGateway": f"{_NETWORK}natGateways/{{natGatewayName}}",
    "network:RouteTable": f"{_NETWORK}routeTables/{{routeTableName}}",
    "network:NetworkInterface": f"{_NETWORK}networkInterfaces/{{networkInterfaceName}}",
    "network:LoadBalancer": f"{_NETWORK}loadBalancers/{{loadBalancerName}}",
    "network:PrivateEndpoint": f"{_NETWORK}privateEndpoints/{{privateEndpointName}}",
    "network:PrivateDnsZoneGroup": (
        f"{_NETWORK}privateEndpoints/{{privateEndpointName}}"
        "/privateDnsZoneGroups/{privateDnsZoneGroupName}"
    ),
    "network:BastionHost": f"{_NETWORK}bastionHosts/{{bastionHostName}}",
    "network:VirtualNetworkGateway": (
        f"{_NETWORK}virtualNetworkGateways/{{virtualNetworkGatewayName}}"
    ),
    "network:LocalNetworkGateway": f"{_NETWORK}localNetworkGateways/{{localNetworkGatewayName}}",
    "network:VirtualNetworkGatewayConnection": (
        f"{_NETWORK}connections/{{virtualNetworkGatewayConnectionName}}"
    ),
    "privatedns:PrivateZone": _ZONE,
    "privatedns:VirtualNetworkLink": f"{_ZONE}/virtualNetworkLinks/{{virtualNetworkLinkName}}",
    "operationalinsights:Workspace": "Microsoft.OperationalInsights/workspaces/{workspaceName}",
    "applicationinsights:Component": f"{_INSIGHTS}components/{{resourceName}}",
    "applicationinsights:Workbook": f"{_INSIGHTS}workbooks/{{resourceName}}",
    "monitor:ActionGroup": f"{_INSIGHTS}actionGroups/{{actionGroupName}}",
    "monitor:MetricAlert": f"{_INSIGHTS}metricAlerts/{{ruleName}}",
    "monitor:ScheduledQueryRule": f"{_INSIGHTS}scheduledQueryRules/{{ruleName}}",
    "monitor:DataCollectionRule": f"{_INSIGHTS}dataCollectionRules/{{dataCollectionRuleName}}",
    "monitor:DataCollectionEndpoint": (
        f"{_INSIGHTS}dataCollectionEndpoints/{{dataCollectionEndpointName}}"
    ),
    "monitor:AzureMonitorWorkspace": "Microsoft.Monitor/accounts/{azureMonitorWorkspaceName}",
    "portal:Dashboard": "Microsoft.Portal/dashboards/{dashboardName}",
    "dashboard:Grafana": "Microsoft.Dashboard/grafana/{workspaceName}",
    "compute:VirtualMachine": "Microsoft.Compute/virtualMachines/{vmName}",
    "compute:VirtualMachineScaleSet": "Microsoft.Compute/virtualMachineScaleSets/{vmScaleSetName}",
    "compute:VirtualMachineExtension": (
        "Microsoft.Compute/virtualMachines/{vmName}/extensions/{vmExtensionName}"
    ),
    "compute:CapacityReservationGroup": (
        "Microsoft.Compute/capacityReservationGroups/{capacityReservationGroupName}"
    ),
    "compute:Disk": "Microsoft.Compute/disks/{diskName}",
    "machinelearningservices:Workspace": _ML,
    "machinelearningservices:OnlineEndpoint": f"{_ML}/onlineEndpoints/{{endpointName}}",
    "machinelearningservices:OnlineDeployment": (
        f"{_ML}/onlineEndpoints/{{endpointName}}/deployments/{{deploymentName}}"
    ),
    "machinelearningservices:Compute": f"{_ML}/computes/{{computeName}}",
    "machinelearningservices:ModelContainer": f"{_ML}/models/{{name}}",
    "machinelearningservices:ModelVersion": f"{_ML}/models/{{name}}/versions/{{version}}",
    "cdn:Profile": _DOOR,
    "cdn:AFDEndpoint": _ENDPOINT,
    "cdn:Route": f"{_ENDPOINT}/routes/{{routeName}}",
    "cdn:AFDOriginGroup": f"{_DOOR}/originGroups/{{originGroupName}}",
    "cdn:AFDOrigin": f"{_DOOR}/originGroups/{{originGroupName}}/origins/{{originName}}",
    "cdn:RuleSet": f"{_DOOR}/ruleSets/{{ruleSetName}}",
    "cdn:Rule": f"{_DOOR}/ruleSets/{{ruleSetName}}/rules/{{ruleName}}",
    "eventhub:Namespace": "Microsoft.EventHub/namespaces/{namespaceName}",
    "appconfiguration:ConfigurationStore": (
        "Microsoft.AppConfiguration/configurationStores/{configStoreName}"
    ),
}
"""By module and type: the path below ``…/resourceGroups/{resourceGroupName}/providers/``."""

SCOPED: Final[Mapping[str, str]] = {
    "resources:ResourceGroup": "/subscriptions/{subscription}/resourceGroups/{resourceGroupName}",
    "authorization:RoleAssignment": (
        "{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}"
    ),
    "authorization:RoleDefinition": (
        "{scope}/providers/Microsoft.Authorization/roleDefinitions/{roleDefinitionId}"
    ),
    "authorization:ManagementLockByScope": (
        "{scope}/providers/Microsoft.Authorization/locks/{lockName}"
    ),
    "monitor:DiagnosticSetting": (
        "{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}"
    ),
    "monitor:DataCollectionRuleAssociation": (
        "{resourceUri}/providers/Microsoft.Insights/dataCollectionRuleAssociations/"
        "{associationName}"
    ),
    "consumption:Budget": "{scope}/providers/Microsoft.Consumption/budgets/{budgetName}",
}
"""The same for resources that are not in a resource group: the whole path."""

BY_UUID: Final = frozenset(
    {
        "authorization:RoleAssignment",
        "authorization:RoleDefinition",
        "cosmosdb:SqlResourceSqlRoleAssignment",
        "cosmosdb:SqlResourceSqlRoleDefinition",
    }
)
"""Types whose names are UUIDs."""

_NAMESPACES: Final = {
    "applicationinsights": "Microsoft.Insights",
    "cosmosdb": "Microsoft.DocumentDB",
    "monitor": "Microsoft.Insights",
    "privatedns": "Microsoft.Network",
}
_PLACE: Final = re.compile(r"\{(\w+)(?:=(\w+))?\}")


def short(token: str) -> str:
    """``storage:BlobContainer`` for a type token, whatever API version it names."""
    module, _, type_ = token.removeprefix("azure-native:").partition(":")
    return f"{module.split('/')[0]}:{type_}"


def path_of(schema: ResourceSchema) -> str:
    """The whole path of a type, with places for its inputs; a guess from its inputs'
    names where no path is known.
    """
    name = short(schema.token)
    if name in SCOPED:
        return SCOPED[name]
    below = PATHS.get(name) or _guess(schema, name)
    group = "/resourceGroups/{resourceGroupName}" if "resourceGroupName" in schema.inputs else ""
    return f"/subscriptions/{{subscription}}{group}/providers/{below}"


def own_name(schema: ResourceSchema) -> tuple[str, str, bool]:
    """The input that gives the resource's own name, what it is by default, and whether the
    resource is below another one.
    """
    path = path_of(schema)
    places = _PLACE.findall(path)
    inputs = [place for place in places if place[0] in schema.inputs]
    name, default = inputs[-1] if inputs else ("", "")
    outer = {"subscription", "resourceGroupName", name}
    nested = any(place not in outer for place, _ in places)
    return name, default, nested


def filled(path: str, value: Mapping[str, str]) -> str:
    """A path with its places filled; what is missing is left empty."""
    return _PLACE.sub(lambda place: value.get(place[1], place[2] or ""), path)


def type_of(path: str) -> str:
    """``Microsoft.Storage/storageAccounts``: the type that a path says."""
    if "/providers/" not in path:
        return "Microsoft.Resources/resourceGroups"
    below = path.rpartition("/providers/")[2].split("/")
    return "/".join([below[0], *below[1::2]])


def _guess(schema: ResourceSchema, name: str) -> str:
    module, _, type_ = name.partition(":")
    namespace = _NAMESPACES.get(module, f"Microsoft.{module[:1].upper()}{module[1:]}")
    parents = [
        prop.name
        for prop in schema.inputs.values()
        if prop.required
        and prop.type is Scalar.STRING
        and prop.name.endswith("Name")
        and prop.name != "resourceGroupName"
    ]
    above = "".join(f"{parent.removesuffix('Name')}s/{{{parent}}}/" for parent in parents)
    kind = f"{type_[:1].lower()}{type_[1:]}s"
    return f"{namespace}/{above}{kind}/{{{_guessed_name(schema, type_)}}}"


def _guessed_name(schema: ResourceSchema, type_: str) -> str:
    words = re.findall(r"[A-Z][a-z0-9]*", type_)
    candidates = [f"{type_[:1].lower()}{type_[1:]}Name", "resourceName", "name"]
    candidates += [f"{word.lower()}Name" for word in reversed(words)]
    for candidate in candidates:
        prop = schema.inputs.get(candidate)
        if prop is not None and not prop.required and prop.type is Scalar.STRING:
            return candidate
    return "name"
