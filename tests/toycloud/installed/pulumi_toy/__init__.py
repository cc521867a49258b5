"""The Pulumi SDK of a cloud that does not exist, shaped as generated SDKs are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, overload

import pulumi

VERSION = "1.0.0"
Texts = list[str]


def _property(name: str, hint: Any) -> property:
    def get(self: Any) -> Any:
        return pulumi.get(self, name)

    get.__annotations__ = {"return": hint}
    wire = re.sub(r"_([a-z])", lambda found: found[1].upper(), name)
    return property(pulumi.getter(name=wire)(get))


def _class(name: str, properties: Mapping[str, Any], *bases: type) -> Any:
    members = {each: _property(each, hint) for each, hint in properties.items()}
    return type(name, bases, {"__module__": __name__, **members})


def _resource(
    kind: str, inputs: Mapping[str, Any], outputs: Mapping[str, Any] | None = None
) -> Any:
    """A resource class; inputs whose type is optional may be left out."""
    provider = kind == "Provider"
    token = "pulumi:providers:toy" if provider else f"toy:index:{kind}"
    arguments = pulumi.input_type(_class(f"{kind}Args", inputs))
    base = pulumi.ProviderResource if provider else pulumi.CustomResource
    made = {name: pulumi.Output[hint] for name, hint in {**inputs, **(outputs or {})}.items()}
    cls = _class(kind, made, base)

    def construct(self: Any, resource_name: str, opts: Any = None, **given: Any) -> None:
        bag = arguments.__new__(arguments)
        bag.__dict__.update({**dict.fromkeys(made), **given})
        options = pulumi.ResourceOptions.merge(pulumi.ResourceOptions(version=VERSION), opts)
        if provider:
            base.__init__(self, "toy", resource_name, bag.__dict__, options)
        else:
            base.__init__(self, token, resource_name, bag, options)

    def with_arguments(self: Any, resource_name: str, args: Any, opts: Any = None) -> None: ...

    with_arguments.__annotations__["args"] = arguments
    # Overloads are found by the name of what they overload.
    construct.__qualname__ = with_arguments.__qualname__ = f"{kind}.__init__"
    overload(with_arguments)
    cls.__init__ = construct
    _CLASSES[token] = kind
    return cls


_CLASSES: dict[str, str] = {}

Provider = _resource("Provider", {"region": str})
Account = _resource("Account", {"name": str}, {"uid": str, "issuer_url": str})
Trust = _resource(
    "Trust", {"name": str, "issuer": str, "subject": str, "audience": str}, {"uid": str}
)
Bucket = _resource(
    "Bucket",
    {
        "name": str,
        "versioned": bool,
        "cool_days": int | None,
        "archive_days": int | None,
        "delete_days": int | None,
        "labels": dict[str, str],
        "protected": bool,
    },
)
Table = _resource(
    "Table",
    {
        "name": str,
        "partition_key": str,
        "sort_key": str | None,
        "restorable": bool,
        "labels": dict[str, str],
        "protected": bool,
    },
)
Secret = _resource(
    "Secret",
    {
        "name": str,
        "value": str,
        "rotation_days": int | None,
        "recovery_days": int,
        "labels": dict[str, str],
        "protected": bool,
    },
)
Grant = _resource("Grant", {"store": str, "uid": str, "verbs": Texts, "keys": str})
Network = _resource("Network", {"range": str, "parts": Texts}, {"network_id": str})
Cluster = _resource(
    "Cluster",
    {"name": str, "version": str, "network_id": str, "callers": Texts | None},
    {"endpoint": str, "issuer_url": str},
)
PodAccount = _resource("PodAccount", {"cluster": str, "subject": str, "account": str})
Slice = _resource(
    "Slice",
    {
        "name": str,
        "network_id": str,
        "account": str,
        "environment": dict[str, str],
        "files": dict[str, str],
        "tokens": dict[str, str],
    },
    {"ip": str},
)
Workspace = _resource("Workspace", {"retention_days": int}, {"endpoint": str, "workspace_id": str})
Gateway = _resource(
    "Gateway",
    {"network_id": str, "asn": int, "advertised": Texts},
    {"first_address": str, "second_address": str},
)
Tunnel = _resource(
    "Tunnel",
    {
        "gateway_id": str,
        "interface": int,
        "peer_address": str,
        "inside_address": str,
        "peer_inside_address": str,
        "peer_asn": int,
        "accepted": Texts,
        "shared_key": str,
    },
)


class _Package(pulumi.runtime.ResourcePackage):
    pkg_info: ClassVar = {"class": "Provider", "fqn": __name__}

    def version(self) -> Any:
        return None

    def construct_provider(self, name: str, typ: str, urn: str) -> Any:
        return Provider(name, pulumi.ResourceOptions(urn=urn))


class _Module(pulumi.runtime.ResourceModule):
    mod_info: ClassVar = {"classes": _CLASSES, "fqn": __name__}

    def version(self) -> Any:
        return None

    def construct(self, name: str, typ: str, urn: str) -> Any:
        return globals()[_CLASSES[typ]](name, pulumi.ResourceOptions(urn=urn))


pulumi.runtime.register_resource_package("toy", _Package())
pulumi.runtime.register_resource_module("toy", "index", _Module())
