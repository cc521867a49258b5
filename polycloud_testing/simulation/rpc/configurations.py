"""What each provider of a package is configured with."""

from __future__ import annotations

import json
import threading
from typing import Any, Final

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation.interface import Properties
from polycloud_testing.simulation.property_types import Scalar
from polycloud_testing.simulation.schema import schema_for
from polycloud_testing.simulation.sealing import with_secrets
from polycloud_testing.simulation.wire import Decoded

_KEPT: Final = 256
"""Connections whose configuration is kept; a deployment has a handful."""


class Configurations:
    """Provider configurations by the connection over which they came.

    The engine opens a connection for each provider resource and says in no other call
    which provider is meant. Of a connection never seen before (one that was idle for half
    an hour is opened anew) the latest configuration holds.
    """

    def __init__(self, package: str) -> None:
        self._package = package
        self._by_connection: dict[str, Properties] = {}
        self._latest: Properties = {}
        self._lock = threading.Lock()

    def configure(self, connection: str, given: Decoded) -> None:
        """Keep a configuration as it came over the wire."""
        known = with_secrets(plain_configuration(self._package, given.values), given.secrets)
        with self._lock:
            self._by_connection.pop(connection, None)
            self._by_connection[connection] = self._latest = known
            while len(self._by_connection) > _KEPT:
                del self._by_connection[next(iter(self._by_connection))]

    def of(self, connection: str) -> Properties:
        """The configuration that holds for a call."""
        with self._lock:
            return self._by_connection.get(connection, self._latest)


def plain_configuration(package: str, values: Properties) -> dict[str, Any]:
    """A provider's inputs as plain values: what is no text travels as JSON in one."""
    declared = schema_for(f"pulumi:providers:{package}").inputs
    plain: dict[str, Any] = {}
    for name, value in values.items():
        if value is UNKNOWN:
            continue
        structured = name in declared and declared[name].type is not Scalar.STRING
        plain[name] = _parsed(value) if structured and isinstance(value, str) else value
    return plain


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
