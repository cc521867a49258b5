"""A table of model metadata on Firestore."""

from __future__ import annotations

from typing import Final

import pulumi
import pulumi_gcp as gcp

from polycloud.abstractions.identity import Access
from polycloud.abstractions.metadata_store import MetadataStoreSpec
from polycloud.adapters import metadata_store
from polycloud.adapters.gcp.custom_roles import CustomRole, Roles
from polycloud.adapters.gcp.granting import GrantingHandle, RoleName
from polycloud.adapters.granting import Grant

COLLECTION: Final = "items"
"""The collection of the database that holds the table's items."""

_SEEN: Final = (
    "datastore.databases.getMetadata",
    "datastore.indexes.get",
    "datastore.indexes.list",
)
_ROLES: Final = Roles(
    data={
        Access.READ: "roles/datastore.viewer",
        Access.WRITE: "roles/datastore.user",
        Access.ADMINISTER: "roles/datastore.user",
    },
    view=CustomRole("table_view", "Table view", _SEEN),
    settings=CustomRole(
        "table_settings",
        "Table settings",
        [
            "datastore.databases.getMetadata",
            "datastore.databases.update",
            "datastore.indexes.create",
            "datastore.indexes.delete",
            "datastore.indexes.get",
            "datastore.indexes.list",
            "datastore.indexes.update",
        ],
    ),
)


class MetadataStore(GrantingHandle, metadata_store.MetadataStore[RoleName, gcp.firestore.Database]):
    """A Firestore database in native mode, in the region, paid per request.

    What it makes: a `gcp.firestore.Database`, encrypted with Google's own keys, whose
    collection ``items`` holds the items as documents; and an index that serves "the items
    of a partition key, the highest sort key first". Firestore checks no keys: a document's
    id is best made of both values. Point-in-time restore reaches back seven days.

    With ``protect`` neither Pulumi nor Google deletes the database; without, a destroy
    deletes it with all its items.

    Escape hatch: `native` is the `gcp.firestore.Database`.
    """

    roles = _ROLES

    def _make_table(self, spec: MetadataStoreSpec) -> gcp.firestore.Database:
        ground = self.ground
        database = gcp.firestore.Database(
            self.name,
            name=ground.name(self.name, "firestore_database"),
            location_id=ground.region,
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
            opts=self.kept(depends_on=ground.services("firestore")),
        )
        if spec.sort_key is not None:
            gcp.firestore.Index(
                self.name,
                database=database.name,
                collection=COLLECTION,
                fields=[
                    {"field_path": spec.partition_key.name, "order": "ASCENDING"},
                    {"field_path": spec.sort_key.name, "order": "DESCENDING"},
                    # Google adds it where it is missing, and then finds a difference.
                    {"field_path": "__name__", "order": "DESCENDING"},
                ],
                opts=self.kept(),
            )
        return database

    def _table_name(self, native: gcp.firestore.Database) -> pulumi.Output[str]:
        """Return the database's id."""
        return native.name

    def _bind(
        self, name: str, grant: Grant, principal: pulumi.Output[str], right: RoleName
    ) -> gcp.projects.IAMMember:
        """Firestore's roles are given on the project; the condition leaves this database.

        https://cloud.google.com/firestore/native/docs/security/iam
        """
        database = self.native
        return gcp.projects.IAMMember(
            name,
            project=database.project,
            role=right,
            member=principal,
            condition={
                "title": "database",
                "expression": pulumi.Output.format(
                    'resource.name == "projects/{0}/databases/{1}"',
                    database.project,
                    database.name,
                ),
            },
            opts=self.child(depends_on=self.ground.services("cloudresourcemanager")),
        )


def _state(what: str, on: bool) -> str:
    return f"{what}_{'ENABLED' if on else 'DISABLED'}"
