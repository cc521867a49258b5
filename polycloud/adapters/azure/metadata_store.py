"""A table of model metadata in Cosmos DB."""

from __future__ import annotations

from typing import Final

import pulumi
from pulumi_azure_native import authorization, cosmosdb

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Access, Credentials, WorkloadIdentity
from polycloud.abstractions.metadata_store import MetadataStoreSpec
from polycloud.abstractions.roles import Person
from polycloud.adapters.azure import roles
from polycloud.adapters.azure.ground import ground
from polycloud.adapters.azure.identity import credentials
from polycloud.adapters.component import Handle

_READER: Final = "00000000-0000-0000-0000-000000000001"
_CONTRIBUTOR: Final = "00000000-0000-0000-0000-000000000002"
"""Cosmos DB's own roles on data, which reach no settings and delete no container
(https://learn.microsoft.com/azure/cosmos-db/nosql/reference-data-plane-security)."""

_CONTAINERS: Final = "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers"
_VIEWER: Final = roles.Role(
    name="table-viewer",
    description="See a table's settings; none of its items.",
    actions=(
        "Microsoft.DocumentDB/databaseAccounts/read",
        "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/read",
        f"{_CONTAINERS}/read",
    ),
)
_SETTINGS: Final = roles.Role(
    name="table-settings",
    description="Change a table's indexes and time to live; delete none of it.",
    actions=(f"{_CONTAINERS}/read", f"{_CONTAINERS}/write"),
)


class MetadataStore(Handle):
    """A Cosmos DB container (NoSQL API) in a serverless account of its own.

    What it makes: account, database and container, all of the table's name, so that the
    name is all that a client needs: ``https://<name>.documents.azure.com``. Only tokens of
    Entra identities open the account: its keys are off. Its endpoint is public, TLS only,
    as workloads of other clouds come to it. Data is encrypted with Azure's own keys.

    Sort key: an item has its own string ``id``; items of a partition differ in the sort key
    by a unique key policy, and are put in its order by a composite index. Neither keys nor
    policy can be changed on a container that exists: Pulumi replaces it.

    Restore: to any second of the last seven days, in a new account. Azure does not go back
    from there to periodic backups.

    Protection: a CanNotDelete lock on the account. Under it Azure refuses to take back
    grants, too, so those are protected with it: to take one back, first lift ``protect`` in
    an update of its own.

    What it costs: by the request unit and the GiB; an idle table costs its storage alone.

    Escape hatch: `account`, `database` and `container` are the native resources.
    """

    account: cosmosdb.DatabaseAccount
    database: cosmosdb.SqlResourceSqlDatabase
    container: cosmosdb.SqlResourceSqlContainer

    def __init__(self, name: str, spec: MetadataStoreSpec, context: Context) -> None:
        self._prefix = name
        self._context = context
        self._ground = ground(context)
        self._protected = spec.protect
        self._granted: dict[str, cosmosdb.SqlResourceSqlRoleAssignment] = {}
        self._administrators: set[str] = set()
        self._viewers: set[str] = set()
        super().__init__(name, context, [self._ground.provider])
        self.account = self._account(spec)
        self.database = cosmosdb.SqlResourceSqlDatabase(
            name,
            database_name=self.account.name,
            account_name=self.account.name,
            resource_group_name=self._ground.group_name,
            resource={"id": self.account.name},
            tags=self._ground.tags,
            opts=self.child(protect=spec.protect),
        )
        self.container = cosmosdb.SqlResourceSqlContainer(
            name,
            container_name=self.account.name,
            database_name=self.database.name,
            account_name=self.account.name,
            resource_group_name=self._ground.group_name,
            resource=_table(self.account.name, spec),
            tags=self._ground.tags,
            opts=self.child(protect=spec.protect),
        )
        if spec.protect:
            authorization.ManagementLockByScope(
                name,
                lock_name="polycloud-protect",
                scope=self.account.id,
                level=authorization.LockLevel.CAN_NOT_DELETE,
                notes="The configuration asks to protect this store.",
                opts=self.child(protect=True, depends_on=[self.container]),
            )
        self.done(table=self.table)

    @property
    def table(self) -> pulumi.Output[str]:
        """The name of account, database and container."""
        return self.container.name

    def grant(self, identity: WorkloadIdentity | Person, access: Access) -> Credentials:
        """Give the identity, of this cloud or trusted here, a role on the container's items.

        Administering adds the container's settings.
        """
        allowed = credentials(identity, self._context)
        who = f"{self._prefix}-{identity.name}"
        if access is Access.VIEW:
            self._see(f"{who}-view", identity)
        elif access is Access.READ:
            self._assign(f"{who}-read", allowed, _READER)
        else:
            self._assign(f"{who}-write", allowed, _CONTRIBUTOR)
        if access is Access.ADMINISTER and identity.name not in self._administrators:
            self._administrators.add(identity.name)
            roles.assign(
                f"{who}-settings",
                scope=self.container.id,
                role=roles.custom(_SETTINGS, self._context),
                principal=allowed.principal,
                to=identity,
                options=self.child(protect=self._protected),
            )
        return allowed

    def _see(self, logical: str, identity: WorkloadIdentity | Person) -> None:
        if logical in self._viewers:
            return
        self._viewers.add(logical)
        roles.assign(
            logical,
            scope=self.account.id,
            role=roles.custom(_VIEWER, self._context),
            principal=credentials(identity, self._context).principal,
            to=identity,
            options=self.child(protect=self._protected),
        )

    def _assign(self, logical: str, allowed: Credentials, role: str) -> None:
        """Once, however often asked: Azure refuses a role that is had already."""
        if logical in self._granted:
            return
        scope = pulumi.Output.concat(
            self.account.id, "/dbs/", self.database.name, "/colls/", self.container.name
        )
        self._granted[logical] = cosmosdb.SqlResourceSqlRoleAssignment(
            logical,
            role_assignment_id=roles.guid(scope, role, allowed.principal),
            account_name=self.account.name,
            resource_group_name=self._ground.group_name,
            role_definition_id=pulumi.Output.concat(self.account.id, "/sqlRoleDefinitions/", role),
            scope=scope,
            principal_id=allowed.principal,
            # One after the other: an account refuses what comes while it is being changed.
            opts=self.child(protect=self._protected, depends_on=list(self._granted.values())[-1:]),
        )

    def _account(self, spec: MetadataStoreSpec) -> cosmosdb.DatabaseAccount:
        return cosmosdb.DatabaseAccount(
            self._prefix,
            account_name=self._ground.unique_name(self._prefix, "cosmos_account"),
            resource_group_name=self._ground.group_name,
            location=self._ground.location,
            kind=cosmosdb.DatabaseAccountKind.GLOBAL_DOCUMENT_DB,
            database_account_offer_type=cosmosdb.DatabaseAccountOfferType.STANDARD,
            capabilities=[{"name": "EnableServerless"}],
            locations=[{"location_name": self._ground.location, "failover_priority": 0}],
            consistency_policy={
                "default_consistency_level": cosmosdb.DefaultConsistencyLevel.SESSION
            },
            backup_policy=_backups(spec),
            disable_local_auth=True,
            disable_key_based_metadata_write_access=True,
            minimal_tls_version=cosmosdb.MinimalTlsVersion.TLS12,
            public_network_access=cosmosdb.PublicNetworkAccess.ENABLED,
            tags=self._ground.tags,
            opts=self.child(protect=spec.protect),
        )


