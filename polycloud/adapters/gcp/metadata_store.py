"""A table of model metadata on Firestore."""

from __future__ import annotations

from typing import Final

import pulumi
import pulumi_gcp as gcp

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Access, Credentials, WorkloadIdentity
from polycloud.abstractions.metadata_store import MetadataStoreSpec
from polycloud.abstractions.roles import Person
from polycloud.adapters.component import Handle
from polycloud.adapters.gcp.custom_roles import custom_role
from polycloud.adapters.gcp.ground import ground
from polycloud.adapters.gcp.identity import trust

COLLECTION: Final = "items"
"""The collection of the database that holds the table's items."""

_ROLES: Final = {
    Access.READ: "roles/datastore.viewer",
    Access.WRITE: "roles/datastore.user",
    Access.ADMINISTER: "roles/datastore.user",
}
_SEEN: Final = (
    "datastore.databases.getMetadata",
    "datastore.indexes.get",
    "datastore.indexes.list",
)
_SETTINGS: Final = (
    "datastore.databases.getMetadata",
    "datastore.databases.update",
    "datastore.indexes.create",
    "datastore.indexes.delete",
    "datastore.indexes.get",
    "datastore.indexes.list",
    "datastore.indexes.update",
)


class MetadataStore(Handle):
    """A Firestore database in native mode, in the region, paid per request.

    What it makes: a `gcp.firestore.Database`, encrypted with Google's own keys, whose
    collection ``items`` holds the items as documents; and an index that serves "the items
    of a partition key, the highest sort key first". Firestore checks no keys: a document's
    id is best made of both values. Point-in-time restore reaches back seven days.

    With ``protect`` neither Pulumi nor Google deletes the database; without, a destroy
    deletes it with all its items.

    Escape hatch: `native` is the `gcp.firestore.Database`.
    """

    native: gcp.firestore.Database

    def __init__(self, name: str, spec: MetadataStoreSpec, context: Context) -> None:
        self._name = name
        self._context = context
        self._granted: set[str] = set()
        self._ground = base = ground(context)
        super().__init__(name, context, [base.provider])
        self.native = gcp.firestore.Database(
            name,
            name=base.name(name, "firestore_database"),
            location_id=base.region,
            type="FIRESTORE_NATIVE",
            database_edition="STANDARD",
            concurrency_mode="PESSIMISTIC",
            app_engine_integration_mode="DISABLED",
            point_in_time_recovery_enablement=_state(
                "POINT_IN_TIME_RECOVERY", spec.point_in_time_restore
            ),
            delete_protection_state=_state("DELETE_PROTECTION", spec.protect),
            # The provider's default would forget the database and leave it.
            deletion_policy="DELETE",
            opts=self.child(protect=spec.protect, depends_on=base.services("firestore")),
        )
        if spec.sort_key is not None:
            gcp.firestore.Index(
                name,
                database=self.native.name,
                collection=COLLECTION,
                fields=[
                    {"field_path": spec.partition_key.name, "order": "ASCENDING"},
                    {"field_path": spec.sort_key.name, "order": "DESCENDING"},
                    # Google adds it where it is missing, and then finds a difference.
                    {"field_path": "__name__", "order": "DESCENDING"},
                ],
                opts=self.child(protect=spec.protect),
            )
        self.done(table=self.table)

    @property
    def table(self) -> pulumi.Output[str]:
        """The database's id."""
        return self.native.name

    def grant(self, identity: WorkloadIdentity | Person, access: Access) -> Credentials:
        """Bind the identity, of this cloud or trusted here, to a role on this database."""
        allowed = trust(identity, self._context)
        if access is Access.VIEW:
            role = custom_role("table_view", "Table view", _SEEN, self._context)
            self._bind(allowed, f"{identity.name}-{access}", role.name)
            return allowed
        self._bind(allowed, f"{identity.name}-{access}", _ROLES[access])
        if access is Access.ADMINISTER:
            role = custom_role("table_settings", "Table settings", _SETTINGS, self._context)
            self._bind(allowed, f"{identity.name}-settings", role.name)
        return allowed

    def _bind(self, allowed: Credentials, what: str, role: pulumi.Input[str]) -> None:
        """One binding for each identity and access, however often asked.

        Firestore's roles are given on the project; the condition leaves this database.
        https://cloud.google.com/firestore/native/docs/security/iam
        """
        if what in self._granted:
            return
        self._granted.add(what)
        database = self.native
        gcp.projects.IAMMember(
            f"{self._name}-{what}",
            project=database.project,
            role=role,
            member=allowed.principal,
            condition={
                "title": "database",
                "expression": pulumi.Output.format(
                    'resource.name == "projects/{0}/databases/{1}"',
                    database.project,
                    database.name,
                ),
            },
            opts=self.child(depends_on=self._ground.services("cloudresourcemanager")),
        )


def _state(what: str, on: bool) -> str:
    return f"{what}_{'ENABLED' if on else 'DISABLED'}"
