"""Outputs for which no rule exists, from what they are called and what type they have."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation.making import CREATED, Making
from polycloud_testing.simulation.property_types import (
    ArrayType,
    EnumType,
    MapType,
    ObjectType,
    Property,
    PropertyType,
    Scalar,
    UnionType,
)


def _host(making: Making, path: str) -> str:
    label = re.sub(r"[^a-z0-9-]+", "-", making.name.lower()).strip("-") or "resource"
    return f"{label}-{making.hex(8, path)}.simulated.example"


_DEPTH: Final = 6
_TABLE: Final[tuple[tuple[str, Callable[[Making, str], str]], ...]] = (
    (r"([a-z](Time|Timestamp|Date|At|On)|^(timestamp|created|updated))$", lambda m, p: CREATED),
    (r"(^arn|Arn|ARN)$", lambda m, p: f"arn:aws:simulated:::{m.name}"),
    (r"(?i)(etag|fingerprint|checksum|hash|version_?id)$", lambda m, p: m.hex(16, p)),
    (r"(?i)(tenantid|principalid|clientid|objectid|guid|uuid|^uid)$", lambda m, p: m.uuid(p)),
    (r"(^ip|Ip|IP|[aA]ddress|[iI]pv4)$", lambda m, p: m.public_address(p)),
    (
        r"(^dns|Dns|DNS|[dD]nsName|[dD]omain|[dD]omainName|[fF]qdn|^host|[hH]ost[nN]ame)$",
        _host,
    ),
    (r"(?i)(url|uri|endpoint|link)$", lambda m, p: f"https://{_host(m, p)}"),
    (r"(?i)provisioningstate$", lambda m, p: "Succeeded"),
    (r"(^s|S)(tate|tatus)$", lambda m, p: "ACTIVE"),
    (r"(^c|C)(ertificate|ert)$", lambda m, p: m.certificate(p)),
    (r"[a-z]Number$", lambda m, p: m.digits(12, p)),
    (r"^name$", lambda m, p: m.name),
    (r"^(type|kind|location|region|zone)$", lambda m, p: m.text(p, f"simulated-{p}")),
    (r"(^id|Id|ID)$", lambda m, p: m.uuid(p)),
)
_TEXTS: Final = tuple((re.compile(pattern), make) for pattern, make in _TABLE)


def value_of(prop: Property, making: Making, path: str, depth: int = 0) -> Any:
    """A value of the right type, and of the right sort where the name tells it."""
    if prop.constant is not None:
        return prop.constant
    return _of_type(prop.type, prop.name, making, path, depth)


def completed(
    value: Any, type_: PropertyType, fill: Callable[[Property, str], Any], path: str = ""
) -> Any:
    """``value``, as asked, with the required properties of its objects that were not asked
    filled in by ``fill``; what ``fill`` answers with None is left out.
    """
    match type_:
        case ObjectType() if isinstance(value, Mapping):
            asked = cast("Mapping[str, Any]", value)
            declared = type_.properties
            whole = {
                name: completed(item, declared[name].type, fill, f"{path}.{name}")
                if name in declared
                else item
                for name, item in asked.items()
            }
            for name, prop in declared.items():
                if prop.required and whole.get(name) is None:
                    made = fill(prop, f"{path}.{name}")
                    if made is not None:
                        whole[name] = made
            return whole
        case ArrayType() if isinstance(value, list | tuple):
            items = cast("list[Any]", value)
            return [completed(v, type_.element, fill, f"{path}[{i}]") for i, v in enumerate(items)]
        case MapType() if isinstance(value, Mapping):
            entries = cast("Mapping[str, Any]", value)
            return {k: completed(v, type_.element, fill, f"{path}.{k}") for k, v in entries.items()}
        case _:
            return value


def unknown(prop: Property, path: str) -> Any:
    """The `fill` of a preview: what was not asked is not known."""
    return UNKNOWN


def nothing(prop: Property, path: str) -> Any:
    """The `fill` of a preview where even that it is not known is not said."""
    return None


def _of_type(type_: PropertyType, name: str, making: Making, path: str, depth: int) -> Any:
    match type_:
        case EnumType():
            return type_.values[0] if type_.values else _scalar(type_.base, name, making, path)
        case ArrayType():
            return []
        case MapType():
            return {}
        case UnionType():
            return _of_type(type_.members[0], name, making, path, depth)
        case ObjectType():
            if depth >= _DEPTH:
                return {}
            return {
                prop.name: value_of(prop, making, f"{path}.{prop.name}", depth + 1)
                for prop in type_.properties.values()
                if prop.required
            }
        case Scalar():
            return _scalar(type_, name, making, path)


def _scalar(type_: Scalar, name: str, making: Making, path: str) -> Any:
    if type_ is Scalar.BOOLEAN:
        return False
    if type_ in (Scalar.NUMBER, Scalar.INTEGER):
        return 0
    if type_ is Scalar.STRING and not name.startswith("ipv6"):
        for pattern, make in _TEXTS:
            if pattern.search(name):
                return make(making, path)
    return "" if type_ is Scalar.STRING else None
