"""What a program asks the engine to register, from the program or from a component."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any, cast

import attrs
from attrs import field, frozen
from google.protobuf import struct_pb2
from pulumi.runtime.proto import alias_pb2, resource_pb2

from polycloud.graph import Options, Timeouts
from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation import paths, wire
from polycloud_testing.simulation.components import ChildRequest, Reference

WireOptions = Any
"""A ``TransformResourceOptions`` message: the options in the form that transforms take."""


@frozen
class Registration:
    """A resource to register. ``properties`` and ``options`` are in wire form."""

    type: str
    name: str
    parent: str
    custom: bool
    remote: bool
    properties: struct_pb2.Struct
    options: WireOptions
    property_dependencies: Mapping[str, tuple[str, ...]] = field(factory=dict[str, Any])
    transforms: tuple[Any, ...] = ()

    @property
    def package(self) -> str:
        """The package of the type."""
        return self.type.split(":", 1)[0]

    @property
    def is_provider(self) -> bool:
        """Whether it is a provider."""
        return self.type.startswith("pulumi:providers:")


def of_request(request: Any) -> Registration:
    """What a ``RegisterResourceRequest`` asks."""
    options = resource_pb2.TransformResourceOptions(
        depends_on=sorted(request.dependencies),
        ignore_changes=request.ignoreChanges,
        replace_on_changes=request.replaceOnChanges,
        version=request.version,
        aliases=request.aliases,
        provider=request.provider,
        providers=request.providers,
        plugin_download_url=request.pluginDownloadURL,
        deleted_with=request.deletedWith,
        replace_with=request.replace_with,
        additional_secret_outputs=request.additionalSecretOutputs,
        hooks=request.hooks,
    )
    setattr(options, "import", request.importId)
    if request.HasField("protect"):
        options.protect = request.protect
    if request.HasField("retainOnDelete"):
        options.retain_on_delete = request.retainOnDelete
    if request.deleteBeforeReplaceDefined or request.deleteBeforeReplace:
        options.delete_before_replace = request.deleteBeforeReplace
    if request.HasField("customTimeouts"):
        options.custom_timeouts.CopyFrom(request.customTimeouts)
    return Registration(
        type=request.type,
        name=request.name,
        parent=request.parent,
        custom=request.custom,
        remote=request.remote,
        properties=request.object,
        options=options,
        property_dependencies={
            name: tuple(sorted(found.urns)) for name, found in request.propertyDependencies.items()
        },
        transforms=tuple(request.transforms),
    )


def of_child(child: ChildRequest, component: str, provider: str) -> Registration:
    """What a component asks for one of its children; ``provider`` is a provider reference
    or empty.
    """
    needed = {*child.depends_on, *chain.from_iterable(child.property_dependencies.values())}
    options: Any = resource_pb2.TransformResourceOptions(
        depends_on=sorted(needed),
        ignore_changes=child.ignore_changes,
        version=child.version,
        provider=provider,
    )
    options.aliases.extend(alias_pb2.Alias(urn=alias) for alias in child.aliases)
    if child.delete_before_replace is not None:
        options.delete_before_replace = child.delete_before_replace
    return Registration(
        type=child.type,
        name=child.name,
        parent=child.parent or component,
        custom=child.custom,
        remote=False,
        properties=wire.encode(_without_nulls(child.inputs), secrets=child.secrets),
        options=options,
        property_dependencies=child.property_dependencies,
    )


def _without_nulls(value: Any) -> Any:
    if isinstance(value, Mapping):
        mapping = cast("Mapping[str, Any]", value)
        return {k: _without_nulls(v) for k, v in mapping.items() if v is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in cast("list[Any]", value)]
    return value


def options_of(options: WireOptions) -> Options:
    """The options as a graph shows them."""
    timeouts = options.custom_timeouts
    return Options(
        protect=options.protect,
        retain_on_delete=options.retain_on_delete,
        ignore_changes=tuple(options.ignore_changes),
        replace_on_changes=tuple(options.replace_on_changes),
        deleted_with=options.deleted_with or None,
        additional_secret_outputs=tuple(options.additional_secret_outputs),
        aliases=tuple(_alias(alias) for alias in options.aliases),
        delete_before_replace=options.delete_before_replace,
        custom_timeouts=Timeouts(timeouts.create, timeouts.update, timeouts.delete),
        import_id=getattr(options, "import") or None,
    )


def _alias(alias: Any) -> str:
    """An alias by URN is that URN; one by parts is what it names, for a reader."""
    if alias.HasField("urn"):
        return str(alias.urn)
    spec = alias.spec
    return "::".join(part for part in (spec.stack, spec.project, spec.type, spec.name) if part)


def with_dependencies(asked: Registration, named: Mapping[str, frozenset[str]]) -> Registration:
    """``asked`` with the dependencies that its outputs name, by property."""
    if not named:
        return asked
    merged = dict(asked.property_dependencies)
    for name, urns in named.items():
        merged[name] = tuple(sorted({*merged.get(name, ()), *urns}))
    return attrs.evolve(asked, property_dependencies=merged)


def ids(value: Any) -> Any:
    """Values with every reference to a resource replaced by its id, or its URN."""
    if isinstance(value, Reference):
        return value.urn if value.id is None else value.id or UNKNOWN
    if isinstance(value, dict):
        return {key: ids(item) for key, item in value.items()}  # pyright: ignore
    if isinstance(value, list):
        return [ids(item) for _, item in paths.children(value)]
    return value


def references_in(value: Any) -> set[str]:
    """The URNs of the resources that are passed as values."""
    if isinstance(value, Reference):
        return {value.urn}
    return set[str]().union(*(references_in(item) for _, item in paths.children(value)))
