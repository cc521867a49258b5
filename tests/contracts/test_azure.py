from __future__ import annotations

from polycloud.contracts import (
    IdentityContract,
    MetadataStoreContract,
    ObjectStoreContract,
    ObjectStoreGrantsContract,
    RolesContract,
)

from .harnesses import AZURE


class TestIdentity(IdentityContract):
    harness = AZURE


class TestObjectStore(ObjectStoreContract):
    harness = AZURE


class TestObjectStoreGrants(ObjectStoreGrantsContract):
    harness = AZURE


class TestMetadataStore(MetadataStoreContract):
    harness = AZURE


class TestRoles(RolesContract):
    harness = AZURE
