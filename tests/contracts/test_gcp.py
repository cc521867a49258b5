from __future__ import annotations

from polycloud_testing.contracts import (
    DistributionContract,
    IdentityContract,
    ImageRegistryContract,
    MetadataStoreContract,
    NetworkContract,
    ObjectStoreContract,
    ObjectStoreGrantsContract,
    RolesContract,
    SecretStoreContract,
    SecureLinkContract,
)

from .harnesses import GCP


class TestIdentity(IdentityContract):
    harness = GCP


class TestObjectStore(ObjectStoreContract):
    harness = GCP


class TestObjectStoreGrants(ObjectStoreGrantsContract):
    harness = GCP


class TestMetadataStore(MetadataStoreContract):
    harness = GCP


class TestImageRegistry(ImageRegistryContract):
    harness = GCP


class TestRoles(RolesContract):
    harness = GCP


class TestDistribution(DistributionContract):
    harness = GCP


class TestSecureLink(SecureLinkContract):
    harness = GCP


class TestSecretStore(SecretStoreContract):
    harness = GCP


class TestNetwork(NetworkContract):
    harness = GCP
