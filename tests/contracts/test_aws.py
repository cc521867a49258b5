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

from .harnesses import AWS


class TestIdentity(IdentityContract):
    harness = AWS


class TestObjectStore(ObjectStoreContract):
    harness = AWS


class TestObjectStoreGrants(ObjectStoreGrantsContract):
    harness = AWS


class TestMetadataStore(MetadataStoreContract):
    harness = AWS


class TestImageRegistry(ImageRegistryContract):
    harness = AWS


class TestRoles(RolesContract):
    harness = AWS


class TestDistribution(DistributionContract):
    harness = AWS


class TestSecureLink(SecureLinkContract):
    harness = AWS


class TestSecretStore(SecretStoreContract):
    harness = AWS


class TestNetwork(NetworkContract):
    harness = AWS
