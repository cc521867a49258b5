"""Values that a cloud makes up, made up from a resource's name and nothing else.

The same stack previewed twice gets the same values; two stacks get different ones. Every
value says that it is simulated: accounts and subscriptions are zeros, identifiers start
with zeros, addresses are of the ranges reserved for documentation, hosts end in the
reserved domain ``.example`` unless the cloud's own form of the name is needed.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import field, frozen

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation.interface import Properties

ACCOUNT: Final = "000000000000"
"""The simulated AWS account, and the number of the simulated GCP project."""

SUBSCRIPTION: Final = "00000000-0000-0000-0000-000000000000"
"""The simulated Azure subscription."""

TENANT: Final = "00000000-0000-0000-0000-000000000001"
"""The simulated Microsoft Entra tenant."""

PROJECT: Final = "simulated-project"
"""The GCP project where neither the resource nor its provider names one."""

CREATED: Final = "2026-01-01T00:00:00Z"
"""When every simulated resource was created: a fixed time, so that runs compare."""

_DOCUMENTATION_NETWORKS: Final = ("192.0.2", "198.51.100", "203.0.113")
_BASE32: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def _nothing(type: str, id: str) -> Properties | None:
    return None


@frozen
class Making:
    """A resource that is being made: who it is, what was asked, and values to give it.

    ``inputs`` are complete (with the generated name); ``provider`` is the configuration
    of the provider. ``made`` are the outputs made so far, which later ones may use.
    ``lookup`` gives the outputs of what exists already, by type and id.
    """

    urn: str
    type: str
    inputs: Properties
    provider: Properties = field(factory=dict[str, Any])
    seed: str = ""
    made: dict[str, Any] = field(factory=dict[str, Any])
    lookup: Callable[[str, str], Properties | None] = field(default=_nothing, repr=False)

    def find(self, type: str, id: str) -> Properties:
        """The outputs of an existing resource, nothing where there is none."""
        return self.lookup(type, id) or {} if id else {}

    @property
    def name(self) -> str:
        """The logical name."""
        return self.urn.split("::", 3)[3]

    def get(self, name: str, default: Any = None) -> Any:
        """What was made or asked under this name, unknown and null values aside."""
        for source in (self.made, self.inputs):
            value = source.get(name)
            if value is not None and value is not UNKNOWN:
                return value
        return default

    def text(self, name: str, default: str = "") -> str:
        """As `get`, for a text."""
        value = self.get(name, default)
        return value if isinstance(value, str) else default

    def setting(self, name: str, default: str) -> str:
        """A text of the provider's configuration."""
        value = self.provider.get(name)
        return value if isinstance(value, str) and value else default

    def digest(self, label: str) -> bytes:
        """32 bytes that belong to this resource and ``label``."""
        return hashlib.sha256(f"{self.seed}\0{self.urn}\0{label}".encode()).digest()

    def hex(self, length: int, label: str = "") -> str:
        """Hexadecimal digits, up to 64."""
        return self.digest(label).hex()[:length]

    def digits(self, length: int, label: str = "") -> str:
        """Decimal digits, up to 60; the first is not zero."""
        number = int.from_bytes(self.digest(label), "big")
        return f"{1 + number % 9}{number // 9:064d}"[:1] + f"{number:078d}"[-(length - 1) :]

    def base32(self, length: int, label: str = "") -> str:
        """Capitals and digits as in AWS access identifiers, up to 32."""
        return "".join(_BASE32[byte % 32] for byte in self.digest(label)[:length])

    def base64(self, length: int, label: str = "") -> str:
        """Base64 of ``length`` bytes, up to 32."""
        return base64.b64encode(self.digest(label)[:length]).decode()

    def uuid(self, label: str = "") -> str:
        """A UUID, version 4 in form, that starts with eight zeros."""
        made = uuid.UUID(bytes=b"\0\0\0\0" + self.digest(label)[4:16], version=4)
        return str(made)

    def short_id(self, label: str = "") -> str:
        """The 17 hexadecimal digits of an EC2 identifier, seven zeros first."""
        return "0000000" + self.hex(10, label)

    def public_address(self, label: str = "") -> str:
        """An IPv4 address of the ranges reserved for documentation."""
        digest = self.digest("address" + label)
        network = _DOCUMENTATION_NETWORKS[digest[0] % len(_DOCUMENTATION_NETWORKS)]
        return f"{network}.{1 + digest[1] % 254}"

    def private_address(self, label: str = "") -> str:
        """An IPv4 address of 10.0.0.0/8."""
        digest = self.digest("private" + label)
        return f"10.{digest[0]}.{digest[1]}.{4 + digest[2] % 250}"

    def certificate(self, label: str = "certificate") -> str:
        """What looks like a PEM certificate and says inside that it is simulated."""
        body = base64.b64encode(b"simulated certificate " + self.digest(label)).decode()
        return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"


def merged(*mappings: Any) -> dict[str, Any]:
    """Objects laid over one another; what is no object is passed over."""
    result: dict[str, Any] = {}
    for mapping in mappings:
        if isinstance(mapping, Mapping):
            result.update(mapping)  # pyright: ignore[reportUnknownArgumentType]
    return result
