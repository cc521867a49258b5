"""Looking at resources, for readers: settings, references between them, protection."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, TypeVar, cast

import attrs

from polycloud.graph import SECRET, UNKNOWN, Resource, ResourceGraph
from polycloud_testing.facts.stores import Protection
from polycloud_testing.facts.unknown import Fact, Unknown

T = TypeVar("T")


def is_hidden(value: object) -> bool:
    """Whether the value stands for one that cannot be seen: not yet known, or secret."""
    return value is UNKNOWN or value == SECRET


def settings(resource: Resource) -> Mapping[str, Any]:
    """What was asked for; for what is only looked up, how it is."""
    return resource.outputs if resource.external else resource.inputs


def hidden(resource: Resource, path: str) -> Unknown:
    """That a property of the resource cannot be seen."""
    return Unknown(f"{path} of {label(resource)} is secret, or known only after the update.")


def label(resource: Resource) -> str:
    """How people find a resource: its name and kind."""
    return f"{resource.name} ({resource.type.rsplit(':', 1)[-1]})"


def at(resource: Resource, path: str, default: T) -> Fact[T]:
    """The setting under a dotted path (``versioning.enabled``), or the cloud's default."""
    value: Any = settings(resource)
    for step in path.split("."):
        if not isinstance(value, Mapping):
            return default
        value = cast("Mapping[str, Any]", value).get(step)
        if is_hidden(value):
            return hidden(resource, path)
    return default if value is None else value


def is_given(resource: Resource, path: str) -> bool:
    """Whether there is something under a path, be it hidden."""
    return _reached(settings(resource), path) not in (None, "")


def in_plain_text(resource: Resource, path: str) -> Fact[bool]:
    """Whether what is under a path can be read in what was asked for, or in what came of it."""
    found = [_reached(values, path) for values in (resource.inputs, resource.outputs)]
    if any(value not in (None, "") and not is_hidden(value) for value in found):
        return True
    marked = any(f"{path}.".startswith(f"{secret}.") for secret in resource.secret_paths)
    return hidden(resource, path) if UNKNOWN in found and not marked else False


def _reached(values: Mapping[str, Any], path: str) -> Any:
    """The value under a path, or the one above it that cannot be seen."""
    value: Any = values
    for step in path.split("."):
        if is_hidden(value) or not isinstance(value, Mapping):
            return value if is_hidden(value) else None
        value = cast("Mapping[str, Any]", value).get(step)
    return value


def listed(resource: Resource, path: str) -> Fact[list[Any]]:
    """The list under a path, empty when there is none. Its items may be hidden."""
    value = at(resource, path, cast("Any", []))
    if isinstance(value, Unknown):
        return value
    return cast("list[Any]", value) if isinstance(value, list) else [value]


def text(resource: Resource, name: str) -> Fact[str]:
    """A text that was asked for, or that the cloud made up."""
    value = resource.get(name)
    return value if isinstance(value, str) and not is_hidden(value) else hidden(resource, name)


def part(resource: Resource, value: Mapping[str, Any]) -> Resource:
    """The resource as if a part of its settings were all of them."""
    return attrs.evolve(resource, inputs=value, outputs=value)


def anything_hidden(value: Any) -> bool:
    """Whether the value, or anything in it, cannot be seen."""
    if isinstance(value, Mapping):
        return any(anything_hidden(item) for item in cast("Mapping[str, Any]", value).values())
    if isinstance(value, list):
        return any(anything_hidden(item) for item in cast("list[Any]", value))
    return is_hidden(value)


def names(resource: Resource, *properties: str) -> frozenset[str]:
    """The texts among these properties, and the id: how others may refer to the resource."""
    values = [resource.id, *(resource.get(name) for name in properties)]
    return frozenset(
        value for value in values if isinstance(value, str) and value and not is_hidden(value)
    )


