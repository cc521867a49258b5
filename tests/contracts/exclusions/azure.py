"""What the mutation check leaves alone on Azure, and why."""

from __future__ import annotations

from . import links
from .everywhere import EVERYWHERE, beside_links, each

EXCLUSIONS = (
    *EVERYWHERE,
    *beside_links(
        "azure-native:authorization:*", "azure-native:resources:Deployment", change="added"
    ),
    *links.AZURE,
    *each(
        "A text for people, which nothing is decided by.",
        "* description",
        "* notes",
        "* roleName",
        "* policy.rules(*).name",
    ),
    *each(
        "A physical name, or the name of what there is one of: other names are made up or refused,"
        " and others learn it from the resource.",
        "* resourceGroupName",
        "* resourceName",
        "* blobServicesName",
        "* managementPolicyName",
        "* lockName",
        "* roleAssignmentName",
        "* roleAssignmentId",
        "* roleDefinitionId",
        "* federatedIdentityCredentialResourceName",
        "*:StorageAccount accountName",
        "*:DatabaseAccount accountName",
        "*:Vault vaultName",
        "*:Secret secretName",
        "*:SqlResourceSqlContainer resource.id",
        "*:SqlResourceSqlDatabase databaseName",
        "*:SqlResourceSqlDatabase resource*",
        "*:AFDCustomDomain customDomainName",
        "*:AFDEndpoint endpointName",
        "*:AFDOrigin originName",
        "*:AFDOriginGroup originGroupName",
        "*:Profile profileName",
        "*:Route routeName",
        "*:Rule ruleName",
        "*:RuleSet ruleSetName",
    ),
    *each(
        "A resource group is a folder. Every store names its own region and tags.",
        "*:ResourceGroup *",
    ),
    *each(
        "Where and under which tags an identity stands; who it is and what it may do is its"
        " federation and its roles.",
        "*:UserAssignedIdentity location",
        "*:UserAssignedIdentity tags*",
    ),
    *each(
        "How the provider finds Azure's public cloud, which is its default; stores name their own"
        " region.",
        "pulumi:providers:azure-native environment",
        "pulumi:providers:azure-native location",
    ),
    *each(
        "Where a role could be given, and that it is the customer's own; where it is given is its"
        " assignment's scope, which is noticed:"
        " learn.microsoft.com/azure/role-based-access-control/role-definitions#assignablescopes",
        "*:RoleDefinition assignableScopes*",
        "*:RoleDefinition roleType",
        "*:RoleDefinition scope",
    ),
    *each(
        "Spares Azure a look-up of what kind of principal it is:"
        " learn.microsoft.com/azure/role-based-access-control/troubleshooting",
        "*:RoleAssignment principalType",
    ),
    *each(
        "The cloud's default is the same: learn.microsoft.com/rest/api/storagerp/storage-accounts"
        "/create, learn.microsoft.com/rest/api/cosmos-db-resource-provider/database-accounts"
        "/create-or-update, learn.microsoft.com/rest/api/keyvault/keyvault/vaults/create-or-update",
        "*:BlobContainer publicAccess",
        "*:BlobServiceProperties isVersioningEnabled",
        "*:DatabaseAccount backupPolicy*",
        "*:DatabaseAccount consistencyPolicy*",
        "*:DatabaseAccount createMode",
        "*:DatabaseAccount kind",
        "*:DatabaseAccount publicNetworkAccess",
        "*:ManagementPolicy policy.rules(*).enabled",
        "*:StorageAccount accessTier",
        "*:StorageAccount allowBlobPublicAccess",
        "*:StorageAccount enableHttpsTrafficOnly",
        "*:StorageAccount encryption*",
        "*:StorageAccount isHnsEnabled",
        "*:StorageAccount isSftpEnabled",
        "*:StorageAccount publicNetworkAccess",
        "*:StorageAccount allowCrossTenantReplication",
        "*:SqlResourceSqlContainer resource.indexingPolicy.automatic",
        "*:SqlResourceSqlContainer resource.indexingPolicy.indexingMode",
        "*:SqlResourceSqlContainer resource.indexingPolicy.compositeIndexes(*)(*).order",
        "*:SqlResourceSqlContainer resource.partitionKey.kind",
        "*:Vault properties.enablePurgeProtection",
        "*:Vault properties.enableSoftDelete",
        "*:Vault properties.publicNetworkAccess",
        change="dropped",
    ),
    *each(
        "TLS 1.2 is the default, and the least that there is:"
        " learn.microsoft.com/azure/cosmos-db/self-serve-minimum-tls-enforcement",
        "*:DatabaseAccount minimalTlsVersion",
        change="dropped",
    ),
    *each(
        "Required, or a word of a fixed list: Azure refuses the request.",
        "*:DatabaseAccount consistencyPolicy.defaultConsistencyLevel",
        "*:DatabaseAccount createMode",
        "*:DatabaseAccount databaseAccountOfferType",
        "*:DatabaseAccount kind",
        "*:StorageAccount kind",
        "*:StorageAccount sku*",
        "*:StorageAccount encryption.services.blob.keyType",
        "*:SqlResourceSqlRoleAssignment accountName",
        "*:RoleAssignment conditionVersion",
        "*:ManagementLockByScope scope",
        "*:Vault properties.sku*",
        "*:Vault properties.tenantId",
    ),
    *each(
        "What is deleted can be had back for longer than promised.",
        "*:BlobServiceProperties *etentionPolicy.days",
        change="made more",
    ),
    *each(
        "What account keys may do besides; no account key opens a table, which is noticed:"
        " learn.microsoft.com/azure/cosmos-db/role-based-access-control",
        "*:DatabaseAccount disableKeyBasedMetadataWriteAccess",
    ),
    *each(
        "The permission stands beside others to the same end; those without which something is"
        " refused, and every permission too many, are noticed.",
        "*:RoleDefinition permissions(*).*ctions*",
        change="dropped",
    ),
    *each(
        "Versions that no rule deletes cost money and lose nothing.",
        "*:ManagementPolicy policy.rules(age).definition.actions.version",
        change="dropped",
    ),
    *each(
        "What the portal proposes to people:"
        " learn.microsoft.com/azure/storage/blobs/authorize-data-operations-portal",
        "*:StorageAccount defaultToOAuthAuthentication",
    ),
    *each(
        "When versions move to cheaper tiers, which costs money and loses nothing.",
        "*:ManagementPolicy policy.rules(age).definition.actions.version.tier*",
    ),
    *each(
        "The order of a table's one region among its regions.",
        "*:DatabaseAccount locations(*).failoverPriority",
    ),
    *each(
        "How queries are indexed; it neither lets anybody in nor holds data:"
        " learn.microsoft.com/azure/cosmos-db/index-policy",
        "*:SqlResourceSqlContainer resource.indexingPolicy*",
        "*:SqlResourceSqlContainer resource.partitionKey.version",
    ),
    *each(
        "Front Door is everywhere: every profile and endpoint says Global, and Azure takes nothing"
        " else.",
        "*:AFDEndpoint location",
        "*:Profile location",
    ),
    *each(
        "There is one origin, which is asked whatever probes say and however origins are weighed:"
        " learn.microsoft.com/azure/frontdoor/health-probes",
        "*:AFDOrigin priority",
        "*:AFDOrigin weight",
        "*:AFDOriginGroup healthProbeSettings.probeIntervalInSeconds",
        "*:AFDOriginGroup healthProbeSettings.probePath",
        "*:AFDOriginGroup healthProbeSettings.probeRequestType",
        "*:AFDOriginGroup loadBalancingSettings*",
    ),
    *each(
        "The origin is asked by HTTPS only, which is noticed.",
        "*:AFDOrigin httpPort",
    ),
    *each(
        "The cloud's default is the same: TLS 1.2 with a certificate of Azure's, which is checked"
        " at the origin's port 443, no cookies, no other name:"
        " learn.microsoft.com/rest/api/frontdoor/azurefrontdoorstandardpremium,"
        " learn.microsoft.com/azure/frontdoor/standard-premium/tls-policy",
        "*:AFDCustomDomain tlsSettings",
        "*:AFDCustomDomain tlsSettings.minimumTlsVersion",
        "*:AFDOrigin enforceCertificateNameCheck",
        "*:AFDOrigin httpsPort",
        "*:AFDOriginGroup sessionAffinityState",
        "*:Route linkToDefaultDomain",
        change="dropped",
    ),
    *each(
        "Required, or a word of a fixed list: Azure refuses the request.",
        "*:AFDCustomDomain tlsSettings.certificateType",
        "*:Route linkToDefaultDomain",
        "*:Rule actions(*).parameters.typeName",
    ),
    *each(
        "There is one rule, for every request, so that no order and no further rule matters.",
        "*:Rule matchProcessingBehavior",
        "*:Rule order",
    ),
    *each(
        "Models are of no type that Front Door compresses, and a compressed object is the same:"
        " learn.microsoft.com/azure/frontdoor/front-door-caching#file-compression",
        "*:Rule actions(*).parameters.cacheConfiguration.isCompressionEnabled",
    ),
    *each(
        "The rule goes before the route's configuration, and is noticed:"
        " learn.microsoft.com/azure/frontdoor/front-door-caching#cache-behavior-and-duration",
        "*:Route cacheConfiguration*",
    ),
)
