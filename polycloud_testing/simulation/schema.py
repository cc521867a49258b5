"""What each resource type takes and gives, read from the installed Pulumi SDKs.

`schema_for` answers for a resource's type token and `function_schema_for` for a provider
function's. The SDKs' own classes are the source; only the module that defines the type is
imported, and types of nested objects are read when first needed. Which enumerations are
taken to be exhaustive is the matter of `polycloud_testing.simulation.enumerations`.

Schemas are cached for the life of the process. Both functions may be called from any
thread.
"""

from __future__ import annotations

import inspect
import re
import threading
import types
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from typing import Final

from attrs import evolve, field, frozen

from polycloud_testing.simulation import packages
from polycloud_testing.simulation.functions import arguments_of
from polycloud_testing.simulation.packages import MissingSdkError, UnknownTypeError
from polycloud_testing.simulation.property_types import Property, Scalar
from polycloud_testing.simulation.sdk_types import properties_of

__all__ = [
    "FunctionSchema",
    "MissingSdkError",
    "ResourceSchema",
    "UnknownTypeError",
    "function_schema_for",
    "schema_for",
]

_SECRETS: Final = re.compile(r"additional_secret_outputs=\[([^\]]*)\]")
_lock = threading.RLock()


@frozen
class ResourceSchema:
    """A resource type: its properties by their name on the wire (camelCase as a rule).

    ``package`` and ``version`` are those of the SDK (``aws``, ``7.51.1``). When ``open``
    is true the type takes properties that are not declared, of any type: a Kubernetes
    custom resource, which the SDK cannot know.
    """

    token: str
    package: str
    version: str
    inputs: Mapping[str, Property] = field(repr=False)
    outputs: Mapping[str, Property] = field(repr=False)
    open: bool = False
    _read_secrets: Callable[[], frozenset[str]] = field(
        default=frozenset[str], alias="read_secrets", repr=False
    )

    @cached_property
    def secrets(self) -> frozenset[str]:
        """The outputs that the SDK marks as secret whatever the inputs are."""
        return self._read_secrets()


@frozen
class FunctionSchema:
    """A provider function: its arguments and results by their name on the wire."""

    token: str
    package: str
    version: str
    inputs: Mapping[str, Property] = field(repr=False)
    outputs: Mapping[str, Property] = field(repr=False)


def schema_for(token: str) -> ResourceSchema:
    """The schema of a resource type, for example ``aws:s3/bucket:Bucket``.

    Providers (``pulumi:providers:aws``) and components (``eks:index:Cluster``) are resource
    types like the others. A Kubernetes type of a group or version that the SDK does not
    know is a custom resource.

    Raises:
        MissingSdkError: The SDK is not installed; says which extra to install.
        UnknownTypeError: The SDK has no such type.
    """
    with _lock:
        return _resource(token)


def function_schema_for(token: str) -> FunctionSchema:
    """The schema of a provider function, for example ``aws:index/getRegion:getRegion``.

    Raises:
        MissingSdkError: The SDK is not installed; says which extra to install.
        UnknownTypeError: The SDK has no such function.
    """
    with _lock:
        return _function(token)


@cache
def _resource(token: str) -> ResourceSchema:
    package = packages.package_of(token)
    if package == "kubernetes" and not (packages.is_provider(token) or packages.has_module(token)):
        return _custom_resource(token)
    classes = packages.find(token)
    resource, arguments = classes.resource, classes.arguments
    return ResourceSchema(
        token=token,
        package=classes.package,
        version=classes.version,
        inputs=properties_of(arguments) if arguments else {},
        outputs=properties_of(resource),
        read_secrets=lambda: _secret_outputs(resource),
    )


@cache
def _function(token: str) -> FunctionSchema:
    package = packages.package_of(token)
    packages.sdk(package)
    inputs, outputs = arguments_of(token, package)
    return FunctionSchema(token, package, packages.version_of(package), inputs, outputs)


def _custom_resource(token: str) -> ResourceSchema:
    # Every Kubernetes object has the same envelope; a ConfigMap's says what it looks like.
    config_map = _resource("kubernetes:core/v1:ConfigMap")
    envelope = {
        "apiVersion": Property("apiVersion", Scalar.STRING, required=True),
        "kind": Property("kind", Scalar.STRING, required=True),
        "metadata": config_map.inputs["metadata"],
    }
    return evolve(
        config_map,
        token=token,
        inputs=types.MappingProxyType(envelope),
        outputs=types.MappingProxyType(envelope),
        open=True,
    )


def _secret_outputs(resource: type) -> frozenset[str]:
    # The generated constructor names them in a literal list, and nowhere else.
    constructor = getattr(resource, "_internal_init", None)
    match = _SECRETS.search(inspect.getsource(constructor)) if constructor else None
    return frozenset(re.findall(r'"([^"]+)"', match[1])) if match else frozenset()
