"""Which resources the reader knows, and what the others could change.

A kind is a module and class (``storage.BucketIAMMember``) of the provider.
"""

from __future__ import annotations

from typing import Final

from polycloud.graph import Resource

READ: Final = frozenset(
    {
        "firestore.Database",
        "firestore.Index",
        "iam.WorkloadIdentityPool",
        "iam.WorkloadIdentityPoolProvider",
        "projects.IAMBinding",
        "projects.IAMCustomRole",
        "projects.IAMMember",
        "serviceaccount.Account",
        "serviceaccount.IAMBinding",
        "serviceaccount.IAMMember",
        "serviceaccount.Key",
        "storage.Bucket",
        "storage.BucketIAMBinding",
        "storage.BucketIAMMember",
        "storage.HmacKey",
    }
)

HARMLESS: Final = frozenset(
    {
        "firestore.BackupSchedule",
        "firestore.Document",
        "firestore.Field",
        "projects.IAMAuditConfig",
        "projects.Service",
        "projects.ServiceIdentity",
        "projects.UsageExportBucket",
        "storage.AnywhereCache",
        "storage.BucketObject",
        "storage.InsightsReportConfig",
        "storage.Notification",
    }
)
"""What changes no answer."""

REACHING: Final = frozenset(
    {
        *("storage", "firestore", "firebaserules", "iam", "projects", "serviceaccount", "kms"),
        *("folder", "organizations", "tags", "deploymentmanager", "infrastructuremanager"),
        *("assuredworkloads", "cloudasset", "iambeta", "storagecontrol"),
    }
)
"""The provider's modules whose resources can change who reaches a store, or what it does."""


def kind(resource: Resource) -> str:
    """The resource's kind, as above."""
    _, _, rest = resource.type.partition(":")
    module, _, name = rest.partition(":")
    return f"{module.partition('/')[0]}.{name}"


def is_stranger(resource: Resource) -> bool:
    """Whether the reader does not know the resource, and it could change an answer."""
    found = kind(resource)
    return (
        resource.custom
        and resource.package == "gcp"
        and not resource.is_provider
        and found.partition(".")[0] in REACHING
        and found not in READ
        and found not in HARMLESS
    )
