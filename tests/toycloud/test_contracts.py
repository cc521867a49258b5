"""A cloud that polycloud does not know keeps the contracts, and the known ones towards it."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

import pytest
from attrs import evolve

from polycloud.platform.registry import installed_clouds
from polycloud_testing.contracts import (
    Harness,
    IdentityContract,
    MetadataStoreContract,
    NetworkContract,
    ObjectStoreContract,
    ObjectStoreGrantsContract,
    Peer,
    SecretStoreContract,
    SecureLinkContract,
)
from tests.contracts.harnesses import AWS, AZURE, GCP


class _Lazy:
    """A harness that is made when a case asks for it, since it needs what a fixture installs."""

    def __init__(self, known: Harness | None = None) -> None:
        self._known = known

    def __get__(self, _instance: object, _owner: type) -> Harness:
        return _harness(self._known)


@cache
def _harness(known: Harness | None) -> Harness:
    toy = _toy()
    if known is not None:
        return evolve(known, peers=(*known.peers, toy))
    others = tuple(Peer(each.cloud, each.settings) for each in (AWS, AZURE, GCP))
    return Harness(
        cloud=toy.cloud,
        settings=toy.settings,
        peers=others,
        restore_days=7,
        key_types_checked=False,
        any_audience=True,
        subnets=("machines", "training"),
        flow_logs=False,
    )


def _toy() -> Peer:
    cloud = installed_clouds()["toy"]
    return Peer(cloud, cloud.settings_type())  # type: ignore[call-arg]


class _Repeated:
    """Repeats cases for identities by name: the harness does not exist at collection."""

    names: ClassVar[tuple[str, ...]]

    def pytest_generate_tests(self, metafunc: Any) -> None:
        peers = [name for name in self.names if name != "stranger"]
        for argument, values in (
            ("identity", ("own", *self.names)),
            ("foreign", self.names),
            ("peer", peers),
        ):
            if argument in metafunc.fixturenames:
                metafunc.parametrize(argument, values)


class _OfToy(_Repeated):
    harness = _Lazy()
    names = ("aws", "azure", "gcp", "stranger")


class TestIdentity(_OfToy, IdentityContract):
    pass


class TestObjectStoreGrants(_OfToy, ObjectStoreGrantsContract):
    pass


class TestObjectStore(_OfToy, ObjectStoreContract):
    pass


class TestMetadataStore(_OfToy, MetadataStoreContract):
    pass


class TestSecureLink(_OfToy, SecureLinkContract):
    pass


class TestSecretStore(_OfToy, SecretStoreContract):
    pass


class TestNetwork(_OfToy, NetworkContract):
    pass


class TestAwsTrustsToy(_Repeated, IdentityContract):
    harness = _Lazy(AWS)
    names = ("azure", "gcp", "toy", "stranger")


class TestAwsGrantsToy(_Repeated, ObjectStoreGrantsContract):
    harness = _Lazy(AWS)
    names = ("toy",)


class TestAwsLinksToy(_Repeated, SecureLinkContract):
    harness = _Lazy(AWS)
    names = ("toy",)


class TestAzureTrustsToy(_Repeated, IdentityContract):
    harness = _Lazy(AZURE)
    names = ("aws", "gcp", "toy", "stranger")


class TestAzureGrantsToy(_Repeated, ObjectStoreGrantsContract):
    harness = _Lazy(AZURE)
    names = ("toy",)


class TestAzureLinksToy(_Repeated, SecureLinkContract):
    harness = _Lazy(AZURE)
    names = ("toy",)


class TestGcpTrustsToy(_Repeated, IdentityContract):
    harness = _Lazy(GCP)
    names = ("aws", "azure", "toy", "stranger")


class TestGcpGrantsToy(_Repeated, ObjectStoreGrantsContract):
    harness = _Lazy(GCP)
    names = ("toy",)


class TestGcpLinksToy(_Repeated, SecureLinkContract):
    harness = _Lazy(GCP)
    names = ("toy",)


def test_the_harnesses_have_exactly_these_identities() -> None:
    for suite in (TestIdentity, TestAwsTrustsToy, TestAzureTrustsToy, TestGcpTrustsToy):
        assert set(suite.names) == set(suite.harness.identities) - {"own"}


pytestmark = pytest.mark.usefixtures("installed")
