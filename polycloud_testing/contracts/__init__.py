"""What every adapter owes, as suites that run against any of them.

For each capability there is a class with a case for each obligation in the abstraction's
docstring. A case looks at facts (`polycloud_testing.facts`), never at resources, so that the same
case holds for every cloud. An adapter's own tests are a `Harness` and a line a capability::

    HARNESS = Harness(cloud=cloud, settings=MySettings(region="here"))

    class TestObjectStore(ObjectStoreContract):
        harness = HARNESS

A cloud that polycloud's own readers do not know brings its reader along, by the entry-point
group ``polycloud.facts`` or as ``Harness.read``. The suites need pytest; nothing is deployed:
adapters run on the simulated clouds. `polycloud_testing.contracts.mutation` checks the cases.
"""

from __future__ import annotations

from pkgutil import iter_modules

try:
    import pytest
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "The contracts need pytest: pip install 'polycloud[testing]'", name=error.name
    ) from error

# So that a failing case shows the values it compared.
pytest.register_assert_rewrite(*(f"{__name__}.{each.name}" for each in iter_modules(__path__)))

from polycloud_testing.contracts.distribution import DistributionContract  # noqa: E402
from polycloud_testing.contracts.harness import Harness, Peer  # noqa: E402
from polycloud_testing.contracts.identity import IdentityContract  # noqa: E402
from polycloud_testing.contracts.image_registry import ImageRegistryContract  # noqa: E402
from polycloud_testing.contracts.metadata_store import MetadataStoreContract  # noqa: E402
from polycloud_testing.contracts.network import NetworkContract  # noqa: E402
from polycloud_testing.contracts.object_store import ObjectStoreContract  # noqa: E402
from polycloud_testing.contracts.object_store_grants import ObjectStoreGrantsContract  # noqa: E402
from polycloud_testing.contracts.roles import RolesContract  # noqa: E402
from polycloud_testing.contracts.secret_store import SecretStoreContract  # noqa: E402
from polycloud_testing.contracts.secure_link import SecureLinkContract  # noqa: E402

__all__ = [
    "DistributionContract",
    "Harness",
    "IdentityContract",
    "ImageRegistryContract",
    "MetadataStoreContract",
    "NetworkContract",
    "ObjectStoreContract",
    "ObjectStoreGrantsContract",
    "Peer",
    "RolesContract",
    "SecretStoreContract",
    "SecureLinkContract",
]
