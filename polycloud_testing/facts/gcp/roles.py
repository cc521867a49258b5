"""What permissions amount to, and which of them roles have.

source: https://cloud.google.com/storage/docs/access-control/iam-permissions,
https://cloud.google.com/storage/docs/access-control/iam-roles,
https://cloud.google.com/firestore/native/docs/security/iam,
https://docs.cloud.google.com/iam/docs/roles-permissions/artifactregistry,
https://docs.cloud.google.com/iam/docs/roles-permissions/secretmanager
as_of: 2026-11-23
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from polycloud_testing.facts.access import Verb

PERMISSIONS: Final[Mapping[str, Mapping[Verb, str]]] = {
    "storage": {
        Verb.LIST: "objects.list multipartUploads.list folders.list managedFolders.list",
        Verb.READ: "objects.get folders.get managedFolders.get",
        Verb.WRITE: (
            "objects.create objects.delete objects.update objects.move objects.restore "
            "objects.createContext objects.updateContext objects.deleteContext "
            "multipartUploads.create multipartUploads.abort multipartUploads.listParts "
            "folders.create folders.rename managedFolders.create"
        ),
        Verb.DELETE: "objects.delete folders.delete managedFolders.delete",
        Verb.PURGE: "objects.delete objects.overrideUnlockedRetention",
        Verb.SEE_SETTINGS: (
            "buckets.get buckets.list buckets.getIamPolicy buckets.getIpFilter "
            "buckets.getObjectInsights buckets.listEffectiveTags buckets.listTagBindings "
            "objects.getIamPolicy managedFolders.getIamPolicy bucketOperations.get "
            "bucketOperations.list"
        ),
        Verb.CHANGE_SETTINGS: (
            "buckets.update buckets.create buckets.enableObjectRetention buckets.relocate "
            "buckets.restore buckets.createTagBinding buckets.deleteTagBinding "
            "objects.setRetention bucketOperations.cancel"
        ),
        Verb.CHANGE_ACCESS: (
            "buckets.setIamPolicy buckets.setIpFilter buckets.exemptFromIpFilter "
            "objects.setIamPolicy managedFolders.setIamPolicy"
        ),
        Verb.DELETE_STORE: "buckets.delete",
    },
    "datastore": {
        Verb.LIST: "entities.list",
        Verb.READ: "entities.get databases.export",
        Verb.WRITE: "entities.create entities.update entities.allocateIds databases.import",
        Verb.DELETE: "entities.delete databases.bulkDelete",
        Verb.PURGE: "backups.delete",
        Verb.SEE_SETTINGS: (
            "databases.get databases.getMetadata databases.list databases.listTagBindings "
            "databases.listEffectiveTags indexes.get indexes.list namespaces.get "
            "namespaces.list statistics.get statistics.list locations.get locations.list "
            "keyVisualizerScans.get keyVisualizerScans.list operations.get operations.list "
            "backups.get backups.list backupSchedules.get backupSchedules.list insights.get"
        ),
        Verb.CHANGE_SETTINGS: (
            "databases.update databases.create databases.clone databases.createTagBinding "
            "databases.deleteTagBinding indexes.create indexes.delete indexes.update "
            "backupSchedules.create backupSchedules.update backupSchedules.delete "
            "backups.restoreDatabase operations.cancel operations.delete"
        ),
        Verb.CHANGE_ACCESS: (
            "userCreds.create userCreds.delete userCreds.get userCreds.list userCreds.update "
            "databases.setIamPolicy"
        ),
        Verb.DELETE_STORE: "databases.delete",
    },
    "artifactregistry": {
        Verb.LIST: (
            "dockerimages.list packages.list tags.list versions.list files.list attachments.list"
        ),
        Verb.READ: (
            "repositories.downloadArtifacts dockerimages.get packages.get tags.get versions.get "
            "files.get files.download attachments.get"
        ),
        Verb.WRITE: (
            "repositories.uploadArtifacts tags.create tags.update packages.update "
            "versions.update files.upload files.update attachments.create"
        ),
        Verb.DELETE: (
            "repositories.deleteArtifacts packages.delete tags.delete versions.delete files.delete "
            "attachments.delete"
        ),
        Verb.SEE_SETTINGS: (
            "repositories.get repositories.list repositories.getIamPolicy rules.get rules.list "
            "repositories.listEffectiveTags repositories.listTagBindings "
            "repositories.readViaVirtualRepository"
        ),
        Verb.CHANGE_SETTINGS: (
            "repositories.update repositories.create repositories.createTagBinding "
            "repositories.deleteTagBinding rules.create rules.delete rules.update"
        ),
        Verb.CHANGE_ACCESS: "repositories.setIamPolicy",
        Verb.DELETE_STORE: "repositories.delete",
    },
    "secretmanager": {
        Verb.READ: "versions.access secrets.backup",
        Verb.WRITE: "versions.add versions.enable backups.restore",
        Verb.DELETE: "versions.destroy versions.disable",
        Verb.SEE_SETTINGS: (
            "secrets.get secrets.list secrets.getIamPolicy secrets.listEffectiveTags "
            "secrets.listTagBindings versions.get versions.list locations.get locations.list "
            "backups.get backups.list operations.get operations.list"
        ),
        Verb.CHANGE_SETTINGS: (
            "secrets.update secrets.create secrets.createTagBinding secrets.deleteTagBinding "
            "secrets.enableManagedRotation backups.create backups.update backups.delete "
            "operations.cancel"
        ),
        Verb.CHANGE_ACCESS: "secrets.setIamPolicy",
        Verb.DELETE_STORE: "secrets.delete",
    },
}
"""By service: the permissions that a verb takes, or that do a part of it."""

ESSENTIAL: Final[Mapping[str, Mapping[Verb, frozenset[str]]]] = {
    "storage": {
        Verb.LIST: frozenset({"objects.list"}),
        Verb.READ: frozenset({"objects.get"}),
        # Whoever replaces an object deletes the one before.
        Verb.WRITE: frozenset({"objects.create", "objects.delete"}),
        Verb.DELETE: frozenset({"objects.delete"}),
        Verb.PURGE: frozenset({"objects.delete"}),
        Verb.CHANGE_SETTINGS: frozenset({"buckets.update"}),
    },
    "datastore": {
        Verb.LIST: frozenset({"entities.list"}),
        Verb.READ: frozenset({"entities.get"}),
        Verb.WRITE: frozenset({"entities.create", "entities.update"}),
        Verb.DELETE: frozenset({"entities.delete"}),
        Verb.CHANGE_SETTINGS: frozenset({"indexes.create", "indexes.update"}),
    },
    "artifactregistry": {
        Verb.LIST: frozenset({"dockerimages.list"}),
        Verb.READ: frozenset({"repositories.downloadArtifacts"}),
        Verb.WRITE: frozenset({"repositories.uploadArtifacts", "tags.create", "tags.update"}),
        Verb.DELETE: frozenset({"versions.delete", "repositories.deleteArtifacts"}),
        Verb.CHANGE_SETTINGS: frozenset({"repositories.update"}),
    },
    "secretmanager": {
        Verb.READ: frozenset({"versions.access"}),
        Verb.WRITE: frozenset({"versions.add"}),
        Verb.DELETE: frozenset({"versions.destroy"}),
        Verb.CHANGE_SETTINGS: frozenset({"secrets.update"}),
    },
}
"""All of what a verb takes; of the verbs that are left out each permission is enough."""

_UPLOADS: Final = "multipartUploads.abort multipartUploads.create multipartUploads.listParts"

_STORAGE: Final[Mapping[str, str]] = {
    "objectViewer": "objects.get objects.list folders.get folders.list managedFolders.get "
    "managedFolders.list",
    "objectCreator": f"objects.create folders.create managedFolders.create {_UPLOADS}",
    "objectUser": "objects.create objects.delete objects.get objects.list objects.move "
    "objects.restore objects.update folders.create folders.delete folders.get folders.list "
    "folders.rename managedFolders.create managedFolders.delete managedFolders.get "
    f"managedFolders.list multipartUploads.list {_UPLOADS}",
    "objectAdmin": f"objects.* folders.* managedFolders.* multipartUploads.list {_UPLOADS}",
    "admin": "*",
    "bucketViewer": "buckets.get buckets.list",
    "legacyBucketReader": "buckets.get objects.list multipartUploads.list managedFolders.get "
    "managedFolders.list",
    "legacyBucketWriter": "buckets.get objects.create objects.delete objects.list "
    f"managedFolders.create managedFolders.delete multipartUploads.list {_UPLOADS}",
    "legacyBucketOwner": "buckets.get buckets.getIamPolicy buckets.setIamPolicy buckets.update "
    f"objects.create objects.delete objects.list managedFolders.* {_UPLOADS}",
    "legacyObjectReader": "objects.get",
    "legacyObjectOwner": "objects.get objects.getIamPolicy objects.setIamPolicy objects.update",
    "folderAdmin": f"objects.* folders.* managedFolders.* {_UPLOADS}",
}

_DATASTORE: Final[Mapping[str, str]] = {
    "viewer": "databases.get databases.getMetadata databases.list entities.get entities.list "
    "indexes.get indexes.list namespaces.get namespaces.list statistics.get statistics.list",
    "user": "databases.get databases.getMetadata databases.list entities.allocateIds "
    "entities.create entities.delete entities.get entities.list entities.update indexes.list "
    "namespaces.get namespaces.list statistics.get statistics.list",
    "owner": "*",
    "indexAdmin": "databases.get databases.getMetadata databases.list indexes.*",
    "importExportAdmin": "databases.export databases.import databases.getMetadata operations.*",
    "bulkAdmin": "databases.bulkDelete databases.getMetadata operations.*",
    "backupsAdmin": "backups.* backupSchedules.*",
    "userCredsAdmin": "userCreds.*",
}

_SEEN: Final = (
    "*.get *.list files.download repositories.downloadArtifacts repositories.listEffectiveTags "
    "repositories.listTagBindings repositories.readViaVirtualRepository"
)
_PUSHED: Final = (
    f"{_SEEN} repositories.uploadArtifacts tags.create tags.update files.upload files.update "
    "packages.update attachments.create"
)

_IMAGES: Final[Mapping[str, str]] = {
    "reader": _SEEN,
    "writer": _PUSHED,
    "repoAdmin": f"{_PUSHED} repositories.deleteArtifacts packages.delete tags.delete "
    "versions.delete files.delete attachments.delete",
    "admin": "*",
}

_LOOKED: Final = (
    "locations.get locations.list secrets.get secrets.getIamPolicy secrets.list "
    "secrets.listEffectiveTags secrets.listTagBindings versions.get versions.list"
)

_SECRETS: Final[Mapping[str, str]] = {
    "secretAccessor": "versions.access",
    "secretVersionAdder": "versions.add",
    "secretVersionManager": (
        "versions.add versions.destroy versions.disable versions.enable versions.get versions.list"
    ),
    "viewer": _LOOKED,
    "admin": "*",
}

_NEITHER: Final = (
    "roles/cloudtrace.agent",
    "roles/compute.viewer",
    "roles/container.defaultNodeServiceAccount",
    "roles/iap.tunnelResourceAccessor",
    "roles/logging.logWriter",
    "roles/monitoring.metricWriter",
    "roles/monitoring.viewer",
    "roles/serviceusage.serviceUsageConsumer",
    "roles/stackdriver.resourceMetadata.writer",
)

PREDEFINED: Final[Mapping[str, Mapping[str, str]]] = {
    **{f"roles/storage.{name}": {"storage": given} for name, given in _STORAGE.items()},
    **{f"roles/datastore.{name}": {"datastore": given} for name, given in _DATASTORE.items()},
    **{
        f"roles/artifactregistry.{name}": {"artifactregistry": given}
        for name, given in _IMAGES.items()
    },
    **{f"roles/secretmanager.{name}": {"secretmanager": given} for name, given in _SECRETS.items()},
    "roles/viewer": {
        "artifactregistry": _SEEN,
        "secretmanager": _LOOKED,
        "storage": "buckets.list objects.get objects.list",
        "datastore": _DATASTORE["viewer"],
    },
    "roles/editor": {"storage": "*", "datastore": "*", "artifactregistry": "*"},
    "roles/owner": dict.fromkeys(PERMISSIONS, "*"),
    "roles/resourcemanager.projectIamAdmin": {
        "storage": "buckets.setIamPolicy",
        "datastore": "databases.setIamPolicy",
        "artifactregistry": "repositories.setIamPolicy",
        "secretmanager": "secrets.setIamPolicy",
    },
    "roles/iam.securityAdmin": {
        "storage": "buckets.setIamPolicy",
        "datastore": "databases.setIamPolicy",
        "artifactregistry": "repositories.setIamPolicy",
        "secretmanager": "secrets.setIamPolicy",
    },
    **{name: {} for name in _NEITHER},
}
"""What roles have of these services, as patterns of permissions; others are not known."""

UNCLEAR: Final = frozenset({("roles/editor", "secretmanager")})
"""Roles of which it is not known what they have of a service."""

IMPERSONATING: Final = frozenset(
    {
        "roles/iam.serviceAccountAdmin",
        "roles/iam.serviceAccountKeyAdmin",
        "roles/iam.serviceAccountOpenIdTokenCreator",
        "roles/iam.serviceAccountTokenCreator",
        "roles/iam.serviceAccountUser",
        "roles/iam.workloadIdentityUser",
        "roles/owner",
        "roles/editor",
    }
)
"""Roles with which someone can act as a service account."""
