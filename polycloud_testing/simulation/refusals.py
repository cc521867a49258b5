"""When a cloud refuses: names that are taken, resources that are protected or not there.

The texts follow those that the providers pass on from the clouds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final

import yaml

from polycloud_testing.simulation import paths
from polycloud_testing.simulation.interface import Properties, SimulationError, State
from polycloud_testing.simulation.inventory import Inventory, Record
from polycloud_testing.simulation.packages import is_provider, package_of

_AWS_GLOBAL: Final = ("aws:iam/", "aws:cloudfront/", "aws:route53/", "aws:organizations/")

# What sets one thing on another resource instead of making one of its own: setting it
# again replaces what was set, in silence.
_SETTINGS: Final = (
    "aws:s3/bucket[A-Z]*",
    "aws:ecr/repositoryPolicy:*",
    "aws:ecr/lifecyclePolicy:*",
    "aws:iam/rolePolicy*",
    "aws:iam/*Attachment:*",
    "aws:*/*Policy:*Policy",
    "aws:ec2/*Association:*",
    "gcp:*IAM*",
    "gcp:*Iam*",
    "gcp:projects/service:Service",
    "kubernetes:*Patch",
    "kubernetes:helm.sh/*",
    "kubernetes:yaml*",
    "eks:*",
    "random:*",
)
_NAMED_POLICIES: Final = frozenset({"aws:iam/policy:Policy"})


def overwrites(type: str) -> bool:
    """Whether creating it again replaces it, where another cloud call would be refused."""
    if is_provider(type):
        return True
    if type in _NAMED_POLICIES:
        return False
    return any(fnmatchcase(type, pattern) for pattern in _SETTINGS)


def scope_of(type: str, values: Properties, provider: Properties, urn: str) -> str:
    """What an id of this type is unique in, besides the type: an AWS region, a Kubernetes
    cluster, or the resource itself where it is in no cloud and its id tells nothing.
    """
    if is_provider(type):
        return ""
    if package_of(type) == "random":
        return urn
    if package_of(type) == "kubernetes":
        return _cluster(provider.get("kubeconfig"))
    if package_of(type) != "aws" or type.startswith(_AWS_GLOBAL):
        return ""
    region = values.get("region")
    return region if isinstance(region, str) and not type.startswith("aws:s3/bucket") else ""


def _cluster(kubeconfig: Any) -> str:
    """The address of the cluster that a kubeconfig leads to."""
    if isinstance(kubeconfig, str):
        try:
            kubeconfig = yaml.safe_load(kubeconfig)
        except yaml.YAMLError:
            return ""
    server = paths.find(kubeconfig, "clusters[0].cluster.server")
    return server if isinstance(server, str) else ""


def taken(type: str, state: State, holder: Record) -> SimulationError:
    """The answer to a creation under a name that is taken."""
    package = package_of(type)
    text = _TAKEN.get(type)
    if text is not None:
        return SimulationError(text.format(id=state.id))
    kind = type.rpartition(":")[2]
    if package == "gcp":
        return SimulationError(
            f"Error creating {kind}: googleapi: Error 409: "
            f"The resource '{state.id}' already exists, alreadyExists"
        )
    if package == "azure-native":
        return SimulationError(f"cannot create already existing resource '{state.id}'")
    if package == "kubernetes":
        name = state.id.rpartition("/")[2]
        return SimulationError(
            f'resource "{state.id}" was not successfully created by the Kubernetes API server: '
            f'{kind.lower()}s "{name}" already exists'
        )
    return SimulationError(
        f"creating {kind} ({state.id}): AlreadyExistsException: {kind} already exists: {state.id}"
    )


def refuse_taken_name(type: str, state: State, inventory: Inventory) -> None:
    """Raises SimulationError where a name is taken that is unique in all of Azure, in
    whatever group its holder is.
    """
    text = _WORLDWIDE.get(type)
    if text is None:
        return
    name = state.outputs.get("name")
    for record in inventory.list():
        if record.type == type and record.outputs.get("name") == name and record.id != state.id:
            raise SimulationError(text.format(name=name))


def missing(type: str, id: str, operation: str) -> SimulationError:
    """The answer to a change of what is not there."""
    return SimulationError(f"{operation} {type} {id}: the resource was not found.")


def refuse_deletion(record: Record) -> None:
    """Raises SimulationError where the cloud protects the resource from deletion."""
    for name, rule in _PROTECTIONS:
        if fnmatchcase(record.type, name):
            reason = rule({**record.inputs, **record.outputs})
            if reason is not None:
                raise SimulationError(f"deleting {record.type} ({record.id}): {reason}")


_WORLDWIDE: Final[Mapping[str, str]] = {
    "azure-native:storage:StorageAccount": (
        "Status=409 Code=StorageAccountAlreadyTaken: The storage account named {name} is "
        "already taken."
    ),
    "azure-native:containerregistry:Registry": (
        "Status=409 Code=AlreadyInUse: The registry DNS name {name}.azurecr.io is already in use."
    ),
    "azure-native:keyvault:Vault": (
        "Status=409 Code=VaultAlreadyExists: The vault name '{name}' is already in use."
    ),
    "azure-native:cosmosdb:DatabaseAccount": (
        "Status=409 Code=Conflict: The account name '{name}' is already in use."
    ),
}

_TAKEN: Final[Mapping[str, str]] = {
    "aws:s3/bucket:Bucket": (
        "creating S3 Bucket ({id}): operation error S3: CreateBucket, https response error "
        "StatusCode: 409, BucketAlreadyExists: The requested bucket name is not available. The "
        "bucket namespace is shared by all users of the system. Please select a different name "
        "and try again."
    ),
    "aws:iam/role:Role": (
        "creating IAM Role ({id}): operation error IAM: CreateRole, https response error "
        "StatusCode: 409, EntityAlreadyExists: Role with name {id} already exists."
    ),
    "aws:dynamodb/table:Table": (
        "creating AWS DynamoDB Table ({id}): operation error DynamoDB: CreateTable, https "
        "response error StatusCode: 400, ResourceInUseException: Table already exists: {id}"
    ),
    "aws:eks/cluster:Cluster": (
        "creating EKS Cluster ({id}): operation error EKS: CreateCluster, https response error "
        "StatusCode: 409, ResourceInUseException: Cluster already exists with name: {id}"
    ),
    "aws:ecr/repository:Repository": (
        "creating ECR Repository ({id}): operation error ECR: CreateRepository, https response "
        "error StatusCode: 400, RepositoryAlreadyExistsException: The repository with name "
        "'{id}' already exists in the registry"
    ),
    "gcp:storage/bucket:Bucket": (
        "googleapi: Error 409: The requested bucket name is not available. The bucket namespace "
        "is shared by all users of the system. Please select a different name and try again., "
        "conflict"
    ),
}


def _flag(name: str, reason: str) -> Callable[[Mapping[str, Any]], str | None]:
    return lambda values: reason if values.get(name) is True else None


def _text(name: str, value: str, reason: str) -> Callable[[Mapping[str, Any]], str | None]:
    return lambda values: reason if values.get(name) == value else None


def _not_disabled(reason: str) -> Callable[[Mapping[str, Any]], str | None]:
    # The provider's default is protection; only an explicit false turns it off.
    return lambda values: None if values.get("deletionProtection") is False else reason


def _load_balancer(values: Mapping[str, Any]) -> str | None:
    return (
        "OperationNotPermitted: Load balancer cannot be deleted because deletion protection is "
        "enabled"
        if values.get("enableDeletionProtection") is True
        else None
    )


_PROTECTIONS: Final[tuple[tuple[str, Callable[[Mapping[str, Any]], str | None]], ...]] = (
    (
        "aws:dynamodb/table:Table",
        _flag(
            "deletionProtectionEnabled",
            "ValidationException: Resource cannot be deleted as it is currently protected "
            "against deletion. Disable deletion protection first.",
        ),
    ),
    (
        "aws:eks/cluster:Cluster",
        _flag(
            "deletionProtection",
            "InvalidRequestException: Cluster has deletion protection enabled; disable it first.",
        ),
    ),
    (
        "aws:rds/*",
        _flag(
            "deletionProtection",
            "InvalidParameterCombination: Cannot delete protected DB, please disable deletion "
            "protection and try again.",
        ),
    ),
    ("aws:lb/loadBalancer:LoadBalancer", _load_balancer),
    (
        "gcp:*",
        _text("deletionPolicy", "PREVENT", "deletion_policy is PREVENT, which forbids deletion."),
    ),
    (
        "gcp:container/cluster:Cluster",
        _not_disabled(
            "Cannot destroy cluster because deletion_protection is set to true. Set it to false "
            "to proceed with cluster deletion."
        ),
    ),
    (
        "gcp:firestore/database:Database",
        _text(
            "deleteProtectionState",
            "DELETE_PROTECTION_ENABLED",
            "googleapi: Error 400: Database has delete protection enabled. Disable it before "
            "deleting the database.",
        ),
    ),
    (
        "gcp:bigquery/table:Table",
        _not_disabled("cannot destroy table without setting deletion_protection=false"),
    ),
    (
        "gcp:sql/databaseInstance:DatabaseInstance",
        _not_disabled("Error, failed to delete instance because deletion_protection is set."),
    ),
)
