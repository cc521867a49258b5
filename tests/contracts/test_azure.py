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

from .harnesses import AZURE


class TestIdentity(IdentityContract):
    harness = AZURE


class TestObjectStore(ObjectStoreContract):
    harness = AZURE


class TestObjectStoreGrants(ObjectStoreGrantsContract):
    harness = AZURE


class TestMetadataStore(MetadataStoreContract):
    harness = AZURE


class TestImageRegistry(ImageRegistryContract):
    harness = AZURE


class TestRoles(RolesContract):
    harness = AZURE


class TestDistribution(DistributionContract):
    harness = AZURE


class TestSecureLink(SecureLinkContract):
    harness = AZURE


class TestSecretStore(SecretStoreContract):
    harness = AZURE


class TestNetwork(NetworkContract):
    harness = AZURE
