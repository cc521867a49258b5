"""Tags and the region, which the provider may give to all that it makes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.resources import at, hidden, is_hidden, provider_of
from polycloud_testing.facts.unknown import Fact, Unknown


def tags(graph: ResourceGraph, resource: Resource) -> Fact[Mapping[str, str]]:
    """The resource's own tags and the provider's default ones; its own go before."""
    own = at(resource, "tags", cast("Mapping[str, str]", {}))
    if isinstance(own, Unknown):
        return own
    provider = provider_of(graph, resource)
    if provider is None:
        every = resource.outputs.get("tagsAll", own)
        return own if is_hidden(every) else cast("Mapping[str, str]", every)
    defaults = _object(provider, "defaultTags")
    if isinstance(defaults, Unknown):
        return defaults
    return {**defaults.get("tags", {}), **own}


def region(graph: ResourceGraph, resource: Resource) -> Fact[str]:
    """The resource's own region, else the provider's."""
    own = at(resource, "region", "")
    if isinstance(own, Unknown) or own:
        return own
    provider = provider_of(graph, resource)
    found = at(provider, "region", "") if provider is not None else resource.get("region")
    if isinstance(found, str) and not is_hidden(found) and found:
        return found
    return found if isinstance(found, Unknown) else hidden(resource, "region")


def _object(provider: Resource, name: str) -> Fact[Mapping[str, Any]]:
    """A provider's setting, which Pulumi keeps as JSON text."""
    value = at(provider, name, cast("Any", {}))
    return json.loads(value) if isinstance(value, str) else value