def refers(resource: Resource, name: str, target: Resource, known: Collection[str]) -> bool:
    """Whether a property names ``target``, which is called one of ``known``.

    A value that is not yet known refers to what it depends on.
    """
    value = settings(resource).get(name)
    if is_hidden(value):
        return target.urn in resource.property_dependencies.get(name, ())
    return value in known


def referring(
    resources: Iterable[Resource], name: str, target: Resource, known: Collection[str]
) -> Iterator[Resource]:
    """Those of the resources whose property names ``target``."""
    return (resource for resource in resources if refers(resource, name, target, known))


def named(
    resource: Resource,
    name: str,
    value: object,
    candidates: Iterable[tuple[Resource, Collection[str]]],
) -> Fact[Resource]:
    """Which of the candidates ``value``, somewhere in the property ``name``, stands for.

    Candidates come with what they are called. A value that is not yet known stands for the
    only one of them that the property depends on.
    """
    if is_hidden(value):
        urns = resource.property_dependencies.get(name, ())
        found = [each for each, _ in candidates if each.urn in urns]
    else:
        found = [each for each, called in candidates if value in called]
    if len(found) == 1:
        return found[0]
    if is_hidden(value):
        return hidden(resource, name)
    return Unknown(f"What {name} of {label(resource)} stands for is not among what is read.")


def is_kept(resource: Resource) -> bool:
    """Whether a destroy leaves what the resource stands for."""
    return resource.options.protect or resource.options.retain_on_delete or resource.external


def protection(
    parts: Iterable[Resource],
    *,
    refused_by_cloud: bool = False,
    emptied: bool = False,
    stuck: Iterable[Resource] = (),
) -> Protection:
    """What a destroy does to the resources that make up a store."""
    whole = list(parts)
    return Protection(
        kept=tuple(label(part) for part in whole if is_kept(part)),
        removed=tuple(label(part) for part in whole if not is_kept(part)),
        refused_by_cloud=refused_by_cloud,
        emptied=emptied,
        stuck=tuple(map(label, stuck)),
    )


def surplus(resource: Resource, understood: Collection[str]) -> tuple[str, ...]:
    """The settings of a resource that a reader does not know."""
    return tuple(
        name
        for name, value in settings(resource).items()
        if name not in understood and value not in (None, [], {}, "", False)
    )


def provider_of(graph: ResourceGraph, resource: Resource) -> Resource | None:
    """The explicit provider that serves a resource, if the graph has it."""
    if resource.provider is not None and resource.provider in graph:
        return graph.by_urn(resource.provider)
    return None


def referred(
    resource: Resource, path: str, candidates: Iterable[Resource], *properties: str
) -> Resource | None:
    """The first of the candidates that the setting under a dotted path names, by its id or by
    one of its ``properties``; None when it names none of them.

    A setting that is not yet known names what it depends on.
    """
    value = at(resource, path, cast("Any", None))
    depends = resource.property_dependencies.get(path.partition(".")[0], ())
    for each in candidates:
        if isinstance(value, Unknown):
            if each.urn in depends:
                return each
        elif isinstance(value, str) and value in names(each, *properties):
            return each
    return None


def item_of(resource: Resource, name: str, item: Any) -> Resource:
    """One item of a property, as if the resource had nothing but it."""
    depends = resource.property_dependencies.get(name, ())
    inputs = cast("Mapping[str, Any]", item)
    return attrs.evolve(
        resource,
        inputs=inputs,
        external=False,
        property_dependencies=dict.fromkeys(inputs, depends),
    )


def lists(resource: Resource, path: str, target: Resource, *properties: str) -> bool:
    """Whether the list under a dotted path names ``target``, as `referred` has it."""
    value = listed(resource, path)
    if isinstance(value, Unknown) or anything_hidden(value):
        return target.urn in resource.property_dependencies.get(path.partition(".")[0], ())
    return any(isinstance(each, str) and each in names(target, *properties) for each in value)
