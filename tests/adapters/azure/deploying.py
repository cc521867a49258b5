"""Runs an Azure adapter under Pulumi's mocks and keeps what was registered.

The answers imitate Azure's: ids are ARM ids, and what only Azure knows is made up from the
names. Inputs keep their secrets wrapped, so that a test sees what is secret.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Mapping
from ipaddress import IPv4Network
from typing import Any

import pulumi
from attrs import define, field
from pulumi.runtime import mocks, rpc

from polycloud.abstractions.cloud import Context, Deployment
from polycloud.abstractions.identity import WorkloadIdentity
from polycloud.abstractions.network import NetworkSpec
from polycloud.adapters.azure.settings import AzureSettings

SUBSCRIPTION = "11111111-1111-1111-1111-111111111111"
TENANT = "22222222-2222-2222-2222-222222222222"

NETWORK = NetworkSpec(
    range=IPv4Network("10.2.0.0/16"),
    training=IPv4Network("10.2.0.0/24"),
    machines=tuple(IPv4Network(f"10.2.{third}.0/20") for third in (16, 32, 48)),
    gateways=tuple(IPv4Network(f"10.2.{third}.0/24") for third in (1, 2, 3)),
    pods=IPv4Network("10.102.0.0/16"),
    services=IPv4Network("10.202.0.0/20"),
)


def foreign(name: str = "training", cloud: str = "aws") -> WorkloadIdentity:
    """A workload of another cloud."""
    return WorkloadIdentity(
        name=name,
        cloud=cloud,
        issuer=pulumi.Output.from_input("https://issuer.example"),
        subject=pulumi.Output.from_input("arn:aws:iam::1:role/training"),
        audience="polycloud/acme/ml/dev",
        principal=pulumi.Output.from_input("arn:aws:iam::1:role/training"),
    )


@define
class Registered:
    """One resource, as the engine was told of it."""

    type: str
    name: str
    urn: str
    inputs: dict[str, Any]
    secret_inputs: frozenset[str]
    parent: str
    dependencies: frozenset[str]
    provider: str
    protect: bool
    retained: bool


@define
class Deployed:
    """Everything that was registered, and what the program gave back."""

    resources: list[Registered] = field(factory=list)
    result: Any = None

    def of_type(self, end: str) -> list[Registered]:
        return [item for item in self.resources if item.type.endswith(end)]

    def one(self, end: str) -> Registered:
        (item,) = self.of_type(end)
        return item

    def named(self, name: str) -> Registered:
        (item,) = (item for item in self.resources if item.name == name)
        return item


def deploy(
    program: Callable[[Context], Any],
    *,
    preview: bool = False,
    settings: AzureSettings | None = None,
    stack: str = "dev",
    project: str = "ml",
) -> Deployed:
    """Run ``program`` with a context; Outputs inside its result are awaited.

    What is unknown in a preview comes back as None.
    """
    deployed = Deployed()
    asyncio.set_event_loop(asyncio.new_event_loop())
    mocks.set_mocks(
        _Azure(),
        project=project,
        stack=stack,
        preview=preview,
        monitor=_Monitor(_Azure(), deployed, preview=preview),
    )

    @pulumi.runtime.test
    def run() -> Any:
        context = Context(
            cloud="azure",
            deployment=Deployment("acme", project, stack, "dev", {"project": project, "team": "x"}),
            settings=settings or AzureSettings(),
            network=NETWORK,
            parent=pulumi.ComponentResource("test:platform:Platform", "platform"),
            salt=pulumi.Output.from_input("0badcafe"),
        )

        def keep(value: Any) -> None:
            deployed.result = value

        return pulumi.Output.from_input(program(context)).apply(keep)

    run()
    return deployed


class _Azure(mocks.Mocks):
    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        outputs = dict(args.inputs)
        named = _NAMES.get(args.typ, "")
        name = args.inputs.get(named) or args.name
        outputs["name"] = name
        kind = args.typ.rpartition(":")[2]
        outputs |= _made(kind, name)
        group = args.inputs.get("resourceGroupName", "group")
        return f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}/{kind}/{name}", outputs

    def call(self, args: mocks.MockCallArgs) -> dict[str, Any]:
        assert args.token == "azure-native:authorization:getClientConfig", args.token
        return {
            "clientId": "c",
            "objectId": "o",
            "subscriptionId": SUBSCRIPTION,
            "tenantId": TENANT,
        }


_NAMES: dict[str, str] = {
    "azure-native:storage:StorageAccount": "accountName",
    "azure-native:authorization:RoleDefinition": "roleDefinitionId",
    "azure-native:containerregistry:Registry": "registryName",
    "azure-native:authorization:RoleAssignment": "roleAssignmentName",
    "azure-native:storage:BlobContainer": "containerName",
    "azure-native:operationalinsights:Workspace": "workspaceName",
    "azure-native:applicationinsights:Component": "resourceName",
    "azure-native:resources:ResourceGroup": "resourceGroupName",
    "azure-native:cosmosdb:DatabaseAccount": "accountName",
    "azure-native:cosmosdb:SqlResourceSqlDatabase": "databaseName",
    "azure-native:cosmosdb:SqlResourceSqlContainer": "containerName",
    "azure-native:managedidentity:UserAssignedIdentity": "resourceName",
    "azure-native:network:VirtualNetwork": "virtualNetworkName",
    "azure-native:network:Subnet": "subnetName",
}


def _made(kind: str, name: str) -> dict[str, Any]:
    own = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{kind}/{name}"))
    made: Mapping[str, dict[str, Any]] = {
        "Workspace": {"customerId": own},
        "Registry": {"loginServer": f"{name}.azurecr.io"},
        "Component": {"connectionString": f"InstrumentationKey={own}"},
        "UserAssignedIdentity": {"principalId": own, "clientId": own[::-1], "tenantId": TENANT},
        "DatabaseAccount": {"documentEndpoint": f"https://{name}.documents.azure.com:443/"},
        "PublicIPAddress": {"ipAddress": f"20.0.0.{sum(map(ord, str(name))) % 250}"},
    }
    return made.get(kind, {})


class _Monitor(mocks.MockMonitor):
    def __init__(self, mocks_: mocks.Mocks, deployed: Deployed, *, preview: bool) -> None:
        super().__init__(mocks_)
        self._deployed = deployed
        self._preview = preview

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 (the name is gRPC's)
        answer = super().RegisterResource(request)
        if request.type == "pulumi:pulumi:Stack":
            return answer
        inputs = rpc.deserialize_properties(request.object)
        self._deployed.resources.append(
            Registered(
                type=request.type,
                name=request.name,
                urn=answer.urn,
                inputs={key: _plain(value) for key, value in inputs.items()},
                secret_inputs=frozenset(
                    key for key, value in inputs.items() if rpc.is_rpc_secret(value)
                ),
                parent=request.parent,
                dependencies=frozenset(request.dependencies),
                provider=request.provider,
                protect=request.protect,
                retained=request.retainOnDelete,
            )
        )
        if self._preview and request.custom:
            # A provider's preview knows what was asked, and nothing that it would make.
            known = set(request.object.fields)
            for key in set(answer.object.fields) - known:
                answer.object.fields[key].string_value = rpc.UNKNOWN
            answer.id = ""
        return answer


def _plain(value: Any) -> Any:
    return rpc.unwrap_rpc_secret(value)
