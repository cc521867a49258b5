"""Forms of text that a pattern cannot tell well: addresses, JSON, policy documents."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any, Final

from polycloud_testing.simulation.interface import CheckFailure
from polycloud_testing.simulation.policy_documents import PolicyKind, check_policy

Check = Callable[[Any, str], Iterator[CheckFailure]]

_ARN: Final = re.compile(r"arn:[\w-]+:[\w-]+:[\w-]*:(?:\d{12}|aws|aws-managed)?:.+", re.DOTALL)


def _test(accepts: Callable[[str], Any], says: str) -> Check:
    """A check by a function that raises ValueError, or is false, for what is not accepted."""

    def check(value: Any, path: str) -> Iterator[CheckFailure]:
        try:
            good = isinstance(value, str) and accepts(value) is not False
        except ValueError:
            good = False
        if not good:
            yield CheckFailure(path, f"Expected {says}.")

    return check


def _network(value: str, *, version: int | None = None) -> bool:
    # Strict: the API refuses 10.0.0.1/16, whose host bits are set.
    network = ipaddress.ip_network(value, strict=True)
    return "/" in value and version in (None, network.version)


def _json(value: Any, path: str) -> Iterator[CheckFailure]:
    if not isinstance(value, str):
        return
    try:
        json.loads(value)
    except json.JSONDecodeError as error:
        reason = f"This is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        yield CheckFailure(path, reason)


def _base64(value: str) -> None:
    try:
        base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ValueError from error


def _timestamp(value: str) -> None:
    datetime.fromisoformat(value)


def _policy(value: Any, path: str, *, kind: PolicyKind) -> Iterator[CheckFailure]:
    yield from check_policy(value, kind, path)


FORMATS: Final[dict[str, Check]] = {
    "ipv4": _test(ipaddress.IPv4Address, "an IPv4 address"),
    "ip": _test(ipaddress.ip_address, "an IP address"),
    "ipv4-network": _test(
        partial(_network, version=4), "an IPv4 range in CIDR notation, its host bits zero"
    ),
    "ipv6-network": _test(
        partial(_network, version=6), "an IPv6 range in CIDR notation, its host bits zero"
    ),
    "network": _test(_network, "an address range in CIDR notation, its host bits zero"),
    "ip-or-network": _test(
        lambda value: ipaddress.ip_network(value, strict=True),
        "an IP address or a range in CIDR notation, its host bits zero",
    ),
    "ipv4-interface": _test(
        lambda value: "/" in value and bool(ipaddress.ip_interface(value)),
        "an address with the length of its network (169.254.0.1/30)",
    ),
    "arn": _test(lambda value: _ARN.fullmatch(value) is not None, "an ARN"),
    "uuid": _test(uuid.UUID, "a UUID"),
    "base64": _test(_base64, "text in base64"),
    "timestamp": _test(_timestamp, "a time as in RFC 3339 (2026-01-31T00:00:00Z)"),
    "json": _json,
    "identity-policy": partial(_policy, kind=PolicyKind.IDENTITY),
    "trust-policy": partial(_policy, kind=PolicyKind.TRUST),
    "resource-policy": partial(_policy, kind=PolicyKind.RESOURCE),
    "registry-policy": partial(_policy, kind=PolicyKind.REGISTRY),
}
"""By name, what tells everything wrong with a value, given the value and its path."""