def _backups(
    spec: MetadataStoreSpec,
) -> cosmosdb.ContinuousModeBackupPolicyArgsDict | cosmosdb.PeriodicModeBackupPolicyArgsDict:
    if spec.point_in_time_restore:
        return {
            "type": "Continuous",
            "continuous_mode_properties": {"tier": cosmosdb.ContinuousTier.CONTINUOUS7_DAYS},
        }
    return {"type": "Periodic"}


def _table(
    name: pulumi.Output[str], spec: MetadataStoreSpec
) -> cosmosdb.SqlContainerResourceArgsDict:
    partition = f"/{spec.partition_key.name}"
    table: cosmosdb.SqlContainerResourceArgsDict = {
        "id": name,
        "partition_key": {
            "paths": [partition],
            "kind": cosmosdb.PartitionKind.HASH,
            "version": 2,
        },
    }
    if spec.sort_key is not None:
        sort = f"/{spec.sort_key.name}"
        orders = (
            cosmosdb.CompositePathSortOrder.ASCENDING,
            cosmosdb.CompositePathSortOrder.DESCENDING,
        )
        table["unique_key_policy"] = {"unique_keys": [{"paths": [sort]}]}
        table["indexing_policy"] = {
            "automatic": True,
            "indexing_mode": cosmosdb.IndexingMode.CONSISTENT,
            "included_paths": [{"path": "/*"}],
            "excluded_paths": [{"path": '/"_etag"/?'}],
            "composite_indexes": [
                [{"path": partition, "order": orders[0]}, {"path": sort, "order": order}]
                for order in orders
            ],
        }
    return table
