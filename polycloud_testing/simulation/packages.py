"""Finding a type token's class among the installed Pulumi SDKs.

Importing an SDK's package registers its modules with the Pulumi runtime and loads none
of them; only the one module that holds the class is loaded here.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import typing
from difflib import get_close_matches
from functools import cache
from types import ModuleType
from typing import Any, Final

from attrs import frozen

from polycloud_testing.simulation.interface import SimulationError

EXTRAS: Final = {
    "aws": "polycloud[aws]",
    "eks": "polycloud[aws]",
    "gcp": "polycloud[gcp]",
    "azure-native": "polycloud[azure]",
    "kubernetes": "polycloud[all]",
    "random": "polycloud",
}
"""What to install for the SDK of each package."""


class UnknownTypeError(SimulationError):
    """No class of the installed SDK has this type token."""


class MissingSdkError(SimulationError):
    """The SDK of the token's package is not installed; the message says what to install."""


@frozen
class ResourceClasses:
    """The classes an SDK has for one type token: the resource, and its arguments if any."""

    package: str
    version: str
    resource: type
    arguments: type | None


def package_of(token: str) -> str:
    """The package a type token belongs to: ``aws`` for ``aws:s3/bucket:Bucket`` and for
    ``pulumi:providers:aws``.

    Raises:
        UnknownTypeError: The token is not of the form ``package:module:Type``.
    """
    parts = token.split(":")
    if len(parts) != 3 or not all(parts):
        raise UnknownTypeError(f"{token!r} is not a type token of the form package:module:Type")
    return parts[2] if is_provider(token) else parts[0]


def is_provider(token: str) -> bool:
    """Whether the token is that of a provider (``pulumi:providers:aws``)."""
    return token.startswith("pulumi:providers:")


@cache
def sdk(package: str) -> ModuleType:
    """The SDK's top-level module, whose import registers what the SDK has.

    Raises:
        MissingSdkError: It is not installed.
    """
    name = f"pulumi_{package.replace('-', '_')}"
    if importlib.util.find_spec(name) is None:
        raise MissingSdkError(
            f"the Pulumi SDK for {package!r} is not installed: "
            f"pip install '{EXTRAS.get(package, name.replace('_', '-'))}'"
        )
    return importlib.import_module(name)


@cache
def version_of(package: str) -> str:
    """The installed version of a package's SDK, for example ``7.51.1``."""
    return importlib.metadata.version(sdk(package).__name__)


def find(token: str) -> ResourceClasses:
    """The classes for a resource's or provider's type token.

    Raises:
        MissingSdkError: The package's SDK is not installed.
        UnknownTypeError: The SDK has no such type; names the nearest one it has.
    """
    package = package_of(token)
    sdk(package)
    class_name, module = _registered(token, package)
    resource = getattr(importlib.import_module(module), class_name)
    return ResourceClasses(
        package=package,
        version=version_of(package),
        resource=resource,
        arguments=_arguments_class(resource),
    )


def has_module(token: str) -> bool:
    """Whether the SDK knows the token's module (for Kubernetes: the group and version)."""
    from pulumi.runtime import rpc

    package = package_of(token)
    sdk(package)
    return rpc.get_resource_module(package, token.split(":")[1], "") is not None


def _registered(token: str, package: str) -> tuple[str, str]:
    from pulumi.runtime import rpc

    if is_provider(token):
        # The SDKs' generated Package and Module classes keep what they registered here.
        info: Any = getattr(rpc.get_resource_package(package, ""), "pkg_info", None)
        if info is None:
            raise UnknownTypeError(f"{package!r} has no provider")
        return info["class"], info["fqn"]
    info = getattr(rpc.get_resource_module(package, token.split(":")[1], ""), "mod_info", None)
    if info is None:
        raise UnknownTypeError(f"the SDK for {package!r} has no type {token!r}")
    classes: dict[str, str] = info["classes"]
    if token not in classes:
        near = get_close_matches(token, classes, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise UnknownTypeError(f"the SDK for {package!r} has no type {token!r}{hint}")
    return classes[token], info["fqn"]


def _arguments_class(resource: type) -> type | None:
    # Generated constructors are overloaded: (name, opts, each argument) and (name, args, opts).
    # Two forms of the second are found: ``args: BucketArgs`` and ``args: BucketArgs | None``.
    for overload in typing.get_overloads(resource.__init__):
        annotation = overload.__annotations__.get("args")
        candidates = [annotation, *typing.get_args(annotation)]
        for candidate in candidates:
            if isinstance(candidate, type) and candidate is not type(None):
                return candidate
    return None
