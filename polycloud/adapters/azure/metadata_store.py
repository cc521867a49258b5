"""A table of model metadata in Cosmos DB."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pulumi
from attrs import frozen
from pulumi_azure_native import cosmosdb

from polycloud.abstractions.identity import Access
from polycloud.abstractions.metadata_store import MetadataStoreSpec
from polycloud.adapters import metadata_store
from polycloud.adapters.azure import roles
from polycloud.adapters.azure.granting import Assignment, GrantingHandle
from polycloud.adapters.granting import Grant

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


@frozen(eq=False)
class ItemAssignment(Assignment):
    """One of Cosmos DB's own roles, which are assigned in the account and not in Azure."""


class MetadataStore(
    GrantingHandle, metadata_store.MetadataStore[Assignment, cosmosdb.SqlResourceSqlContainer]
):
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

    Escape hatch: `native` is the container, also as `container`; `account` and `database` hold
    it.
    """

    account: cosmosdb.DatabaseAccount
    database: cosmosdb.SqlResourceSqlDatabase
    container: cosmosdb.SqlResourceSqlContainer

    def _make_table(self, spec: MetadataStoreSpec) -> cosmosdb.SqlResourceSqlContainer:
        ground = self.ground
        self.account = self._account(spec)
        self.database = cosmosdb.SqlResourceSqlDatabase(
            self.name,
            database_name=self.account.name,
            account_name=self.account.name,
            resource_group_name=ground.group_name,
            resource={"id": self.account.name},
            tags=ground.tags,
            opts=self.kept(),
        )
        self.container = cosmosdb.SqlResourceSqlContainer(
            self.name,
            container_name=self.account.name,
            database_name=self.database.name,
            account_name=self.account.name,
            resource_group_name=ground.group_name,
            resource=_table(self.account.name, spec),
            tags=ground.tags,
            opts=self.kept(),
        )
        self.lock(self.name, self.account.id, "this store", [self.container])
        return self.container

    def _table_name(self, native: cosmosdb.SqlResourceSqlContainer) -> pulumi.Output[str]:
        """Return the name of account, database and container."""
        return native.name

    def _rights(self, grant: Grant) -> Mapping[str, Assignment]:
        if grant.access is Access.VIEW:
            return {"view": Assignment(self.account.id, roles.custom(_VIEWER, self.context))}
        if grant.access is Access.READ:
            return {"read": self._on_items(_READER)}
        assignments: dict[str, Assignment] = {"write": self._on_items(_CONTRIBUTOR)}
        if grant.administers:
            settings = roles.custom(_SETTINGS, self.context)
            assignments["settings"] = Assignment(self.container.id, settings)
        return assignments

    def _on_items(self, role: str) -> ItemAssignment:
        scope = pulumi.Output.concat(
            self.account.id, "/dbs/", self.database.name, "/colls/", self.container.name
        )
        return ItemAssignment(scope, pulumi.Output.from_input(role))

    def _bind(
        self, name: str, grant: Grant, principal: pulumi.Output[str], right: Assignment
    ) -> pulumi.Resource:
        if not isinstance(right, ItemAssignment):
            return super()._bind(name, grant, principal, right)
        earlier = [
            each
            for each in self._bindings.values()
            if isinstance(each, cosmosdb.SqlResourceSqlRoleAssignment)
        ]
        role = pulumi.Output.concat(self.account.id, "/sqlRoleDefinitions/", right.role)
        return cosmosdb.SqlResourceSqlRoleAssignment(
            name,
            role_assignment_id=roles.guid(right.scope, right.role, principal),
            account_name=self.account.name,
            resource_group_name=self.ground.group_name,
            role_definition_id=role,
            scope=right.scope,
            principal_id=principal,
            # One after the other: an account refuses what comes while it is being changed.
            opts=self.kept(depends_on=earlier[-1:]),
        )

    def _account(self, spec: MetadataStoreSpec) -> cosmosdb.DatabaseAccount:
        return cosmosdb.DatabaseAccount(
            self.name,
            account_name=self.ground.unique_name(self.name, "cosmos_account"),
            kind=cosmosdb.DatabaseAccountKind.GLOBAL_DOCUMENT_DB,
            database_account_offer_type=cosmosdb.DatabaseAccountOfferType.STANDARD,
            capabilities=[{"name": "EnableServerless"}],
            locations=[{"location_name": self.ground.region, "failover_priority": 0}],
            consistency_policy={
                "default_consistency_level": cosmosdb.DefaultConsistencyLevel.SESSION
            },
            backup_policy=_backups(spec),
            disable_local_auth=True,
            disable_key_based_metadata_write_access=True,
            minimal_tls_version=cosmosdb.MinimalTlsVersion.TLS12,
            public_network_access=cosmosdb.PublicNetworkAccess.ENABLED,
            opts=self.kept(),
            **self.ground.place,
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
